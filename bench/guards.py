"""Measure the guards: what they refuse of correct translations, and of an engine's.

python bench/guards.py FOLDER

FOLDER holds LL.txt, parallel line by line, en.txt among them, and LL.argos.txt, what an
engine made of en.txt. For human translations it prints how often each guard hits: false
alarms all, but for the slips of translators. For the engine it prints how many drafts
are refused and how good they are (chrF against the human translation) beside those that
pass, and how many of the drafts below a limit of chrF are refused. The limit is lower
where words are not parted by spaces: free translations share few letters.
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from pathlib import Path

from sacrebleu.metrics import CHRF

from workflow.engines.guards import find_problem
from workflow.model.placeholders import escape

KINDS = ("loop", "mirror", "truncated", "too long", "lost number")
BAD, BAD_DENSE, DENSE = 20, 10, {"zh", "ja", "ko", "th"}


def reasons(sources, targets, here: str, there: str) -> dict[int, str]:
    found = {
        n: find_problem(escape(s), escape(t), here, there)
        for n, (s, t) in enumerate(zip(sources, targets, strict=True))
    }
    return {n: why for n, why in found.items() if why}


def shares(found: dict[int, str], total: int) -> str:
    hits = Counter(why.split(":")[0] for why in found.values())
    each = "".join(f"{100 * hits[kind] / total:>11.2f} %" for kind in KINDS)
    return f"{each}{100 * len(found) / total:>11.2f} %"


def human(folder: Path, english: list[str]) -> None:
    print(f"{'human':<10}" + "".join(f"{kind:>13}" for kind in (*KINDS, "any")))
    hits = total = 0
    for path in sorted(folder.glob("*.txt")):
        locale = path.name.split(".")[0]
        if locale == "en" or ".argos" in path.name:
            continue
        other = path.read_text("utf-8").splitlines()
        for name, sources, targets, pair in (
            (f"en → {locale}", english, other, ("en", locale)),
            (f"{locale} → en", other, english, (locale, "en")),
        ):
            found = reasons(sources, targets, *pair)
            hits, total = hits + len(found), total + len(sources)
            print(f"{name:<10}{shares(found, len(sources))}")
    print(f"all: {hits} of {total}, {100 * hits / total:.2f} %\n")


def machine(folder: Path, english: list[str]) -> None:
    heads = ("refused", "chrF", "passed", "chrF", "bad", "refused of bad")
    print(f"{'engine':<10}" + "".join(f"{head:>15}" for head in heads))
    chrf = CHRF()
    for path in sorted(folder.glob("*.argos.txt")):
        locale = path.name.split(".")[0]
        made = path.read_text("utf-8").splitlines()
        right = (folder / f"{locale}.txt").read_text("utf-8").splitlines()
        scores = [
            chrf.sentence_score(m, [r]).score for m, r in zip(made, right, strict=True)
        ]
        found = reasons(english, made, "en", locale)
        limit = BAD_DENSE if locale in DENSE else BAD
        bad = {n for n, score in enumerate(scores) if score < limit}
        passed = [score for n, score in enumerate(scores) if n not in found]
        refused = [scores[n] for n in found]
        row = (
            f"{len(found)}", f"{statistics.mean(refused or [0]):.1f}",
            f"{len(passed)}", f"{statistics.mean(passed):.1f}",
            f"{len(bad)} below {limit}", f"{len(bad & set(found))}",
        )  # fmt: skip
        print(f"en → {locale:<5}" + "".join(f"{value:>15}" for value in row))
        kinds = Counter(why.split(":")[0] for why in found.values())
        print(" " * 10 + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    english = (folder / "en.txt").read_text("utf-8").splitlines()
    human(folder, english)
    machine(folder, english)


if __name__ == "__main__":
    main()
