"""Editions: releases and their translations as HTML pages and TEI documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from workflow.editions.paths import STYLESHEET, checked_id, page_path
from workflow.errors import UsageError
from workflow.model.edition import IndexRow, LocaleText, Site
from workflow.model.release import Release

if TYPE_CHECKING:
    from workflow.editions.localized import Localized
    from workflow.editions.pages import Pages

__all__ = ["assets", "render_index", "render_release"]

File = tuple[PurePosixPath, bytes]


def render_release(  # noqa: PLR0913 (one call for all files of a release)
    site: Site,
    release: Release,
    texts: Sequence[LocaleText],
    *,
    formats: AbstractSet[str] = frozenset({"html", "tei"}),
    parallels: Sequence[tuple[str, ...]] = (),
    only: Collection[str] | None = None,
) -> Iterator[File]:
    """Return the files of one release: path under the output folder, and bytes.

    `only` limits the pages per locale; the languages that they link to stay all those
    of `texts`. A text that is not published is shown as a draft.
    """
    from workflow.editions.localized import localize
    from workflow.editions.pages import Pages
    from workflow.editions.structure import build_tree

    checked_id(release.id)
    localized = localize(release, texts)
    for group in parallels:
        _check_parallel(group, localized)
    wanted = [tag for tag in localized if only is None or tag in only]
    root = build_tree(release.blocks)
    pages = Pages(site, release, localized, root, parallels, "tei" in formats)
    html = _html(pages, wanted) if "html" in formats else iter(())
    tei = _tei(pages, wanted) if "tei" in formats else iter(())
    return chain(html, tei)


def _html(pages: Pages, wanted: Sequence[str]) -> Iterator[File]:
    release_id = pages.release.id
    if pages.texts:
        yield page_path(release_id), pages.chooser()
    for locale in wanted:
        yield page_path(release_id, locale), pages.edition(pages.texts[locale])
    for group in pages.parallels:
        yield page_path(release_id, "parallel", "-".join(group)), pages.parallel(group)


def _tei(pages: Pages, wanted: Sequence[str]) -> Iterator[File]:
    from workflow.editions.tei import corpus_tei, edition_tei

    site, release, texts, root = pages.site, pages.release, pages.texts, pages.root
    folder = PurePosixPath(release.id)
    original = texts.get(release.locale)
    for locale in wanted:
        data = edition_tei(site, texts[locale], original, root)
        yield folder / f"{locale}.tei.xml", data
    if texts:
        data = corpus_tei(site, release, list(texts.values()), root)
        yield folder / "readout.tei.xml", data


def _check_parallel(group: tuple[str, ...], texts: Mapping[str, Localized]) -> None:
    missing = [locale for locale in group if locale not in texts]
    if missing:
        raise UsageError(f"no text in {', '.join(missing)} to show side by side")
    if len(set(group)) < 2 or len(set(group)) < len(group):
        raise UsageError("a parallel edition needs two or more different locales")


def render_index(site: Site, rows: Sequence[IndexRow]) -> bytes:
    """Return `index.html`: all releases in all locales, with their states."""
    from workflow.editions.index import render_index as render

    return render(site, rows)


def assets() -> Iterator[File]:
    """Yield the files that all pages share."""
    style = Path(__file__).with_name("edition.css")
    yield PurePosixPath(STYLESHEET), style.read_bytes()
