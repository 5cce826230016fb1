"""The report of the gate as text, JSON, Markdown, GitHub annotations and JUnit."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

from workflow.stages.check import CheckReport
from workflow.stages.marks import annotation, command, place, shorten, xml
from workflow.stages.summary import CatalogSummary

_STATES = ("untranslated", "prefilled", "translated", "returned", "approved")


def as_text(report: CheckReport) -> str:
    """Return one line per problem and per refused catalog, and a verdict."""
    lines = []
    for catalog in report.catalogs:
        for issue in catalog.problems:
            about = f": {shorten(issue.msgid)!r}" if issue.msgid else ""
            lines.append(
                f"{place(issue)}: {issue.severity}: {issue.message}{about} "
                f"[{issue.check}]"
            )
    for (release, locale), reason in report.refused.items():
        lines.append(f"refused: {release} {locale}: {reason}")
    count = len(report.catalogs)
    refused = len(report.refused)
    verdict = "ok" if report.ok else "not ok"
    lines.append(f"{verdict}: {count - refused} of {count} catalogs pass")
    return "\n".join(lines)


def as_json(report: CheckReport) -> str:
    """Return the report as docs/formats.md describes it."""
    data = {
        "ok": report.ok,
        "catalogs": [_catalog_json(catalog) for catalog in report.catalogs],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _catalog_json(catalog: CatalogSummary) -> dict[str, Any]:
    return {
        "release": catalog.release,
        "locale": catalog.locale,
        "total": catalog.total,
        **{state: catalog.counts[state] for state in _STATES},
        "stale": catalog.stale,
        "machine": round(catalog.machine, 2),
        "problems": [
            {
                "check": issue.check,
                "severity": issue.severity.value,
                "file": issue.file,
                "line": issue.line,
                "msgid": issue.msgid,
                "message": issue.message,
            }
            for issue in catalog.problems
        ],
    }


def as_markdown(report: CheckReport) -> str:
    """Return a summary for a pull request or a job page."""
    verdict = "✅ complete and approved" if report.ok else "❌ not ready"
    lines = [f"## Readout: {verdict}", ""]
    lines.append("| release | locale | segments | " + " | ".join(_STATES) + " | gate |")
    lines.append("|---|---|--:|" + "--:|" * len(_STATES) + "---|")
    for c in report.catalogs:
        counts = " | ".join(str(c.counts[state]) for state in _STATES)
        gate = _cell(report.refused.get((c.release, c.locale), "ok"))
        name = _cell(c.release)
        lines.append(f"| {name} | {c.locale} | {c.total} | {counts} | {gate} |")
    problems = [issue for c in report.catalogs for issue in c.problems]
    if problems:
        lines += ["", "### Problems", ""]
    lines += [
        f"- `{place(i)}` {i.severity}: {_cell(i.message)} ({i.check})" for i in problems
    ]
    failures = [f"- {_cell(f.message)}" for f in report.failures.found]
    return "\n".join([*lines, *(["", "### Broken", "", *failures] if failures else [])])


def _cell(text: str) -> str:
    escaped = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
    return " ".join(escaped.split())


def as_github(report: CheckReport) -> str:
    """Return workflow commands that annotate the lines of a pull request."""
    lines = []
    for catalog in report.catalogs:
        for issue in catalog.problems:
            lines.append(annotation(issue, issue.message))
    for (release, locale), reason in report.refused.items():
        message = command(f"{release} {locale}: {reason}")
        lines.append(f"::error title=readout gate::{message}")
    lines += [f"::error::{command(f.message)}" for f in report.failures.found]
    return "\n".join(lines)


def as_junit(report: CheckReport) -> str:
    """Return JUnit XML: a suite per release, a case per catalog."""
    root = ET.Element("testsuites", name="readout check")
    suites: dict[str, ET.Element] = {}
    for catalog in report.catalogs:
        suite = suites.get(catalog.release)
        if suite is None:
            suite = ET.SubElement(root, "testsuite", name=catalog.release)
            suites[catalog.release] = suite
        case = ET.SubElement(
            suite, "testcase", classname=catalog.release, name=catalog.locale
        )
        if reason := report.refused.get((catalog.release, catalog.locale)):
            refused = ET.SubElement(case, "failure", message=xml(reason))
            refused.text = xml("\n".join(_details(catalog)))
    for failure in report.failures.found:
        suite = suites.setdefault(
            "", ET.SubElement(root, "testsuite", name="broken input")
        )
        case = ET.SubElement(suite, "testcase", classname="input", name="read")
        ET.SubElement(case, "error", message=xml(failure.message))
    for suite in root:
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("errors", str(len(suite.findall("testcase/error"))))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _details(catalog: CatalogSummary) -> Iterator[str]:
    for issue in catalog.problems:
        yield f"{place(issue)}: {issue.message} [{issue.check}] {issue.msgid}"


FORMATS: dict[str, Callable[[CheckReport], str]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
    "github": as_github,
    "junit": as_junit,
}
