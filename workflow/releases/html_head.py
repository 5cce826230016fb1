"""What the head of a page says of the release."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from workflow.releases.dates import parse_date
from workflow.releases.rich import safe_target


class PageHead:
    """What the head of a page says of the release."""

    def __init__(self, root: HtmlElement) -> None:
        """Read the head of the page below `root`."""
        self._root = root
        self.metadata: dict[str, str] = {}
        for meta in root.iter("meta"):
            key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            if key and meta.get("content"):
                self.metadata.setdefault(key.lower(), meta.get("content", "").strip())
        self.data = _json_ld(root)
        self.locale = self._locale()
        self.source_url = self._source_url()
        base = next((b.get("href") for b in root.iter("base") if b.get("href")), None)
        self.base = safe_target(base, self.source_url) or self.source_url
        title = root.find(".//head/title")
        self.title = " ".join(
            (title.text_content() if title is not None else "").split()
        )

    def _locale(self) -> str | None:
        html = self._root if self._root.tag == "html" else self._root.find(".//html")
        tag = None if html is None else html.get("lang") or html.get("xml:lang")
        found = tag or self.metadata.get("og:locale") or self.data.get("inLanguage")
        return found if isinstance(found, str) else None

    def _source_url(self) -> str | None:
        for link in self._root.iter("link"):
            if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
                return _absolute(link.get("href"))
        return _absolute(self.metadata.get("og:url")) or _absolute(self.data.get("url"))

    def date(self, locale: str | None) -> date | None:
        """Return the date of publication that the head gives."""
        names = ("article:published_time", "datepublished", "dc.date", "dc.date.issued",
                 "dcterms.date", "dcterms.created", "date", "publish-date", "pubdate",
                 "publication_date", "sailthru.date")  # fmt: skip
        values = [
            self.data.get("datePublished"),
            *(self.metadata.get(n) for n in names),
        ]
        found = (parse_date(v, locale) for v in values if isinstance(v, str))
        return next((day for day in found if day), None)


def _absolute(url: Any) -> str | None:
    found = safe_target(url) if isinstance(url, str) else None
    return found if found and re.match(r"https?://", found) else None


def _json_ld(root: HtmlElement) -> dict[str, Any]:
    for script in root.xpath("//script[@type='application/ld+json']"):
        source = script.get("data-json") or ""
        if not source:
            continue
        try:
            data = json.loads(source)
        except ValueError:
            continue
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict) and (
                "datePublished" in item or "headline" in item
            ):
                return item
    return {}
