"""What is said about the memory, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "boilerplate-gone": _l("There is nothing to take over here any more."),
    "boilerplate-differs": _l(
        "Other releases word this otherwise: approved %(many)s times, last in "
        "%(release)s."
    ),
}
