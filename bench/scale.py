"""Readout beside its peers on many releases: time per release, and peak memory.

    python bench/scale.py --releases 1000 --locales fr,es,ar,ru,zh-Hans NEWS.txt

NEWS.txt has one sentence a line. Twenty of them make a release; the targets of all
locales are the sentences backwards by word, approved, so that every tool has a whole
catalog to read. Peers run on the same files in the same run: po4a-updatepo for
extract, pocount and msgfmt --statistics for check, po4a-translate for export. Ratios
are what counts; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

READOUT = [sys.executable, "-m", "workflow"]
SENTENCES = 20


def generate(root: Path, news: Sequence[str], count: int) -> None:
    for number in range(count):
        start = number * SENTENCES
        lines = [news[(start + i) % len(news)] for i in range(SENTENCES)]
        title = f"Statement {number} of the Ministry"
        body = [f"In statement {number}, {lines[0]}", *lines[1:]]
        paragraphs = [" ".join(body[i : i + 4]) for i in range(0, SENTENCES, 4)]
        text = "\n\n".join((title, *paragraphs)) + "\n"
        (root / "sources" / f"s{number:05}.txt").write_text(text, encoding="utf-8")


def fill(root: Path, locales: Sequence[str]) -> None:
    """Approve a target for every entry, through the functions of the project."""
    from dataclasses import replace

    from workflow.model.approval import approval_digest
    from workflow.model.digest import text_digest
    from workflow.model.entry import Record
    from workflow.project import Project
    from workflow.stages.workspace import frozen_reading, open_catalog

    project = Project(root)
    for release_id in project.releases:
        release = frozen_reading(project, release_id).release
        for locale in locales:
            opened = open_catalog(project, release, locale)
            made = []
            for entry in opened.catalog.entries:
                target = " ".join(reversed(entry.msgid.split()))
                record = Record(
                    origin="human", by="ann", at="2026-01-01T00:00:00Z",
                    text=text_digest(target), approvers=("bob",),
                    approved_at="2026-01-02T00:00:00Z", policy="four-eyes",
                )  # fmt: skip
                done = replace(entry, msgstr=target)
                digest = approval_digest(done, locale, (), record)
                made.append(replace(done, record=replace(record, digest=digest)))
            opened.save(tuple(made))


def timed(command: Sequence[str], *, codes: Sequence[int] = (0,)) -> tuple[float, int]:
    """Return seconds, and the peak memory in MiB of the process and its children."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in codes:
        message = process.stderr.read().decode() if process.stderr else ""
        raise SystemExit(f"{command[0]} failed ({code}): {message[-500:]}")
    return seconds, usage.ru_maxrss // 1024


def each(commands: Sequence[Sequence[str]]) -> float:
    """Return the mean seconds of one run of each command."""
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)
    return (time.perf_counter() - started) / len(commands)


def readout(root: Path, *arguments: str) -> tuple[float, int]:
    return timed([*READOUT, "-C", str(root), "-q", *arguments])


def row(name: str, seconds: float, count: int, memory: int = 0) -> None:
    shown = f"{memory:6} MiB" if memory else ""
    print(f"{name:44} {seconds:9.2f} s {1000 * seconds / count:9.2f} ms each {shown}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path)
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--locales", default="fr,es,ar,ru,zh-Hans")
    parser.add_argument("--sample", type=int, default=40, help="documents for po4a")
    options = parser.parse_args()
    news = options.news.read_text(encoding="utf-8").splitlines()
    locales = options.locales.split(",")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        subprocess.run(
            [*READOUT, "-q", "init", str(root), "--locales", options.locales],
            check=True,
        )
        generate(root, news, options.releases)
        measure(root, locales, options)


def measure(root: Path, locales: list[str], options: argparse.Namespace) -> None:
    count = options.releases
    row("readout extract", *swap(readout(root, "extract"), count))
    row("readout extract, nothing changed", *swap(readout(root, "extract"), count))
    fill(root, locales)
    cold = readout(root, "check")
    row("readout check, cold", *swap(cold, count))
    warm = readout(root, "check")
    row("readout check, warm", *swap(warm, count))
    exported = readout(root, "export")
    row("readout export (HTML, TEI, pairs)", *swap(exported, count))
    plain = readout(
        root, "export", "--locale", ",".join(locales), "--format", "html",
        "--out", str(root / "monolingual"),
    )  # fmt: skip
    row("readout export, one HTML page per locale", *swap(plain, count))
    catalogs = [str(p) for p in sorted(root.glob("locales/*/LC_MESSAGES/*.po"))]
    peers(root, catalogs, options, (cold[0], warm[0], exported[0], plain[0]))


def swap(found: tuple[float, int], count: int) -> tuple[float, int, int]:
    return found[0], count, found[1]


def peers(
    root: Path, catalogs: list[str], options: argparse.Namespace,
    ours: tuple[float, float, float, float],
) -> None:  # fmt: skip
    cold, warm, exported, plain = ours
    count = options.releases
    if pocount := shutil.which("pocount", path=path_with_venv()):
        seconds, memory = timed([pocount, "--csv", *catalogs])
        row("pocount, all catalogs in one run", seconds, count, memory)
        print(
            f"  check cold is {seconds / cold:.1f}x, warm {seconds / warm:.1f}x faster"
        )
    if msgfmt := shutil.which("msgfmt"):
        commands = [[msgfmt, "--statistics", "-o", "/dev/null", c] for c in catalogs]
        seconds = each(commands) * len(commands)
        row("msgfmt --statistics, one run per catalog", seconds, count)
        print(
            f"  check cold is {seconds / cold:.1f}x, warm {seconds / warm:.1f}x faster"
        )
    if not shutil.which("po4a-updatepo"):
        print("po4a is not installed: extract and export are not compared")
        return
    sources = sorted((root / "sources").glob("*.txt"))[: options.sample]
    out = root / "po4a.out"
    text = ["-f", "text", "-M", "UTF-8"]
    commands = [["po4a-updatepo", *text, "-m", str(s), "-p", str(out)] for s in sources]
    seconds = each(commands)
    row("po4a-updatepo, one document", seconds, 1)
    made = []
    for source in sources:
        po = out.with_suffix(f".{source.stem}.po")
        subprocess.run(["po4a-updatepo", *text, "-m", str(source), "-p", str(po)],
                       check=True, capture_output=True)  # fmt: skip
        made.append(["po4a-translate", *text, "-m", str(source), "-p", str(po),
                     "-l", str(out), "-k", "0"])  # fmt: skip
    seconds = each(made)
    row("po4a-translate, one document", seconds, 1)
    documents = count * len(options.locales.split(","))
    print(
        f"  export of everything is {seconds / (exported / documents):.1f}x faster per "
        f"document, of one page per locale {seconds / (plain / documents):.1f}x"
    )


def path_with_venv() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


if __name__ == "__main__":
    main()
