"""A project's own sentence rules: SRX 2.0, the standard of OmegaT and Okapi."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from xml.sax import SAXParseException

from workflow.errors import EnvironmentFault, ProjectError
from workflow.languages import language_of

Splitter = Callable[[str, str], list[tuple[int, int]]]


def srx_version(path: Path) -> str:
    """Return what a reading records of the rules: their digest."""
    return "srx-" + hashlib.sha256(_read(path)).hexdigest()[:16]


def srx_splitter(path: Path) -> Splitter:
    """Return a function like `split_sentences` that follows the rules in `path`.

    Raises ProjectError for rules that cannot be read, EnvironmentFault without the
    library.
    """
    try:
        import regex
        from choppa import SrxDocument, SrxTextIterator
    except ImportError as error:
        raise EnvironmentFault(
            "SRX rules need a library: pip install 'readout[srx]'", path=path
        ) from error
    if b"<!DOCTYPE" in _read(path) or b"<!ENTITY" in _read(path):
        raise ProjectError("has a DOCTYPE, which could define entities", path=path)
    try:
        document = SrxDocument(ruleset=str(path))
        list(SrxTextIterator(document, "en", "One. Two."))
    except SAXParseException as error:
        message = f"not well-formed XML: {error.getMessage()}"
        raise ProjectError(message, path=path, line=error.getLineNumber()) from error
    except (regex.error, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ProjectError(f"not SRX 2.0 rules: {error}", path=path) from error

    def split(text: str, locale: str) -> list[tuple[int, int]]:
        spans = []
        position = 0
        for piece in SrxTextIterator(document, language_of(locale), text):
            stripped = piece.strip()
            if stripped:
                start = position + len(piece) - len(piece.lstrip())
                spans.append((start, start + len(stripped)))
            position += len(piece)
        return spans

    return split


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProjectError(f"cannot read: {error.strerror}", path=path) from error
