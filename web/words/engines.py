"""What is said about machine translation, in the language of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WORDS = {
    "derived": _l("%(locale)s changed since this text was converted from it."),
    "machine-over": _l(
        "%(share)s %% of the words are machine translation that nobody changed; the "
        "policy allows %(limit)s %%."
    ),
    "machine-near": _l(
        "%(share)s %% of the words are machine translation that nobody changed, near "
        "the %(limit)s %% that the policy allows."
    ),
}
