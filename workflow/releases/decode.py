"""Bytes to text: byte order mark, declared encoding, UTF-8, then a guess."""

from __future__ import annotations

import codecs
import re

from workflow.errors import SourceError
from workflow.releases.detect import detect_language

MAX_BYTES = 20_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*["']?|<\?xml[^>]{0,100}?encoding\s*=\s*["'])
    ([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE | re.VERBOSE,
)
_CANDIDATES = (
    ("cp1252", {"en", "fr", "es", "de", "pt", "it", "nl"}),
    ("cp1251", {"ru", "uk", "bg", "sr"}),
    ("koi8_r", {"ru"}),
    ("cp1256", {"ar", "fa", "ur"}),
    ("gb18030", {"zh"}),
    ("big5", {"zh"}),
    ("shift_jis", {"ja"}),
    ("euc_kr", {"ko"}),
    ("cp1250", {"pl", "cs", "hu", "ro", "hr", "sk", "sl"}),
    ("cp1253", {"el"}),
    ("cp1254", {"tr"}),
    ("cp1255", {"he"}),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x9f\ufffe\uffff]")


def decode(data: bytes, name: str, locale: str | None = None) -> str:
    """Return the text of a source; raises SourceError when it is none."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise SourceError("the file is empty", path=name)
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise SourceError(
            f"larger than {limit} MB: not a release; cut it into several", path=name
        )
    marked = (encoding for mark, encoding in _MARKS if data.startswith(mark))
    wide = next(marked, None) or _wide(data)
    if wide is not None:
        return _clean(_decoded(data, wide, name), name)
    if b"\0" in data:
        raise SourceError("a binary file, not text", path=name)
    match = _DECLARED.search(data[:4096])
    text = _declared(data, match[1].decode("ascii")) if match else None
    if text is None:
        text = _declared(data, "utf-8")
    return _clean(_guess(data, name, locale) if text is None else text, name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"damaged {encoding} at byte {error.start}; save it as UTF-8", path=name
        ) from error


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 without a mark that the zeros of ASCII text give away."""
    head = data[:2000]
    if len(head) < 8 or (len(head) % 2 and len(data) < 2000):
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _declared(data: bytes, encoding: str) -> str | None:
    """Decode as declared; as browsers do, Latin-1 means its Windows superset."""
    try:
        name = codecs.lookup(encoding).name
        name = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030"}.get(
            name, name
        )
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None


def _guess(data: bytes, name: str, locale: str | None) -> str:
    """Choose among legacy encodings the one whose text is in one of its languages.

    charset-normalizer comes last: its first guess for short texts is often a sister
    code page (cp1250 for a French cp1252 text).
    """
    best: tuple[float, str] | None = None
    for encoding, languages in _CANDIDATES:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            continue
        language, score = detect_language(text)
        fits = language in languages
        bonus = 1.0 if locale and locale.split("-")[0] == language else 0.0
        rank = (score if fits else score - 1.0) + bonus
        if best is None or rank > best[0] + 1e-9:
            best = (rank, text)
    if best is not None and best[0] > 0.5:
        return best[1]
    from charset_normalizer import from_bytes

    found = from_bytes(data).best()
    if found is not None and not _CONTROL.search(str(found)):
        return str(found)
    if best is not None and best[0] > 0:
        return best[1]
    raise SourceError("not text in a known encoding; save it as UTF-8", path=name)


def _clean(text: str, name: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\u2028\u2029\x85\x0b\x0c]", "\n", text)
    controls = len(_CONTROL.findall(text))
    if controls > max(2, len(text) // 200):
        raise SourceError("a binary file, not text", path=name)
    if not text.strip("\ufeff \t\n\u200b"):
        raise SourceError("the file is empty", path=name)
    return _CONTROL.sub("", text.lstrip("\ufeff"))
