"""What the checks of numbers, dates and other facts say, as the desk says it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "fact-changed": _l("“%(source)s” in the source is “%(target)s” here."),
    "fact-missing": _l("“%(source)s” of the source is not here."),
    "fact-added": _l("“%(target)s” is not in the source."),
    "percent-lost": _l(
        "“%(source)s” in the source is “%(target)s” here, without per cent."
    ),
    "currency-changed": _l(
        "“%(source)s” in the source has another currency here: %(target)s."
    ),
    "currency-lost": _l("The currency of “%(source)s” is not here."),
}
