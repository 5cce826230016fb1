"""What is said about terms, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "term-missing": "“{term}” should be “{wanted}” here",
    "name-missing": "the name “{term}” is “{wanted}” in every release",
    "term-untranslated": "“{term}” must stand as it is: “{wanted}”",
    "term-deprecated": "“{term}” is deprecated; use “{wanted}”",
    "name-alike": "“{term}” is written “{wanted}”",
}
