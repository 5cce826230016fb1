"""What is said about the memory, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "boilerplate-gone": "there is nothing to take over here",
    "boilerplate-differs": (
        "other releases word this otherwise: approved {many} times, last in {release}"
    ),
}
