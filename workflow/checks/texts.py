"""A text as the rules see it: markup, addresses and variables out of the way.

Tags are taken out, what a word stands for (an address, a variable, an option) becomes
one `OBJECT`. An edit of what is left is made in the encoded text, around the tags.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache

from workflow.checks.subject import Subject
from workflow.languages import script_of
from workflow.model.placeholders import tokenize

OBJECT = "\ufffc"
"""Stands for an address, a variable or another thing that is no text."""

_MAYBE = re.compile(r"[<&%{$@/\\]|www\.|-[-A-Za-z]")
_MAYBE_CODE = re.compile(r"[A-Za-z0-9](?:_|::|\.[a-z])")
_HTML = (
    "a|abbr|b|big|blockquote|br|cite|code|dd|del|dfn|div|dl|dt|em|font|h[1-6]|hr|i|img"
    "|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody"
    "|td|th|thead|tr|tt|u|ul|var|wbr"
)
_TAG = rf"(?<!\\)</?[1-9][0-9]*/?>|</?(?:{_HTML})(?:\s[^<>]{{0,2000}})?/?>"
_URL = (
    r"(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}://[^\s<>\"'«»“”]{1,2000}"
    r"|(?<![A-Za-z0-9])www\.[^\s<>\"'«»“”]{1,2000}"
)
_LATIN = r"A-Za-z0-9_\u00c0-\u024f"
_MAIL = (
    rf"(?<![{_LATIN}.+-])[{_LATIN}.+-]{{1,64}}@[{_LATIN}-]{{1,63}}"
    rf"(?:\.[{_LATIN}-]{{1,63}})+"
)
_THING = "|".join(
    (
        r"(?<!\\)\\+</?[1-9][0-9]*/?>",
        r"</?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]{0,2000})?/?>",
        r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});",
        rf"(?:{_URL})",
        _MAIL,
        r"%%",
        r"%\([^()\s]{1,60}\)[-#0 +]*[0-9]*(?:\.[0-9]+)?[a-zA-Z]",
        r"%\{[^{}\s]{1,60}\}",
        r"(?<![0-9\u0660-\u0669\u06f0-\u06f9])%(?:[0-9]{1,2}\$)?[-+#0]*(?:[0-9]{1,4}"
        r"|\*)?(?:\.(?:[0-9]{1,4}|\*))?(?:hh?|ll?|[Lqjzt])?[diouxXeEfFgGaAcCsSpn]"
        r"(?![A-Za-z])",
        r"%[A-Za-z_]{2,40}%|(?<![0-9])%[1-9][0-9]?(?![0-9])",
        r"\$?\{\{?[^{}\s]{0,80}\}\}?|\$[A-Z_][A-Z0-9_]{1,60}",
        r"(?<![\w-])--?[A-Za-z][\w-]{0,60}(?:=[^\s,;:.)]{0,60})?",
        r"(?<![\w/.)~])~?/(?:[\w.+-]{1,100}/)+[\w.+-]{0,100}",
    )
)
_MASKED = re.compile(rf"(?P<tag>{_TAG})|(?P<thing>{_THING})")
_CODE = re.compile(
    r"(?<!\w)[A-Za-z]\w{0,60}(?:::\w{1,60}){1,9}"
    r"|(?<![\w.-])[a-z][a-z0-9-]{1,60}(?:\.[a-z][a-z0-9_-]{1,60}){1,9}(?![\w.])"
    r"|(?<!\w)_{0,2}[A-Za-z0-9]{1,60}(?:_{1,2}[A-Za-z0-9]{1,60}){1,12}(?!\w)"
)
"""Names in programs and of files."""
_AFTER_URL = ".,;:!?)]}…。，、；：！？）］】」』。؟،؛।"

_MARKS = (
    r"\s!-/:-@\[-`{-~\u00a1-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b4\u00b6-\u00b8"
    r"\u00bb-\u00bf\u00d7\u00f7\u037e\u0387\u0589\u058a\u05be\u05c0\u05c3\u05f4\u060c"
    r"\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u0f0b-\u0f14\u104a\u104b\u1361-\u1368"
    r"\u17d4-\u17da\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u2bff\u3000-\u3004"
    r"\u3008-\u3020\u3030\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufffc"
)
_WORD = re.compile(rf"[^{_MARKS}]+(?:['’][^{_MARKS}]+)*")
"""Not `\\w+`: Python counts the vowel signs of Hindi and Thai among the non-letters."""
_POINTS = re.compile(r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u065f\u0670]+")
_DENSE = frozenset(
    ("Hans", "Hant", "Hani", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt")
)
"""Scripts without spaces between words."""

Edit = tuple[int, int, str]


class Text:
    """One text of a locale, masked; offsets are those of `plain`."""

    def __init__(self, encoded: str, locale: str, accelerator: str = "") -> None:
        """Mask `encoded`, and the sign of its access key."""
        self.encoded = encoded
        self.locale = locale
        self.plain, self._starts, self._ends = _mask(encoded, accelerator)

    @cached_property
    def words(self) -> tuple[tuple[int, int, str], ...]:
        """(start, end, word) of each word; marks of punctuation are none."""
        return tuple((m.start(), m.end(), m[0]) for m in _WORD.finditer(self.plain))

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words without case."""
        return tuple(word.casefold() for _, _, word in self.words)

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The words without case and without the vowel signs of Arabic and Hebrew."""
        if self.script not in ("Arab", "Hebr"):
            return self.folded
        return tuple(_POINTS.sub("", word) or word for word in self.folded)

    @cached_property
    def script(self) -> str:
        """The script that the locale is written in: `Latn`, `Cyrl`, `Hans`, …"""
        return script_of(self.locale)

    @property
    def is_dense(self) -> bool:
        """Whether its script has no spaces between words."""
        return self.script in _DENSE

    def edited(self, edits: Iterable[Edit]) -> str | None:
        """Return the encoded text after `edits`; None if that hurts a placeholder."""
        pieces, end = [], len(self.encoded)
        for start, stop, new in sorted(edits, reverse=True):
            left, right = self._span(start, stop)
            kept = self._tags(start, stop)
            pieces += [self.encoded[right:end], new, kept]
            end = left
        made = self.encoded[:end] + "".join(reversed(pieces))
        if made == self.encoded or not made:
            return None
        return made if tag_counts(made) == tag_counts(self.encoded) else None

    def _span(self, start: int, stop: int) -> tuple[int, int]:
        if self._starts is None or self._ends is None:
            return start, stop
        if start == stop:
            at = self._ends[start - 1] if start else self._starts[0]
            return at, at
        return self._starts[start], self._ends[stop - 1]

    def _tags(self, start: int, stop: int) -> str:
        """Return the tags that stand between two characters of the edited span."""
        if self._starts is None or self._ends is None:
            return ""
        return "".join(
            self.encoded[self._ends[i] : self._starts[i + 1]]
            for i in range(start, stop - 1)
        )


def tag_counts(encoded: str) -> Counter[str]:
    """Return how often each placeholder stands in an encoded text."""
    if "<" not in encoded:
        return Counter()
    return Counter(t.text for t in tokenize(encoded) if t.kind != "text")


def _mask(
    encoded: str, accelerator: str
) -> tuple[str, list[int] | None, list[int] | None]:
    """Return the plain text, and where each of its characters begins and ends."""
    masked = list(_masks(encoded, accelerator))
    if not masked:
        return encoded, None, None
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for start, stop, is_thing in sorted(masked):
        if start < position:
            continue
        plain.append(encoded[position:start])
        starts += range(position, start)
        ends += range(position + 1, start + 1)
        if is_thing:
            plain.append(OBJECT)
            starts.append(start)
            ends.append(stop)
        position = stop
    plain.append(encoded[position:])
    starts += range(position, len(encoded) + 1)
    ends += range(position + 1, len(encoded) + 1)
    return "".join(plain), starts, ends


def _masks(encoded: str, accelerator: str) -> Iterable[tuple[int, int, bool]]:
    if _MAYBE.search(encoded):
        for match in _MASKED.finditer(encoded):
            stop = match.end()
            if "://" in match[0] or match[0].startswith("www."):
                stop -= len(match[0]) - len(match[0].rstrip(_AFTER_URL))
            yield match.start(), stop, match["tag"] is None
    if accelerator != "_" and _MAYBE_CODE.search(encoded):
        for match in _CODE.finditer(encoded):
            yield match.start(), match.end(), True
    if accelerator and (key := _accelerator(accelerator).search(encoded)):
        group = 1 if key[1] is not None else 2
        yield key.start(group), key.end(group), False


@lru_cache(maxsize=8)
def _accelerator(sign: str) -> re.Pattern[str]:
    sign = re.escape(sign)
    return re.compile(rf"(\({sign}\w\))|({sign})(?=[^\W_])")


_ACCELERATOR = re.compile(r"(?<![^\W_])([_&])(?=[A-Za-z0-9])|(?<=[a-z])([_&])(?=[a-z])")
_LABEL = 60


def accelerator_of(source: str) -> str:
    """Return the sign before the access key of a short label: `_File`, `&File`."""
    if len(source) > _LABEL or ("_" not in source and "&" not in source):
        return ""
    found = [m[1] or m[2] for m in _ACCELERATOR.finditer(source)]
    return found[0] if len(found) == 1 and source.count(found[0]) == 1 else ""


@lru_cache(maxsize=4096)
def _text(encoded: str, locale: str, accelerator: str) -> Text:
    return Text(encoded, locale, accelerator)


def source_text(subject: Subject) -> Text:
    """Return the source of `subject`."""
    sign = accelerator_of(subject.msgid)
    return _text(subject.msgid, subject.source_locale, sign)


def target_text(subject: Subject) -> Text:
    """Return the target of `subject`."""
    return _text(subject.msgstr, subject.locale, accelerator_of(subject.msgid))
