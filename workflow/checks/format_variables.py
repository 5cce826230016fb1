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
    rf"(?P<type>[{_TYPES}]))(?P<glued>[A-Za-z]?)"
)
_BRACE = re.compile(
    r"(?<!\$)\{\{?[A-Za-z_0-9][\w.\[\]]{0,60}(?:![rsa])?(?::[^{}]{0,30})?\}\}?|\{\}"
)
_SHELL = re.compile(
    r"\$[A-Z_][A-Z0-9_]{1,60}|\$\{[A-Za-z_][\w.]{0,60}\}|%[A-Z][A-Z_]{1,40}%"
    r"|%\{[^{}\s]{1,60}\}"
)
_CLOCK = re.compile(r"(?<!%)%[-_0^#EO]?[HMYBbIjpUwWyZTRDlkNuVh](?![A-Za-z])")
"""What only the format of a date has."""
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
    ours = _printf(subject.msgid)
    if not ours or _CLOCK.search(subject.msgid):
        return None
    theirs = _printf(subject.msgstr)
    if theirs != ours:
        theirs = _glued(subject.msgstr, ours) or theirs
    if sorted(ours.values()) == sorted(theirs.values()):
        wrong = [kind for at, kind in ours.items() if theirs.get(at) != kind]
        if wrong:
            return Severity.ERROR, say("variable-order", variable=wrong[0])
        return None
    for at, kind in ours.items():
        if theirs.get(at) != kind:
            return Severity.ERROR, say("variable-lost", variable=kind)
    extra = next(kind for at, kind in theirs.items() if at not in ours)
    return Severity.ERROR, say("variable-added", variable=extra)


def _glued(text: str, ours: dict[int | str, str]) -> dict[int | str, str]:
    """Return the conversions with those that letters follow, if they are then all."""
    found = _printf(text, with_glued=True)
    return found if found == ours else {}


def _printf(text: str, *, with_glued: bool = False) -> dict[int | str, str]:
    """Return the conversions of a text by name or place; a place may be used twice."""
    found: dict[int | str, str] = {}
    place = 0
    for match in _PRINTF.finditer(text):
        if match[0].startswith("%%") or _is_percent(match, text):
            continue
        if match["glued"] and not with_glued and match["name"] is None:
            continue
        if match["name"] is not None:
            found[match["name"]] = f"%({match['name']}){match['kind']}"
            continue
        place += 1
        at = int(match["at"][:-1]) if match["at"] else place
        found[at] = f"%{match['type']}"
    return found


def _is_percent(match: re.Match[str], text: str) -> bool:
    """Whether the sign is a per cent sign: behind a figure, or a space behind it."""
    if match["name"] is not None:
        return False
    return " " in match["flags"] or text[match.start() - 1 : match.start()].isdigit()


def _other_problem(subject: Subject) -> tuple[Severity, Said] | None:
    """Compare names in braces and those of a shell."""
    for pattern in (_BRACE, _SHELL):
        ours = Counter(map(_name_of, pattern.findall(subject.msgid)))
        theirs = Counter(map(_name_of, pattern.findall(subject.msgstr)))
        if not ours:
            continue
        if lost := ours.keys() - theirs.keys():
            return Severity.ERROR, say("variable-lost", variable=min(lost))
        if added := theirs.keys() - ours.keys():
            return Severity.ERROR, say("variable-added", variable=min(added))
        if ours["{}"] != theirs["{}"]:
            code = "variable-lost" if theirs["{}"] < ours["{}"] else "variable-added"
            return Severity.ERROR, say(code, variable="{}")
    return None


def _name_of(variable: str) -> str:
    """Return `${X}` as `$X`: they are one."""
    if variable.startswith("${"):
        return "$" + variable[2:].rstrip("}")
    return variable
