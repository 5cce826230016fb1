"""Guards against what machines get wrong: loops, echoes, lost ends, lost numbers.

The limits are measured on professional translations of the same sentences in 19
languages (bench/guards.py): a guard that often hits a correct translation is worse
than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from workflow.engines.numbers import lost_number
from workflow.languages import language_of, script_of
from workflow.model.placeholders import plain_text, tokenize

_WORD = re.compile(r"[^\s!-&(-,./:-@\[-`{-~«»“”„‟‹›…‥،؛؟।॥、。·・—–]+")
"""Not `\\w+`: Python counts the vowel signs of Hindi and Thai among the non-letters."""
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""Scripts without spaces between words."""

_WEIGHTS = (
    (re.compile("[\u3400-\u9fff\uf900-\ufaff]"), 3.3),
    (re.compile("[\u3040-\u30ff]"), 2.0),
    (re.compile("[\uac00-\ud7af]"), 2.4),
    (re.compile("[\u0590-\u05ff]"), 1.33),
    (re.compile("[\u0600-\u06ff]"), 1.18),
)
"""How many letters of an alphabet one sign of a denser script is worth."""

_PHRASE, _LETTERS = 4, 18
_LOWER = re.compile(r"[^\W\d_]{4,}")
_LEFT = 3
_SHORTEST, _LONGEST = 0.6, 2.0
_SLACK = 12
_END = re.compile(r"[.!?…。！？।؟]['\"’”»）)]*\s*\Z")
_UNFINISHED = re.compile(r"[,:，、：،]\s*\Z")
_SHOWN = 40
_ECHO = 0.7
_UNTRANSLATED = 6
_COMPARED = 400
_ECHO_LETTERS = 20
_DENSE_LOOP = re.compile(
    r"(?=(?P<unit>\w.{1,39}?)(?P=unit){2,})|(?=(?P<one>\w)(?P=one){5})"
)


def find_problem(
    source: str, target: str, source_locale: str, target_locale: str
) -> str | None:
    """Return why `target` cannot be a draft of `source`, or None; both encoded."""
    if found := _lost_placeholder(source, target):
        return found
    source, target = plain_text(source), plain_text(target)
    return (
        _loop(source, target)
        or _mirror(source, target, source_locale, target_locale)
        or _other_script(source, target, source_locale, target_locale)
        or _length(source, target)
        or lost_number(source, target, source_locale, target_locale)
    )


def _lost_placeholder(source: str, target: str) -> str | None:
    if "<" not in source and "<" not in target:
        return None
    ours, theirs = (
        Counter(t.text for t in tokenize(text) if t.kind != "text")
        for text in (source, target)
    )
    if missing := ours - theirs:
        return f"lost placeholder: {min(missing)}"
    if added := theirs - ours:
        return f"a placeholder too many: {min(added)}"
    return None


def _loop(source: str, target: str) -> str | None:
    """Find a phrase that comes three times in a row, but not in the source."""
    if len(_DENSE.findall(target)) * 2 > len(target):
        match = _DENSE_LOOP.search(target)
        if match and not _DENSE_LOOP.search(source) and not _repeats(_words(source)):
            return f"loop: {(match['unit'] or match['one'])[:_SHOWN]!r}"
        return None
    unit = _repeats(_words(target))
    if not unit or _repeats(_words(source)) or _DENSE_LOOP.search(source):
        return None
    return f"loop: {' '.join(unit)[:_SHOWN]!r}"


def _repeats(words: Sequence[str]) -> Sequence[str]:
    """Return the first phrase that follows itself, or stands four times.

    Up to three words may well be said twice: they must follow themselves twice.
    """
    again = len(words) - len(set(words))
    for size in range(1, min(12, len(words) // 2) + 1):
        enough = size if size >= _PHRASE else 2 * size
        if again < enough:
            continue
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            if run in (enough, 2 * size):
                found = words[i - size + 1 : i + 1]
                if run == 2 * size or len("".join(found)) > _LETTERS:
                    return found
    if again < 9:
        return ()
    phrases = Counter(zip(*(words[i:] for i in range(3)), strict=False))
    phrase, count = max(phrases.items(), key=lambda item: item[1], default=((), 0))
    return phrase if count >= 4 else ()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _mirror(source: str, target: str, here: str, there: str) -> str | None:
    """Find a target that is the source again, names aside."""
    if language_of(here) == language_of(there):
        return None
    if source.casefold().split() == target.casefold().split():
        is_short = sum(c.isalpha() for c in source) < _ECHO_LETTERS
        return None if is_short else "mirror: the target is the source"
    ours, theirs = _common_words(source), _common_words(target)
    if len(ours) < 4:
        return None
    ours, theirs = ours[:_COMPARED], theirs[:_COMPARED]
    shared = sum((Counter(ours) & Counter(theirs)).values())
    if shared < min(_UNTRANSLATED, _ECHO * (len(ours) + len(theirs)) / 2):
        return None
    if sum(c.isalpha() for c in source) < _ECHO_LETTERS:
        return None
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() >= _ECHO:
        return "mirror: the target is nearly the source"
    run = matcher.find_longest_match()
    if run.size >= _UNTRANSLATED:
        words = " ".join(ours[run.a : run.a + run.size])
        return f"mirror: {words[:_SHOWN]!r} is not translated"
    return None


def _other_script(source: str, target: str, here: str, there: str) -> str | None:
    """Find words of the source that stand in a target of another script."""
    if script_of(here) == script_of(there):
        return None
    latin = script_of(here) == "Latn"
    ours = {w for w in _LOWER.findall(source) if w == w.lower()}
    ours = {word for word in ours if word.isascii() == latin}
    left = [word for word in _LOWER.findall(target) if word in ours]
    if len(left) < _LEFT:
        return None
    return f"mirror: {' '.join(left)[:_SHOWN]!r} is not translated"


def _common_words(text: str) -> list[str]:
    """Return the words that are neither names nor numbers."""
    return [w for w in _WORD.findall(text) if not w[0].isupper() and not w.isdecimal()]


def _length(source: str, target: str) -> str | None:
    """Find a target far shorter or longer than its source, script aside."""
    ours, theirs = _weight(source), _weight(target)
    if _END.search(source) and _UNFINISHED.search(target):
        return f"truncated: it ends in {target.rstrip()[-1]!r}"
    if theirs < _SHORTEST * ours - _SLACK:
        return f"truncated: {round(100 * theirs / ours)} % of the source's length"
    if theirs > _LONGEST * ours + 2 * _SLACK:
        return (
            f"too long: {round(100 * theirs / max(ours, 1))} % of the source's length"
        )
    return None


def _weight(text: str) -> float:
    if text.isascii():
        return len(text)
    return len(text) + sum(
        (weight - 1) * len(signs.findall(text)) for signs, weight in _WEIGHTS
    )
