"""How often past text can be adapted: facts of real sentences changed, put right.

    python bench/adapt.py ../shared/data/flores-dev
    python bench/adapt.py ../shared/data/flores-dev --show es   # what it made

In every English sentence with facts one fact is changed as a later release would. The
human translation of the old sentence is adapted to the new one, and that back again.
Shares are of the sentences with facts: adapted without doubt, adapted with agreement to
be checked, left alone because there is no sure place or form; and of those adapted, how
many come back letter by letter.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from pathlib import Path

from workflow.facts import Fact, FactKind, find_facts
from workflow.memory.adapt import Adaptation, adapt

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


def changed(fact: Fact, dice: random.Random) -> str:
    """Return another fact of the same kind, written in the same way."""
    text = fact.text
    if fact.kind is FactKind.DATE:
        name = next((m for m in _MONTHS if m in text), None)
        if name:
            text = text.replace(name, dice.choice(_MONTHS))
        return re.sub(r"\b\d\d?\b", lambda _: str(dice.randint(1, 28)), text)
    if fact.kind is FactKind.TIME:
        return re.sub(r"^\d+", lambda _: str(dice.randint(1, 11)), text)
    if re.fullmatch(r"(1[5-9]|20)\d\d", text):
        return str(dice.randint(1900, 2026))
    return re.sub(r"\d", lambda _: str(dice.randint(1, 9)), text)


def sentences(lines: list[str], dice: random.Random) -> list[tuple[int, str]]:
    """Return the sentences with a fact to change, by number, changed."""
    made = []
    for number, line in enumerate(lines):
        facts = [f for f in find_facts(line, "en") if re.search(r"\d", f.text)]
        if facts:
            fact = dice.choice(facts)
            new = changed(fact, dice)
            if new != fact.text:
                made.append((number, line[: fact.start] + new + line[fact.end :]))
    return made


def word(found: Adaptation | None) -> str:
    if found is None:
        return "not alike"
    if found.target is None:
        return "left alone"
    return "adapted" if found.agrees else "to be checked"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", metavar="LOCALE")
    asked = parser.parse_args()
    english = (asked.folder / "en.txt").read_text(encoding="utf-8").splitlines()
    todo = sentences(english, random.Random(7))
    print(f"{len(todo)} of {len(english)} sentences have a fact in figures")
    print(f"{'locale':8}{'adapted':>9}{'check':>8}{'left':>8}{'back':>8}{'ms':>7}")
    for path in sorted(asked.folder.glob("??.txt")):
        if path.stem != "en" and asked.show in (None, path.stem):
            measure(path, english, todo, show=asked.show is not None)


def measure(
    path: Path, english: list[str], todo: list[tuple[int, str]], *, show: bool
) -> None:
    targets = path.read_text(encoding="utf-8").splitlines()
    counts: Counter[str] = Counter()
    back = 0
    pair = {"source_locale": "en", "locale": path.stem}
    started = time.perf_counter()
    for number, new in todo:
        found = adapt((english[number], targets[number]), new, **pair)
        counts[word(found)] += 1
        if show and found is not None:
            print(word(found), "|", new, "|", targets[number], "|", found)
        if found is not None and found.target is not None:
            again = adapt((new, found.target), english[number], **pair)
            is_back = again is not None and again.target == targets[number]
            back += is_back
            if show and not is_back:
                print("   NOT BACK", again)
    taken = 1000 * (time.perf_counter() - started) / len(todo)
    many = counts["adapted"] + counts["to be checked"]
    shares = [100 * counts[k] / len(todo) for k in ("adapted", "to be checked")]
    shares += [100 - sum(shares), 100 * back / max(1, many)]
    print(f"{path.stem:8}" + "".join(f"{s:7.1f} %" for s in shares) + f"{taken:7.1f}")


if __name__ == "__main__":
    main()
