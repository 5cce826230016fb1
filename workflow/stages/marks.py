"""How issues are written for people, pull requests and test reports."""

from __future__ import annotations

import re

from workflow.model.issue import Issue, Severity

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTH = 60
_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def place(issue: Issue) -> str:
    """Return `file:line`, or the file alone."""
    return f"{issue.file}:{issue.line}" if issue.line else issue.file


def shorten(text: str) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def annotation(issue: Issue, message: str) -> str:
    """Return the workflow command that marks the line of an issue."""
    where = f"file={_property(issue.file)}"
    where += f",line={issue.line}" if issue.line else ""
    title = _property(f"readout {issue.check}")
    return f"::{_COMMANDS[issue.severity]} {where},title={title}::{command(message)}"


def command(text: str) -> str:
    """Return `text` as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return command(text).replace(":", "%3A").replace(",", "%2C")


def xml(text: str) -> str:
    """Return `text` with what XML cannot hold replaced."""
    return _NOT_XML.sub("\ufffd", text)
