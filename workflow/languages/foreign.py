"""Locales of files that come from elsewhere, and the project's that they mean."""

from __future__ import annotations

import re
from functools import lru_cache

from workflow.errors import UsageError
from workflow.languages import is_related, parse_locale, read_tag


@lru_cache(maxsize=512)
def foreign_locale(tag: str) -> str:
    """Return the canonical form of a tag that another tool wrote (`zh-CN`, `en-EU`).

    Raises UsageError when not even its language is known.
    """
    try:
        return parse_locale(tag)
    except UsageError:
        found = read_tag(tag)
        return found or parse_locale(re.split("[-_]", tag)[0])


def nearest_locale(tag: str, known: tuple[str, ...]) -> str | None:
    """Return the one of `known` that text in `tag` may serve, None when there is none.

    >>> nearest_locale("zh-CN", ("fr", "zh-Hans")), nearest_locale("en-US", ("en",))
    ('zh-Hans', 'en')
    """
    if tag in known:
        return tag
    fits = [other for other in known if is_related(tag, other)]
    return min(fits, key=lambda other: (len(other), other)) if fits else None
