"""Measure what the confidence bands mean: chrF of the drafts in each, by language pair.

python bench/confidence.py --package FILE.argosmodel --pairs EN.txt ES.txt
python bench/confidence.py … --package-pair en de       (another package's pair)

Prints the bands as they are, what the guards refuse, a finer table to choose thresholds
from, and thresholds that would put a quarter of the drafts in the highest and a quarter
in the lowest band of this package, for `confidence` under [engines.pairs] in
readout.toml.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from sacrebleu.metrics import CHRF

from workflow.engines.argos import ArgosEngine
from workflow.engines.argos_packages import install_from_file
from workflow.engines.base import Ask
from workflow.engines.confidence import DEFAULT, Band, probability
from workflow.engines.guards import find_problem
from workflow.model.placeholders import escape

HEAD = f"{'drafts':<22}{'n':>6}{'share':>8}{'chrF':>7}{'median':>8}{'below 30':>10}"


def row(name: str, found: list[tuple[str, str]], total: int) -> str:
    if not found:
        return f"{name:<22}{0:>6}"
    chrf = CHRF()
    corpus = chrf.corpus_score([t for t, _ in found], [[r for _, r in found]]).score
    each = [chrf.sentence_score(t, [r]).score for t, r in found]
    bad = sum(score < 30 for score in each)
    return (
        f"{name:<22}{len(found):>6}{100 * len(found) / total:>6.1f} %{corpus:>7.1f}"
        f"{statistics.median(each):>8.1f}{100 * bad / len(found):>8.1f} %"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, nargs=2, required=True)
    parser.add_argument("--package-pair", nargs=2, default=("en", "es"))
    options = parser.parse_args()
    here, there = options.package_pair
    sources, references = (p.read_text("utf-8").splitlines() for p in options.pairs)
    with tempfile.TemporaryDirectory() as home:
        install_from_file(options.package, Path(home) / "packages")
        engine = ArgosEngine(Path(home) / "packages")
        answers = {
            n: answer
            for batch in engine.stream([Ask(s) for s in sources], here, there)
            for n, answer in batch
        }
    drafts, refused = [], []
    for n, (source, reference) in enumerate(zip(sources, references, strict=True)):
        answer = answers[n]
        if not answer.text:
            continue
        why = find_problem(escape(source), escape(answer.text), here, there)
        if why:
            refused.append((answer.text, reference))
        else:
            drafts.append((answer, source, reference))
    total = len(sources)
    print(HEAD)
    for band in sorted(Band, reverse=True):
        found = [(a.text, r) for a, s, r in drafts if DEFAULT.band(a.score, s) is band]
        print(row(f"{band.label}", found, total))
    print(row("refused by a guard", refused, total))
    print(f"thresholds: medium {DEFAULT.medium}, high {DEFAULT.high}\n")
    print(HEAD)
    scores = [probability(a.score) for a, _, _ in drafts]
    for low in range(0, 100, 5):
        found = [
            (a.text, r)
            for (a, _, r), p in zip(drafts, scores, strict=True)
            if low <= 100 * p < low + 5
        ]
        if found:
            print(row(f"{low}-{low + 5} %", found, total))
    quarters = statistics.quantiles(scores, n=4)
    print(f"\nconfidence = [{quarters[0]:.2f}, {quarters[2]:.2f}]")


if __name__ == "__main__":
    main()
