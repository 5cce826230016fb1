"""What the benches of the desk share: a project made by Readout, and its server.

The releases have one sentence a paragraph. Of every 30 segments 15 are machine drafts,
3 are empty and 12 are approved, as in the corpora that other desks were measured on.
"""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

from workflow.model.approval import approval_digest
from workflow.model.digest import text_digest
from workflow.model.entry import Entry, Record
from workflow.project import Project
from workflow.releases.sentences import split_sentences
from workflow.stages.extract import extract
from workflow.stages.people import add_person, make_token
from workflow.stages.workspace import OpenCatalog, frozen_reading, open_catalog

READOUT = [sys.executable, "-m", "workflow"]
SHARED = Path(__file__).resolve().parents[2] / "shared"
LOCALES = ("es", "fr", "ru", "zh-Hans", "ar")
PEOPLE = ("ann", "bob", "chen", "dina", "egon", "fatma", "gus", "hana")


def shared_tool(name: str) -> ModuleType:
    """Load a program of the development tools by its path."""
    path = SHARED / "tools" / f"{name}.py"
    if not path.is_file():
        raise SystemExit(f"this bench measures with {name}.py, which is not at {path}")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def sentences(locale: str = "en") -> list[str]:
    """Return sentences, one segment each: real ones where there are any."""
    name = {"zh-Hans": "zh"}.get(locale, locale)
    path = SHARED / "data" / "flores-dev" / f"{name}.txt"
    if path.is_file():
        return path.read_text(encoding="utf-8").splitlines()
    words = ["the", "council", "agreed", "on", "a", "statement", "about", "water"]
    return [
        f"{locale} {n} {' '.join(words[n % 7 :] + words[: n % 8])}" for n in range(997)
    ]


@dataclass
class Corpus:
    """Sentences of the source and of every locale, line by line parallel."""

    locales: Sequence[str] = LOCALES
    source: list[str] = field(default_factory=list)
    targets: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = sentences()
        kept = [
            n
            for n, line in enumerate(lines)
            if len(split_sentences(line, "en")) == 1 and "<" not in line
        ]
        self.source = [lines[n] for n in kept]
        self.places = {line: n for n, line in enumerate(self.source)}
        for locale in self.locales:
            found = sentences(locale)
            self.targets[locale] = [found[n] for n in kept]

    def line(self, number: int, locale: str | None = None) -> str:
        """Return one sentence; each round through them has its number."""
        lines = self.source if locale is None else self.targets[locale]
        tour, at = divmod(number, len(lines))
        return f"In part {tour}, {lines[at]}" if tour else lines[at]

    def target(self, msgid: str, locale: str) -> str:
        """Return what stands for `msgid` in a locale."""
        tour, separator, source = msgid.partition(", ")
        if not (separator and tour.startswith("In part ")):
            tour, source = "", msgid
        at = self.places.get(source)
        if at is None:
            return msgid
        found = self.targets[locale][at]
        return f"{tour}, {found}" if tour else found


def write_release(root: Path, name: str, corpus: Corpus, first: int, size: int) -> None:
    """Write a source of `size` segments, its title among them."""
    body = [corpus.line(first + n) for n in range(size - 1)]
    text = "\n\n".join((f"Statement {name} of the Ministry", *body)) + "\n"
    path = root / "sources" / f"{name}.txt"
    path.write_text(text, encoding="utf-8")


def make_project(
    root: Path,
    corpus: Corpus,
    sizes: dict[str, int],
    *,
    step: int | None = None,
    approved: bool = True,
) -> Project:
    """Make a project with a release of each size, its catalogs filled."""
    subprocess.run(
        [*READOUT, "-q", "init", str(root), "--locales", ",".join(corpus.locales)],
        check=True,
    )
    first = 0
    for name, size in sizes.items():
        write_release(root, name, corpus, first, size)
        first += size if step is None else step
    project = Project(root)
    extract(project)
    for release in project.releases:
        reading = frozen_reading(project, release).release
        for locale in corpus.locales:
            opened = open_catalog(project, reading, locale)
            entries = [
                _filled(opened, entry, n, corpus, approved)
                for n, entry in enumerate(opened.catalog.entries)
            ]
            opened.save(tuple(entries))
    return project


