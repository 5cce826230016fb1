"""django-rosetta on the same catalogs, for bench/desk.py: set up, run, measured alike.

It is installed with pip into an environment of its own under the system's folder for
temporary files, once; two gunicorn workers serve a minimal Django project.
"""

from __future__ import annotations

import html
import http.client
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from desk_server import free_port

from workflow.languages import folder_of

HOME = Path(tempfile.gettempdir()) / "readout-bench-rosetta"

_SETTINGS = """
from pathlib import Path
BASE = Path(__file__).resolve().parent.parent
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth",
    "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "rosetta"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
ROOT_URLCONF = "site_of_bench.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True, "OPTIONS": {"context_processors": [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.i18n"]}}]
WSGI_APPLICATION = "site_of_bench.wsgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3",
    "NAME": BASE / "db.sqlite3"}}
LANGUAGE_CODE = "en"
LANGUAGES = [(x, x) for x in ("en", "es", "fr", "ru", "zh-hans", "ar")]
USE_I18N = True
STATIC_URL = "static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOCALE_PATHS = sorted(str(p) for p in (BASE / "catalogs").iterdir())
ROSETTA_CASE_SENSITIVE_FILESYSTEM = True
"""
_URLS = """
from django.urls import include, path
urlpatterns = [path("rosetta/", include("rosetta.urls"))]
"""
_WSGI = """
import os
from django.core.wsgi import get_wsgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "site_of_bench.settings"
application = get_wsgi_application()
"""
_SIGN_IN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "site_of_bench.settings"
django.setup()
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.create_superuser("ann", "ann@example.org", "bench")
store = SessionStore()
store[SESSION_KEY] = user.pk
store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print(store.session_key)
"""


def install() -> Path:
    """Return the Python that has django-rosetta; installs it the first time."""
    python = HOME / "venv" / "bin" / "python"
    done = HOME / "installed"
    if not done.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(HOME / "venv")], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "-q", "install",
             "django-rosetta>=0.10", "Django<6", "gunicorn"],
            check=True,
        )  # fmt: skip
        done.touch()
    return python


def set_up(root: Path, project: Path) -> str:
    """Make a Django project on copies of the catalogs; return the cookie."""
    python = install()
    site = root / "site_of_bench"
    site.mkdir(parents=True)
    for name, text in (
        ("__init__", ""), ("settings", _SETTINGS), ("urls", _URLS), ("wsgi", _WSGI),
    ):  # fmt: skip
        (site / f"{name}.py").write_text(text, encoding="utf-8")
    for path in project.glob("locales/*/LC_MESSAGES/*.po"):
        locale = path.parts[-3]
        goal = root / "catalogs" / path.stem / folder_of(locale) / "LC_MESSAGES"
        goal.mkdir(parents=True)
        shutil.copy(path, goal / "django.po")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "site_of_bench.settings"}
    subprocess.run(
        [str(python), "-m", "django", "migrate", "-v", "0"],
        cwd=root, env={**environment, "PYTHONPATH": str(root)}, check=True,
    )  # fmt: skip
    key = subprocess.run(
        [str(python), "-c", _SIGN_IN],
        cwd=root, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return f"sessionid={key.stdout.strip()}"


@contextmanager
def serving(root: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve it with two workers; give the process and the port."""
    port = free_port()
    command = [
        str(HOME / "venv" / "bin" / "gunicorn"), "-w", "2", "-b", f"127.0.0.1:{port}",
        "--timeout", "120", "--log-level", "error", "site_of_bench.wsgi",
    ]  # fmt: skip
    with (root / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log)
    try:
        _wait(port)
        yield process, port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/rosetta/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
            continue
        finally:
            connection.close()
        return
    raise SystemExit("django-rosetta does not answer")


def measure(tool: ModuleType, project: Path, big: str | None) -> dict[str, Any]:
    """Return what httpbench measures of each page, by name, and the memory."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        cookie = set_up(root, project)
        names = sorted(p.name for p in (root / "catalogs").iterdir())
        with serving(root) as (process, port):
            pids = tool.tree(process.pid)
            headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
            small = [n for n, name in enumerate(names) if name != big]

            def page(index: int, query: str = "") -> str:
                return f"/rosetta/files/project/es/{index}/{query}"

            def get(name: str, path: str, **options: int) -> None:
                target = tool.Target(
                    name, "127.0.0.1", port, lambda _: ("GET", path, headers, None)
                )
                found[name] = tool.bench(target, pids=pids, **options)

            get("edit30", page(small[0]), n=50, c=8, d=4)
            if big:
                fuzzy = page(names.index(big), "?msg_filter=fuzzy")
                get("edit10k", fuzzy, n=15, c=0, warm=1)
            get("board", "/rosetta/files/project/", n=8, c=0, warm=1)
            saves = [_save(port, cookie, page(index)) for index in small[:60]]
            found["save30"] = _post(tool, port, saves, pids)
            if big:
                path = page(names.index(big))
                saves = [_save(port, cookie, f"{path}?page={n}") for n in range(1, 9)]
                found["save10k"] = _post(tool, port, saves, pids)
            found["memory"] = _memory(pids())
    return found


def _post(tool: ModuleType, port: int, saves: list[Any], pids: Any) -> dict[str, Any]:
    counter = itertools.count()
    target = tool.Target("save", "127.0.0.1", port, lambda n: saves[n])
    done: dict[str, Any] = tool.bench(
        target, n=len(saves) - 2, c=0, warm=2, counter=counter, pids=pids
    )
    return done


def _save(port: int, cookie: str, path: str) -> tuple[str, str, dict[str, str], bytes]:
    """Read a page; return the request that saves it with its first entry approved."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    csrf = (answer.getheader("Set-Cookie") or "").partition(";")[0]
    connection.close()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
    fields = [("csrfmiddlewaretoken", token), ("_next", "Save")]
    for name, text in re.findall(
        r'<textarea[^>]*name="(m_\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        fields.append((name, html.unescape(text)))
    ticked = re.findall(r'name="(f_\w+)" value="1" checked', page)
    fields += [(name, "1") for name in ticked[1:]]
    headers = {
        "Cookie": f"{cookie}; {csrf}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return "POST", path, headers, urlencode(fields).encode()


def _memory(pids: list[str]) -> float:
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        total += int(re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[0])
    return total / 1024
