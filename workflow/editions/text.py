"""Text from outside, made harmless: characters, joints and addresses."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv4Address
from urllib.parse import quote, urljoin, urlsplit

from workflow.languages import language_of

_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"
    + "".join(
        chr(plane << 16 | low) for plane in range(1, 17) for low in (65534, 65535)
    )
    + "]"
)
_UNSPACED = frozenset({"zh", "ja", "yue", "wuu", "lzh"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]<>\"^`{|}\\%@:/?#]+)(:[0-9]{1,5})?\Z")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ISO_TIME = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"(T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,9})?(Z|[+-][01][0-9]:[0-5][0-9]))?\Z"
)
_MAX_URL = 4000


def clean(text: str) -> str:
    r"""Return `text` without characters that break files or reorder lines.

    Controls, lone surrogates, noncharacters and bidirectional embeddings, overrides
    and isolates go; what separates lines becomes a space; the rest is NFC.

    >>> clean("a\u202eb\x00c\u2028d")
    'abc d'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HARMFUL.sub("", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def is_unspaced(locale: str) -> bool:
    """Whether sentences of `locale` follow each other without a space."""
    return language_of(locale) in _UNSPACED


def joint(lead: str, source: str, before: str, after: str) -> str:
    """Return what stands between two passages, written in `before` and `after`.

    >>> joint("  ", "en", "fr", "fr"), joint(" ", "en", "zh", "zh")
    (' ', '')
    >>> joint("", "zh", "fr", "fr"), joint("", "en", "fr", "fr")
    (' ', '')
    """
    if is_unspaced(before) and is_unspaced(after):
        return ""
    return " " if lead or is_unspaced(source) else ""


def safe_url(target: str | None, base: str | None = None) -> str | None:
    """Return `target` as a link that can do no harm, or None.

    http, https, mailto and tel pass, and relative links, which are resolved when the
    address of the source is known.

    >>> safe_url("java\\tscript:alert(1)"), safe_url("/a b", "https://example.org/x")
    (None, 'https://example.org/a%20b')
    """
    url = clean(_SPACES.sub("", target or "")).strip()
    if not url or len(url) > _MAX_URL:
        return None
    try:
        if base and not _SCHEME.match(url):
            url = urljoin(base, url)
        return _encoded(url)
    except ValueError:
        return None


def iso_time(text: str | None) -> str:
    """Return `text` if it is a day or an instant in ISO 8601, else nothing."""
    return text if text and _ISO_TIME.match(text) else ""


def _encoded(url: str) -> str | None:
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        return None
    if url.startswith("#"):
        return None
    parts = urlsplit(url)
    if scheme and scheme[1].lower().startswith("http") and not parts.netloc:
        return None
    if parts.netloc:
        host = parts.netloc.rpartition("@")[2]
        if not _HOST.match(host) or (parts.port or 0) > 65535:
            return None
        encoded = host if host.startswith("[") else _ascii_host(host)
        path = quote(_BAD_ESCAPE.sub("%25", parts.path), safe="/%:@!$&'()*+,;=~")
        parts = parts._replace(netloc=encoded, path=path)
    else:
        safe = "/%:@!$&'()*+,;=~"
        parts = parts._replace(
            path=quote(_BAD_ESCAPE.sub("%25", parts.path), safe=safe)
        )
    rest = "/%:@!$&'()*+,;=~?"
    return parts._replace(
        query=quote(_BAD_ESCAPE.sub("%25", parts.query), safe=rest),
        fragment=quote(_BAD_ESCAPE.sub("%25", parts.fragment), safe=rest),
    ).geturl()


def _ascii_host(host: str) -> str:
    """Return a host in ASCII; raises ValueError for one that cannot exist."""
    name, colon, port = host.partition(":")
    if name.rstrip(".").rpartition(".")[2].isdecimal():
        name = str(IPv4Address(name))
    encoded = name.encode("idna")
    encoded.decode("idna")
    return encoded.decode("ascii") + colon + port
