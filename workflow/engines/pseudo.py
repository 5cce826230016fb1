"""Pseudo-translation: deterministic, readable, longer; for tests and layout work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workflow.engines.base import Availability
from workflow.engines.mask import MARK

_ACCENTS = str.maketrans(
    "ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz",
    "ÀÇĎÈĜĤÌĴĶĻŇÒŘŠŤÙŴÝŽàçďèĝĥìĵķļňòřšťùŵýž",
)
_KEPT = re.compile(rf"{MARK.pattern}|https?://\S+|[\w.+-]+@[\w-]+\.[\w.-]+")
_GROWTH = 0.3


class PseudoEngine:
    """Accents every letter and lengthens by about 30 %, for every pair of locales."""

    name = "pseudo"
    keeps_pairs = False

    def availability(self, source: str, target: str) -> Availability:
        """Say yes: a pseudo-translation exists for every pair."""
        del source, target
        return Availability(True, "mt:pseudo/1")

    def translate(
        self, texts: Sequence[str], source: str, target: str
    ) -> list[str | None]:
        """Return each text accented, digits, marks and addresses untouched."""
        del source, target
        return [_framed(text, _pseudo(text)) for text in texts]


def _framed(text: str, made: str) -> str:
    """Frame a text that has nothing to accent, so that it can be told apart."""
    return f"⟦{made}⟧" if made == text else made


def _pseudo(text: str) -> str:
    result, end = [], 0
    for match in _KEPT.finditer(text):
        result += [_stretch(text[end : match.start()]), match[0]]
        end = match.end()
    result.append(_stretch(text[end:]))
    return "".join(result)


def _stretch(text: str) -> str:
    """Accent `text` and double vowels until it has grown enough."""
    wanted = round(sum(c.isalpha() for c in text) * _GROWTH)
    grown = []
    for char in text.translate(_ACCENTS):
        grown.append(char)
        if wanted > 0 and char in "àèìòùýÀÈÌÒÙ":
            grown.append(char.lower())
            wanted -= 1
    return "".join(grown)
