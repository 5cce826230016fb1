"""What is said about terms, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "term-missing": _l("“%(term)s” should be “%(wanted)s” here."),
    "name-missing": _l("The name “%(term)s” is “%(wanted)s” in every release."),
    "term-untranslated": _l("“%(term)s” must stand as it is: “%(wanted)s”."),
    "term-deprecated": _l("“%(term)s” is deprecated; use “%(wanted)s”."),
    "name-alike": _l("“%(term)s” is written “%(wanted)s”."),
}
