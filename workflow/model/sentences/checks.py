"""What the checks of the text say, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "dismiss-reason": "a dismissal needs a reason",
    "dismiss-long": "a reason may have {most} characters",
    "dismiss-nothing": "{check} finds nothing there",
    "dismiss-never": "{check} cannot be dismissed: put the text right",
}
