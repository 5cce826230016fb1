"""Front matter of Markdown: YAML between ---, or TOML between +++."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from workflow.errors import SourceError
from workflow.model.release import LeftOut

_FRONT = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<text>.*?)\n(?P=fence)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_KEYS = {
    "title": "title", "titre": "title", "título": "title", "date": "date",
    "published": "date", "lang": "locale", "locale": "locale", "language": "locale",
    "source": "source_url", "source_url": "source_url", "url": "source_url",
    "canonical": "source_url", "section": "section", "category": "section",
    "categories": "section", "dateline": "dateline", "place": "dateline",
}  # fmt: skip


def read_front_matter(
    text: str, name: str
) -> tuple[dict[str, Any], list[LeftOut], str]:
    """Return the metadata, what is reported of it, and the text below."""
    match = _FRONT.match(text)
    if match is None:
        return {}, [], text
    if match["fence"] == "+++":
        found = _toml(match["text"], name)
    else:
        found = _yaml(match["text"], name)
    metadata: dict[str, Any] = {}
    left_out = []
    for key, value in found.items():
        known = _KEYS.get(str(key).lower())
        if known and known not in metadata and value is not None:
            metadata[known] = value
        shown = value if isinstance(value, str) else str(value)
        left_out.append(LeftOut(f"{key}: {shown}", "front matter"))
    return metadata, left_out, text[match.end() :]


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"front matter is not valid TOML: {error}", path=name
        ) from error


def _yaml(text: str, name: str) -> dict[str, Any]:
    import yaml

    if re.search(r"^\s*[^#\s].*?[:\-]\s+[&*][\w-]+\s*", text, re.MULTILINE):
        raise SourceError("front matter uses YAML anchors; write it out", path=name)
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else None
        problem = getattr(error, "problem", None) or "unreadable"
        raise SourceError(
            f"front matter is not valid YAML: {problem}", path=name, line=line
        ) from error
    except ValueError as error:
        raise SourceError(f"front matter: {error}", path=name) from error
    return found if isinstance(found, dict) else {}
