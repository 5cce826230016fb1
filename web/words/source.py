"""What the rules about sources and whole editions say, as the desk says it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "source-no-date": _l("the release has no date"),
    "source-no-place": _l("the release does not say where it was written"),
    "source-relative-date": _l(
        "“%(words)s” depends on the day of reading; give the date itself"
    ),
    "source-ambiguous-date": _l(
        "%(date)s is read in two ways; write the month as a word"
    ),
    "source-acronym": _l("%(name)s is not explained where it stands first"),
    "source-long-words": _l(
        "a sentence of %(many)s words; above %(most)s it is hard to translate"
    ),
    "source-long-characters": _l(
        "a sentence of %(many)s characters; above %(most)s it is hard to translate"
    ),
    "source-mixed-quotes": _l("quotation marks %(marks)s, where others are %(others)s"),
    "source-mixed-apostrophes": _l(
        "an apostrophe %(marks)s, where others are %(others)s"
    ),
    "source-link-text": _l("a link called “%(words)s” does not say where it leads"),
    "source-double-space": _l("two spaces in a row: “%(words)s”"),
    "source-space-before": _l("a space before a punctuation mark: “%(words)s”"),
    "source-unfinished": _l("“%(words)s” looks unfinished"),
    "parity-no-words": _l("the edition has no words here, where the source has"),
    "parity-bullet": _l("begins with “%(mark)s”, which the edition draws itself"),
    "parity-hollow": _l("%(tag)s marks no words"),
    "parity-nesting": _l("%(tag)s stands inside other tags than in the source"),
    "edition-link-lost": _l("the edition has no link to %(url)s here"),
    "edition-link-twice": _l("the link to %(url)s stands twice"),
}
