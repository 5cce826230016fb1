"""Start a project."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from workflow.errors import ProjectError, UsageError
from workflow.files import environment_fault, write_atomic
from workflow.languages import display_name, parse_locale
from workflow.project import CONFIG, Project

_CONFIG = """\
# A Readout project. Every key is explained in docs/configuration.md; unknown keys are
# errors, so a slip does not go unnoticed.

title = {title}
# Where the editions will be published; needed for canonical links, e.g.
# base_url = "https://www.example.org/statements"
base_url = ""
licence = ""
publisher = ""

# BCP 47 tags: what releases are written in, and what they are translated into.
source = {source}
locales = {locales}

[groups]
# must: published together or not at all. should: each when approved.
# may: machine drafts may go out, marked for the reader.
must = {locales}
should = []
may = []

[policy]
# four-eyes: the approver is not the last editor (a machine counts as an editor).
# two-persons: two different people. single: anyone. none: no approval needed.
approval = "four-eyes"

[checks]
# What closes the gate besides missing approvals; everything else is only reported.
block = ["placeholders"]

[engines]
# auto: the first of argos, apertium and libretranslate that can do a pair.
use = "auto"
# libretranslate_url = "http://127.0.0.1:5000"

[editions]
# Parallel editions of more than a source and one target, e.g. [["en", "fr", "ar"]]
parallel = []
"""

_ATTRIBUTES = """\
# Catalogs, readings and sources keep their bytes on every system.
*.po text eol=lf
*.pot text eol=lf
*.reading.json text eol=lf linguist-generated
sources/** -text
"""

_IGNORE = """\
/editions/
/.readout/
"""


def init(folder: Path, *, source: str, locales: Sequence[str]) -> Project:
    """Make a project in `folder`, which has none yet.

    Raises ProjectError when it has one, UsageError for an unknown locale.
    """
    source, tags = _check_locales(source, locales)
    if folder.exists() and not folder.is_dir():
        raise ProjectError("is a file, not a folder", path=folder)
    if (folder / CONFIG).exists():
        raise ProjectError(f"there is a project here already ({CONFIG})", path=folder)
    config = _CONFIG.format(
        title=json.dumps(folder.resolve().name, ensure_ascii=False),
        source=json.dumps(source),
        locales=json.dumps(tags),
    )
    try:
        for name in ("sources", "locales"):
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise environment_fault(error, folder) from error
    for name, text in ((".gitattributes", _ATTRIBUTES), (".gitignore", _IGNORE)):
        if not (folder / name).exists():
            write_atomic(folder / name, text.encode())
    write_atomic(folder / CONFIG, config.encode())
    return Project(folder.resolve())


def _check_locales(source: str, locales: Sequence[str]) -> tuple[str, list[str]]:
    tags = [parse_locale(tag) for tag in locales]
    source = parse_locale(source)
    if source in tags:
        raise UsageError(f"{source!r} is the source locale and a target as well")
    if len(set(tags)) < len(tags):
        raise UsageError("one locale is named twice")
    return source, tags


def describe_locales(project: Project) -> str:
    """Return the locales of a project with their names, for people."""
    settings = project.settings
    named = (f"{tag} ({display_name(tag)})" for tag in settings.locales)
    return f"{settings.source} → {', '.join(named)}"
