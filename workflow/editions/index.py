"""The index page: every release in every locale, with its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from markupsafe import Markup

from workflow.editions.body import autonym
from workflow.editions.element import element, join, language
from workflow.editions.pages import template
from workflow.editions.paths import STYLESHEET, checked_id
from workflow.editions.strings import Strings, strings_for
from workflow.editions.text import clean
from workflow.languages import direction
from workflow.model.edition import IndexCell, IndexRow, Site
from workflow.model.entry import State

_SHOWN = (
    State.APPROVED,
    State.TRANSLATED,
    State.PREFILLED,
    State.RETURNED,
    State.UNTRANSLATED,
)


def render_index(site: Site, rows: Sequence[IndexRow]) -> bytes:
    """Return `index.html`: all releases, newest first, one table for each year."""
    locale = site.source_locale
    words = strings_for(locale)
    locales = list(dict.fromkeys(cell.locale for row in rows for cell in row.cells))
    years: dict[str, list[IndexRow]] = {}
    for row in sorted(rows, key=lambda r: r.id):
        years.setdefault((row.date or "")[:4], []).append(row)
    sections = [
        _section(site, words, year, years[year], locales)
        for year in sorted(years, reverse=True)
    ]
    page = template("index.html").render(
        locale=locale,
        direction=direction(locale),
        words=words,
        chrome=language(words.locale, locale) if words.is_other else {},
        stylesheet=STYLESHEET,
        title=clean(site.title) or words["releases"],
        base_url=site.base_url.rstrip("/"),
        sections=join(sections),
    )
    return page.encode("utf-8")


def _section(
    site: Site, words: Strings, year: str, rows: list[IndexRow], locales: list[str]
) -> Markup:
    outer = words.locale if words.is_other else site.source_locale
    heads = [
        element("th", words["date"], scope="col"),
        element("th", words["release"], scope="col"),
    ]
    heads += [
        element(
            "th", [element("span", autonym(tag), **language(tag, outer))], scope="col"
        )
        for tag in locales
    ]
    rows = sorted(rows, key=lambda row: row.date or "", reverse=True)
    parts = [
        element("thead", [element("tr", heads)]),
        element("tbody", (_row(row, words, outer, locales) for row in rows)),
    ]
    return element(
        "section",
        [
            element("h2", year or words["undated"]),
            element("div", [element("table", parts)], class_="wide"),
        ],
    )


def _row(row: IndexRow, words: Strings, outer: str, locales: list[str]) -> Markup:
    path = quote(checked_id(row.id))
    cells = {cell.locale: cell for cell in row.cells}
    title: str = clean(row.title).strip() or row.id
    attributes = language(row.locale, outer)
    if any(cell.has_edition for cell in row.cells):
        title = element("a", title, href=f"{path}/index.html", **attributes)
    else:
        title = element("span", title, **attributes)
    parts = [
        element("td", clean(row.date or ""), class_="day"),
        element("th", [title], scope="row"),
    ]
    parts += [_cell(path, cells.get(tag), words) for tag in locales]
    return element("tr", parts) + Markup("\n")


def _cell(path: str, cell: IndexCell | None, words: Strings) -> Markup:
    if cell is None:
        return element("td", "–")
    state = _main_state(cell)
    text: str = (
        words["complete"] if state == "complete" else "; ".join(_counts(cell, words))
    )
    if cell.has_edition:
        href = f"{path}/{cell.locale}/index.html"
        text = element("a", text, href=href, hreflang=cell.locale)
    parts = [text]
    if cell.has_edition and not cell.is_published:
        parts += [" ", element("small", f"({words['draft']})")]
    return element("td", parts, data_state=state)


def _main_state(cell: IndexCell) -> str:
    if cell.total and cell.counts.get(State.APPROVED, 0) >= cell.total:
        return "complete"
    return "published" if cell.is_published else "open"


def _counts(cell: IndexCell, words: Strings) -> Iterator[str]:
    for state in _SHOWN:
        if count := cell.counts.get(state, 0):
            yield f"{count} {words[f'state_{state}']}"
    if not any(cell.counts.values()):
        yield f"{cell.total} {words['state_untranslated']}"
