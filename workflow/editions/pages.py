"""The pages of one release: one per locale, side by side, and the chooser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from workflow.editions.body import ANCHOR, Body, Place, autonym, same_passage
from workflow.editions.element import language
from workflow.editions.localized import Localized
from workflow.editions.metadata import alternates, news_article, open_graph
from workflow.editions.parallel import parallel_table
from workflow.editions.paths import STYLESHEET, Links
from workflow.editions.strings import Strings, strings_for
from workflow.editions.structure import Node
from workflow.editions.text import clean, safe_url
from workflow.languages import direction, format_date
from workflow.model.edition import Site
from workflow.model.release import Release


@dataclass(frozen=True, slots=True)
class Pages:
    """Writes the pages of one release."""

    site: Site
    release: Release
    texts: Mapping[str, Localized]
    root: Node
    parallels: Sequence[tuple[str, ...]]
    has_tei: bool

    def edition(self, text: Localized) -> bytes:
        """Return the page of one locale."""
        links = Links(self.release.id, "../", self.site.base_url)
        body = Body(text, self._same(text.locale, links))
        return _render(
            "edition.html",
            **self._common(text.locale, links),
            **self._head(text, links),
            page=text,
            body=body.write(self.root),
            languages=self._languages(text.locale, links),
            parallels=self._parallels(links, containing=text.locale),
            about=self._about(text, links),
        )

    def parallel(self, locales: tuple[str, ...]) -> bytes:
        """Return the page of several locales side by side."""
        links = Links(self.release.id, "../../", self.site.base_url)
        columns = [self.texts[locale] for locale in locales]
        common = self._common(locales[0], links)
        words: Strings = common["words"]
        inside = f"parallel/{'-'.join(locales)}/"
        return _render(
            "parallel.html",
            **common,
            columns=columns,
            page=columns[0],
            is_listed=all(c.is_listed for c in columns),
            canonical=links.absolute(inside) if self.site.base_url else "",
            table=parallel_table(self.root, columns, words, words["caption"]),
            languages=self._languages("", links),
            parallels=self._parallels(links, current=locales),
            about=[self._about(column, links) for column in columns],
        )

    def chooser(self) -> bytes:
        """Return the page that lists the languages."""
        links = Links(self.release.id, "", self.site.base_url)
        locale = self.release.locale
        return _render(
            "chooser.html",
            **self._common(locale, links),
            alternates=alternates(self.texts.values(), links),
            canonical=links.public() if self.site.base_url else "",
            is_listed=any(text.is_listed for text in self.texts.values()),
            titles=[(text, links.edition(text.locale)) for text in self.texts.values()],
            heading=next((t for t in self.texts.values() if t.is_source), None),
            languages=[],
            parallels=self._parallels(links),
        )

    def _common(self, locale: str, links: Links) -> dict[str, Any]:
        words = strings_for(locale)
        day = self.release.date
        return {
            "locale": locale,
            "direction": direction(locale),
            "words": words,
            "chrome": language(words.locale, locale) if words.is_other else {},
            "links": links,
            "stylesheet": links.root + STYLESHEET,
            "site_title": clean(self.site.title),
            "release": self.release,
            "section": [clean(part) for part in self.release.section],
            "date": format_date(day, locale) if day else "",
            "sha256": clean(self.release.source_sha256),
            "iso_date": day.isoformat() if day else "",
            "has_tei": self.has_tei,
            "autonym": autonym,
            "language": language,
        }

    def _head(self, text: Localized, links: Links) -> dict[str, Any]:
        texts = self.texts
        listed = alternates(texts.values(), links) if text.is_listed else []
        return {
            "alternates": listed,
            "canonical": links.public(text.locale) if self.site.base_url else "",
            "properties": open_graph(text, texts.values(), links, self.site),
            "json_ld": news_article(text, texts, links, self.site),
        }

    def _languages(self, current: str, links: Links) -> list[dict[str, Any]]:
        return [
            {
                "locale": text.locale,
                "direction": text.direction,
                "href": links.edition(text.locale),
                "is_current": text.locale == current,
                "is_draft": text.is_draft,
            }
            for text in self.texts.values()
        ]

    def _parallels(
        self, links: Links, containing: str = "", current: tuple[str, ...] = ()
    ) -> list[dict[str, Any]]:
        return [
            {
                "locales": [tag for tag in group if tag != containing],
                "href": links.parallel(group),
                "is_current": group == current,
            }
            for group in self.parallels
            if not containing or containing in group
        ]

    def _same(self, own: str, links: Links) -> Markup:
        """Return links to where a passage stands in other languages."""
        alone: list[Place] = [
            ((tag,), links.edition(tag, ANCHOR)) for tag in self.texts if tag != own
        ]
        beside: list[Place] = [
            ([tag for tag in group if tag != own], links.parallel(group, ANCHOR))
            for group in self.parallels
            if own in group
        ]
        return same_passage(own, alone, beside)

    def _about(self, text: Localized, links: Links) -> dict[str, Any]:
        """Return who answers for a text, and what it was made from."""
        words = strings_for(text.locale)
        return {
            "words": words,
            "text": text,
            "chrome": language(words.locale, text.locale) if words.is_other else {},
            "approved_on": _long_date(text),
            "source_url": safe_url(self.release.source_url),
            "licence": safe_url(self.site.licence),
            "publisher": clean(self.site.publisher),
            "original": links.edition(self.release.locale),
            "has_original": self.release.locale in self.texts,
        }


def _long_date(text: Localized) -> str:
    try:
        day = date.fromisoformat(text.approved_at[:10])
    except ValueError:
        return ""
    return format_date(day, text.locale)


def _render(name: str, **values: Any) -> bytes:
    return template(name).render(values).encode("utf-8")


@lru_cache(maxsize=16)
def template(name: str) -> Template:
    """Return a compiled template; compiled once in a process."""
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
