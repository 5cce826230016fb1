"""The desk's index: time, size, what a look costs, how fast board and search answer.

    python bench/index.py --releases 10000 --segments 8 --folder /tmp/many

Makes a project of N releases in five locales through the project's own functions (real
sentences from --texts if that folder has them, else those of this repository's own
sources), a third of the entries approved, a third drafts, the rest empty or returned;
then measures. --folder keeps the project, and a second run skips making it. 10,000
releases of 8 segments are 400,000 entries.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from web import create_app
from web.config import DeskConfig
from workflow.catalogs.paths import catalog_path
from workflow.catalogs.store import write_catalog
from workflow.model.approval import approval_digest
from workflow.model.digest import text_digest
from workflow.model.entry import Catalog, Entry, Record
from workflow.model.search import SearchQuery
from workflow.project import Project
from workflow.releases.freeze import read_source
from workflow.releases.reading import write_reading
from workflow.stages.index import ProjectIndex
from workflow.stages.people import local_link
from workflow.stages.workspace import source_file

LOCALES = ("ar", "es", "fr", "ru", "zh-Hans")
READOUT = [sys.executable, "-m", "workflow"]
Texts = dict[str, list[str]]


def load_texts(folder: Path) -> Texts:
    """Return parallel sentences by locale."""
    names = {"en": "en", "zh-Hans": "zh"} | {tag: tag for tag in LOCALES[:-1]}
    if (folder / "en.txt").is_file():
        return {
            tag: (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
            for tag, name in names.items()
        }
    own = Path(__file__).parents[1] / "sources"
    lines = [
        line
        for path in sorted(own.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line) > 40
    ]
    return dict.fromkeys(names, lines)


def entry_of(
    number: int, source: tuple[str | None, str], target: str, locale: str
) -> Entry:
    """Return an entry, approved or a draft or returned or empty, by its number."""
    msgctxt, msgid = source
    kind = number % 6
    if kind == 5:
        return Entry(msgid, msgctxt)
    at = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T08:00:00Z"
    text = text_digest(target)
    if kind in (1, 3):
        record = Record(state="prefilled", origin="mt:argos", text=text, at=at)
        return Entry(msgid, msgctxt, target, fuzzy=True, record=record)
    if kind == 4:
        record = Record(state="returned", by="ann", at=at, text=text, why="style")
        return Entry(msgid, msgctxt, target, fuzzy=True, record=record)
    record = Record(
        origin="human",
        by="ann",
        at=at,
        text=text,
        approvers=("bob",),
        approved_at=at,
        policy="four-eyes",
    )
    made = Entry(msgid, msgctxt, target)
    digest = approval_digest(made, locale, (), record)
    return replace(made, record=replace(record, digest=digest))


def generate(root: Path, texts: Texts, count: int, segments: int) -> None:
    """Write sources, readings and catalogs; a power cut may have them."""
    os.fsync = lambda _: None
    dice = random.Random(7)
    words = texts["en"]
    (root / "sources").mkdir(exist_ok=True)
    names = [
        f"{2015 + n % 12}-{n % 12 + 1:02}-{n % 28 + 1:02}-statement-{n:05}"
        for n in range(count)
    ]
    chosen = {
        name: [
            (dice.randrange(len(words)), dice.randrange(10**5)) for _ in range(segments)
        ]
        for name in names
    }
    for name in names:
        lines = [f"{words[line]} ({number})" for line, number in chosen[name]]
        text = f"Statement {name[-5:]}\n\n" + "\n\n".join(lines) + "\n"
        (root / "sources" / f"{name}.txt").write_text(text, encoding="utf-8")
    project = Project(root)
    for number, name in enumerate(names):
        reading = read_source(source_file(project, name, project.releases[name]), None)
        write_reading(reading, project.reading_path(name))
        sources = dict.fromkeys((s.msgctxt, s.msgid) for s in reading.release.segments)
        for locale in LOCALES:
            targets = [
                f"{texts[locale][line]} ({extra})" for line, extra in chosen[name]
            ]
            entries = tuple(
                entry_of(number + place, source, targets[place % segments], locale)
                for place, source in enumerate(sources)
            )
            path = catalog_path(root, name, locale)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_catalog(Catalog(locale, entries), path)


def row(name: str, value: str) -> None:
    print(f"{name:58} {value:>22}", flush=True)


def timed(work: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Return the median and the 95th percentile of `times` runs, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    taken.sort()
    return statistics.median(taken), taken[int(0.95 * (len(taken) - 1))]


def show(name: str, work: Callable[[], object], times: int = 40) -> None:
    median, high = timed(work, times)
    row(name, f"{median:8.1f} / {high:8.1f} ms")


def measure_index(root: Path) -> None:
    for path in (root / ".readout" / "cache").glob("index*"):
        path.unlink()
    project = Project(root)
    files = len(project.releases) * len(LOCALES)
    started = time.perf_counter()
    subprocess.run([*READOUT, "-C", str(root), "-q", "index"], check=True)
    seconds = time.perf_counter() - started
    index = ProjectIndex(root)
    entries = sum(sum(counts.values()) for counts in index.totals().values())
    row("releases, catalogs, entries", f"{len(project.releases)}, {files}, {entries}")
    row("cold index (readout index)", f"{seconds:.1f} s")
    row("entries per second", f"{entries / seconds:.0f}")
    size = sum(p.stat().st_size for p in index.file.path.parent.glob("index*"))
    row("size on disk", f"{size / 1e6:.0f} MB")
    show("look, nothing changed", lambda: index.refresh(project))
    show(
        "look at every file, nothing changed",
        lambda: index.refresh(project, full=True),
        5,
    )
    catalogs = sorted(root.glob("locales/*/LC_MESSAGES/*.po"))

    def touch(count: int) -> None:
        for path in random.sample(catalogs, count):
            other = path.with_suffix(".new")
            shutil.copyfile(path, other)
            other.replace(path)

    taken = []
    for _ in range(5):
        touch(10)
        time.sleep(0.15)
        started = time.perf_counter()
        done = index.refresh(project)
        taken.append(1000 * (time.perf_counter() - started))
        assert len(done.catalogs) == 10, done
        index.refresh(project)
    row(
        "re-index after 10 catalogs were replaced", f"{statistics.median(taken):.1f} ms"
    )


def measure_board(root: Path) -> None:
    app = create_app(DeskConfig(root))
    client = app.test_client()
    secret = local_link(Project(root), None)
    assert secret, "the bench needs a project that has no accounts yet but its own"
    assert client.get(f"/welcome/{secret}").status_code == 303
    for name, address in (
        ("board", "/"),
        ("board, page 100", "/?page=100"),
        ("board, words in the title", "/?q=statement+0999"),
        ("board, with drafts in French", "/?state=prefilled&locale=fr"),
        ("board, oldest first", "/?sort=oldest"),
    ):
        assert client.get(address).status_code == 200
        show(f"{name}, p50 / p95", lambda a=address: client.get(a), 30)


def measure_search(root: Path) -> None:
    index = ProjectIndex(root)
    for kind, text, more in SEARCHES:
        query = SearchQuery(text, kind=kind, **more)
        page = index.search(query, deadline=0.9)
        count = page.total if page.total is not None else f"{page.at_least}+"
        if not page.complete:
            count = f"{count} at {page.progress:.0%}"
        extra = "".join(f" {k}={v}" for k, v in more.items())
        show(
            f"{kind} {text!r}{extra} [{count}]",
            lambda q=query: index.search(q, deadline=0.9),
            15,
        )


SEARCHES: Sequence[tuple[str, str, dict[str, object]]] = (
    ("words", "government", {}),
    ("words", "the", {}),
    ("words", "the", {"side": "target"}),
    ("words", "prime minister election", {}),
    ("words", "zzyzx", {}),
    ("words", "of", {}),
    ("words", "中", {}),
    ("words", "中国", {}),
    ("words", "龘", {}),
    ("words", "правительство", {}),
    ("words", "government", {"states": ("returned",), "locales": ("fr",)}),
    ("words", "the", {"releases": ("2019-03",)}),
    ("phrase", "one of the most", {}),
    ("phrase", "l'état", {}),
    ("regex", "minist(er|re)s?", {}),
    ("regex", r"\bgovern\w+ (of|in)\b", {}),
    ("regex", "gouvernement|правительств[оа]", {}),
    ("regex", r"[A-Z]{4,}", {"case_sensitive": True}),
    ("regex", r"\d{7,}", {}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--segments", type=int, default=8)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--texts", type=Path, default=Path("../shared/data/flores-dev"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = (options.folder or Path(folder) / "project").resolve()
        if not (root / "readout.toml").is_file():
            locales = ",".join(LOCALES)
            subprocess.run(
                [*READOUT, "-q", "init", str(root), "--locales", locales], check=True
            )
            started = time.perf_counter()
            generate(
                root, load_texts(options.texts), options.releases, options.segments
            )
            row("made the project", f"{time.perf_counter() - started:.1f} s")
        row("cores, machine load", f"{os.cpu_count()}, {os.getloadavg()[0]:.1f}")
        row("segments per release", str(options.segments))
        measure_index(root)
        measure_board(root)
        measure_search(root)


if __name__ == "__main__":
    main()
