"""A private PostgreSQL server for the tests, and ledgers in both databases."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from workflow.ledger.database import Ledger, open_ledger


def programs():
    """Return the folder of PostgreSQL's programs, the newest, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    other = shutil.which("initdb")
    return found[-1].parent if found else Path(other).parent if other else None


@dataclass
class PostgreSQL:
    """A server that runs for one test process, on a socket in its own folder."""

    bin: Path
    folder: Path
    user: str | None
    """Who it runs as: it refuses to run as root. None: who runs the tests."""

    def run(self, program, *arguments, **options):
        """Run one of its programs as its user; return what it printed."""
        options = {"check": True, "capture_output": True, "text": True, **options}
        return subprocess.run(
            [self.bin / program, *arguments], cwd=self.folder, **self._as(), **options
        ).stdout

    def start(self):
        return subprocess.Popen(
            [self.bin / "postgres", "-D", self.folder / "data", "-k", self.folder,
             "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **self._as(),
        )  # fmt: skip

    def wait(self, process):
        """Wait until it answers."""
        until = time.monotonic() + 60
        while "accepting" not in self.run("pg_isready", "-h", self.folder, check=False):
            assert process.poll() is None, "PostgreSQL ended at once"
            assert time.monotonic() < until, "PostgreSQL does not start"
            time.sleep(0.1)

    def _as(self):
        if self.user is None:
            return {}
        group = pwd.getpwnam(self.user).pw_gid
        return {"user": self.user, "group": group, "extra_groups": []}

    def make(self, template="template0"):
        """Make an empty database, or a copy of one; return its URL."""
        name = f"t{secrets.token_hex(6)}"
        arguments = ("-h", self.folder, "-U", "desk", "-T", template)
        self.run("createdb", *arguments, name)
        return self.url(name)

    def url(self, name):
        return f"postgresql://desk@/{name}?host={self.folder}"


def server_user():
    """Return whom the server runs as: it refuses root. None: who runs the tests."""
    if os.getuid():
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        pytest.skip("PostgreSQL refuses to run as root; there is no user postgres")


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server; every test process has its own."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="readout-pg-"))
    server = PostgreSQL(found, folder, server_user())
    if server.user:
        shutil.chown(folder, server.user)
    try:
        server.run("initdb", "-D", folder / "data", "-U", "desk", "-A", "trust",
                   "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        with server.start() as process:
            try:
                server.wait(process)
                yield server
            finally:
                process.send_signal(signal.SIGINT)  # does not wait for who is connected
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """An empty database of each kind; the empty URL is the SQLite file."""
    if request.param == "sqlite":
        return ""
    return request.getfixturevalue("postgres").make()


@pytest.fixture(scope="session")
def tables(postgres, tmp_path_factory):
    """The name of a PostgreSQL database with the tables of a ledger."""
    made = open_ledger(tmp_path_factory.mktemp("tables"), postgres.make())
    made.dispose()
    return made.url.database


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path):
    """A ledger in each kind of database."""
    url = ""
    if request.param == "postgresql":
        tables = request.getfixturevalue("tables")
        url = request.getfixturevalue("postgres").make(tables)
    found = open_ledger(tmp_path, url)
    yield found
    found.dispose()


@pytest.fixture
def another(ledger):
    """Open the same ledger again, as another process would."""
    made = []

    def open_again():
        url = "" if ledger.is_local else ledger.url.render_as_string(False)
        made.append(Ledger(ledger.root, url))
        return made[-1]

    yield open_again
    for one in made:
        one.dispose()
