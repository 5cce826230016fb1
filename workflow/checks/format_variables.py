"""Variables of programs (`%s`, `%(name)s`, `{name}`, `${X}`) stand in the target."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workflow.checks.subject import Subject
from workflow.model.issue import Issue, Severity
from workflow.model.said import Said, say

NAMES = ("variables",)

_TYPES = "diouxXeEfFgGaAcCsSpn"
_PRINTF = re.compile(
    r"%(?:%|\((?P<name>[^()\s]{1,60})\)[-#0 +]*[0-9]*(?:\.[0-9]+)?(?P<kind>[a-zA-Z])"
    r"|(?P<at>[0-9]{1,2}\$)?(?P<flags>[-+#0 ']*)(?P<width>[0-9]{1,4}|\*)?"
    r"(?:\.(?:[0-9]{1,4}|\*))?(?:hh?|ll?|[Lqjzt])?"
    rf"(?P<type>[{_TYPES}])(?![^\W\d_]))"
)
_BRACE = re.compile(
    r"\$?\{\{?[A-Za-z_0-9][\w.\[\]]{0,60}(?:![rsa])?(?::[^{}]{0,30})?\}\}?|\{\}"
)
_SHELL = re.compile(r"\$[A-Z_][A-Z0-9_]{1,60}\b|%[A-Z][A-Z_]{1,40}%|%\{[^{}\s]{1,60}\}")
_MAYBE = re.compile(r"[%{$]")


def check(subject: Subject) -> Iterator[Issue]:
    """Yield an error for a variable that is lost or added, or in another order."""
    if not _MAYBE.search(subject.msgid):
        return
    for found in (_printf_problem(subject), _other_problem(subject)):
        if found is not None:
            severity, message = found
            yield subject.issue(NAMES[0], severity, message)


def _printf_problem(subject: Subject) -> tuple[Severity, Said] | None:
    """Compare what `printf` and Python's `%` fill in."""
    ours, in_order = _printf(subject.msgid)
    if not ours:
        return None
    theirs, other_order = _printf(subject.msgstr)
    if ours == theirs and in_order == other_order:
        return None
    if found := _difference(ours, theirs):
        return Severity.ERROR, found
    return Severity.ERROR, say("variable-order", variable=in_order[0])


def _printf(text: str) -> tuple[Counter[str], list[str]]:
    """Return the conversions of a text, numbered ones put in order."""
    found: Counter[str] = Counter()
    numbered: list[tuple[int, str]] = []
    for match in _PRINTF.finditer(text):
        if match[0] == "%%" or _is_percent(match, text):
            continue
        if match["name"] is not None:
            found[f"%({match['name']}){match['kind']}"] += 1
            continue
        at = int(match["at"][:-1]) if match["at"] else len(numbered) + 1
        numbered.append((at, f"%{match['type']}"))
        found[f"%{match['type']}"] += 1
    return found, [kind for _, kind in sorted(numbered)]


def _is_percent(match: re.Match[str], text: str) -> bool:
    """Whether the sign is a per cent sign: behind a figure, or a space behind it."""
    if match["name"] is not None:
        return False
    return " " in match["flags"] or text[match.start() - 1 : match.start()].isdigit()


def _other_problem(subject: Subject) -> tuple[Severity, Said] | None:
    """Compare names in braces and those of a shell."""
    for pattern in (_BRACE, _SHELL):
        ours = Counter(pattern.findall(subject.msgid))
        theirs = Counter(pattern.findall(subject.msgstr))
        if ours and (found := _difference(ours, theirs)):
            return Severity.ERROR, found
    return None


def _difference(ours: Counter[str], theirs: Counter[str]) -> Said | None:
    """Return what one text has and the other has not; one may say it twice."""
    if lost := ours.keys() - theirs.keys():
        return say("variable-lost", variable=min(lost))
    if added := theirs.keys() - ours.keys():
        return say("variable-added", variable=min(added))
    named = {name for name in ours if len(name) > 2 and name[-1] not in "*"}
    for name in sorted(ours.keys() - named):
        if ours[name] != theirs[name]:
            code = "variable-lost" if theirs[name] < ours[name] else "variable-added"
            return say(code, variable=name)
    return None
