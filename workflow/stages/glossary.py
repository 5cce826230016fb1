"""Acts on the glossary: under its lock, on what the file says then, noted in git."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workflow.errors import ConflictError, GlossaryError, UsageError, WorkflowError
from workflow.files import write_if_changed
from workflow.git.commit import Author, commit_files
from workflow.git.run import COMMITTER, find_repository
from workflow.git.status import status
from workflow.glossary.merge import merge_concepts
from workflow.glossary.store import (
    checked_text,
    format_glossary,
    glossary_path,
)
from workflow.glossary.table import format_csv, parse_csv
from workflow.glossary.tbx import format_martif, format_tbx
from workflow.glossary.tbx_read import parse_tbx
from workflow.languages.foreign import nearest_locale
from workflow.model.said import say
from workflow.model.term import Concept, Term
from workflow.project import Project
from workflow.stages.addresses import Addresses, addresses_of
from workflow.stages.commits import LOCK, patiently
from workflow.stages.git_state import git_state, note_problem, note_success
from workflow.stages.locks import locked
from workflow.stages.terms import glossary_of, read_glossary

log = logging.getLogger(__name__)
LOCK_NAME = "glossary.jsonl"
"""As if it were a release: who brings files up to date takes its lock so."""
FORMATS = ("tbx", "tbx2", "csv")
_SUFFIXES = {".tbx": "tbx", ".xml": "tbx", ".csv": "csv", ".tsv": "csv", ".txt": "csv"}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes the glossary, for git."""

    person: str = ""
    addresses: Addresses | None = None


@dataclass
class Imported:
    """What an import did."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    removed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    """Locales of the file that the project does not have; they are kept."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a file."""

    form: str = ""
    delimiter: str = ""
    encoding: str = ""
    replace: bool = False
    """Whether what the file does not have is removed."""


def change_glossary(
    project: Project,
    change: Callable[[dict[str, Concept]], dict[str, Concept]],
    said: str,
    hand: Hand,
) -> bool:
    """Change the glossary under its lock; return whether that made a difference.

    Raises GlossaryError when the file is broken, and whatever `change` raises.
    """
    path = glossary_path(project.root)
    with locked(project, LOCK_NAME):
        before = read_glossary(project.root).concepts
        after = change(dict(before))
        if not after and not path.is_file():
            return False
        is_changed = write_if_changed(path, format_glossary(after.values()))
        if is_changed:
            _commit(project, said, hand)
    return is_changed


def _commit(project: Project, said: str, hand: Hand) -> None:
    """Commit the glossary where the project commits; what git refuses waits."""
    if project.settings.git.commit == "off" or git_state(project.root).is_resting:
        return
    name = project.shown(glossary_path(project.root))
    addresses = hand.addresses or addresses_of(project)
    author = Author(*COMMITTER)
    if hand.person:
        author = Author(hand.person, addresses(hand.person))
    try:
        with locked(project, LOCK):
            repository = find_repository(project.root)
            [file] = status(repository, name).files or [None]
            if file is None:
                return
            new = [name] if file.committed is None else []
            message = f"glossary: {said}\n"
            patiently(
                lambda: commit_files(repository, [name], message, author, new=new)
            )
    except (WorkflowError, OSError) as error:  # the save is done: never refuse it
        note_problem(project.root, str(error))
        log.warning("not committed yet: %s", error)
    else:
        note_success(project.root)


