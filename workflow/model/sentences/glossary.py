"""What is said about terms, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "term-missing": "“{term}” should be “{wanted}” here",
    "name-missing": "the name “{term}” is “{wanted}” in every release",
    "term-untranslated": "“{term}” must stand as it is: “{wanted}”",
    "term-deprecated": "“{term}” is deprecated; use “{wanted}”",
    "no-concept": "there is no concept {name!r} in the glossary",
    "no-term": "concept {name!r} has no such term in {locale}",
    "form-empty": "a form needs a text",
    "concept-taken": "there is a concept {name!r} already; choose another id",
    "concept-changed": "somebody changed {name!r} meanwhile; read it and save again",
    "concept-id": "an id has letters, digits, '-', '_' and '.', at most 100 of them",
    "concept-value": "{value}",
    "name-alike": "“{term}” is written “{wanted}”",
}
