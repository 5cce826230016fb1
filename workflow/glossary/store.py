"""The glossary as a file in git: one line for each concept and for each term.

Lines are JSON objects in a fixed order. Each stands for itself, so that git can merge
two versions by keeping the lines of both: what stands twice is brought together again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workflow.errors import GlossaryError, UsageError
from workflow.languages import parse_locale
from workflow.model.term import (
    GENDERS,
    PARTS_OF_SPEECH,
    RANK,
    Concept,
    ConceptKind,
    Term,
    TermStatus,
)

MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT = 2000
ID = re.compile(r"[\w.~-]{1,100}\Z")
_CONCEPT = {
    "kind": "kind", "subject": "subject", "definition": "definition",
    "do-not-translate": "do_not_translate", "since": "since", "until": "until",
    "note": "note",
}  # fmt: skip
_TERM = {
    "status": "status", "forms": "forms", "part-of-speech": "part_of_speech",
    "gender": "gender", "case-sensitive": "case_sensitive", "since": "since",
    "until": "until", "note": "note",
}  # fmt: skip
_FLAGS = {"do-not-translate", "case-sensitive"}
_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(ConceptKind),
    "status": tuple(TermStatus),
    "gender": GENDERS,
    "part-of-speech": PARTS_OF_SPEECH,
}


def glossary_path(root: Path) -> Path:
    """Return where the glossary of a project is."""
    return root / "locales" / "glossary.jsonl"


def format_glossary(concepts: Iterable[Concept]) -> bytes:
    """Return the file that holds `concepts`: sorted, hence the same for the same."""
    lines = []
    for concept in sorted(concepts, key=lambda c: c.id):
        lines.append({"concept": concept.id, **_said(concept, _CONCEPT, Concept(""))})
        for term in sorted(set(concept.terms), key=_order):
            head = {"concept": concept.id, "locale": term.locale, "term": term.text}
            lines.append({**head, **_said(term, _TERM, Term("", ""))})
    made = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    return made.encode()


def _said(value: Any, names: Mapping[str, str], default: Any) -> dict[str, Any]:
    """Return what differs from the default, in the words of the file."""
    said = {name: getattr(value, attribute) for name, attribute in names.items()}
    return {
        name: list(found) if isinstance(found, tuple) else found
        for name, found in said.items()
        if found != getattr(default, names[name])
    }


def _order(term: Term) -> tuple[str, int, str]:
    return (term.locale, RANK[term.status], term.text)


def parse_glossary(data: bytes, path: Path | str) -> list[Concept]:
    """Return the concepts of a glossary file; raises GlossaryError with the line."""
    if len(data) > MAX_BYTES:
        raise GlossaryError(f"is larger than {MAX_BYTES >> 20} MB", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryError("is not UTF-8; save it as UTF-8", path=path) from error
    found = _Lines()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.take(_line(line))
        except (ValueError, RecursionError, UsageError) as error:
            raise GlossaryError(str(error), path=path, line=number) from error
    return found.concepts()


class _Lines:
    """The lines of a file, in whatever order; what stands twice is one."""

    def __init__(self) -> None:
        self._concepts: dict[str, Concept] = {}
        self._terms: dict[str, dict[tuple[str, str, str], Term]] = {}

    def take(self, line: dict[str, Any]) -> None:
        name = _text(line, "concept")
        if not ID.match(name):
            raise ValueError(f"{name!r} cannot be the id of a concept")
        if "term" not in line:
            self._concepts[name] = Concept(
                name, **_values(line, _CONCEPT, ("concept",))
            )
            return
        text = _text(line, "term")
        locale = parse_locale(_text(line, "locale"))
        keys = ("concept", "term", "locale")
        term = Term(text, locale, **_values(line, _TERM, keys))
        known = self._terms.setdefault(name, {})
        key = (locale, text, term.gender)
        if key in known:
            forms = dict.fromkeys((*known[key].forms, *term.forms))
            term = replace(term, forms=tuple(sorted(forms)))
        known[key] = term

    def concepts(self) -> list[Concept]:
        made = []
        for name in sorted({*self._concepts, *self._terms}):
            terms = sorted(self._terms.get(name, {}).values(), key=_order)
            concept = self._concepts.get(name, Concept(name))
            made.append(replace(concept, terms=tuple(terms)))
        return made


def _line(line: str) -> dict[str, Any]:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise ValueError("merge conflict left in the glossary; keep the lines of both")
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not a JSON object: {error.msg}") from error
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def _text(line: dict[str, Any], key: str) -> str:
    found = line.get(key)
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{key} is missing")
    return checked_text(key, found)


def _values(
    line: dict[str, Any], names: Mapping[str, str], known: tuple[str, ...]
) -> dict[str, Any]:
    unknown = [key for key in line if key not in names and key not in known]
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r}")
    return {names[key]: value_of(key, line[key]) for key in line if key in names}


def value_of(key: str, value: Any) -> Any:
    """Return a value of the file as the model has it; raises ValueError."""
    if key in _FLAGS:
        if not isinstance(value, bool):
            raise ValueError(f"{key} must be true or false, not {value!r}")
        return value
    if key == "forms":
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError("forms must be a list of texts")
        return tuple(
            sorted({checked_text(key, form) for form in value if form.strip()})
        )
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text, not {value!r}")
    if key in _CHOICES and value not in _CHOICES[key]:
        known = ", ".join(choice for choice in _CHOICES[key] if choice)
        raise ValueError(f"{key} must be one of {known}, not {value!r}")
    if key in ("since", "until"):
        return day_of(key, value)
    made = {"kind": ConceptKind, "status": TermStatus}.get(key)
    return made(value) if made else checked_text(key, value)


def day_of(key: str, value: str) -> str:
    """Return a day as ISO 8601, nothing for nothing; raises ValueError."""
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise ValueError(f"{key} must be a day as 2026-12-31, not {value!r}") from None


def checked_text(key: str, value: str) -> str:
    """Return a text without spaces around it; raises ValueError."""
    text = " ".join(value.split())
    if len(text) > MAX_TEXT:
        raise ValueError(f"{key} is longer than {MAX_TEXT} characters")
    if any(not c.isprintable() and c not in "\u200c\u200d\u00ad" for c in text):
        raise ValueError(f"{key} holds a control character")
    return text
