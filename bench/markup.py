"""Measure how placeholders come through: masks, places found by phrase, attention.

python bench/markup.py --package FILE.argosmodel --pairs EN.txt ES.txt [-n 600]

Tags are put around what can be found again without knowing how it was placed: names and
numbers that stand verbatim in source and reference, words whose translation is plain
from all the pairs (they nearly always occur together), and phrases of two or three such
words. A tag is in the right place if it encloses just that in the translation made.
chrF is that of the translation without tags: marks in a sentence harm it.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics import CHRF

from workflow.engines.argos import ArgosEngine
from workflow.engines.argos_packages import install_from_file
from workflow.engines.base import Answer, Ask, answers
from workflow.engines.ways import BY_MARKS, BY_PIECES, BY_PLACE, PROJECTED, Job
from workflow.model.placeholders import escape, plain_text, problems, tokenize
from workflow.model.release import Placeholder

LINK = (Placeholder(1, "link"),)
NAME = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*|\d[\d.,:]*\d|\d")
WORD = re.compile(r"[^\W\d_]{4,}")
ARTICLE = re.compile(r"(?:el|la|los|las|un|una|al|del) ", re.I)
DICE = 0.75


@dataclass(frozen=True)
class Case:
    kind: str
    msgid: str
    expected: tuple[str, ...]
    """Words of the target that the tag encloses, from the first to the last."""
    reference: str


def lexicon(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the words that have one plain translation in these pairs."""
    ours, theirs, both = Counter(), Counter(), Counter()
    for en, es in pairs:
        a, b = ({w.lower() for w in WORD.findall(t)} for t in (en, es))
        ours.update(a)
        theirs.update(b)
        both.update((x, y) for x in a for y in b)
    found: dict[str, tuple[float, str]] = {}
    for (x, y), n in both.items():
        score = 2 * n / (ours[x] + theirs[y])
        if n >= 4 and score > found.get(x, (DICE, ""))[0]:
            found[x] = (score, y)
    twins = Counter(y for _, y in found.values())
    return {x: y for x, (_, y) in found.items() if twins[y] == 1}


