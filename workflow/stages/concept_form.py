"""A concept as a form has it: texts by name, one row for each term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.errors import UsageError
from workflow.glossary.store import ID, checked_text, value_of
from workflow.glossary.table import split_forms
from workflow.languages import parse_locale
from workflow.model.said import say
from workflow.model.term import Concept, Term

MOST_TERMS = 200
_OF_CONCEPT = {
    "kind": "kind", "definition": "definition", "subject": "subject", "note": "note",
    "since": "since", "until": "until",
}  # fmt: skip
_OF_TERM = {
    "status": "status", "gender": "gender", "part-of-speech": "part_of_speech",
    "since": "since", "until": "until", "note": "note",
}  # fmt: skip


def concept_from(fields: Mapping[str, str]) -> Concept:
    """Return the concept that a form says; raises UsageError.

    Terms are in fields such as `term-0-text`; one without a text is none.
    """
    name = fields.get("id", "").strip()
    if not ID.match(name):
        raise UsageError(say("concept-id"))
    try:
        values = _values(fields, _OF_CONCEPT, "")
        fixed = bool(fields.get("do-not-translate"))
        terms = tuple(_terms(fields))
    except ValueError as error:
        raise UsageError(say("concept-value", value=str(error))) from error
    return Concept(name, terms=terms, do_not_translate=fixed, **values)


def _terms(fields: Mapping[str, str]) -> list[Term]:
    made = []
    for number in range(MOST_TERMS):
        start = f"term-{number}-"
        text = fields.get(f"{start}text", "")
        if not text.strip():
            continue
        values = _values(fields, _OF_TERM, start)
        values["case_sensitive"] = bool(fields.get(f"{start}case-sensitive"))
        forms = split_forms(fields.get(f"{start}forms", ""))
        values["forms"] = value_of("forms", forms)
        locale = parse_locale(fields.get(f"{start}locale", ""))
        made.append(Term(checked_text("term", text), locale, **values))
    return list(dict.fromkeys(made))


def _values(
    fields: Mapping[str, str], names: Mapping[str, str], start: str
) -> dict[str, Any]:
    given = {name: fields.get(start + name, "").strip() for name in names}
    return {names[name]: value_of(name, text) for name, text in given.items() if text}


def shown_forms(term: Term) -> str:
    """Return the forms of a term as the form shows them."""
    from workflow.glossary.table import joined_forms

    return joined_forms(term.forms)
