"""What the checks of numbers, dates and other facts say, in English."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "fact-changed": "“{source}” in the source is “{target}” here",
    "fact-missing": "“{source}” of the source is not here",
    "fact-added": "“{target}” is not in the source",
    "percent-lost": "“{source}” in the source is “{target}” here, without per cent",
    "currency-changed": "“{source}” in the source has another currency here: {target}",
    "currency-lost": "the currency of “{source}” is not here",
}
