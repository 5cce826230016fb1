"""Build rich text from pieces, with white space folded as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from workflow.model.release import RichText, Span

_SPACE = re.compile(r"[ \t\n\r\f\u200b]+")
_INDENT = " \u00a0\u3000\u2003"
_SAFE_SCHEMES = {"http", "https", "mailto", "tel", ""}


@dataclass
class RichTextBuilder:
    """Collects text and spans; spaces at the edges and in a row go."""

    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add text."""
        folded = _SPACE.sub(" ", text)
        if not self.text:
            folded = folded.lstrip(_INDENT)
        elif folded.startswith(" ") and self.text.endswith(" "):
            folded = folded[1:]
        self.text += folded

    def close(self, start: int, kind: str, target: str | None = None) -> None:
        """End a span that began at offset `start`; outer spaces stay outside."""
        inside = self.text[start:]
        left = start + len(inside) - len(inside.lstrip(" "))
        right = start + len(inside.rstrip(" "))
        if right > left:
            self.spans.append(Span(left, right, kind, target))

    def point(self, kind: str, target: str | None = None) -> None:
        """Add markup that encloses nothing: a line break, an image."""
        at = len(self.text.rstrip(" ")) if kind == "break" else len(self.text)
        self.spans.append(Span(at, at, kind, target))
        if kind == "break":
            self.add(" ")

    @property
    def is_empty(self) -> bool:
        """Whether there is no text yet."""
        return not self.text.strip()

    def build(self) -> RichText:
        """Return the rich text."""
        text = self.text.rstrip(_INDENT)
        spans = {
            Span(min(s.start, len(text)), min(s.end, len(text)), s.kind, s.target): None
            for s in self.spans
            if s.end > s.start or (0 < s.start < len(text) or s.kind != "break")
        }
        ordered = sorted(spans, key=lambda s: (s.start, -s.end))
        return RichText(text, tuple(ordered))


def safe_target(target: str | None, base: str | None = None) -> str | None:
    """Return a link target that may be published, absolute when `base` is known."""
    if not target:
        return None
    cleaned = re.sub(r"[\x00-\x20\x7f-\x9f]+", "", target)
    try:
        if base and not cleaned.startswith("#"):
            cleaned = urljoin(base, cleaned)
        scheme = urlsplit(cleaned).scheme.lower()
    except ValueError:
        return None
    return cleaned if scheme in _SAFE_SCHEMES and cleaned else None
