"""No invisible character where the script has no use for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.checks.texts import tag_counts
from workflow.languages import script_of
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("zero-width-space",)
_ANY = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff\u061c]")
_BREAKS = frozenset(("Thai", "Laoo", "Khmr", "Mymr", "Tibt"))
"""Scripts in which U+200B says where a line may break."""
_JOINED = re.compile(
    r"[\u0600-\u07ff\u0840-\u085f\u08a0-\u0dff\u0e00-\u109f\u1780-\u18af\u1a00-\u1cff"
    r"\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]"
)
"""Scripts in which U+200C and U+200D shape letters; beside an emoji they do too."""
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")
_RTL = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
_SPACES = frozenset(("", " ", "\n", "\u00a0"))
_HINTS = frozenset("\u00ad\u200e\u200f\u061c\u2060")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a hidden character, a hint for a doubtful one."""
    target = subject.msgstr
    if target.isascii():
        return
    places = [m for m in _ANY.finditer(target) if not _has_use(m, target, subject)]
    for severity in (Severity.WARNING, Severity.INFO):
        found = [m for m in places if _severity(m, target) is severity]
        found = [m for m in found if m[0] not in subject.msgid]
        if not found:
            continue
        code = f"U+{ord(found[0][0]):04X}"
        message = say("zero-width", character=code, count=len(found))
        fix = _without({m.start() for m in found}, target)
        yield subject.issue(NAMES[0], severity, message, fix=fix)


def _severity(match: re.Match[str], target: str) -> Severity:
    if match[0] == "\u200b" and _is_at_edge(match, target):
        return Severity.INFO
    joins = match[0] in "\u200c\u200d" and _JOINED.search(target)
    return Severity.INFO if joins or match[0] in _HINTS else Severity.WARNING


def _is_at_edge(match: re.Match[str], target: str) -> bool:
    """Whether it stands beside a space, where no word is cut."""
    before = target[: match.start()].rstrip("\u200b")[-1:]
    after = target[match.end() :].lstrip("\u200b")[:1]
    return before in _SPACES or after in _SPACES


def _has_use(match: re.Match[str], target: str, subject: Subject) -> bool:
    sign, at = match[0], match.start()
    before, after = target[at - 1 : at], target[at + 1 : at + 2]
    if sign == "\u200b":
        return script_of(subject.locale) in _BREAKS
    if sign in "\u200c\u200d":
        if _EMOJI.match(before or " ") or _EMOJI.match(after or " "):
            return True
        return bool(_JOINED.match(before or " ") and after and not after.isspace())
    if sign in "\u200e\u200f\u061c":
        return _RTL.search(target) is not None
    return False


def _without(places: set[int], target: str) -> str | None:
    made = "".join(c for i, c in enumerate(target) if i not in places)
    same = tag_counts(made) == tag_counts(target)
    return made if same and made.strip() else None
