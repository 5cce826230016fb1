"""What people are told: in English, and so that another language can say it too.

A `Said` is its English sentence: the shell, reports and the API use it as it is. The
desk says the same in the language of the reader, from its code and its values.
"""

from __future__ import annotations

from typing import Any

from workflow.model.sentences import SENTENCES


class Said(str):
    """A sentence in English, with its code and values."""

    code: str
    values: dict[str, Any]


def say(code: str, **values: Any) -> Said:
    """Return a sentence of `SENTENCES`, filled in.

    >>> say("tag-missing", tag="<1/>")
    '<1/> is missing'
    """
    made = Said(SENTENCES[code].format(**values))
    made.code = code
    made.values = values
    return made
