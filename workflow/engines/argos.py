"""Argos Translate packages, fed whole batches of ready sentences, always offline."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from workflow.engines.argos_packages import (
    ArgosPackage,
    argos_codes,
    installed_packages,
)
from workflow.engines.base import Availability
from workflow.errors import EngineError

# What Argos itself asks of CTranslate2, but for the size of a batch: its default of
# 32 tokens is one sentence.
_BEAM_SIZE = 4
_LENGTH_PENALTY = 0.2
_BATCH_TOKENS = 1024
_LONGEST_SOURCE = 400
"""Longer texts are no sentences: no model was trained on them, and memory suffers."""

_LONGEST_TARGET = 600
"""A target this long was cut off; CTranslate2 itself cuts at 256 and says nothing."""


class ArgosEngine:
    """The installed packages, directly or through one other language."""

    name = "argos"
    keeps_pairs = False

    def __init__(self, packages_dir: Path | None = None) -> None:
        """Use the packages of `packages_dir`, or of Argos' own folder."""
        self.packages_dir = packages_dir or default_packages_dir(os.environ)

    def availability(self, source: str, target: str) -> Availability:
        """Say which packages do the pair, or how to get one."""
        if not _is_library_here():
            return Availability(
                False, reason="Argos is not installed: pip install 'readout[argos]'"
            )
        route = self._route(source, target)
        if route:
            steps = "+".join(f"{p.source}_{p.target}-{p.version}" for p in route)
            return Availability(True, f"mt:argos/{steps}")
        return Availability(
            False,
            reason=f"no Argos package for {source} → {target} in {self.packages_dir}: "
            f"readout engines install {argos_codes(source)[0]} "
            f"{argos_codes(target)[0]}, or offline "
            "readout engines install FILE.argosmodel",
        )

    def translate(
        self, texts: Sequence[str], source: str, target: str
    ) -> list[str | None]:
        """Translate `texts`, each of them a sentence, package by package."""
        if not (available := self.availability(source, target)).ok:
            raise EngineError(available.reason)
        results: list[str | None] = list(texts)
        for package in self._route(source, target):
            results = _Model.of(package).translate(results)
        return results

    def _route(self, source: str, target: str) -> tuple[ArgosPackage, ...]:
        """Return the packages to go through; English first when there is a choice."""
        packages = installed_packages(self.packages_dir)
        starts, ends = argos_codes(source), argos_codes(target)
        direct = [
            packages[a, b]
            for a in starts
            for b in ends
            if (a, b) in packages and a != b
        ]
        if direct:
            return (direct[0],)
        middles = sorted(
            {b for _, b in packages}, key=lambda code: (code != "en", code)
        )
        pivots = [
            (packages[a, m], packages[m, b])
            for m in middles
            for a in starts
            for b in ends
            if (a, m) in packages and (m, b) in packages and a != b
        ]
        return pivots[0] if pivots else ()


def default_packages_dir(environment: Mapping[str, str]) -> Path:
    """Return the folder that Argos itself would use."""
    if folder := environment.get("ARGOS_PACKAGES_DIR"):
        return Path(folder)
    data = environment.get("XDG_DATA_HOME")
    base = Path(data) if data else Path.home() / ".local" / "share"
    return base / "argos-translate" / "packages"


def _is_library_here() -> bool:
    from importlib.util import find_spec

    names = ("argostranslate", "ctranslate2", "sentencepiece")
    return all(find_spec(name) is not None for name in names)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Model:
    """A package's own CTranslate2 model and tokenizer, loaded once per process."""

    def __init__(self, package: ArgosPackage) -> None:
        import ctranslate2

        # This module of Argos has no side effects, unlike its `package` and `settings`,
        # which make folders and read the environment when they are imported.
        from argostranslate.tokenizer import BPETokenizer, SentencePieceTokenizer

        self.prefix = package.target_prefix
        folder = package.folder
        try:
            self.tokenizer: Any = (
                SentencePieceTokenizer(folder / "sentencepiece.model")
                if (folder / "sentencepiece.model").exists()
                else BPETokenizer(folder / "bpe.model", package.source, package.target)
            )
            self._encode("a")
            self.translator = ctranslate2.Translator(
                str(folder / "model"),
                device="cpu",
                inter_threads=_cores(),
                intra_threads=1,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                f"the Argos package cannot be loaded ({error}); install it again",
                path=folder,
            ) from error

    @staticmethod
    def of(package: ArgosPackage) -> _Model:
        """Return the model of `package`, loading it the first time."""
        return _load(package)

    def translate(self, texts: Sequence[str | None]) -> list[str | None]:
        """Return the best translation of each text; None stays None."""
        known = {i: self._encode(t) for i, t in enumerate(texts) if t and t.strip()}
        known = {i: t for i, t in known.items() if len(t) <= _LONGEST_SOURCE}
        tokens = list(known.values())
        limit = min(_LONGEST_TARGET, 2 * max(map(len, tokens), default=0) + 50)
        try:
            answers = self.translator.translate_batch(
                tokens,
                target_prefix=[[self.prefix]] * len(tokens) if self.prefix else None,
                replace_unknowns=True,
                max_batch_size=_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=_BEAM_SIZE,
                length_penalty=_LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=limit,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"Argos failed: {error}") from error
        results: list[str | None] = [None] * len(texts)
        for index, answer in zip(known, answers, strict=True):
            if len(answer.hypotheses[0]) < limit:
                results[index] = self._decode(answer.hypotheses[0]) or None
        return results

    def _encode(self, text: str) -> list[str]:
        return list(self.tokenizer.encode(" ".join(text.split())))

    def _decode(self, tokens: list[str]) -> str:
        if self.prefix and tokens and tokens[0] == self.prefix:
            tokens = tokens[1:]
        return str(self.tokenizer.decode(tokens)).strip()


@lru_cache(maxsize=8)
def _load(package: ArgosPackage) -> _Model:
    return _Model(package)
