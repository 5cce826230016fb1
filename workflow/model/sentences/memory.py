"""What is said about the memory, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "boilerplate-gone": "there is nothing to take over here",
    "boilerplate-differs": (
        "other releases say this in the same words, approved {many} times, last in "
        "{release}; this is worded otherwise"
    ),
}
