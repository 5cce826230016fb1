"""How near drafts are to the texts that people approved, and which set is nearer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from workflow.errors import EngineError
from workflow.model.score import Score, Verdict
from workflow.similarity import similarity

ALPHA = 0.05
TRIALS = 10_000
_CELLS = 10_000_000
"""Trials by segments: with more of these fewer trials, for the memory's sake."""
MISSING = (
    "sacrebleu, which measures drafts, is not installed: pip install 'readout[quality]'"
)


def edit_distance(draft: str, approved: str) -> float:
    """Return how much of a draft was changed, 0 (nothing) to 100 (everything).

    Insertions and deletions of characters over the length of both texts: 100 less the
    similarity that matches of the memory are given.
    """
    return 100.0 - similarity(draft, approved)


def need_library() -> None:
    """Raise EngineError when sacrebleu is not installed."""
    if find_spec("sacrebleu") is None:
        raise EngineError(MISSING)


def score(drafts: Sequence[str], approved: Sequence[str]) -> Score:
    """Return how near `drafts` are to the `approved` texts; an empty one is far."""
    from sacrebleu.metrics.chrf import CHRF

    found = CHRF().corpus_score(list(drafts), [list(approved)])
    pairs = list(zip(drafts, approved, strict=True))
    return Score(
        chrf=float(found.score),
        distance=sum(edit_distance(a, b) for a, b in pairs) / len(pairs),
        exact=sum(a == b for a, b in pairs),
        empty=sum(not a for a in drafts),
    )


def p_value(old: Sequence[str], new: Sequence[str], approved: Sequence[str]) -> float:
    """Return how likely chance alone makes the chrF of both differ so much.

    Paired approximate randomisation, as sacrebleu does it, with a fixed seed.
    """
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.significance import PairedTest

    systems: list[tuple[str, Sequence[str]]] = [("old", old), ("new", new)]
    metrics = {"chrF": CHRF(references=[list(approved)])}
    trials = max(1_000, min(TRIALS, _CELLS // len(approved)))
    _, found = PairedTest(systems, metrics, None, "ar", n_samples=trials)()
    [results] = [values for name, values in found.items() if name != "System"]
    made = results[1]
    return 1.0 if isinstance(made, str) or made.p_value is None else made.p_value


def judge(old: Score, new: Score, p: float) -> Verdict:
    """Return the verdict on the new drafts."""
    if p >= ALPHA or old.chrf == new.chrf:
        return Verdict.SAME
    return Verdict.BETTER if new.chrf > old.chrf else Verdict.WORSE
