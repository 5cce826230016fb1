"""Units and queries for bench/memory.py: real sentences, cut and put together anew."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CUT = re.compile(
    r"(?<=[,;:])\s+|(?<=[，；：])|\s+(?=(?:and|but|which|that|who|while|because|et|mais"
    r"|qui|que|tandis|car)\s)"
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_UNSEEN = 300
"""Sentences at the end of FLORES that no unit is made of: queries without a match."""

KINDS = (
    "one to three words changed", "a clause dropped or added", "figures changed",
    "every sixth word changed", "letters changed", "no like in the memory",
)  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """Parallel sentences of two languages, in clauses."""

    sources: list[list[str]]
    targets: list[list[str]]
    unseen: list[str]
    words: list[str]
    space: str

    def units(self, many: int, seed: int = 1) -> Iterator[tuple[str, str]]:
        """Yield sources with targets, made of clauses of two sentences."""
        dice = random.Random(seed)
        for _ in range(many):
            one, other = (dice.randrange(len(self.sources)) for _ in "12")
            start, end = dice.random(), dice.random()
            source = self._spliced(self.sources, (one, other), start, end)
            target = self._spliced(self.targets, (one, other), start, end)
            changes = dice.choice((0, 1, 1, 2, 3))
            yield self._changed(source, changes, dice), target

    def _spliced(
        self, texts: list[list[str]], which: tuple[int, int], start: float, end: float
    ) -> str:
        first, second = texts[which[0]], texts[which[1]]
        head = first[: round(start * len(first))]
        tail = second[round(end * len(second)) :]
        return self.space.join((head + tail or first)[:5])

    def _changed(self, text: str, words: int, dice: random.Random) -> str:
        text = re.sub(r"\d+", lambda m: str(dice.randrange(10 ** len(m[0]))), text)
        found = list(_WORD.finditer(text)) if self.space else []
        for _ in range(words):
            if not self.space and text:
                place = dice.randrange(len(text))
                text = text[:place] + dice.choice(self.words) + text[place + 1 :]
            elif found:
                old = dice.choice(found)[0]
                text = text.replace(old, dice.choice(self.words), 1)
        return text

    def query(self, kind: str, source: str, dice: random.Random) -> str:
        """Return a source that nobody translated yet, made from one that was."""
        if kind == KINDS[0]:
            return self._changed(source, dice.randint(1, 3), dice)
        if kind == KINDS[1]:
            return self._without_or_with_clause(source, dice)
        if kind == KINDS[2]:
            grown = re.sub(r"\d+", lambda _: str(dice.randrange(1, 3000)), source)
            return grown if grown != source else f"{source} ({dice.randrange(3000)})"
        if kind == KINDS[3]:
            size = len(source.split()) if self.space else len(source)
            return self._changed(source, max(1, size // 6), dice)
        if kind == KINDS[4]:
            letters = list(source)
            for _ in range(max(1, len(letters) // 15)):
                letters[dice.randrange(len(letters))] = dice.choice("aeinorst")
            return "".join(letters)
        return dice.choice(self.unseen)

    def _without_or_with_clause(self, source: str, dice: random.Random) -> str:
        clauses = [c for c in _CUT.split(source) if c]
        if len(clauses) > 1 and dice.random() < 0.6:
            del clauses[dice.randrange(len(clauses))]
        else:
            more = dice.choice(dice.choice(self.sources))
            clauses.insert(dice.randrange(len(clauses) + 1), more)
        return self.space.join(clauses)


def load(folder: Path, source: str, target: str) -> Texts:
    """Return the sentences of the development data in two languages."""
    flores = [_lines(folder / "flores-dev" / f"{tag}.txt") for tag in (source, target)]
    news = [folder / "news" / f"{tag}.txt" for tag in (source, f"{target}.bergamot")]
    both = []
    for number, lines in enumerate(flores):
        more = _lines(news[number]) if all(path.is_file() for path in news) else []
        both.append([*more, *lines[:-_UNSEEN]])
    space = "" if source in ("zh", "ja") else " "
    words = {
        word
        for text in both[0]
        for word in (_WORD.findall(text) if space else re.findall(r"\w", text))
    }
    return Texts(
        [[c for c in _CUT.split(text) if c] for text in both[0]],
        [[c for c in _CUT.split(text) if c] for text in both[1]],
        flores[0][-_UNSEEN:],
        sorted(words),
        space,
    )


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        raise SystemExit(f"{path}: not there; name the data with --data") from None
