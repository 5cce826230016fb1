"""A LibreTranslate server, asked over HTTP in whole batches."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from functools import cached_property
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from workflow.engines.base import Availability, is_traditional_chinese, locale_parts
from workflow.errors import EngineError

_ATTEMPTS = 3
_LONGEST_WAIT = 30.0
_LOOK_SECONDS = 10.0
_MAX_ANSWER = 64 * 1024**2
_RETRIED = (429, 500, 502, 503, 504)


class LibreTranslateEngine:
    """The server at `url`; it decides what it can translate."""

    name = "libretranslate"
    keeps_pairs = False

    def __init__(
        self,
        url: str,
        api_key: str = "",
        *,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Remember where the server is; nothing is sent yet."""
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise EngineError(
                f"libretranslate_url {url!r} is not an http or https address; "
                "correct it in readout.toml"
            )
        self.url = url.rstrip("/")
        self._api_key = api_key
        self._timeout = timeout
        self._sleep = sleep

    def availability(self, source: str, target: str) -> Availability:
        """Ask the server once which pairs it has."""
        try:
            pair = self._pair(source, target)
        except EngineError as error:
            return Availability(False, reason=error.message)
        if pair is None:
            return Availability(
                False, reason=f"the server at {self.url} has no {source} → {target}"
            )
        return Availability(True, f"mt:libretranslate/{pair[0]}-{pair[1]}")

    def translate(
        self, texts: Sequence[str], source: str, target: str
    ) -> list[str | None]:
        """Translate `texts` in one request."""
        pair = self._pair(source, target)
        if pair is None:
            raise EngineError(f"the server at {self.url} has no {source} → {target}")
        if not texts:
            return []
        body = {"q": list(texts), "source": pair[0], "target": pair[1]}
        body["format"] = "text"
        if self._api_key:
            body["api_key"] = self._api_key
        answer = self._ask("/translate", body)
        found = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(found, list) or not all(isinstance(t, str) for t in found):
            raise EngineError(f"{self.url} gave an answer that is not a translation")
        if len(found) != len(texts):
            raise EngineError(
                f"{self.url} gave {len(found)} translations for {len(texts)} texts"
            )
        return [text.strip() or None for text in found]

    def _pair(self, source: str, target: str) -> tuple[str, str] | None:
        pairs = self._pairs
        return next(
            (
                (a, b)
                for a in libretranslate_codes(source)
                for b in libretranslate_codes(target)
                if a != b and (a, b) in pairs
            ),
            None,
        )

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        answer = self._ask("/languages", None)
        try:
            codes = [language["code"] for language in answer]
            return frozenset(
                (language["code"], target)
                for language in answer
                for target in language.get("targets", codes)
            )
        except (TypeError, KeyError, AttributeError) as error:
            raise EngineError(f"{self.url} is not a LibreTranslate server") from error

    def _ask(self, path: str, body: dict[str, Any] | None) -> Any:
        """Return the JSON answer, after waiting out what passes by itself."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._open(request)
            except urllib.error.HTTPError as error:
                wait = self._wait(error, attempt)
                if attempt == _ATTEMPTS or wait is None:
                    raise self._refusal(error) from error
            except (OSError, HTTPException) as error:
                wait = float(attempt)
                if attempt == _ATTEMPTS:
                    raise EngineError(
                        f"no answer from {self.url} ({_reason(error)}); is the "
                        "server running?"
                    ) from error
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _open(self, request: urllib.request.Request) -> Any:
        patience = self._timeout if request.data else min(self._timeout, _LOOK_SECONDS)
        with urllib.request.urlopen(request, timeout=patience) as answer:
            data = answer.read(_MAX_ANSWER + 1)
        try:
            if len(data) > _MAX_ANSWER:
                raise ValueError("too long")
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise EngineError(
                f"{self.url} gave an answer that is not JSON; is it LibreTranslate?"
            ) from error

    def _wait(self, error: urllib.error.HTTPError, attempt: int) -> float | None:
        """Return the seconds to wait before asking again, None to give up."""
        if error.code not in _RETRIED:
            return None
        asked = str(error.headers.get("Retry-After", "")).strip()
        seconds = float(asked) if asked.isdecimal() else float(attempt)
        return seconds if seconds <= _LONGEST_WAIT else None

    def _refusal(self, error: urllib.error.HTTPError) -> EngineError:
        said = _said(error)
        if error.code in (401, 403):
            hint = "set libretranslate_api_key in readout.toml"
        elif error.code == 429:
            after = error.headers.get("Retry-After")
            again = f"in {after} seconds" if after else "later"
            hint = f"too many requests; try again {again}"
        elif error.code >= 500:
            hint = "look at the server's log"
        else:
            hint = "the server does not take this request"
        return EngineError(f"{self.url} answered {error.code}{said}; {hint}")


def _said(error: urllib.error.HTTPError) -> str:
    """Return the server's own words, when it has any."""
    try:
        message = json.loads(error.read(10_000))["error"]
    except (ValueError, KeyError, TypeError, OSError, HTTPException, RecursionError):
        return ""
    return f" ({' '.join(message.split())[:200]})" if isinstance(message, str) else ""


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", "") or error) or type(error).__name__


def libretranslate_codes(tag: str) -> tuple[str, ...]:
    """Return LibreTranslate's codes for a locale, new and old, best first.

    >>> libretranslate_codes("zh-Hans"), libretranslate_codes("pt-BR")
    (('zh-Hans', 'zh'), ('pt-BR', 'pb', 'pt'))
    """
    language, _, _ = locale_parts(tag)
    if is_traditional_chinese(tag):
        return ("zh-Hant", "zt")
    if language == "zh":
        return ("zh-Hans", "zh")
    if tag == "pt-BR":
        return ("pt-BR", "pb", "pt")
    return tuple(dict.fromkeys((tag, {"no": "nb"}.get(language, language))))
