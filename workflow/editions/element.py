"""Build HTML elements; text and attribute values are always escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from workflow.languages import direction

_has_special = re.compile("[&<>\"']").search


def element(
    name: str, content: Iterable[str] | str = "", **attributes: str | None
) -> Markup:
    """Return an element; `content` that is no Markup is escaped, as are attributes.

    Attributes that are None are left out; `_` stands for `-`, and a final one for
    nothing (`class_`).
    """
    opened = name
    for key, value in attributes.items():
        if value is not None:
            opened += f' {_attribute(key)}="{_escaped(value)}"'
    inner = _escaped(content) if isinstance(content, str) else _joined(content)
    return Markup(f"<{opened}>{inner}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Return `parts` one after the other; those that are no Markup are escaped."""
    return Markup(_joined(parts))


def language(locale: str, outer: str) -> dict[str, str | None]:
    """Return the `lang` and `dir` that text in `locale` needs inside `outer`."""
    if locale == outer:
        return {"lang": None, "dir": None}
    return {"lang": locale, "dir": direction(locale)}


def _joined(parts: Iterable[str]) -> str:
    return "".join([_escaped(part) for part in parts])


def _escaped(text: str) -> str:
    """Return `text` escaped; quicker than `escape` where there is nothing to do."""
    if isinstance(text, Markup) or not _has_special(text):
        return text
    return escape(text)


@lru_cache(maxsize=64)
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
