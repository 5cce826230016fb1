"""Where templates and catalogs live in a project."""

from __future__ import annotations

from pathlib import Path

from workflow.languages import folder_of


def template_path(root: Path, release_id: str) -> Path:
    """Return the path of the template of a release."""
    return root / "locales" / f"{release_id}.pot"


def catalog_path(root: Path, release_id: str, locale: str) -> Path:
    """Return the path of the catalog of a release in a locale."""
    folder = root / "locales" / folder_of(locale) / "LC_MESSAGES"
    return folder / f"{release_id}.po"
