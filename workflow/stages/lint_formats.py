"""The report of lint as text, JSON, SARIF, GitHub annotations and JUnit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from workflow import __version__
from workflow.model.issue import Issue, Severity
from workflow.stages.lint import LintReport
from workflow.stages.marks import annotation, command, place, shorten, xml

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(report: LintReport) -> str:
    """Return one line per issue, and how many there are."""
    lines = [
        f"{place(i)}: {i.severity}: {i.message}: {shorten(i.msgid)!r} [{i.check}]"
        for i in report.issues
    ]
    counts = ", ".join(_many(n, str(name)) for name, n in report.counts.items())
    dismissed = f", {report.dismissed} dismissed" if report.dismissed else ""
    files = _many(len(report.files), "file")
    segments = _many(report.segments, "segment")
    lines.append(f"{counts}{dismissed} in {segments} of {files}")
    return "\n".join(lines)


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 or what == 'info' else 's'}"


def as_json(report: LintReport) -> str:
    """Return a list of issues, as docs/formats.md describes them."""
    return json.dumps(
        [_as_dict(i) for i in report.issues], ensure_ascii=False, indent=2
    )


def _as_dict(issue: Issue) -> dict[str, Any]:
    return {
        "file": issue.file,
        "line": issue.line,
        "msgctxt": issue.msgctxt,
        "msgid": issue.msgid,
        "check": issue.check,
        "severity": issue.severity.value,
        "message": str(issue.message),
        "fix": issue.fix,
    }


def as_sarif(report: LintReport) -> str:
    """Return SARIF 2.1.0, which code hosts show on the lines of a change."""
    rules = sorted({issue.check for issue in report.issues})
    driver = {
        "name": "Readout",
        "version": __version__,
        "rules": [
            {"id": name, "shortDescription": {"text": name.replace("_", " ")}}
            for name in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(i, rules.index(i.check)) for i in report.issues],
        "invocations": [_invocation(report)],
    }
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(issue: Issue, rule: int) -> dict[str, Any]:
    path = PurePath(issue.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if issue.line:
        location["region"] = {"startLine": issue.line}
    return {
        "ruleId": issue.check,
        "ruleIndex": rule,
        "level": _LEVELS[issue.severity],
        "message": {"text": f"{issue.message}: {shorten(issue.msgid)}"},
        "locations": [{"physicalLocation": location}],
    }


def _invocation(report: LintReport) -> dict[str, Any]:
    failures = [
        {"level": "error", "message": {"text": failure.message}}
        for failure in report.failures.found
    ]
    made: dict[str, Any] = {"executionSuccessful": not failures}
    if failures:
        made["toolExecutionNotifications"] = failures
    return made


def as_github(report: LintReport) -> str:
    """Return workflow commands that annotate the lines of a pull request."""
    lines = []
    for issue in report.issues:
        lines.append(annotation(issue, f"{issue.message}: {shorten(issue.msgid)}"))
    lines += [f"::error::{command(f.message)}" for f in report.failures.found]
    return "\n".join(lines)


def as_junit(report: LintReport) -> str:
    """Return JUnit XML: a suite per file, a case per issue; hints do not fail."""
    root = ET.Element("testsuites", name="readout lint")
    for file in report.files:
        issues = [issue for issue in report.issues if issue.file == file]
        loud = [issue for issue in issues if issue.severity is not Severity.INFO]
        suite = ET.SubElement(root, "testsuite", name=xml(file))
        suite.set("tests", str(max(1, len(loud))))
        suite.set("failures", str(len(loud)))
        suite.set("errors", "0")
        for issue in loud:
            case = ET.SubElement(suite, "testcase", classname=xml(file))
            case.set("name", xml(f"{issue.check}: {shorten(issue.msgid)}"))
            failure = ET.SubElement(case, "failure", type=issue.severity.value)
            failure.set("message", xml(str(issue.message)))
            failure.text = xml(f"{place(issue)}: {issue.message}\n{issue.msgid}")
        if not loud:
            ET.SubElement(suite, "testcase", classname=xml(file), name="sound")
    _add_failures(root, report)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _add_failures(root: ET.Element, report: LintReport) -> None:
    found = report.failures.found
    if not found:
        return
    suite = ET.SubElement(root, "testsuite", name="broken input")
    for name, number in (
        ("tests", len(found)),
        ("failures", 0),
        ("errors", len(found)),
    ):
        suite.set(name, str(number))
    for failure in found:
        case = ET.SubElement(suite, "testcase", classname="input", name="read")
        ET.SubElement(case, "error", message=xml(failure.message))


FORMATS: dict[str, Callable[[LintReport], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
    "junit": as_junit,
}
