"""The fact ledger on human translations: false alarms, changed digits, speed.

    python bench/facts.py ../shared/data/flores-dev [--languages fr,zh] [--show 5]

DIR holds LL.txt files, parallel line by line with en.txt. For each language: segments
with a cell that is said to be certainly different, or to differ at all, although nobody
changed anything; then one digit of one fact of each segment is changed, and it is
counted whether the ledger sees it, and whether it is certain. Last the time for a
release of 100 segments in six locales, source and targets read anew.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow.checks.document.pairing import Side, pair_facts
from workflow.facts.find import read_facts
from workflow.model.fact_table import Agreement

TAGS = {"zh": "zh-Hans"}


def lines(folder: Path, language: str) -> list[str]:
    path = folder / f"{language}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def changed(chance: random.Random, source: Side, target: Side) -> str | None:
    """Return the target with one digit of one fact changed."""
    places = [
        at
        for pair in pair_facts(source, target)
        if pair.agreement is Agreement.SAME
        and pair.target in target.facts
        and pair.source in source.facts
        for at in range(pair.target.start, pair.target.end)
        if target.text[at].isdecimal()
    ]
    if not places:
        return None
    at = chance.choice(places)
    digit = chance.choice([d for d in "123456789" if d != target.text[at]])
    return target.text[:at] + digit + target.text[at + 1 :]


def measure(folder: Path, language: str, show: int) -> str:
    chance = random.Random(language)
    tag = TAGS.get(language, language)
    total = differs = certain = injected = seen = sure = 0
    for text, other in zip(lines(folder, "en"), lines(folder, language), strict=True):
        source, target = Side(text, "en"), Side(other, tag)
        pairs = pair_facts(source, target)
        total += 1
        differs += any(pair.agreement.is_different for pair in pairs)
        if any(pair.is_certain for pair in pairs):
            certain += 1
            if certain <= show:
                print(f"  {text}\n  {other}")
        wrong = changed(chance, source, target)
        if wrong is not None:
            found = pair_facts(source, Side(wrong, tag))
            injected += 1
            seen += any(pair.agreement.is_different for pair in found)
            sure += any(pair.is_certain for pair in found)
    return (
        f"| {language} | {total} | {certain / total:.1%} | {differs / total:.1%} "
        f"| {injected} | {seen / injected:.1%} | {sure / injected:.1%} |"
    )


def speed(folder: Path) -> float:
    """Return the seconds that 100 segments in six locales take."""
    texts = {
        tag: lines(folder, tag)[:100] for tag in ("en", "fr", "es", "ru", "zh", "ar")
    }
    for tag, found in texts.items():
        for text in found[:3]:
            read_facts(text, TAGS.get(tag, tag))  # the words of each language, once
    read_facts.cache_clear()
    began = time.perf_counter()
    for tag in ("fr", "es", "ru", "zh", "ar"):
        for text, other in zip(texts["en"], texts[tag], strict=True):
            pair_facts(Side(text, "en"), Side(other, TAGS.get(tag, tag)))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", default="")
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    there = sorted(
        path.stem for path in asked.folder.glob("*.txt") if "." not in path.stem
    )
    wanted = asked.languages.split(",") if asked.languages else there
    print(
        "| language | segments | certain | differs at all | digits changed | seen "
        "| certain |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    for language in wanted:
        if language != "en":
            print(measure(asked.folder, language, asked.show), flush=True)
    print(f"\n100 segments, 6 locales: {speed(asked.folder):.2f} s")


if __name__ == "__main__":
    main()
