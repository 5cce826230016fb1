"""The checks on any gettext catalog, in a project or not."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from workflow.catalogs.plurals import named_forms
from workflow.catalogs.store import read_catalog, target_lines
from workflow.checks import Severities, Subject, check_catalog, check_subject
from workflow.errors import EXIT_GATE, EXIT_OK, CatalogError, UsageError, WorkflowError
from workflow.languages import parse_locale
from workflow.model.dismissal import judged
from workflow.model.entry import Catalog, Entry
from workflow.model.issue import Issue, Severity
from workflow.model.placeholders import inferred
from workflow.project import Project
from workflow.stages.lengths import band_of_pair, lengths_of
from workflow.stages.parallel import map_items
from workflow.stages.report import Failures, worst
from workflow.stages.terms import hits_of

_OF_NUMBERS = ("variables", "numbers")
_SOURCE_HEADER = "X-Source-Language"


@dataclass(frozen=True)
class LintOptions:
    """What to look at, and how severe each check is."""

    source: str = ""
    """The locale of the msgids; empty: what the header says, else the project, else
    English."""
    locale: str = ""
    """The locale of the targets; empty: what the header or the path says."""
    least: Severity = Severity.INFO
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    with_fuzzy: bool = True
    project: Project | None = None


@dataclass
class LintReport:
    """What the checks found."""

    issues: list[Issue] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    segments: int = 0
    dismissed: int = 0
    failures: Failures = field(default_factory=Failures)

    @property
    def counts(self) -> dict[Severity, int]:
        """How many issues there are of each severity."""
        found = dict.fromkeys(Severity, 0)
        for issue in self.issues:
            found[issue.severity] += 1
        return found

    @property
    def exit_code(self) -> int:
        """1 for an error, 3 for a file that cannot be read."""
        gate = EXIT_GATE if self.counts[Severity.ERROR] else EXIT_OK
        return worst([gate, self.failures.exit_code])


def lint(paths: Iterable[Path], options: LintOptions) -> LintReport:
    """Check catalogs, and all `.po` files below folders; files are read side by side.

    A file that cannot be read is a failure of the report; the others are checked.
    """
    report = LintReport()
    files = list(dict.fromkeys(_files(paths)))
    if options.project:
        with report.failures.collected():
            lengths_of(options.project.root)  # while broken, those shipped are used
    for found in map_items(partial(_lint_file, options), files):
        if isinstance(found, WorkflowError):
            report.failures.add(found)
            continue
        report.files.append(found.file)
        report.segments += found.segments
        report.dismissed += found.dismissed
        report.issues += found.issues
    return report


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(path.rglob("*.po"))
            if not found:
                raise UsageError(f"{path}: there is no .po file in this folder")
            yield from found
        else:
            yield path


@dataclass
class _Linted:
    file: str
    segments: int = 0
    dismissed: int = 0
    issues: list[Issue] = field(default_factory=list)


def _lint_file(options: LintOptions, path: Path) -> _Linted | WorkflowError:
    try:
        if not path.is_file():
            raise CatalogError("there is no such file", path=_shown(path))
        return _linted(options, path, read_catalog(path))
    except WorkflowError as error:
        error.path = _shown(path)
        return error


def _linted(options: LintOptions, path: Path, catalog: Catalog) -> _Linted:
    pair = _pair(options, path, catalog)
    project = options.project
    severities = project.settings.checks.of(pair[1]) if project else {}
    entries = [e for e in catalog.active if _is_looked_at(e, options)]
    subjects = [_subject(entry, entry.msgid, entry.msgstr, pair) for entry in entries]
    if project:
        subjects = [_in_project(project, subject) for subject in subjects]
    named = named_forms(dict(catalog.header).get("Plural-Forms", ""))
    found = [
        _plural_issues(entry, pair, severities, named)
        if entry.plural
        else check_subject(subject, severities)
        for entry, subject in zip(entries, subjects, strict=True)
    ]
    for index, issue in check_catalog(subjects, severities):
        found[index].append(issue)
    result = _Linted(_shown(path), len(entries))
    lines = target_lines(path)
    for entry, issues in zip(entries, found, strict=True):
        for issue in judged(entry, issues):
            if not _is_wanted(issue, options):
                continue
            if issue.dismissed is not None:
                result.dismissed += 1
                continue
            line = _line_of_target(lines, entry.line)
            result.issues.append(replace(issue, file=result.file, line=line))
    return result


def _subject(entry: Entry, source: str, target: str, pair: tuple[str, str]) -> Subject:
    return Subject(
        msgid=source,
        msgstr=target,
        source_locale=pair[0],
        locale=pair[1],
        msgctxt=entry.msgctxt,
        placeholders=inferred(source),
        is_machine=entry.record is not None and entry.record.is_machine,
    )


def _in_project(project: Project, subject: Subject) -> Subject:
    locales = (subject.source_locale, subject.locale)
    pair = (subject.msgid, subject.msgstr)
    terms = hits_of(project.root, pair, locales)
    lengths = band_of_pair(project.root, *locales)
    return replace(subject, terms=terms, lengths=lengths)


def _plural_issues(
    entry: Entry, pair: tuple[str, str], severities: Severities, named: frozenset[int]
) -> list[Issue]:
    """Return what is wrong with a plural form beside both forms of the source.

    A form in `named` may say its number in a word.
    """
    several, targets = entry.plural or ("", ())
    issues: list[Issue] = []
    for form, target in enumerate(targets):
        beside_one = _subject(entry, entry.msgid, target, pair)
        known = {(i.check, i.severity) for i in check_subject(beside_one, severities)}
        for issue in check_subject(_subject(entry, several, target, pair), severities):
            may_be = form in named and issue.check in _OF_NUMBERS
            if may_be or (issue.check, issue.severity) not in known:
                continue
            made = replace(issue, msgid=entry.msgid, fix=None)
            if made not in issues:
                issues.append(made)
    return issues


def _is_looked_at(entry: Entry, options: LintOptions) -> bool:
    has_target = any(entry.plural[1]) if entry.plural else bool(entry.msgstr)
    return has_target and (options.with_fuzzy or not entry.fuzzy)


def _is_wanted(issue: Issue, options: LintOptions) -> bool:
    order = list(Severity)
    return (
        order.index(issue.severity) <= order.index(options.least)
        and (not options.only or issue.check in options.only)
        and issue.check not in options.ignore
    )


def _line_of_target(lines: list[int], first: int | None) -> int | None:
    index = bisect_left(lines, first or 0)
    return lines[index] if index < len(lines) else first


def _pair(options: LintOptions, path: Path, catalog: Catalog) -> tuple[str, str]:
    header = dict(catalog.header)
    said = header.get(_SOURCE_HEADER, "")
    default = options.project.settings.source if options.project else "en"
    source = options.source or (_locale(said) if said else None) or default
    if options.locale:
        return source, options.locale
    tags = [catalog.locale or "", path.stem, path.stem.rsplit(".", 1)[-1]]
    if path.parent.name in ("LC_MESSAGES", "LC_SCRIPTS"):
        tags.insert(1, path.parent.parent.name)
    for tag in tags:
        if found := _locale(tag):
            return source, found
    if catalog.locale and _LANGUAGE.match(catalog.locale):
        return source, "root"  # CLDR does not know it: what holds for every language
    raise CatalogError(
        f"its Language {catalog.locale!r} is unknown; name it with --locale"
        if catalog.locale
        else "has no Language in its header; name it with --locale",
        path=_shown(path),
    )


def _locale(tag: str) -> str | None:
    """Return a locale as gettext writes it (`sr@latin`), None for what is none."""
    base, _, modifier = tag.partition("@")
    base = base.split(".")[0].replace("_", "-")
    script = _SCRIPTS.get(modifier.lower(), "")
    for wanted in ("-".join(filter(None, (base, script))), base.split("-")[0]):
        with suppress(UsageError):
            return parse_locale(wanted)
    return None


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_@]|\Z)")
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva"}


def _shown(path: Path) -> str:
    shown = os.path.relpath(path)
    return str(path) if shown.startswith("..") else Path(shown).as_posix()
