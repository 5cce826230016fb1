"""Build HTML elements; text and attribute values are always escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from workflow.languages import direction

_JOIN = Markup("")


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
            written = key.rstrip("_").replace("_", "-")
            opened += f' {written}="{escape(value)}"'
    inner = escape(content) if isinstance(content, str) else join(content)
    return Markup(f"<{opened}>{inner}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Return `parts` one after the other; those that are no Markup are escaped."""
    return _JOIN.join(parts)


def language(locale: str, outer: str) -> dict[str, str | None]:
    """Return the `lang` and `dir` that text in `locale` needs inside `outer`."""
    if locale == outer:
        return {"lang": None, "dir": None}
    return {"lang": locale, "dir": direction(locale)}
