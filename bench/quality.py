"""The checks on human translations: false alarms, and injected errors caught.

    python bench/quality.py ../shared/data/flores-dev            # false alarms
    python bench/quality.py ../shared/data/flores-dev --inject   # errors caught
    python bench/quality.py DIR --lines odd --languages fr,zh --show 20

DIR holds LL.txt files, parallel line by line. False alarms: the share of segments with
an issue of severity warning or error, beside `pofilter` on the same texts. Caught: an
issue that was not there before the error was put in, at warning or error / at all.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import polib

from bench.injections import KINDS
from workflow.checks import Subject, check_catalog, check_subject
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import inferred

LINES = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}


@dataclass
class Tally:
    segments: int = 0
    flagged: int = 0
    hinted: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    by_check: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)


def read(folder: Path, language: str, lines: str) -> list[str]:
    text = (folder / f"{language}.txt").read_text(encoding="utf-8")
    return text.splitlines()[LINES[lines]]


def subject(source: str, target: str, pair: tuple[str, str]) -> Subject:
    return Subject(source, target, *pair, placeholders=inferred(source))


def is_loud(issue: Issue) -> bool:
    return issue.severity is not Severity.INFO


def false_alarms(
    sources: list[str], targets: list[str], pair: tuple[str, str]
) -> Tally:
    tally = Tally(segments=len(sources))
    subjects = [subject(s, t, pair) for s, t in zip(sources, targets, strict=True)]
    check_subject(subject("Warm 1.", "up 1.", pair))
    found: dict[int, list[Issue]] = {}
    start = time.perf_counter()
    for index, one in enumerate(subjects):
        before = time.perf_counter()
        found[index] = check_subject(one)
        tally.slowest = max(tally.slowest, time.perf_counter() - before)
    for index, issue in check_catalog(subjects):
        found[index].append(issue)
    tally.seconds = time.perf_counter() - start
    for index, issues in found.items():
        loud = [i for i in issues if is_loud(i)]
        tally.flagged += bool(loud)
        tally.hinted += bool(issues) and not loud
        tally.by_check.update({i.check for i in loud})
        tally.shown += [
            f"{i.severity} {i.check}: {i.message}\n"
            f"    {sources[index]}\n    {targets[index]}"
            for i in loud
        ]
    return tally


def pofilter(sources: list[str], targets: list[str], language: str) -> float:
    """Return the share of segments that pofilter flags."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = polib.POFile(wrapwidth=0)
        catalog.metadata = {
            "Language": language,
            "Content-Type": "text/plain; charset=utf-8",
        }
        for number, (source, target) in enumerate(zip(sources, targets, strict=True)):
            catalog.append(
                polib.POEntry(msgctxt=str(number), msgid=source, msgstr=target)
            )
        catalog.save(f"{folder}/in.po")
        program = Path(sys.executable).with_name("pofilter")
        paths = (f"{folder}/in.po", f"{folder}/out.po")
        subprocess.run(
[program, "--progress=none", f"--language={language}", *paths],
            check=True, capture_output=True,
        )  # fmt: skip
        out = Path(f"{folder}/out.po")
        flagged = len(polib.pofile(str(out))) if out.exists() else 0
    return flagged / len(sources)


def signs(issues: list[Issue], *, loud: bool) -> Counter[tuple[str, str]]:
    return Counter((i.check, str(i.message)) for i in issues if is_loud(i) or not loud)


def inject(
    sources: list[str], targets: list[str], pair: tuple[str, str], seed: int
) -> tuple[dict[str, list[int]], list[str]]:
    """Return tries, caught loudly, caught at all by kind; and what was missed."""
    result: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    missed: list[str] = []
    for kind, make in KINDS.items():
        rng = random.Random(f"{seed} {kind} {pair}")
        for source, target in zip(sources, targets, strict=True):
            made = make(source, target, pair[1], rng)
            if made is None or made[1] == target or not made[1]:
                continue
            clean = (
                (made[0], f"<1>{target}</1>")
                if kind == "placeholder_broken"
                else (made[0], target)
            )
            if kind == "variable_broken":
                clean = (made[0], made[0].partition(":")[0] + f": {target}")
            before = check_subject(subject(*clean, pair))
            after = check_subject(subject(*made, pair))
            loud = bool(signs(after, loud=True) - signs(before, loud=True))
            any_ = loud or bool(signs(after, loud=False) - signs(before, loud=False))
            result[kind][0] += 1
            result[kind][1] += loud
            result[kind][2] += any_
            if not any_:
                missed.append(f"{kind} {pair[1]}\n    {made[0]}\n    {made[1]}")
    return result, missed


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source", default="en")
    parser.add_argument("--languages", default="")
    parser.add_argument("--lines", choices=LINES, default="all")
    parser.add_argument("--inject", action="store_true")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--no-pofilter", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--show", type=int, default=0, help="print so many findings or misses"
    )
    asked = parser.parse_args()
    here = sorted(p.stem for p in asked.folder.glob("*.txt") if "." not in p.stem)
    wanted = [tag for tag in asked.languages.split(",") if tag] or here
    wanted = [tag for tag in wanted if tag != asked.source]
    sources = read(asked.folder, asked.source, asked.lines)
    for name in set(KINDS) - set(asked.kinds.split(",")) if asked.kinds else ():
        del KINDS[name]
    (print_injected if asked.inject else print_alarms)(asked, sources, wanted)


def print_alarms(
    asked: argparse.Namespace, sources: list[str], wanted: list[str]
) -> None:
    checks: Counter[str] = Counter()
    print("language  segments  flagged  hints only  pofilter  segments/min  slowest")
    for tag in wanted:
        targets = read(asked.folder, tag, asked.lines)
        tally = false_alarms(sources, targets, (asked.source, tag))
        other = "" if asked.no_pofilter else f"{pofilter(sources, targets, tag):.1%}"
        checks.update(tally.by_check)
        worst = ", ".join(f"{name} {n}" for name, n in tally.by_check.most_common(6))
        print(
            f"{tag:8}  {tally.segments:8}  {tally.flagged / tally.segments:7.2%}  "
            f"{tally.hinted / tally.segments:10.1%}  {other:>8}  "
            f"{tally.segments / tally.seconds * 60:12,.0f}  "
            f"{tally.slowest * 1000:5.1f}ms  {worst}"
        )
        for line in tally.shown[: asked.show]:
            print("  " + line)
    print("\nby check:", ", ".join(f"{name} {n}" for name, n in checks.most_common()))


def print_injected(
    asked: argparse.Namespace, sources: list[str], wanted: list[str]
) -> None:
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    worst: dict[str, list[str]] = defaultdict(list)
    shown: list[str] = []
    for tag in wanted:
        targets = read(asked.folder, tag, asked.lines)
        result, missed = inject(sources, targets, (asked.source, tag), asked.seed)
        shown += missed
        for kind, (tries, loud, any_) in result.items():
            total[kind] = [
                a + b for a, b in zip(total[kind], (tries, loud, any_), strict=True)
            ]
            if any_ < 0.95 * tries:
                worst[kind].append(f"{tag} {any_ / tries:.0%}")
    print(
        f"{'error':20} {'tries':>7} {'warned':>8} {'caught':>8}  languages below 95 %"
    )
    for kind, (tries, loud, any_) in total.items():
        print(
            f"{kind:20} {tries:7} {loud / tries:8.1%} {any_ / tries:8.1%}  "
            f"{', '.join(worst[kind])}"
        )
    for line in shown[: asked.show]:
        print(line)


if __name__ == "__main__":
    main()
