"""The desk's speed beside django-rosetta's, on the same catalogs in the same run.

    python bench/desk.py                 # both, on 200 releases x 5 locales x 30
    python bench/desk.py --only readout  # or rosetta

The page kinds and corpus sizes are those that Weblate and django-rosetta were measured
on: an editor page of 30 segments and one in a release of 10,000, approving by the form
(fsynced before the answer), the board with 1,000 catalogs, search in 300,000 entries;
two workers, one keep-alive connection for latency, eight clients for throughput, gzip.
Every approval is of another entry with its own version, and all are looked for in the
files afterwards. Needs httpbench.py of the development tools. Prints Markdown.
"""

from __future__ import annotations

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote, urlencode

import desk_rosetta
from desk_server import (
    LOCALES,
    READOUT,
    Corpus,
    Server,
    catalogs_of,
    make_project,
    msgfmt_problems,
    shared_tool,
    wait_until_healthy,
)

from workflow.project import Project

WEBLATE = {
    "editor30": "294 / 428", "editor10k": "270 / 364", "approve30": "232 / 312",
    "approve10k": "232 / 312", "rate30": "7.4/s", "board": "407 (21)",
    "search": "612 / 707 (12,850)", "memory": "2,676 MiB",
}  # fmt: skip
"""As measured on this kind of machine; not measured again here."""
AIMS = {
    "editor30": "p50 ≤ 12", "editor10k": "p50 ≤ 40", "approve30": "p95 ≤ 25",
    "approve10k": "p95 ≤ 25", "rate30": "≥ 100/s", "board": "p50 ≤ 40",
    "search": "≤ 100", "memory": "≤ 160 MiB",
}  # fmt: skip
PEER = {
    "document30": "edit30", "editor30": "edit30", "editor10k": "edit10k",
    "approve30": "save30", "approve10k": "save10k", "board": "board",
}  # fmt: skip
NAMES = {
    "document30": "document, 30 segments, none open",
    "editor30": "editor, 30 segments, one open",
    "editor10k": "editor in 10,000 segments, another one open each time",
    "approve30": "approve by form, 30 segments",
    "approve10k": "approve by form, 10,000 segments",
    "rate30": "approvals, 8 clients, 1,000 catalogs",
    "rate10k": "approvals, 8 clients, one catalog of 10,000",
    "board": "board, 1,000 catalogs",
    "search": "search, 300,000 entries, words",
    "regex": "search, 300,000 entries, regex with a literal",
    "chinese": "search, 300,000 entries, two Chinese characters",
    "memory": "memory of all processes after the run, PSS",
}
Entry = tuple[str, str, str, str, str]
"""Release, locale, key, version and target of an entry that waits for approval."""


class Browser:
    """What a browser that is signed in sends."""

    def __init__(self, server: Server) -> None:
        """Sign in by the printed link; read the token of forms."""
        import http.client

        self.server = server
        self.headers = {"Cookie": server.sign_in(), "Accept-Encoding": "gzip"}
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        headers = {**self.headers, "Accept-Encoding": "identity"}
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        if renewed := answer.getheader("Set-Cookie"):
            self.headers["Cookie"] = renewed.partition(";")[0]
        connection.close()
        self.token = re.findall(r'name="csrf-token" content="([^"]+)"', page)[0]

    def approval(self, entry: Entry) -> tuple[str, str, dict[str, str], bytes]:
        """Return the form that approves an entry on its version."""
        release, locale, key, version, target = entry
        fields = {
            "csrf_token": self.token, "version": version, "target": target,
            "do": "approve",
        }  # fmt: skip
        headers = {
            **self.headers,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.server.port}/",
        }
        path = f"/s/{locale}/{key}/{quote(release)}"
        return "POST", path, headers, urlencode(fields).encode()


