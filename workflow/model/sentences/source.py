"""What the rules about sources and whole editions say, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "source-no-date": "the release has no date",
    "source-no-place": "the release does not say where it was written",
    "source-relative-date": (
        "“{words}” depends on the day of reading; give the date itself"
    ),
    "source-ambiguous-date": "{date} is read in two ways; write the month as a word",
    "source-acronym": "{name} is not explained where it stands first",
    "source-long-words": (
        "a sentence of {many} words; above {most} it is hard to translate"
    ),
    "source-long-characters": (
        "a sentence of {many} characters; above {most} it is hard to translate"
    ),
    "source-mixed-quotes": "quotation marks {marks}, where others are {others}",
    "source-mixed-apostrophes": "an apostrophe {marks}, where others are {others}",
    "source-link-text": "a link called “{words}” does not say where it leads",
    "source-double-space": "two spaces in a row: “{words}”",
    "source-space-before": "a space before a punctuation mark: “{words}”",
    "source-unfinished": "“{words}” looks unfinished",
    "parity-no-words": "the edition has no words here, where the source has",
    "parity-bullet": "begins with “{mark}”, which the edition draws itself",
    "parity-hollow": "{tag} marks no words",
    "parity-nesting": "{tag} stands inside other tags than in the source",
    "edition-link-lost": "the edition has no link to {url} here",
    "edition-link-twice": "the link to {url} stands twice",
}
