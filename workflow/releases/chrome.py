"""Lines that stand around a release and are not part of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_TRIM = " \t\u00a0\u202f\u200b|•·»«›‹→←▲▼[]【】*_"
_SEPARATOR = re.compile(r"\s*(?:>|»|›|→|::|\|)\s*|\s+/\s+")
_ARROW = re.compile(r"\s[>»›→]\s")
_HERE = re.compile(
    r"\A(?:you are here|vous êtes ici|usted está aquí|está aquí|вы здесь|"
    r"(?:您?(?:的)?当前|所在)位置|أنت هنا)\s*[:：]\s*",
    re.IGNORECASE,
)
_LINK = re.compile(r"<[^<>]{1,80}>")
_TOOLS = re.compile(r"(?:【[^】]{1,20}】\s*)+")
_MAX_CRUMB = 60


@cache
def _patterns(name: str) -> re.Pattern[str]:
    data = files("workflow.releases").joinpath("chrome.toml").read_bytes()
    alternatives = tomllib.loads(data.decode("utf-8"))[name]
    if name == "home":
        alternatives = [re.escape(text) for text in alternatives]
    return re.compile("|".join(f"(?:{a})" for a in alternatives), re.IGNORECASE)


def _is(name: str, line: str, *, trim: str = _TRIM) -> bool:
    return bool(_patterns(name).fullmatch(line.strip(trim)))


def breadcrumb(line: str) -> tuple[str, ...]:
    """Return the parts of a breadcrumb trail, or nothing when `line` is none."""
    trail = _HERE.sub("", line.strip())
    parts = [p.strip(_TRIM) for p in _SEPARATOR.split(trail)]
    parts = [p for p in parts if p]
    if len(parts) < 2 or any(len(p) > _MAX_CRUMB for p in parts[:-1]):
        return ()
    if line.rstrip().endswith((".", "!", "?", "。")) or re.search("[<«]", line):
        return ()
    arrows = len(_ARROW.findall(trail)) >= 2 and len(line) < 120
    return tuple(parts) if arrows or _is("home", parts[0]) else ()


def reason_left_out(line: str) -> str | None:
    """Return why a line anywhere in a page is not part of the release, or None."""
    text = re.sub(r"\s*\([^()]{0,40}\)\Z", "", line.strip())
    if _LINK.fullmatch(text) or _TOOLS.fullmatch(text):
        return "link of the page"
    sentence = len(text) > 25 and text.endswith((".", ";", "!", "?", "。", "؟"))
    if (
        len(text) <= 240
        and _is("share", text)
        and not (sentence and not _is("notice", text))
    ):
        return "link of the page"
    return None


def is_label(line: str) -> bool:
    """Whether a line only says what kind of text follows: FOR IMMEDIATE RELEASE."""
    return len(line) <= 100 and _is("label", line)


def is_mail_header(line: str) -> bool:
    """Whether a line is one of the header of a mail: From, To, Subject."""
    return len(line) <= 220 and _is("mail", line)


def is_reference(line: str) -> bool:
    """Whether a line is the number of a document."""
    return len(line) <= 60 and _is("reference", line)


def is_end_mark(line: str) -> bool:
    """Whether a line says that the release ends here: ###, ENDS, -30-."""
    return len(line) <= 30 and _is("end", line.strip(), trim=" \t\u00a0")


def is_contact(line: str) -> bool:
    """Whether a line says whom to ask: media contacts, telephones, addresses."""
    return len(line) <= 260 and _is("contact", line)


def is_agency(line: str) -> bool:
    """Whether a line names who issued the release."""
    text = line.strip(_TRIM)
    short = len(text) <= 110 and len(text.split()) <= 14
    return short and not text.endswith((".", "?", "!")) and _is("agency", text)


def normal(text: str) -> str:
    """Return `text` with white space folded, to compare lines."""
    return " ".join(text.split())


def matches(line: str, texts: Iterable[str]) -> bool:
    """Whether `line` is one of `texts`, whatever the white space."""
    found = normal(line)
    return any(found == normal(text) for text in texts)
