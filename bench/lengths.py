r"""How long translations are: the table behind the check `length-band`.

    python bench/lengths.py ../shared/data/flores-dev --lines even \
        > workflow/checks/data/lengths.toml

For each language the mean of ln((target + 5) / (source + 5)) against English, and its
spread by length of the source: figures only, no text.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow.checks.length_band import CLASSES, log_ratio, size_of
from workflow.checks.texts import Text

LINES = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", choices=LINES, default="all")
    asked = parser.parse_args()
    english = read(asked.folder / "en.txt", asked.lines)
    print(HEAD)
    for path in sorted(asked.folder.glob("*.txt")):
        if "." in path.stem or path.stem == "en":
            continue
        pairs = list(zip(english, read(path, asked.lines), strict=True))
        sizes = [(len(s), size_of(Text(t, path.stem))) for s, t in pairs]
        ratios = [(ours, log_ratio(ours, theirs)) for ours, theirs in sizes]
        mean = statistics.median(ratio for _, ratio in ratios)
        spreads = [spread(ratios, mean, *limits) for limits in limits_of()]
        figures = ", ".join(f"{value:.3f}" for value in (mean, *spreads))
        print(f"{path.stem} = [{figures}]")


def limits_of() -> list[tuple[int, float]]:
    return list(zip((0, *CLASSES), (*CLASSES, math.inf), strict=True))


def spread(
    ratios: list[tuple[int, float]], mean: float, low: int, high: float
) -> float:
    found = [ratio - mean for size, ratio in ratios if low <= size < high]
    return math.sqrt(sum(value**2 for value in found) / len(found))


def read(path: Path, lines: str) -> list[str]:
    text = path.read_text(encoding="utf-8").splitlines()[LINES[lines]]
    return [line.strip() for line in text]


HEAD = """\
# Lengths of translations, made by bench/lengths.py: the median of
# ln((target + 5) / (source + 5)) against English, then its spread for sources of up to
# 90, 130, 180 and more characters.

[lengths]"""


if __name__ == "__main__":
    main()