class Readout:
    """The desk under measure."""

    def __init__(self, tool: ModuleType, server: Server) -> None:
        """Sign in."""
        self.tool = tool
        self.server = server
        self.browser = Browser(server)
        self.pids = tool.tree(server.process.pid)
        self.found: dict[str, Any] = {}
        self.sent: list[Entry] = []

    def get(self, name: str, paths: Sequence[str], **options: float) -> None:
        """Measure pages, one after the other of `paths`."""
        headers = self.browser.headers

        def make(number: int) -> tuple[str, str, dict[str, str], None]:
            return "GET", paths[number % len(paths)], headers, None

        target = self.tool.Target(name, "127.0.0.1", self.server.port, make, ok=_page)
        self.found[name] = self.tool.bench(target, pids=self.pids, **options)

    def approve(self, name: str, entries: Iterator[Entry], **options: float) -> None:
        """Measure approvals, each of another entry."""
        lock = threading.Lock()

        def make(_: int) -> tuple[str, str, dict[str, str], bytes]:
            with lock:
                entry = next(entries)
                self.sent.append(entry)
            return self.browser.approval(entry)

        target = self.tool.Target(
            name, "127.0.0.1", self.server.port, make, ok=lambda s, _h, _b: s == 303
        )
        self.found[name] = self.tool.bench(target, pids=self.pids, **options)


def _page(status: int, _location: str | None, _body: bytes) -> bool:
    return status == 200


def waiting(project: Project, locales: Sequence[str]) -> list[Entry]:
    """Return the machine drafts of a project, one catalog after the other in turns."""
    columns = [
        [
            (opened.release.id, opened.locale, key, entry.version, entry.msgstr)
            for key, entry in opened.by_key.items()
            if opened.states[key].value == "prefilled"
        ]
        for opened in catalogs_of(project, locales)
    ]
    rows = itertools.zip_longest(*columns)
    return [entry for row in rows for entry in row if entry is not None]


def lost(project: Project, sent: Sequence[Entry]) -> int:
    """Return how many of the approvals are not in the files."""
    approved = {
        (opened.release.id, opened.locale, key)
        for opened in catalogs_of(Project(project.root), LOCALES)
        for key, state in opened.states.items()
        if state.value == "approved"
    }
    return sum(entry[:3] not in approved for entry in sent)


