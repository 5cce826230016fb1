"""What a page says of itself to machines: alternates, Open Graph, JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from workflow.editions.localized import Localized
from workflow.editions.paths import Links
from workflow.editions.text import clean, safe_url
from workflow.languages import territory_locale
from workflow.model.edition import Site

_ESCAPES = {
    ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"
}


@dataclass(frozen=True, slots=True)
class Alternate:
    """The address of the same release in another language."""

    hreflang: str
    href: str


def alternates(texts: Iterable[Localized], links: Links) -> list[Alternate]:
    """Return the cluster of a page: every listed language, itself too, and the chooser.

    The same on every member, as search engines ignore links that are not returned.
    """
    found = [Alternate(t.locale, links.public(t.locale)) for t in texts if t.is_listed]
    return [*found, Alternate("x-default", links.public())] if found else []


def open_graph(
    text: Localized, texts: Iterable[Localized], links: Links, site: Site
) -> list[tuple[str, str]]:
    """Return Open Graph properties in order."""
    release = text.release
    found = [
        ("og:type", "article"),
        ("og:title", text.title),
        ("og:description", text.summary),
        ("og:site_name", clean(site.title)),
        ("og:url", links.public(text.locale) if site.base_url else ""),
        ("og:locale", territory_locale(text.locale)),
    ]
    found += [
        ("og:locale:alternate", territory_locale(other.locale))
        for other in texts
        if other.is_listed and other.locale != text.locale
    ]
    if release.date:
        found.append(("article:published_time", release.date.isoformat()))
    return [(name, value) for name, value in found if value]


def news_article(
    text: Localized, texts: Mapping[str, Localized], links: Links, site: Site
) -> Markup:
    """Return the JSON-LD of a page, safe inside `<script>`."""
    release = text.release
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": _article(links, text.locale),
        "headline": text.title,
        "inLanguage": text.locale,
        "url": links.public(text.locale),
        "datePublished": release.date.isoformat() if release.date else None,
        "dateModified": text.approved_at or None,
        "license": safe_url(site.licence),
        "isBasedOn": safe_url(release.source_url),
        "publisher": _organization(site.publisher),
    }
    if text.is_source:
        data["workTranslation"] = [
            _work(links, other)
            for other in texts.values()
            if other.is_listed and not other.is_source
        ] or None
    else:
        original = next((t for t in texts.values() if t.is_source), None)
        data["translationOfWork"] = _work(links, original) if original else None
        people = [{"@type": "Person", "name": name} for name in text.editors]
        engines = [{"@type": "SoftwareApplication", "name": n} for n in text.engines]
        data["translator"] = people or None
        data["editor"] = [
            {"@type": "Person", "name": name} for name in text.approvers
        ] or None
        data["contributor"] = engines or None
    return json_for_script({k: v for k, v in data.items() if v is not None})


def json_for_script(data: Any) -> Markup:
    r"""Return JSON that cannot end the script element it stands in.

    >>> print(json_for_script({"a": "</script>"}))
    {"a":"\u003c/script\u003e"}
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


def _article(links: Links, locale: str) -> str:
    return f"{links.public(locale)}#article"


def _work(links: Links, text: Localized) -> dict[str, str]:
    return {
        "@type": "NewsArticle",
        "@id": _article(links, text.locale),
        "inLanguage": text.locale,
        "headline": text.title,
        "url": links.public(text.locale),
    }


def _organization(name: str) -> dict[str, str] | None:
    return {"@type": "Organization", "name": clean(name)} if clean(name) else None
