"""The language of a text, when that is sure."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_LANGUAGES = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "ga",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "mt", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
_ENOUGH_LETTERS = 40
_SURE = 0.9
_TRADITIONAL = (
    "國際會議們這來時說與對關於發過還應為開問題經濟學長後東車馬門見書總統議員團華聯"
)
_SIMPLIFIED = (
    "国际会议们这来时说与对关于发过还应为开问题经济学长后东车马门见书总统议员团华联"
)


@cache
def _identifier() -> Any:
    import py3langid.langid as langid

    identifier = langid.LanguageIdentifier.from_model_file(
        langid.MODEL_FILE, norm_probs=True
    )
    identifier.set_languages(_LANGUAGES)
    return identifier


def detect_language(text: str) -> tuple[str, float]:
    """Return the most likely language of `text` and its probability."""
    language, score = _identifier().classify(text[:20_000])
    return str(language), float(score)


def detect_locale(text: str) -> str | None:
    """Return the locale of `text`, or None when it is too short or not sure."""
    letters = sum(1 for c in text[:5000] if c.isalpha())
    chinese = len(re.findall(r"[\u3400-\u9fff]", text[:5000]))
    if letters < _ENOUGH_LETTERS and chinese < 10:
        return None
    language, score = detect_language(text)
    if score < _SURE:
        return None
    return chinese_script(text) if language == "zh" else language


def chinese_script(text: str) -> str:
    """Return zh-Hant when traditional characters prevail, else zh-Hans."""
    sample = text[:20_000]
    traditional = sum(sample.count(c) for c in set(_TRADITIONAL) - set(_SIMPLIFIED))
    simplified = sum(sample.count(c) for c in set(_SIMPLIFIED) - set(_TRADITIONAL))
    return "zh-Hant" if traditional > simplified else "zh-Hans"
