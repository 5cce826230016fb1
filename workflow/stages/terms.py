"""The glossary of a project as other stages need it: read once, asked often."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from workflow.errors import GlossaryError
from workflow.glossary.glossary import Glossary, digest_of
from workflow.glossary.store import glossary_path, parse_glossary
from workflow.model.placeholders import plain_text
from workflow.model.term import Concept, TermHit
from workflow.project import Project
from workflow.stages.folders import signature_of
from workflow.stages.workspace import OpenCatalog

_EMPTY = Glossary()
_PROJECTS = 8
_kept: dict[Path, tuple[str, Glossary]] = {}
_lock = threading.Lock()


def glossary_of(root: Path) -> Glossary:
    """Return the glossary of the project at `root`; read again when its file changed.

    Raises GlossaryError.
    """
    path = glossary_path(root)
    signature = signature_of(path)
    if not signature:
        return _EMPTY
    kept = _kept.get(path)
    if kept is not None and kept[0] == signature:
        return kept[1]
    with _lock:
        kept = _kept.get(path)
        if kept is not None and kept[0] == signature:
            return kept[1]
        made = read_glossary(root)
        while len(_kept) >= _PROJECTS:
            _kept.pop(next(iter(_kept)))
        _kept[path] = (signature, made)
    return made


def problem_of(root: Path) -> str:
    """Return why the glossary of a project cannot be read, empty when it can."""
    try:
        glossary_of(root)
    except GlossaryError as error:
        return str(error)
    return ""


def read_glossary(root: Path) -> Glossary:
    """Read the glossary of the project at `root`; raises GlossaryError."""
    path = glossary_path(root)
    shown = path.relative_to(root).as_posix()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Glossary()
    except OSError as error:
        raise GlossaryError(f"cannot read: {error.strerror}", path=shown) from error
    return Glossary(parse_glossary(data, shown), digest=digest_of(data))


def root_of(opened: OpenCatalog) -> Path:
    """Return the root of the project that a catalog belongs to."""
    return opened.path.parents[opened.release.id.count("/") + 3]


def term_hits(opened: OpenCatalog, msgid: str, msgstr: str) -> tuple[TermHit, ...]:
    """Return the concepts of a source and what a target has of their terms.

    None while the glossary is broken, which `readout check` and the desk tell once.
    """
    release = opened.release
    day = release.date.isoformat() if release.date else ""
    locales = (release.locale, opened.locale)
    return hits_of(root_of(opened), (msgid, msgstr), locales, day=day)


def hits_of(
    root: Path, pair: tuple[str, str], locales: tuple[str, str], *, day: str = ""
) -> tuple[TermHit, ...]:
    """Return the concepts of an encoded source, and what its target has of them."""
    glossary = _EMPTY
    with suppress(GlossaryError):
        glossary = glossary_of(root)
    return _hits(glossary, pair, locales, day) if glossary else ()


@lru_cache(maxsize=8192)
def _hits(
    glossary: Glossary, pair: tuple[str, str], locales: tuple[str, str], day: str
) -> tuple[TermHit, ...]:
    plain = (plain_text(pair[0]), plain_text(pair[1]))
    return glossary.hits(plain, locales, day=day)


def glossary_terms(project: Project, source: str, target: str) -> tuple[str, ...]:
    """Return what an engine must leave as it is; raises GlossaryError."""
    return glossary_of(project.root).fixed_terms(source, target)


def find_concepts(root: Path, text: str = "", locale: str = "") -> list[Concept]:
    """Return concepts with `text` in a term, the definition or the id, sorted.

    With a `locale`, those that have a term in it. Raises GlossaryError.
    """
    wanted = text.casefold().strip()
    return [
        concept
        for _, concept in sorted(glossary_of(root).concepts.items())
        if (not locale or concept.in_locale(locale)) and _has(concept, wanted)
    ]


def _has(concept: Concept, wanted: str) -> bool:
    texts = [concept.id, concept.definition, concept.subject, concept.note]
    texts += [text for term in concept.terms for text in (term.text, *term.forms)]
    return any(wanted in text.casefold() for text in texts)