def cases(pairs: list[tuple[str, str]], most: int) -> list[Case]:
    known = lexicon(pairs)
    found: dict[str, list[Case]] = {"verbatim": [], "word": [], "phrase": []}
    for en, es in pairs:
        if "<" in en or "\\" in en or len(en.split()) < 6:
            continue
        rng = random.Random(en)
        for kind, spans in (
            ("verbatim", verbatim(en, es)),
            ("word", words(en, known, 1)),
            ("phrase", words(en, known, 2) + words(en, known, 3)),
        ):
            if spans:
                start, end, expected = rng.choice(spans)
                tagged = (
                    f"{escape(en[:start])}<1>{escape(en[start:end])}</1>"
                    f"{escape(en[end:])}"
                )
                found[kind].append(Case(kind, tagged, expected, es))
    return [case for group in found.values() for case in group[: most // 3]]


def once(words_: str, text: str) -> bool:
    return len(re.findall(rf"(?<!\w){re.escape(words_)}(?!\w)", text, re.I)) == 1


def verbatim(en: str, es: str) -> list[tuple[int, int, tuple[str, ...]]]:
    return [
        (m.start(), m.end(), (m[0],))
        for m in NAME.finditer(en)
        if m.start() and once(m[0], en) and once(m[0], es)
    ]


def words(en: str, known: dict[str, str], size: int):
    """Return runs of words that all have a plain translation."""
    spots = list(WORD.finditer(en))
    found = []
    for n in range(len(spots) - size + 1):
        run = spots[n : n + size]
        joined = en[run[0].start() : run[-1].end()]
        plain = all(w[0].lower() in known and once(w[0], en) for w in run)
        plain = plain and len({known[w[0].lower()] for w in run}) == size
        if (
            plain
            and len(joined.split()) == size
            and len(re.findall(r"\W", joined)) < size
        ):
            found.append(
                (run[0].start(), run[-1].end(), tuple(known[w[0].lower()] for w in run))
            )
    return found


def verdict(case: Case, target: str | None) -> str:
    """Say whether the tag is lost, right, wrong, or cannot be judged."""
    if not target or problems(LINK, target):
        return "lost"
    plain = plain_text(target)
    if not all(once(word, plain) for word in case.expected):
        return "unknown"
    inner, depth = "", False
    for token in tokenize(target):
        depth = token.kind == "open" or (depth and token.kind != "close")
        inner += token.text if depth and token.kind == "text" else ""
    # Spanish puts articles and prepositions between the words of a phrase.
    places = [
        re.search(rf"(?<!\w){re.escape(w)}(?!\w)", plain, re.I) for w in case.expected
    ]
    start = min(m.start() for m in places if m)
    end = max(m.end() for m in places if m)
    if len(plain[start:end].split()) > 2 * len(case.expected):
        return "unknown"
    enclosed = inner.strip(" .,;:\"'“”«»()")
    if plain[start:end] in (enclosed, ARTICLE.sub("", enclosed)):
        return "right"
    return (
        "near"
        if set(inner.lower().split()) & set(plain[start:end].lower().split())
        else "wrong"
    )


def by_way(engine: ArgosEngine, way, found: list[Case]) -> list[str | None]:
    jobs = [Job(case.msgid, (), False) for case in found]
    wanted = list(dict.fromkeys(text for job in jobs for text in way.wanted(job)))
    asks = [Ask(text, way.aligns) for text in wanted]
    known: dict[str, Answer] = {}
    for batch in answers(engine, asks, "en", "es"):
        known.update((wanted[n], answer) for n, answer in batch)
    return [way.finish(job, known).text for job in jobs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, nargs=2, required=True)
    parser.add_argument("-n", type=int, default=600, help="how many tags")
    parser.add_argument("--show", help="print what this way got wrong")
    options = parser.parse_args()
    en, es = (p.read_text("utf-8").splitlines() for p in options.pairs)
    found = cases(list(zip(en, es, strict=True)), options.n)
    chrf = CHRF()
    ways = (BY_MARKS, BY_PIECES, BY_PLACE, PROJECTED)
    with tempfile.TemporaryDirectory() as home:
        install_from_file(options.package, Path(home) / "packages")
        engine = ArgosEngine(Path(home) / "packages")
        made = {way.name: by_way(engine, way, found) for way in ways}
    # As in prefill: what the first way cannot place goes to the next ones.
    for order in ((PROJECTED, BY_PLACE, BY_MARKS), (PROJECTED, BY_PLACE, BY_PIECES)):
        made["+".join(way.name for way in order)] = [
            next((made[w.name][n] for w in order if made[w.name][n]), None)
            for n in range(len(found))
        ]
    print(
        f"{'way':<24}{'tags':<10}{'n':>5}{'kept':>9}{'right':>9}{'overlap':>9}{'chrF':>7}"
    )
    for name, targets in made.items():
        for kind in ("verbatim", "word", "phrase", "all"):
            rows = [
                (c, t)
                for c, t in zip(found, targets, strict=True)
                if kind in (c.kind, "all")
            ]
            verdicts = Counter(verdict(c, t) for c, t in rows)
            judged = len(rows) - verdicts["unknown"]
            kept = len(rows) - verdicts["lost"]
            texts = [plain_text(t) if t else "" for _, t in rows]
            score = chrf.corpus_score(texts, [[c.reference for c, _ in rows]]).score
            right = verdicts["right"]
            shares = (
                kept / len(rows),
                right / judged,
                (right + verdicts["near"]) / judged,
            )
            print(
                f"{name:<24}{kind:<10}{len(rows):>5}"
                + "".join(f"{100 * share:>7.1f} %" for share in shares)
                + f"{score:>7.1f}"
            )
        if options.show == name:
            for c, t in zip(found, targets, strict=True):
                if verdict(c, t) not in ("right", "unknown"):
                    print(verdict(c, t), "|", c.msgid, "|", t, "|", c.expected)


if __name__ == "__main__":
    main()
