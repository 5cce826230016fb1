"""What is said about terms, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "term-missing": _l("“%(term)s” should be “%(wanted)s” here."),
    "name-missing": _l("The name “%(term)s” is “%(wanted)s” in every release."),
    "term-untranslated": _l("“%(term)s” must stand as it is: “%(wanted)s”."),
    "term-deprecated": _l("“%(term)s” is deprecated; use “%(wanted)s”."),
    "no-concept": _l("There is no concept “%(name)s” in the glossary."),
    "no-term": _l("“%(name)s” has no such term in this language."),
    "form-empty": _l("A form needs a text."),
    "concept-taken": _l("There is a concept “%(name)s” already. Choose another id."),
    "concept-changed": _l(
        "Somebody changed “%(name)s” meanwhile. Read it and save again."
    ),
    "concept-id": _l(
        "An id has letters, digits, “-”, “_” and “.”, at most 100 of them."
    ),
    "concept-value": _l("%(value)s"),
    "name-alike": _l("“%(term)s” is written “%(wanted)s”."),
}
