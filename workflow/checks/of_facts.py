"""The checks of facts: numbers, dates, money, per cent, addresses."""

from __future__ import annotations

from workflow.checks import currency, dates, links, numbers, percent

RULES = (numbers, dates, currency, percent, links)
"""The modules, in the order in which their issues are shown."""
