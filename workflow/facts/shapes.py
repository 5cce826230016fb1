"""Facts that their shape gives away: links, addresses, phones, dates in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from workflow.facts.fact import Fact, FactKind
from workflow.facts.page import Page

_NO_URL = r"\s<>\"'«»“”（）「」、。，"
_DOMAINS = (
    "com|org|net|int|gov|edu|info|eu|io|uk|de|fr|es|it|pl|ru|ua|fi|tr|il|in|ir|id|jp|kr"
    "|vn|cn|pt|br|gr|ch|at|be|nl|se|no|dk|cz|ca|au"
)
_URL = re.compile(
    rf"(?:(?:https?|ftp)://|(?<![\w@.])www\.)[^{_NO_URL}]+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_DOMAINS})(?:/[^{_NO_URL}]*)?(?![\w@])",
    re.ASCII,
)
_ADDRESS = re.compile(r"\.[a-z]{2}|://")
_TRAIL = ".,;:!?)]}…،؛؟।\u200e\u200f"
_LATIN = r"A-Za-z0-9_\u00c0-\u024f"
_EMAIL = re.compile(
    rf"(?<![{_LATIN}.+-])[{_LATIN}.+-]{{1,64}}@(?:[{_LATIN}-]{{1,63}}\.){{1,5}}[a-z]{{2,24}}"
)
_NEXT_WORD = re.compile(
    r"(?<=[A-Za-z0-9])[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    r"\uac00-\ud7af]"
)
"""Where a text without spaces, or a particle, goes on after an address."""
_GAP = r"[ \u00a0./-]?"
_PHONE = re.compile(
    rf"(?<![A-Za-z\d+.])(?:\+|00(?=[1-9]))\d{{1,3}}{_GAP}(?:\(\d{{1,5}}\){_GAP})?"
    rf"\d{{1,4}}(?:{_GAP}\d{{1,4}}){{1,6}}(?![\d.,]*\d)"
    r"|(?<![A-Za-z\d+.])\(?\d{2,4}\)[ \u00a0-]?\d{2,4}[ \u00a0-]\d{3,4}(?!\d)"
    r"|(?<![A-Za-z\d+.,])0[1-9](?:[ \u00a0\u202f.-]\d\d){4}(?![\d.,]*\d)"
)
_SLASH = r"[\s\u200e\u200f]{0,2}[./-][\s\u200e\u200f]{0,2}"
_DATE = re.compile(
    rf"(?<![\d./-])(\d{{1,4}}){_SLASH}(\d{{1,2}}){_SLASH}(\d{{4}}|\d{{1,2}})(?![\d/-]|\.\d)"
)


def links(page: Page) -> Iterator[Fact]:
    """Yield links and e-mail addresses."""
    plain = page.plain
    if not _ADDRESS.search(plain):
        return
    for match in _EMAIL.finditer(plain) if "@" in plain else ():
        yield page.fact(FactKind.EMAIL, *match.span(), (match[0].lower(),))
    for match in _URL.finditer(plain):
        start, end = match.span()
        if cut := _NEXT_WORD.search(plain, start, end):
            end = cut.start()
        while end > start and plain[end - 1] in _TRAIL:
            if plain[end - 1] == ")" and "(" in plain[start:end]:
                break
            end -= 1
        yield page.fact(FactKind.URL, start, end, (page.text[start:end],))


def codes_and_dates(page: Page) -> Iterator[Fact]:
    """Yield phone numbers, and dates written in digits."""
    plain = page.plain
    for match in _PHONE.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        if 7 <= len(digits) <= 15:
            abroad = match[0].startswith(("+", "00"))
            value = "+" + digits.removeprefix("00") if abroad else digits
            yield page.fact(FactKind.PHONE, *match.span(), (value,))
    for match in _DATE.finditer(plain):
        if days := list(dict.fromkeys(_days(match, page.words.date_order))):
            yield page.fact(FactKind.DATE, *match.span(), days)


def _days(match: re.Match[str], order: str) -> Iterator[str]:
    """Yield the days that three numbers may mean, in the locale's order first."""
    for fields in dict.fromkeys((order, "ymd", "dmy", "mdy")):
        parts = dict(zip(fields, match.groups(), strict=False))
        if len(parts) < 3 or not _fits(parts):
            continue
        try:
            day = date(_year(parts["y"]), int(parts["m"]), int(parts["d"]))
        except ValueError:
            continue
        yield day.isoformat()


def _fits(parts: dict[str, str]) -> bool:
    two_digits = len(parts["d"]) <= 2 and len(parts["m"]) <= 2
    return len(parts["y"]) in (2, 4) and two_digits


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)
