r"""How long translations are: the table behind the check `length-band`.

    python bench/lengths.py ../shared/data/flores-dev --lines even \
        > workflow/checks/data/lengths.toml

For each language the mean of ln((target + 5) / (source + 5)) against English, and its
spread by length of the source: figures only, no text.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from workflow.checks.length_band import size_of
from workflow.checks.texts import Text
from workflow.model.lengths import measure

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
        band = measure(sizes)
        figures = ", ".join(f"{value:.3f}" for value in (band.mean, *band.spreads))
        print(f"{path.stem} = [{figures}]")


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
