"""What the checks of the text say, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "dismiss-reason": _l("Say in a few words why it is right as it is."),
    "dismiss-long": _l("A reason may have %(most)s characters."),
    "dismiss-nothing": _l("The check “%(check)s” finds nothing there any more."),
    "dismiss-never": _l(
        "What “%(check)s” finds cannot be dismissed: put the text right."
    ),
}
