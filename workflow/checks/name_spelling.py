"""Names that the source writes in Latin letters are spelt the same in the target.

Which words are names is told by their capitals, so that no list is needed. Places and
what is called after them have forms of their own in many languages (Athens, Atenas):
those of CLDR are left alone. Names of the glossary have a check of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from workflow.checks.name_forms import (
    fold,
    is_ending,
    is_form,
    is_kin,
    is_slip,
    plain_spelling,
    shared,
)
from workflow.checks.rules import are_kin, rule, word_set
from workflow.checks.subject import Subject
from workflow.checks.texts import Text, source_text, target_text
from workflow.facts import FactKind
from workflow.languages.places import place_words
from workflow.model.issue import Issue, Severity
from workflow.model.said import say

NAMES = ("name-spelling",)

_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+\Z")
_SENTENCE = re.compile(
    r"(?:(?P<word>[^\W\d_]+)\.|[^\w\s,;(\[&/+-]|[\d_]\.|\n)[\s\"“”«»„‘’'(\[¿¡–—-]*\Z"
)
_OTHER = re.compile(r"[\u0370-\u1dff\u2e80-\ua4cf\ua840-\ud7ff\uf900-\ufaff]")
_CLAUSE = frozenset(('," ', ",” ", ",’ ", ",' ", ",» "))
"""What a quotation ends with before those who said it."""
_APOSTROPHE = re.compile(r"['’]")
_SHORTEST = 4
_INFLECTED = 6
"""Letters from which a name with an ending is told from another word."""
_MOST = 60
"""How many names of a text are looked at."""


def check(subject: Subject) -> Iterator[Issue]:
    """Yield a warning for a name spelt otherwise, a hint for another name."""
    source, target = source_text(subject), target_text(subject)
    if subject.language == subject.source_language or source.script != "Latn":
        return
    judged = subject.judged_words | _words_of_dates(subject)
    names = [name for name in _names(source, target) if name not in judged]
    if not names and not _is_foreign(target):
        return
    strange = _strange(target, source)
    if not strange:
        return
    known = _counts(target)
    ours = _counts(source)
    lost = []
    for name in names:
        folded = fold(name.casefold())
        if match := _alike(folded, strange):
            word, is_inner = strange.pop(match)
            severity = Severity.INFO
            if is_inner and not _is_doubtful((name, match), (source, target)):
                severity = _severity(folded, word, target, source)
            message = say("name-other", word=match, name=name)
            yield subject.issue(NAMES[0], severity, message)
        elif ours[folded] > known[folded] + _forms(folded, known):
            lost.append(name)
    yield from _replaced(subject, (source, target), strange, lost)


def _words_of_dates(subject: Subject) -> set[str]:
    """Return months and weekdays of the source: `dates` judges them."""
    return {
        word
        for fact in subject.source_facts
        if fact.kind is FactKind.DATE
        for word in fact.text.split()
    }


def _counts(text: Text) -> Counter[str]:
    return Counter(fold(part) for word in text.folded for part in _parts(word))


def _forms(name: str, known: Counter[str]) -> int:
    return sum(n for word, n in known.items() if word != name and is_form(name, word))


Strange = dict[str, tuple[str, bool]]
"""Name → its folded form, and whether it stands within a sentence."""


def _replaced(
    subject: Subject, texts: tuple[Text, Text], strange: Strange, lost: list[str]
) -> Iterator[Issue]:
    """Find names of the target that nothing in the source explains."""
    source, target = texts
    is_foreign = _is_foreign(target)
    ours = {fold(word) for word in source.folded if len(word) >= _SHORTEST}
    if rule("capitals", "nouns", subject.locale):
        lost = [name for name in lost if not _is_common(name, source.locale)]
    for word, (folded, is_inner) in strange.items():
        if not lost and not is_foreign:
            return
        if not is_inner:
            continue
        if not is_foreign and any(is_kin(folded, one) for one in ours):
            continue
        if _is_place(word.casefold(), subject.locale):
            continue
        name = "" if is_foreign else lost.pop(0)
        message = say(
            "name-foreign" if is_foreign else "name-lost", word=word, name=name
        )
        yield subject.issue(NAMES[0], Severity.INFO, message)


def _is_foreign(target: Text) -> bool:
    """Whether the names stand in a text of another script; a locale may have two."""
    return target.script != "Latn" and _OTHER.search(target.plain) is not None


def _names(source: Text, target: Text) -> list[str]:
    """Return the names that may stand in the target as they stand in the source."""
    return list(_capitals(source)) if _is_foreign(target) else names_of(source)


def names_of(text: Text) -> list[str]:
    """Return the words with a capital that no start of a sentence explains."""
    if rule("capitals", "nouns", text.locale):
        return []
    found = [name for name, is_inner in _capitals(text).items() if is_inner]
    small = sum(word.islower() and len(word) >= _SHORTEST for _, _, word in text.words)
    is_title = len(text.words) > 1 and not small
    return [] if is_title else found


def _capitals(text: Text) -> dict[str, bool]:
    """Return the words with a capital, and whether one stands within a sentence."""
    found: dict[str, bool] = {}
    for start, _, word in text.words:
        for part in _parts(word):
            if len(part) >= _SHORTEST and part[0].isupper() and _is_name(part):
                is_inner = part != word or not _begins(text, start)
                found[part] = is_inner or found.get(part, False)
        if len(found) >= _MOST:
            break
    return found


def _parts(word: str) -> list[str]:
    """Return what an apostrophe joins: `d’Orsay` has a name, so has `Ankara’da`."""
    return _APOSTROPHE.split(word) if "'" in word or "’" in word else [word]


def _begins(text: Text, start: int) -> bool:
    """Whether a sentence begins there, as far as the marks before it tell."""
    if text.script != "Latn":
        return False
    if text.plain[max(0, start - 3) : start] in _CLAUSE:
        return False
    match = _SENTENCE.search(text.plain, max(0, start - 80), start)
    if match is None:
        return not text.plain[:start].strip()
    before = match["word"]
    if before is None:
        return True
    short = len(before) == 1
    return not short and before not in word_set(
        "sentences", "abbreviations", text.locale
    )


def _is_name(word: str) -> bool:
    return _LATIN.match(word) is not None and word[1:].islower()


def _strange(target: Text, source: Text) -> Strange:
    """Return the names that the source does not have."""
    ours = {fold(part) for word in source.folded for part in _parts(word)}
    found: Strange = {}
    is_same = _is_longer if _is_foreign(target) else is_form
    for word, is_inner in _capitals(target).items():
        folded = fold(word.casefold())
        if folded not in ours and not any(is_same(one, folded) for one in ours):
            found[word] = (folded, is_inner)
    return found


def _is_longer(name: str, word: str) -> bool:
    """Whether one of two words is the other with an ending."""
    return min(len(name), len(word)) >= _SHORTEST and (
        word.startswith(name) or name.startswith(word)
    )


def _alike(name: str, words: Strange) -> str | None:
    """Return a word that may be the name, spelt wrong."""
    for word, (folded, _) in words.items():
        longer = len(folded) > len(name) >= _INFLECTED
        if is_slip(name, folded) or (longer and is_slip(name, folded[: len(name)])):
            return word
    return None


def _is_doubtful(pair: tuple[str, str], texts: tuple[Text, Text]) -> bool:
    """Whether a word may be right, because the name is a word or has other forms.

    A word with accents is the target's own. Short words, words with another initial and
    those of a language that writes nouns with capitals meet by chance: there another
    word of the name counts; with such nouns that before it, for titles stand first
    (Storm Danielle).
    """
    (name, word), (source, target) = pair, texts
    stem = fold(name.casefold()).removesuffix("s")
    if any(w.islower() and fold(w).startswith(stem) for _, _, w in source.words):
        return True
    if fold(word) != word and fold(name) == name:
        return True
    by_chance = min(len(name), len(word)) <= _SHORTEST or name[0] != word[0]
    if rule("capitals", "nouns", target.locale):
        return not _is_beside(pair, texts, (-1,))
    return by_chance and not _is_beside(pair, texts, (-1, 1))


def _is_beside(
    pair: tuple[str, str], texts: tuple[Text, Text], steps: tuple[int, ...]
) -> bool:
    """Whether another word of the name stands beside it in both texts."""
    ours, theirs = (
        {
            (fold(words[at + step][2].casefold()), step)
            for at in range(len(words))
            if word in _parts(words[at][2])
            for step in steps
            if 0 <= at + step < len(words) and words[at + step][2][0].isupper()
        }
        for word, words in zip(pair, (text.words for text in texts), strict=True)
    )
    return any(
        side == other and (one == two or is_form(one, two))
        for one, side in ours
        for two, other in theirs
    )


def _severity(name: str, word: str, target: Text, source: Text) -> Severity:
    """Return how sure it is that a name is spelt wrong: languages have their forms."""
    if _is_foreign(target):
        return Severity.WARNING
    ours, theirs = plain_spelling(name), plain_spelling(word)
    if are_kin(source.locale, target.locale):
        return Severity.INFO
    if (
        theirs.startswith(ours[:-1])
        or is_ending(name, word)
        or _is_translated(name, source.locale)
    ):
        return Severity.INFO
    return Severity.WARNING


def _is_common(name: str, locale: str) -> bool:
    """Whether a name is a word of a title by its ending."""
    return name.endswith(tuple(word_set("capitals", "endings", locale)))


@lru_cache(maxsize=8192)
def _is_place(word: str, locale: str) -> bool:
    """Whether a word is what a locale calls a place, or that with an ending."""
    places = place_words(locale)
    sizes = range(_SHORTEST, len(word) + 1)
    return any(word[:size] in places for size in sizes)


@lru_cache(maxsize=8192)
def _is_translated(name: str, locale: str) -> bool:
    """Whether languages have forms of their own for such a name."""
    endings = tuple(word_set("capitals", "endings", locale))
    if endings and name.endswith(endings):
        return True
    return any(
        shared(name, place) >= max(_SHORTEST, len(name) - 3, len(place) - 3)
        for place in place_words(locale)
        if place[:2] == name[:2]
    )