def read_file(path: Path, options: ImportOptions) -> list[Concept]:
    """Return the concepts of a TBX or CSV file; raises GlossaryError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot read: {error.strerror}", path=path) from error
    form = options.form or format_of(path)
    if form in ("tbx", "tbx2"):
        return parse_tbx(data, path)
    delimiter = {"tab": "\t", "\\t": "\t"}.get(options.delimiter, options.delimiter)
    return parse_csv(data, path, delimiter=delimiter, encoding=options.encoding)


def import_glossary(
    project: Project, path: Path, options: ImportOptions, hand: Hand
) -> Imported:
    """Take the concepts of a file into the glossary; nothing is lost unless replaced.

    Locales are those of the project where that is clear: `en-US` is `en` there.
    """
    found = read_file(path, options)
    known = (project.settings.source, *project.settings.locales)
    fitted = [_in_locales(concept, known) for concept in found]
    done = Imported()
    tags = {term.locale for concept in fitted for term in concept.terms}
    done.foreign = sorted(tags - {*known})

    def change(before: dict[str, Concept]) -> dict[str, Concept]:
        merged = merge_concepts(before, fitted)
        done.added, done.changed, done.same = merged.added, merged.changed, merged.same
        if options.replace:
            kept = merge_concepts({}, fitted).concepts
            done.removed = sorted(set(before) - set(kept))
            return kept
        return merged.concepts

    change_glossary(project, change, f"{path.name} imported", hand)
    return done


def _in_locales(concept: Concept, known: tuple[str, ...]) -> Concept:
    terms = tuple(
        replace(term, locale=nearest_locale(term.locale, known) or term.locale)
        for term in concept.terms
    )
    return replace(concept, terms=tuple(dict.fromkeys(terms)))


def format_of(path: Path) -> str:
    """Return the format that the name of a file tells; raises UsageError."""
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        known = ", ".join(_SUFFIXES)
        raise UsageError(f"{path}: of what format? name it {known}, or say --format")
    return form


def write_export(path: Path, data: bytes) -> None:
    """Write an export; raises EnvironmentFault."""
    write_if_changed(path, data)


def export_glossary(project: Project, form: str) -> bytes:
    """Return the glossary in a format: tbx, tbx2 (for older tools) or csv."""
    concepts = glossary_of(project.root).concepts.values()
    if form == "csv":
        return format_csv(concepts)
    write = format_martif if form == "tbx2" else format_tbx
    settings = project.settings
    return write(concepts, source=settings.source, title=settings.title)


@dataclass(frozen=True, slots=True)
class TermForm:
    """A form of a term that somebody accepts."""

    concept: str
    locale: str
    form: str
    term: str = ""
    """Of which it is one; empty: of the first preferred one."""


def accept_form(project: Project, wanted: TermForm, hand: Hand) -> bool:
    """Let a form count as a term of a concept; return whether it was new.

    Raises UsageError.
    """
    concept, locale = wanted.concept, wanted.locale
    try:
        text = checked_text("form", wanted.form)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if not text:
        raise UsageError(say("form-empty"))

    def change(before: dict[str, Concept]) -> dict[str, Concept]:
        found = before.get(concept)
        if found is None:
            raise UsageError(say("no-concept", name=concept))
        mine = _term_of(found, locale, wanted.term)
        forms = tuple(sorted({*mine.forms, text}))
        terms = tuple(replace(t, forms=forms) if t == mine else t for t in found.terms)
        return {**before, concept: replace(found, terms=terms)}

    return change_glossary(project, change, f"{locale}: {text!r} accepted", hand)


def _term_of(concept: Concept, locale: str, text: str) -> Term:
    terms = [t for t in concept.in_locale(locale) if not text or t.text == text]
    if not terms:
        raise UsageError(say("no-term", name=concept.id, locale=locale))
    return terms[0]


def save_concept(
    project: Project, concept: Concept, hand: Hand, *, expect: str | None
) -> bool:
    """Write a concept as a person wants it; return whether that made a difference.

    `expect` is the version that the person saw, None for a new concept. Raises
    ConflictError, and UsageError for an id that is taken.
    """

    def change(before: dict[str, Concept]) -> dict[str, Concept]:
        found = before.get(concept.id)
        if expect is None and found is not None:
            raise UsageError(say("concept-taken", name=concept.id))
        if expect is not None and (found is None or version_of(found) != expect):
            now = version_of(found) if found else ""
            raise ConflictError(say("concept-changed", name=concept.id), "", now)
        return {**before, concept.id: concept}

    return change_glossary(project, change, f"{concept.id} changed", hand)


def remove_concept(project: Project, name: str, hand: Hand) -> bool:
    """Take a concept out of the glossary; raises UsageError when there is none."""

    def change(before: dict[str, Concept]) -> Mapping[str, Concept]:
        if name not in before:
            raise UsageError(say("no-concept", name=name))
        return {key: value for key, value in before.items() if key != name}

    return change_glossary(project, lambda b: dict(change(b)), f"{name} removed", hand)


def version_of(concept: Concept) -> str:
    """Return what changes when a concept does."""
    from workflow.glossary.glossary import digest_of

    return digest_of(format_glossary([concept]))
