"""What is said about machine translation, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "derived": "{locale} changed since this text was converted from it",
    "machine-over": (
        "{share} % of the words are machine translation that nobody changed; the "
        "policy allows {limit} %"
    ),
    "machine-near": (
        "{share} % of the words are machine translation that nobody changed, near the "
        "{limit} % that the policy allows"
    ),
}