def measure_readout(tool: ModuleType, project: Project, big: str) -> dict[str, Any]:
    """Return what httpbench measures of each page, by name, and the memory."""
    entries = waiting(project, LOCALES)
    small = iter([e for e in entries if e[0] != big])
    large = [e for e in entries if e[0] == big and e[1] == "es"]
    with Server(project.root, workers=2) as server:
        wait_until_healthy(server.port)
        desk = Readout(tool, server)
        release = next(e[0] for e in entries if e[0] != big)
        keys = [e[2] for e in entries if e[:2] == (release, "es")]
        desk.get("document30", [f"/e/es/{release}"], n=50, d=4)
        opens = [f"/e/es/{release}?open={key}" for key in keys]
        desk.get("editor30", opens, n=50, d=4)
        step = max(1, len(large) // 97)
        opens = [f"/e/es/{big}?open={e[2]}" for e in large[::step]]
        desk.get("editor10k", opens, n=50, d=4)
        desk.get("board", ["/"], n=30, d=4)
        desk.approve("approve30", small, n=50, c=0)
        desk.approve("rate30", small, n=1, c=8, d=8)
        several = iter(large)
        desk.approve("approve10k", several, n=50, c=0)
        desk.approve("rate10k", several, n=1, c=8, d=8)
        desk.found["memory"] = server.memory()
    desk.found["lost"] = lost(project, desk.sent)
    desk.found["sent"] = len(desk.sent)
    desk.found["damaged"] = msgfmt_problems(project.root)
    return desk.found


def measure_search(tool: ModuleType, folder: Path, corpus: Corpus) -> dict[str, Any]:
    """Measure search over HTTP in 300 releases of 200 segments in five locales."""
    sizes = {f"s{n:03}": 200 for n in range(300)}
    project = make_project(folder / "search", corpus, sizes)
    subprocess.run([*READOUT, "-C", str(project.root), "-q", "index"], check=True)
    with Server(project.root, workers=2) as server:
        wait_until_healthy(server.port)
        desk = Readout(tool, server)
        words = ("water", "president council", "the island", "presión", "правительство")
        desk.get("search", [f"/search?q={quote(w)}" for w in words], n=50, d=4)
        regex = (r"govern\w+t", r"20[01]\d", r"\bisland(s)?\b")
        paths = [f"/search?kind=regex&q={quote(r)}" for r in regex]
        desk.get("regex", paths, n=30, c=0)
        two = ("政府", "水", "岛屿")
        desk.get("chinese", [f"/search?q={quote(w)}" for w in two], n=30, c=0)
    return desk.found


def table(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Return all figures as a Markdown table, with their ratios."""
    lines = [
        "| what | readout p50 / p95 ms | CPU ms | rosetta p50 / p95 ms | "
        "rosetta / readout | Weblate | aim |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for key, name in NAMES.items():
        mine, other = ours.get(key), theirs.get(PEER.get(key, ""))
        shown, cpu, peer, ratio = "", "", "", ""
        if key == "memory":
            shown = f"{mine:.0f} MiB" if mine else ""
            if "memory" in theirs:
                peer = f"{theirs['memory']:.0f} MiB"
        elif key.startswith("rate") and mine:
            shown = f"{mine['rps']:.0f}/s, {mine['cbad']} bad"
        elif mine:
            shown = f"{mine['p50']:.1f} / {mine['p95']:.1f}"
            cpu = f"{mine['cpu']:.1f}"
            if other:
                ratio = f"{other['p50'] / mine['p50']:.1f}x"
        if other and key != "memory":
            peer = f"{other['p50']:.1f} / {other['p95']:.1f}"
        lines.append(
            f"| {name} | {shown} | {cpu} | {peer} | {ratio} | "
            f"{WEBLATE.get(key, '')} | {AIMS.get(key, '')} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=200)
    parser.add_argument("--big", type=int, default=10_000)
    parser.add_argument("--only", choices=("readout", "rosetta", "search"))
    given = parser.parse_args()
    tool = shared_tool("httpbench")
    corpus = Corpus()
    big = "big"
    sizes = {f"r{n:03}": 30 for n in range(1, given.releases + 1)}
    sizes[big] = given.big
    ours: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    print(f"noise {tool.noise():.2f} (1.0: a core was free)", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if given.only != "search":
            project = make_project(root / "project", corpus, sizes)
            subprocess.run(
                [*READOUT, "-C", str(project.root), "-q", "index"], check=True
            )
        if given.only in (None, "rosetta"):
            theirs = desk_rosetta.measure(tool, project.root, big)
        if given.only in (None, "readout"):
            ours = measure_readout(tool, project, big)
        if given.only in (None, "search"):
            ours |= measure_search(tool, root, corpus)
    bad = {
        key: found["bad"] + found.get("cbad", 0)
        for key, found in ours.items()
        if isinstance(found, dict) and found["bad"] + found.get("cbad", 0)
    }
    print(f"\n{table(ours, theirs)}\n")
    for key, found in ours.items():
        if isinstance(found, dict):
            print(
                f"{key}: {found['bytes']} bytes, min {found['min']:.1f} ms, noise "
                f"{found['noise']:.2f}, {found.get('rps', 0):.0f}/s with 8 clients"
            )
    print(
        f"{ours.get('lost')} of {ours.get('sent')} approvals lost; bad answers: {bad}"
    )
    damaged = ours.get("damaged") or []
    print("\n".join(damaged[:20]))
    sys.exit(bool(bad or ours.get("lost") or damaged))


if __name__ == "__main__":
    main()
