"""Argos Translate packages, fed whole batches of ready sentences, always offline."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from workflow.engines.argos_model import Found, Model, load_model
from workflow.engines.argos_packages import (
    ArgosPackage,
    argos_codes,
    installed_packages,
)
from workflow.engines.argos_stream import stream
from workflow.engines.base import NOTHING, Answer, Ask, Availability
from workflow.engines.checksum import model_checksum
from workflow.errors import EngineError

_CHUNK = 256
"""Texts that go through the packages of a pivot together."""


class ArgosEngine:
    """The installed packages, directly or through one other language."""

    name = "argos"
    keeps_pairs = False

    def __init__(
        self, packages_dir: Path | None = None, cache: Path | None = None
    ) -> None:
        """Use the packages of `packages_dir`, or of Argos' own folder.

        `cache` is a folder for what was measured of models and machine.
        """
        self.packages_dir = packages_dir or default_packages_dir(os.environ)
        self.cache = cache

    def availability(self, source: str, target: str) -> Availability:
        """Say which packages do the pair, or how to get one."""
        if not _is_library_here():
            return Availability(
                False, reason="Argos is not installed: pip install 'readout[argos]'"
            )
        route = self._route(source, target)
        if route:
            try:
                steps = "+".join(map(self._step, route))
            except OSError as error:
                return Availability(
                    False,
                    reason=f"the package cannot be read: {error.filename}: "
                    f"{error.strerror}",
                )
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
        results: list[str | None] = [None] * len(texts)
        asks = [Ask(text) for text in texts]
        for batch in self.stream(asks, source, target):
            for index, answer in batch:
                results[index] = answer.text
        return results

    def stream(self, asks: Sequence[Ask], source: str, target: str) -> Iterator[Found]:
        """Yield finished batches; several are in the making at any time."""
        route = self._route(source, target)
        if len(route) == 1:
            yield from stream(self._model(route[0]), asks, self.cache)
            return
        order = sorted(range(len(asks)), key=lambda n: (len(asks[n].text), n))
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            answers = [Answer(asks[n].text, 0.0) for n in chunk]
            for package in route:
                answers = self._step_of(package, answers)
            yield list(zip(chunk, answers, strict=True))

    def _step_of(self, package: ArgosPackage, texts: list[Answer]) -> list[Answer]:
        """Translate what one package made by the next; a doubt adds to a doubt."""
        results = [NOTHING] * len(texts)
        asks = [Ask(before.text or "") for before in texts]
        for batch in stream(self._model(package), asks, self.cache):
            for index, made in batch:
                score = (texts[index].score or 0.0) + (made.score or 0.0)
                results[index] = Answer(made.text, score) if made.text else NOTHING
        return results

    def _model(self, package: ArgosPackage) -> Model:
        return load_model(package, model_checksum(package.folder, self.cache))

    def _step(self, package: ArgosPackage) -> str:
        sum_ = model_checksum(package.folder, self.cache)
        return f"{package.source}_{package.target}-{package.version}@{sum_}"

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
