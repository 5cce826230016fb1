"""Write the tables of number words from CLDR's spell-out rules, read through ICU.

    python bench/number_words.py workflow/facts/data/words

Needs PyICU, which nothing else does. A table has one line for each number: the number,
its cardinal forms, its ordinal forms; `|` parts forms, `+` marks where words join.
Numbers from 21 to 99 stand in it only where their parts do not tell what they are.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import icu

SIMPLE = [*range(21), *range(30, 100, 10), *range(100, 1000, 100)]
UNSPACED = {"zh", "ja", "th", "lo", "km", "my", "yue", "root", "und"}


def forms(formatter: icu.RuleBasedNumberFormat, number: int) -> tuple[list[str], ...]:
    cardinals: dict[str, None] = {}
    ordinals: dict[str, None] = {}
    for index in range(formatter.getNumberOfRuleSetNames()):
        name = formatter.getRuleSetName(index)
        if "year" in name or "days" in name or "financial" in name:
            continue
        form = formatter.format(number, name).replace("\xad", "+").replace("|", "")
        if not re.search(r"[\d%]", form):
            (ordinals if "ordinal" in name else cardinals)[form.strip()] = None
    return list(cardinals), [form for form in ordinals if form not in cardinals]


def parts(form: str) -> list[str]:
    return [part for part in re.split(r"[\s+-]+", form) if part]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    languages = {name.split("_")[0] for name in icu.Locale.getAvailableLocales()}
    for language in sorted(languages - UNSPACED):
        formatter = icu.RuleBasedNumberFormat(
            icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(language)
        )
        actual = formatter.getLocale(icu.ULocDataLocaleType.ACTUAL_LOCALE).getName()
        if actual.split("_")[0] != language:
            continue
        lines = table(formatter)
        if lines:
            (folder / f"{language}.tsv").write_text("".join(lines), encoding="utf-8")


def table(formatter: icu.RuleBasedNumberFormat) -> list[str]:
    known: set[str] = set()
    found = {number: forms(formatter, number) for number in SIMPLE}
    for cardinals, ordinals in found.values():
        known |= {*cardinals, *ordinals}
    joiners = {
        part
        for form in forms(formatter, 21)[0]
        for part in parts(form)
        if part not in known and len(parts(form)) == 3
    }
    for number in range(21, 100):
        if number not in found:
            kept = tuple(
                [form for form in side if not set(parts(form)) <= known | joiners]
                for side in forms(formatter, number)
            )
            if any(kept):
                found[number] = kept
    return [
        f"{number}\t{'|'.join(sides[0])}\t{'|'.join(sides[1])}\n"
        for number, sides in sorted(found.items())
        if any(sides)
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
