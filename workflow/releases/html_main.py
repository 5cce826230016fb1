"""Where in a page the release is, and what kind of thing the rest is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from lxml.html import HtmlElement

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SILENT = {
    "script", "style", "template", "noscript", "head", "svg", "math", "object",
    "iframe", "select", "option", "datalist", "audio", "video", "canvas",
}  # fmt: skip
_TAGS = {
    "nav": "navigation", "footer": "footer", "aside": "aside", "form": "form",
    "button": "button", "dialog": "dialog", "address": "contact",
}  # fmt: skip
_ROLES = {
    "navigation": "navigation", "contentinfo": "footer", "complementary": "aside",
    "search": "form", "dialog": "dialog", "alertdialog": "dialog", "banner": "header",
    "alert": "notice",
}  # fmt: skip


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    data = files("workflow.releases").joinpath("chrome.toml").read_bytes()
    named = tomllib.loads(data.decode("utf-8"))["page"]
    return [
        (reason, re.compile("|".join(alternatives), re.IGNORECASE))
        for reason, alternatives in named.items()
    ]


def is_hidden(element: HtmlElement) -> bool:
    """Whether a browser shows nothing of `element`."""
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return True
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def reason_for(element: HtmlElement) -> str | None:
    """Return why `element` is not part of a release, or None."""
    if element.tag in ("body", "article", "main", "html"):
        return None
    named = _reason_by_name(element)
    if named == "breadcrumb":
        return named
    if element.tag in _TAGS:
        return _TAGS[str(element.tag)]
    if reason := _ROLES.get((element.get("role") or "").lower()):
        return reason
    if any(True for _ in element.iter("h1")):
        return None
    return "header" if element.tag == "header" else named


def _reason_by_name(element: HtmlElement) -> str | None:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    if (element.get("aria-label") or "").lower() in ("breadcrumb", "breadcrumbs"):
        return "breadcrumb"
    for reason, pattern in _patterns():
        if any(pattern.fullmatch(name) for name in names):
            return reason
    return None


def visible_text(element: HtmlElement) -> str:
    """Return the text of `element` that a browser shows, white space folded."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: HtmlElement) -> Iterable[str]:
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        current, is_tail = stack.pop()
        if is_tail:
            yield (" " if current.tag not in _RUNNING else "") + (current.tail or "")
            continue
        if is_hidden(current):
            continue
        yield " " if current.tag not in _RUNNING else ""
        yield current.text or ""
        for child in reversed(current):
            stack.append((child, True))
            stack.append((child, False))


_RUNNING = {
    "a",
    "b",
    "i",
    "em",
    "strong",
    "span",
    "sub",
    "sup",
    "u",
    "abbr",
    "code",
    "small",
}


def find_main(root: HtmlElement, text: str) -> HtmlElement:
    """Return the element that holds the release.

    An article, then a main element, then what trafilatura takes for the main text,
    then the body.
    """
    for path in ("//article", "//main | //*[@role='main']"):
        found = [e for e in root.xpath(path) if not _inside_chrome(e)]
        if found:
            best = max(found, key=lambda e: len(visible_text(e)))
            if len(visible_text(best)) >= 80:
                return _with_heading(best)
    for body in root.iter("body"):
        extracted = _by_extraction(body, text)
        return body if extracted is None else extracted
    return root


def _inside_chrome(element: HtmlElement) -> bool:
    return any(reason_for(e) for e in element.iterancestors() if e.tag != "body")


def _with_heading(element: HtmlElement) -> HtmlElement:
    """Return `element`, or the one around it that holds the only h1 as well."""
    if any(True for _ in element.iter("h1")):
        return element
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html"):
            break
        headings = [h for h in ancestor.iter("h1") if not _inside_chrome(h)]
        if len(headings) == 1:
            return ancestor
    return element


def _by_extraction(body: HtmlElement, text: str) -> HtmlElement | None:
    """Return the smallest element around what trafilatura finds."""
    import trafilatura

    extracted = trafilatura.extract(
        text, output_format="txt", favor_recall=True, include_comments=False,
        include_tables=True,
    )  # fmt: skip
    lines = {" ".join(x.split()).lstrip("- ") for x in (extracted or "").splitlines()}
    lines = {line for line in lines if len(line) >= 25}
    found = [
        e for e in body.iter("p", "li", "div", "td", "blockquote", "h2", "h3")
        if not len(e) or e.tag != "div"
        if visible_text(e) in lines
    ]  # fmt: skip
    if not found:
        return None
    common = [found[0], *found[0].iterancestors()]
    for element in found[1:]:
        around = {element, *element.iterancestors()}
        common = [e for e in common if e in around]
    main = next((e for e in common if e.tag not in ("p", "li", "ul", "ol", "tr")), None)
    return _with_heading(main) if main is not None and main.tag != "html" else None


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only places things on the page, as old pages do."""
    if table.get("role") == "presentation":
        return True
    if any(True for _ in table.iter("th", "caption", "thead")):
        return False
    nested = any(inner is not table for inner in table.iter("table"))
    return nested or any(len(visible_text(cell)) > 250 for cell in table.iter("td"))


def is_links_only(element: HtmlElement) -> bool:
    """Whether short links are all that `element` shows."""
    links = [visible_text(a) for a in element.iter("a")]
    text = visible_text(element)
    return (
        len(links) >= 2
        and sum(map(len, links)) >= len(text) * 0.85
        and max(map(len, links)) <= 40
    )
