"""Plural forms that stand for one or two numbers only, such as `one file`."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from gettext import c2py

_RULE = re.compile(r"plural\s*=\s*([^;]+)")
_UP_TO = 200
_FEW = 2


@lru_cache(maxsize=64)
def named_forms(plural_forms: str) -> frozenset[int]:
    """Return the forms that may name their number, by the header `Plural-Forms`.

    Those that stand for two numbers below 200 at the most: there a language may say
    it in a word, as French does for 0 and 1, and Arabic for 0, 1 and 2.

    >>> sorted(named_forms("nplurals=2; plural=(n != 1);"))
    [0]
    """
    found = _RULE.search(plural_forms)
    if found is None:
        return frozenset()
    try:
        form_of = c2py(found[1].strip())
        uses = Counter(form_of(number) for number in range(_UP_TO))
    except (ValueError, ArithmeticError, RecursionError, OverflowError):
        return frozenset()
    return frozenset(form for form, many in uses.items() if many <= _FEW)
