"""Everything in one go: extract, prefill, check, export what policy allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workflow.project import Project
from workflow.stages.check import CheckReport, check
from workflow.stages.export import ExportOptions, ExportReport, export
from workflow.stages.extract import ExtractReport, extract
from workflow.stages.prefill import PrefillOptions, PrefillReport, prefill
from workflow.stages.report import worst


@dataclass
class BuildReport:
    """What every step did."""

    extracted: ExtractReport
    prefilled: PrefillReport
    checked: CheckReport
    exported: ExportReport

    @property
    def exit_code(self) -> int:
        """Zero unless something is broken: what policy holds back is not a failure.

        Nor is a missing engine: what it would have filled is reported as open.
        """
        return worst(
            [
                self.extracted.failures.exit_code,
                self.checked.failures.exit_code,
                self.exported.failures.exit_code,
            ]
        )


def build(
    project: Project,
    *,
    out: Path,
    draft: bool = False,
    engine: str | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> BuildReport:
    """Run all steps; `draft` also exports what is not approved yet, marked."""
    announce("extract")
    extracted = extract(project)
    announce("prefill")
    prefilled = prefill(project, options=PrefillOptions(engine=engine))
    announce("check")
    checked = check(project)
    announce("export")
    exported = export(project, options=ExportOptions(out=out, draft=draft))
    return BuildReport(extracted, prefilled, checked, exported)
