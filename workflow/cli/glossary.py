"""Commands about the glossary: list, import, export, check, extract, accept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workflow.cli import output
from workflow.cli.options import (
    Context,
    locale_option,
    locales_option,
    releases_argument,
)
from workflow.errors import EXIT_GATE

if TYPE_CHECKING:
    from workflow.model.issue import Issue
    from workflow.model.term import Concept

_FORMATS = ("tbx", "tbx2", "csv")


@click.group()
def glossary() -> None:
    """Terms and names: what a thing is called in each locale."""


@glossary.command("list")
@click.argument("text", required=False, default="", metavar="[TEXT]")
@locales_option
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def list_(context: Context, text: str, locales: tuple[str, ...], as_json: bool) -> None:
    """Show the concepts with TEXT in a term or in the definition; all without it."""
    from workflow.stages.terms import find_concepts

    project = context.project()
    found = find_concepts(project.root, text)
    if as_json:
        output.as_json([_concept_json(concept) for concept in found])
        return
    shown = project.select_locales(locales)
    output.table(
        ("concept", "kind", *shown),
        [
            (
                concept.id,
                "as it is" if concept.do_not_translate else concept.kind.value,
                *(_terms(concept, tag) for tag in shown),
            )
            for concept in found
        ],
    )


def _terms(concept: Concept, locale: str) -> str:
    marks = {"deprecated": "✗", "admitted": "~"}
    return ", ".join(
        marks.get(term.status.value, "") + term.text
        for term in concept.in_locale(locale)
    )


def _concept_json(concept: Concept) -> dict[str, object]:
    return {
        "concept": concept.id,
        "kind": concept.kind.value,
        "definition": concept.definition,
        "subject": concept.subject,
        "do_not_translate": concept.do_not_translate,
        "since": concept.since,
        "until": concept.until,
        "note": concept.note,
        "terms": [
            {
                "locale": term.locale,
                "term": term.text,
                "status": term.status.value,
                "forms": list(term.forms),
                "part_of_speech": term.part_of_speech,
                "gender": term.gender,
                "case_sensitive": term.case_sensitive,
                "since": term.since,
                "until": term.until,
                "note": term.note,
            }
            for term in concept.terms
        ],
    }


@glossary.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default=None,
    help="What the file is. [its suffix: .tbx, .csv, .tsv]",
)
@click.option("--delimiter", default="", metavar="C", help="Of CSV: , ; or tab.")
@click.option("--encoding", default="", metavar="NAME", help="Of CSV. [UTF-8]")
@click.option("--replace", is_flag=True, help="Remove what the file does not have.")
@click.option("--by", default="", metavar="NAME", help="Who does it, for git.")
@click.pass_obj
def import_(
    context: Context,
    path: Path,
    form: str | None,
    delimiter: str,
    encoding: str,
    replace: bool,
    by: str,
) -> None:
    """Take in a TBX file (version 3 or 2) or a CSV table.

    Concepts that are known already are brought together; accepted forms are kept.
    """
    from workflow.stages.glossary import Hand, ImportOptions, import_glossary

    options = ImportOptions(form or "", delimiter, encoding, replace)
    done = import_glossary(context.project(), path, options, Hand(by))
    if not context.quiet:
        output.say(
            f"{len(done.added)} added, {len(done.changed)} changed, {done.same} the "
            f"same" + (f", {len(done.removed)} removed" if replace else "")
        )
    if done.foreign:
        tags = ", ".join(done.foreign)
        output.note(f"terms in {tags} are kept, though the project has no such locale")


@glossary.command("export")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default=None,
    help="tbx is version 3, tbx2 version 2 for older tools. [the suffix of FILE]",
)
@click.pass_obj
def export(context: Context, path: Path, form: str | None) -> None:
    """Write the glossary as TBX-Basic or as a CSV table; `-` is standard output."""
    from workflow.stages.glossary import export_glossary, format_of, write_export

    chosen = form or format_of(path)
    data = export_glossary(context.project(), chosen)
    if str(path) == "-":
        click.echo(data, nl=False)
        return
    write_export(path, data)


@glossary.command("check")
@releases_argument
@locales_option
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def check(
    context: Context, releases: tuple[str, ...], locales: tuple[str, ...], as_json: bool
) -> int:
    """Show where targets do not keep to the glossary, and flaws of the glossary.

    Exits with 1 when there is more than hints.
    """
    from workflow.stages.term_reports import check_terms

    report = check_terms(context.project(), releases, locales=locales)
    if as_json:
        output.as_json(
            {
                "ok": report.ok,
                "issues": [_issue_json(issue) for issue in report.issues],
                "flaws": [
                    {"concept": flaw.concept, "message": flaw.message}
                    for flaw in report.flaws
                ],
            }
        )
    else:
        for flaw in report.flaws:
            output.say(f"glossary: {flaw.concept}: {flaw.message}")
        for issue in report.issues:
            place = f"{issue.file}:{issue.line}"
            output.say(f"{place}: {issue.severity}: {issue.message} [{issue.check}]")
        if not context.quiet:
            found = len(report.issues) + len(report.flaws)
            output.say(f"{found} found in {report.catalogs} catalogs")
    output.failures(report.failures)
    return report.failures.exit_code or (0 if report.ok else EXIT_GATE)


def _issue_json(issue: Issue) -> dict[str, object]:
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


@glossary.command("extract")
@releases_argument
@click.option(
    "--min",
    "least",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="How often a candidate stands in the sources; names of several words, once.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="How many to show.",
)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_obj
def extract(
    context: Context, releases: tuple[str, ...], least: int, limit: int, as_json: bool
) -> int:
    """Show what may be terms in the sources and is not in the glossary yet.

    With what approved text makes of them, where they stand in it twice and that is
    clear.
    """
    from workflow.stages.term_reports import extract_terms

    report = extract_terms(context.project(), releases, least=least, limit=limit)
    rows = [
        (tag, suggested.candidate, suggested.renderings)
        for tag, found in report.found.items()
        for suggested in found
    ]
    if as_json:
        output.as_json(
            [
                {
                    "locale": tag,
                    "term": c.text,
                    "count": c.count,
                    "score": c.score,
                    "name": c.is_name,
                    "renderings": said,
                }
                for tag, c, said in rows
            ]
        )
    else:
        output.table(
            ("locale", "term", "count", "score", "", "in approved text"),
            [
                (
                    tag,
                    c.text,
                    c.count,
                    f"{c.score:g}",
                    "name" if c.is_name else "",
                    ", ".join(f"{other}: {text}" for other, text in said.items()),
                )
                for tag, c, said in rows
            ],
        )
    output.failures(report.failures)
    return report.failures.exit_code


@glossary.command("accept")
@click.argument("concept", metavar="CONCEPT")
@click.argument("form", metavar="FORM")
@locale_option
@click.option("--term", default="", metavar="TEXT", help="Of which term it is a form.")
@click.option("--by", default="", metavar="NAME", help="Who does it, for git.")
@click.pass_obj
def accept(
    context: Context, concept: str, form: str, locale: str, term: str, by: str
) -> None:
    """Let FORM, an inflected form, count as a term of CONCEPT in a locale."""
    from workflow.stages.glossary import Hand, TermForm, accept_form

    project = context.project()
    tag = project.select_locales([locale])[0]
    is_new = accept_form(project, TermForm(concept, tag, form, term), Hand(by))
    if not context.quiet:
        output.say("accepted" if is_new else "accepted already")