def _filled(
    opened: OpenCatalog,
    entry: Entry,
    number: int,
    corpus: Corpus,
    approved: bool,
) -> Entry:
    kind = number % 30
    if kind >= 27:
        return entry
    target = corpus.target(entry.msgid, opened.locale)
    draft = Record(
        state="prefilled", origin="mt:bench", at="2026-01-01T00:00:00Z",
        text=text_digest(target),
    )  # fmt: skip
    made = replace(entry, msgstr=target, fuzzy=True, record=draft)
    if kind < 15 or not approved:
        return made
    record = replace(
        draft, state=None, origin="human", by="ann", approvers=("bob",),
        approved_at="2026-01-02T00:00:00Z", policy="four-eyes",
    )  # fmt: skip
    digest = approval_digest(made, opened.locale, (), record)
    return replace(made, fuzzy=False, record=replace(record, digest=digest))


def tokens_for(
    project: Project, people: Sequence[str] = PEOPLE, role: str = "reviewer"
) -> dict[str, str]:
    """Make accounts that edit and approve; return the token of each."""
    found = {}
    for name in people:
        add_person(project, name, role, ())
        found[name] = make_token(
            project, name, ("read", "write", "approve"), days=1, label="bench"
        )
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`readout serve` on the loopback, for as long as the block lasts."""

    def __init__(
        self, root: Path, *, workers: int, port: int | None = None, person: str = "ann"
    ) -> None:
        """Start it and wait until it listens."""
        self.root = root
        self.workers = workers
        self.port = port or free_port()
        self.person = person
        self.log = root.parent / f"{root.name}.server.log"
        self.link = ""
        self.start()

    def start(self) -> None:
        """Start, again after `kill`."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *READOUT, "-C", str(self.root), "serve", "--port", str(self.port),
                    "--workers", str(self.workers), "--as", self.person,
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip
        line = self._first_line(60)
        found = re.search(r"/welcome/(\S+)", line)
        if found is None:
            self.stop()
            raise SystemExit(f"the desk did not start: {line!r}; see {self.log}")
        self.link = f"/welcome/{found[1]}"

    def _first_line(self, seconds: float) -> str:
        stream = self.process.stdout
        assert stream is not None
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            return stream.readline().decode() if selector.select(seconds) else ""

    def sign_in(self) -> str:
        """Use the printed link once; return the cookie."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", self.link)
        answer = connection.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        connection.close()
        if answer.status != 303 or not cookie:
            raise SystemExit(f"the link did not sign in: status {answer.status}")
        return cookie

    def pids(self) -> list[int]:
        """Return the processes of the desk, the first one first."""
        return [self.process.pid, *children(self.process.pid)]

    def memory(self) -> float:
        """Return the MiB of all processes, shared pages shared out (PSS)."""
        total = 0
        for pid in self.pids():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            total += int(re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[0])
        return total / 1024

    def kill(self) -> None:
        """Kill all its processes at once, as a power cut does."""
        for pid in self.pids():
            _signal(pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """Stop it as an administrator does; kill what does not stop."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._reap()

    def _reap(self) -> None:
        self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def children(pid: int) -> list[int]:
    """Return the direct children of a process."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(text) for text in path.read_text(encoding="ascii").split()]
    except OSError:
        return []


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def catalogs_of(project: Project, locales: Sequence[str]) -> Iterator[OpenCatalog]:
    """Open every catalog from its file."""
    for release in project.releases:
        reading = frozen_reading(project, release).release
        for locale in locales:
            yield open_catalog(project, reading, locale)


def msgfmt_problems(root: Path) -> list[str]:
    """Return what `msgfmt -c` says of the catalogs: nothing when they are whole."""
    found = []
    for path in sorted(root.glob("locales/*/LC_MESSAGES/**/*.po")):
        done = subprocess.run(
            ["msgfmt", "-c", "-o", "/dev/null", str(path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode or done.stderr:
            found.append(f"{path.name}: {done.stderr.strip()}")
    return found


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile of some values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(percent / 100 * len(ordered)))]


def wait_until_healthy(port: int, seconds: float = 30) -> None:
    """Wait until the desk answers; SystemExit when it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise SystemExit("the desk does not answer any more")
