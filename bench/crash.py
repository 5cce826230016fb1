"""Kill Readout at random moments, again and again, and look for damage.

    python bench/crash.py --kills 200

Each round runs extract, prefill or approve on a copy of a small project, kills the
process with SIGKILL after a random delay, and then checks: every catalog can be read,
no approval that was acknowledged (printed by a finished command) is gone, and running
the command again finishes the work.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workflow.catalogs.store import read_catalog
from workflow.project import Project
from workflow.stages.workspace import frozen_reading, open_catalog

READOUT = [sys.executable, "-m", "workflow"]
PARAGRAPHS = 40


def start(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*READOUT, "-C", str(root), "-q", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def run(root: Path, *arguments: str) -> float:
    started = time.perf_counter()
    process = start(root, *arguments)
    _, err = process.communicate()
    if process.returncode:
        raise SystemExit(f"{arguments}: {err.decode()}")
    return time.perf_counter() - started


def write_sources(root: Path, revision: int) -> None:
    for number in range(6):
        lines = [f"Report {number} of the office"]
        for paragraph in range(PARAGRAPHS):
            version = revision if paragraph % 7 == revision % 7 else 0
            lines.append(
                f"Paragraph {paragraph} says {version} things. It ends as report "
                f"{number} does in paragraph {paragraph}."
            )
        text = "\n\n".join(lines) + "\n"
        (root / "sources" / f"r{number}.txt").write_text(text, encoding="utf-8")


def approved(root: Path) -> set[tuple[str, str]]:
    project = Project(root)
    found = set()
    for release_id in project.releases:
        release = frozen_reading(project, release_id).release
        opened = open_catalog(project, release, "fr")
        found |= {
            (release_id, entry.msgid)
            for entry in opened.catalog.active
            if opened.context.state(entry).value == "approved"
        }
    return found


def damaged(root: Path) -> list[str]:
    problems = []
    for path in root.glob("locales/**/*.po"):
        try:
            read_catalog(path)
        except Exception as error:  # noqa: BLE001 (any failure is the finding)
            problems.append(f"{path.name}: {error}")
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    killed = finished = lost = unreadable = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        subprocess.run(
            [*READOUT, "-q", "init", str(root), "--locales", "fr"], check=True
        )
        write_sources(root, 0)
        usual = run(root, "extract")
        run(root, "prefill", "--engine", "pseudo")
        run(root, "approve", "r0", "--locale", "fr", "--by", "ann", "--all")
        while killed < options.kills:
            revision = killed + finished + 1
            before = approved(root)
            release = f"r{revision % 6}"
            command = chance.choice(
                (
                    ("extract",),
                    ("prefill", "--engine", "pseudo"),
                    ("approve", release, "--locale", "fr", "--by", "ann", "--all"),
                )
            )
            if command == ("extract",):
                write_sources(root, revision)
            process = start(root, *command)
            try:
                process.wait(chance.uniform(0.05, usual * 1.2))
                finished += 1
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            problems = damaged(root)
            unreadable += len(problems)
            for problem in problems:
                print(problem)
            if command != ("extract",):
                lost += len(before - approved(root))
            run(root, "extract")
            run(root, "prefill", "--engine", "pseudo")
    print(
        f"{killed} kills, {finished} runs finished first: {unreadable} unreadable "
        f"catalogs, {lost} acknowledged approvals lost"
    )
    sys.exit(bool(unreadable or lost))


if __name__ == "__main__":
    main()
