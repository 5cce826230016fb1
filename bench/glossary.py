"""The glossary: how fast 10,000 concepts are found, and how often inflection fools it.

    python bench/glossary.py ../shared/data/flores-dev

DIR holds LL.txt files, parallel line by line. Speed: 10,000 concepts of one to three
words made from the texts, beside one regular expression of all of them (sources only;
no inflection, no targets). Inflection: the countries of CLDR as a glossary, found in
the English texts; the share of them that human translations are said to lack. Times are
of the processor.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from babel import Locale

from workflow.glossary.glossary import Glossary
from workflow.glossary.store import format_glossary, parse_glossary
from workflow.languages.foreign import foreign_locale
from workflow.model.term import Concept, ConceptKind, Term, TermStatus


def read(folder: Path, language: str) -> list[str]:
    return (folder / f"{language}.txt").read_text(encoding="utf-8").splitlines()


def some(words: list[str], size: int, chance: random.Random) -> str:
    at = chance.randrange(max(1, len(words) - size))
    return " ".join(words[at : at + size]).strip('.,;:!?()"“”«»')


def concepts(pairs: list[tuple[str, str]], many: int) -> list[Concept]:
    chance = random.Random(1)
    made: dict[str, Concept] = {}
    while len(made) < many:
        source, target = chance.choice(pairs)
        size = chance.choice((1, 2, 2, 3))
        term = some(source.split(), size, chance)
        if len(term) < 4 or term in made:
            continue
        terms = (
            Term(term, "en"),
            Term(some(target.split(), size, chance) or "x", "fr"),
        )
        made[term] = Concept(f"c{len(made)}", terms=terms)
    return list(made.values())


def percentiles(times: list[float]) -> str:
    times = sorted(times)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    return f"p50 {p50 * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms"


def timed(calls: list) -> list[float]:
    times = []
    for call in calls:
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return times


def speed(folder: Path, many: int) -> None:
    pairs = list(zip(read(folder, "en"), read(folder, "fr"), strict=True))
    data = format_glossary(concepts(pairs, many))
    start = time.process_time()
    found = parse_glossary(data, "glossary.jsonl")
    print(f"{many} concepts: read in {time.process_time() - start:.2f} s")
    glossary = Glossary(found)
    start = time.process_time()
    glossary.index("en")
    print(f"index made in {time.process_time() - start:.2f} s")
    locales = ("en", "fr")
    first = timed([lambda p=p: glossary.hits(p, locales) for p in pairs])
    print("a segment for the first time:", percentiles(first))
    typed = [(source, target + " x") for source, target in pairs]
    again = timed([lambda p=p: glossary.hits(p, locales) for p in typed])
    print("as its target is typed:", percentiles(again))
    texts = [t.text for c in found for t in c.in_locale("en")]
    longest = sorted(texts, key=len, reverse=True)
    plain = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.I)
    peer = timed([lambda s=s: plain.findall(s) for s, _ in pairs])
    print("peer, one regular expression, sources only:", percentiles(peer))
    print(f"ratio of the means: {sum(peer) / sum(first):.1f}×")


def countries(locale: str) -> list[Concept]:
    english, other = Locale.parse("en").territories, _names(locale)
    made = []
    for code, name in english.items():
        if code.isalpha() and code in other and len(name) > 3:
            terms = (Term(name, "en", case_sensitive=True), Term(other[code], locale))
            made.append(Concept(code, ConceptKind.PLACE, terms))
    return made


def _names(locale: str) -> dict[str, str]:
    return dict(Locale.parse(locale, sep="-").territories)


def inflection(folder: Path, shown: int) -> None:
    sources = read(folder, "en")
    print("language  names  missing  share")
    for path in sorted(folder.glob("*.txt")):
        language = path.stem
        if language == "en" or "." in language:
            continue
        locale = foreign_locale(language)
        glossary = Glossary(countries(locale))
        missing: Counter[str] = Counter()
        total = 0
        for source, target in zip(sources, read(folder, language), strict=True):
            for hit in glossary.hits((source, target), ("en", locale)):
                total += 1
                good = [u for u in hit.uses if u.term.status is TermStatus.PREFERRED]
                if not good:
                    missing[f"{hit.source} = {hit.targets[0].text}"] += 1
        lost = missing.total()
        print(f"{language:8} {total:6} {lost:8} {lost / max(total, 1):7.1%}")
        for text, number in missing.most_common(shown):
            print(f"          {number} × {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--concepts", type=int, default=10_000)
    parser.add_argument("--show", type=int, default=0, help="of what is missing")
    options = parser.parse_args()
    speed(options.folder, options.concepts)
    inflection(options.folder, options.show)


if __name__ == "__main__":
    main()
