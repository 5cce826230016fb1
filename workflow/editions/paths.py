"""Where the files of editions stand, and how their pages link to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from workflow.errors import SourceError, UsageError

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_RESERVED = frozenset({"assets", "feeds", "parallel"})

STYLESHEET = "assets/edition.css"


def checked_id(release_id: str) -> str:
    """Return `release_id`, or raise when its files would stand where they must not."""
    parts = release_id.split("/")
    if _FORBIDDEN.search(release_id) or any(p in ("", ".", "..") for p in parts):
        raise SourceError(
            f"release id {release_id!r} cannot be a folder; rename its source"
        )
    if parts[0] in _RESERVED or "parallel" in parts:
        raise SourceError(
            f"release id {release_id!r} uses a reserved name; rename its source"
        )
    return release_id


def checked_locale(locale: str) -> str:
    """Return `locale`, or raise when it is no language tag."""
    if not _LOCALE.match(locale):
        raise UsageError(f"{locale!r} is not a locale; write a tag such as 'zh-Hans'")
    return locale


def checked_anchor(anchor: str) -> str:
    """Return `anchor`, or raise when it cannot be an id in HTML and XML."""
    if not _ANCHOR.match(anchor):
        raise SourceError(
            f"anchor {anchor!r} has other characters than letters, digits, - and _; "
            "read the release again"
        )
    return anchor


@dataclass(frozen=True, slots=True)
class Links:
    """Links of one page of a release; all relative, so that they work in any place."""

    release_id: str
    up: str = ""
    """From the folder of the page to the folder of the release: `../`."""
    base_url: str = ""

    @property
    def root(self) -> str:
        """From the folder of the page to that of all editions."""
        return self.up + "../" * len(self.release_id.split("/"))

    @property
    def chooser(self) -> str:
        """The page that lists the languages."""
        return f"{self.up}index.html"

    def edition(self, locale: str, anchor: str = "") -> str:
        """The page of one locale, at a passage."""
        return f"{self.up}{locale}/index.html" + (f"#{anchor}" if anchor else "")

    def parallel(self, locales: Sequence[str], anchor: str = "") -> str:
        """The page of several locales side by side, at a passage."""
        page = f"{self.up}parallel/{'-'.join(locales)}/index.html"
        return page + (f"#{anchor}" if anchor else "")

    def tei(self, locale: str | None = None) -> str:
        """The XML edition of one locale, or of all."""
        return f"{self.up}{locale or 'readout'}.tei.xml"

    def public(self, locale: str | None = None) -> str:
        """The address to announce: absolute when the site has one."""
        if not self.base_url:
            return self.edition(locale) if locale else self.chooser
        return self.absolute(f"{locale}/" if locale else "")

    def absolute(self, inside: str) -> str:
        """The absolute address of what stands in the folder of the release."""
        return f"{self.base_url.rstrip('/')}/{quote(self.release_id)}/{inside}"


def page_path(release_id: str, *folders: str) -> PurePosixPath:
    """Return the path of a page of a release."""
    return PurePosixPath(release_id, *folders, "index.html")
