"""Dates of releases: whole lines that are a date, and datelines with a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workflow.languages import language_of

_YEAR = re.compile(r"(?<!\d)(1[89]|20|21)\d\d(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?=T|\s|\Z)")
_CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_LABEL = re.compile(
    r"""\A\W*(?:date(?:\s+of\s+(?:issue|release|publication))?|published(?:\s+on)?|
    posted(?:\s+on)?|issued(?:\s+on)?|released?(?:\s+on)?|updated|last\s+updated|
    publi[ée]e?(?:\s+le)?|mis\s+en\s+ligne(?:\s+le)?|fecha|publicado(?:\s+el)?|
    publicación|дата(?:\s+публикации)?|опубликовано|datum|veröffentlicht(?:\s+am)?|
    data|日期|发布时间|发布日期|發布日期|时间|時間|التاريخ|تاريخ\s+النشر|نشر\s+في)
    \s*[:：]?\s+|\A\W*(?:日期|发布时间|发布日期|發布日期|时间|التاريخ)\s*[:：]\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_TIME = re.compile(
    r"[,，\s]*(?:at|à|a las|в|–|-|\|)?\s*\b\d{1,2}[:h.]\d{2}(?::\d{2})?\s*"
    r"(?:[ap]\.?\s?m\.?)?\s*(?:\(?(?:GMT|UTC|CET|EST|EDT|MSK|BST)[^)]{0,12}\)?)?\s*\Z",
    re.IGNORECASE,
)
_DIGITS = {
    **{0x660 + n: str(n) for n in range(10)},
    **{0x6F0 + n: str(n) for n in range(10)},
    **{0xFF10 + n: str(n) for n in range(10)},
}
_LEVANT = {
    "كانون الثاني": "يناير", "شباط": "فبراير", "آذار": "مارس", "نيسان": "أبريل",
    "أيار": "مايو", "حزيران": "يونيو", "تموز": "يوليو", "آب": "أغسطس",
    "أيلول": "سبتمبر", "تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}  # fmt: skip
_PARSED = (
    "en", "fr", "es", "ru", "ar", "zh", "de", "pt", "it", "nl", "uk", "pl", "tr", "ja",
    "ko", "sv", "el", "cs", "ro", "hu", "fa", "he", "hi", "id", "vi",
)  # fmt: skip
_CUT = re.compile(r"\s*[,，،(（]\s*|\s+(?=\d)|\s*(?:—|–| - )\s*|(?=\d{4}年)")
_RUNNING = re.compile(r"\A(.{3,90}?)\s*(?:—|–|--|\s-)\s+(?=\S)")
_CLOSING = re.compile(
    r"\A(?:Done|Made|Signed|Issued|Fait|Signé|Hecho|Совершено|Подписано)\b.{2,60}?"
    r"(?:,| on| le| el)\s+(?:le |el )?(\d.{5,40}?)\.?\Z"
)
_PLACE = re.compile(r"[^\d,;:.!?()|<>@]{2,40}(?:[,/ ]+[^\d,;:!?()|<>@]{2,40}){0,2}\Z")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a release was issued."""

    text: str
    date: date | None


def parse_date(text: str, locale: str | None) -> date | None:
    """Return the date that `text` is, all of it, or None.

    Relative dates, dates without a year and dates inside a sentence are none.
    """
    text = _LABEL.sub("", text.translate(_DIGITS)).strip(" \t\u00a0()[]|–—-.,،")
    if not text or len(text) > 60 or not _YEAR.search(text):
        return None
    if match := _CJK.search(text):
        rest = _CJK.sub("", text)
        if re.fullmatch(r"[\s（(]*(?:星期.|周.|礼拜.)?[）)]*[\s\d:：时分]*", rest):
            return _date(*match.groups())
        return None
    if match := _ISO.match(text):
        return _date(*match.groups())
    text = _TIME.sub("", text).strip(" \t\u00a0()[]|–—-.,،")
    if len(text.split()) > 8 or re.search(r"[.!?]\s+\S+\s+\S+\s+\S", text):
        return None
    return _by_library(_arabic(text), locale)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _arabic(text: str) -> str:
    """Leave one name of a month that is written with both, or in the Levant's way."""
    for levant, other in _LEVANT.items():
        text = re.sub(rf"{levant}\s*/\s*\S+", other, text)
        text = re.sub(rf"\b{levant}\b", other, text)
    return text


def _by_library(text: str, locale: str | None) -> date | None:
    if re.fullmatch(r"[\d\s./-]+", text) and not _is_plain(text, locale):
        return None
    if not re.search(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)", text):
        return None
    import dateparser

    languages = [language_of(locale)] if locale else []
    languages = [tag for tag in languages if tag in _PARSED]
    found = dateparser.parse(
        text,
        languages=list(dict.fromkeys([*languages, "en"])),
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
        },
    )
    return found.date() if found else None


def _is_plain(text: str, locale: str | None) -> bool:
    """Whether figures alone name a day beyond doubt: 12.03.2020, 25/12/2020."""
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if len(numbers) != 3:
        return False
    if numbers[0] > 31:
        return True
    english = locale is None or language_of(locale) == "en"
    return "." in text or not english or max(numbers[:2]) > 12


def parse_dateline(text: str, locale: str | None) -> Dateline | None:
    """Return the dateline that `text` is, all of it: a place and a date, or None."""
    text = text.strip()
    if len(text) > 100 or not any(c.isdigit() for c in text):
        return None
    core = text.strip(" \t\u00a0–—-.:()（）")
    for match in _CUT.finditer(core):
        place, rest = core[: match.start()], core[match.end() :].strip(" ()（）")
        day = parse_date(rest, locale) if _is_place(place) else None
        if day is not None:
            return Dateline(text, day)
    before, _, place = core.rpartition(",")
    day = parse_date(before, locale) if before and _is_place(place) else None
    return Dateline(text, day) if day is not None else None


def closing_date(text: str, locale: str | None) -> date | None:
    """Return the date of a closing formula: Done at Geneva on 5 March 2025."""
    match = _CLOSING.match(text) if len(text) <= 100 else None
    return parse_date(match[1], locale) if match else None


def running_dateline(text: str, locale: str | None) -> Dateline | None:
    """Return the dateline that a paragraph begins with, or None."""
    match = _RUNNING.match(text)
    if match is None:
        before, colon, _ = text[:90].partition(": ")
        return parse_dateline(before, locale) if colon else None
    head = match[1].strip()
    found = parse_dateline(head, locale)
    if found is not None:
        return found
    place = re.split(r"[,(（،]", head)[0].strip()
    days = re.search(r"\d", head)
    if _is_place(place) and (days or place.isupper()) and len(head.split()) <= 8:
        return Dateline(head, None)
    return None


def _is_place(text: str) -> bool:
    text = re.sub(r"\s*\([^()\d]{2,30}\)", "", text).strip()
    if not text or len(text.split()) > 6 or not _PLACE.match(text):
        return False
    words = [w for w in re.split(r"[\s/,]+", text) if w and w[0].isalpha()]
    cased = [w for w in words if w[0].upper() != w[0].lower()]
    return bool(words) and all(
        w[0].isupper() or w in ("de", "la", "del", "di", "du", "and", "et", "y", "и")
        for w in cased
    )
