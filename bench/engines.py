"""Measure the engines: Argos one by one against batches; how placeholders survive.

python bench/engines.py speed --package FILE.argosmodel --text en.txt -n 200
python bench/engines.py marks --package FILE.argosmodel --text en.txt -n 300
python bench/engines.py guards --folder FOLDER_OF_PARALLEL_LINES
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from workflow.engines import draft as drafts
from workflow.engines.apertium import ApertiumEngine
from workflow.engines.argos import ArgosEngine
from workflow.engines.argos_packages import install_from_file
from workflow.engines.base import Engine
from workflow.engines.guards import find_problem
from workflow.engines.mask import mask
from workflow.model.placeholders import escape, problems
from workflow.model.release import Placeholder


def speed(package: Path, texts: list[str]) -> None:
    """Compare Argos' public API, text by text, with our batches."""
    with tempfile.TemporaryDirectory() as home:
        packages = Path(home) / "packages"
        install_from_file(package, packages)
        ours, our_time = timed(lambda: batches(ArgosEngine(packages), texts))
        for name in ("DATA", "CONFIG", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = home
        os.environ["ARGOS_PACKAGES_DIR"] = str(packages)
        from argostranslate import translate

        argos = translate.get_translation_from_codes("en", "es")
        argos.translate("Warm up.")
        theirs, their_time = timed(lambda: [argos.translate(t) for t in texts])
    same = sum(a == b for a, b in zip(ours, theirs, strict=True))
    print(f"{'way':<34}{'seconds':>9}{'sentences/s':>13}")
    for name, seconds in (
        ("Argos public API, one by one", their_time),
        ("our batches, model loading included", our_time),
    ):
        print(f"{name:<34}{seconds:>9.2f}{len(texts) / seconds:>13.1f}")
    print(f"ratio {their_time / our_time:.1f}; same output {same} of {len(texts)}")


def batches(engine: Engine, texts: list[str]) -> list[str | None]:
    """Translate as prefill does: similar lengths together."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    found: list[str | None] = [None] * len(texts)
    for start in range(0, len(order), drafts.BATCH_SIZE):
        batch = order[start : start + drafts.BATCH_SIZE]
        answers = engine.translate([texts[i] for i in batch], "en", "es")
        for index, answer in zip(batch, answers, strict=True):
            found[index] = answer
    return found


def timed(run):
    start = time.perf_counter()
    return run(), time.perf_counter() - start


def marks(package: Path, texts: list[str]) -> None:
    """Say how often each way keeps a pair around one to three random words."""
    texts = [t for t in texts if len(t.split()) > 6 and "<" not in t and "\\" not in t]
    tagged = [with_link(text, random.Random(text)) for text in texts]
    link = (Placeholder(1, "link"),)
    with tempfile.TemporaryDirectory() as home:
        install_from_file(package, Path(home) / "packages")
        for engine in (ArgosEngine(Path(home) / "packages"), ApertiumEngine()):
            if not engine.availability("en", "es").ok:
                print(f"{engine.name}: not here")
                continue
            work = drafts._Work(engine, "en", "es", "", ())
            masked = [mask(t, paired=engine.keeps_pairs) for t in tagged]
            for name, way in (
                ("place", work._by_place),
                ("marks", work._by_marks),
                ("pieces", work._by_pieces),
            ):
                kept = sum(bool(t) and not problems(link, t) for t in way(masked))
                print(f"{engine.name:<10}{name:<8}{100 * kept / len(texts):6.1f} %")
            found = work.drafts([(t, link) for t in tagged])
            whole = sum(bool(d.text) for d in found)
            print(f"{engine.name:<10}{'drafts':<8}{100 * whole / len(texts):6.1f} %")


def with_link(text: str, rng: random.Random) -> str:
    words = text.split()
    size = rng.choice((1, 2, 2, 3))
    at = rng.randrange(len(words) - size)
    words[at] = "<1>" + words[at]
    words[at + size - 1] += "</1>"
    return " ".join(words)


def guards(folder: Path) -> None:
    """Print how often each guard hits correct translations, and a real engine's."""
    english = (folder / "en.txt").read_text("utf-8").splitlines()
    kinds = ("loop", "mirror", "truncated", "too long", "lost number")
    print(f"{'pair':<16}" + "".join(f"{kind:>13}" for kind in kinds))
    for path in sorted(folder.glob("*.txt")):
        locale = path.name.split(".")[0]
        if locale == "en":
            continue
        other = path.read_text("utf-8").splitlines()
        rows = [("en → " + path.stem, "en", locale, english, other)]
        if ".argos" not in path.name:
            rows.append((path.stem + " → en", locale, "en", other, english))
        for name, here, there, sources, targets in rows:
            hits = Counter(
                why.split(":")[0]
                for s, t in zip(sources, targets, strict=True)
                if (why := find_problem(escape(s), escape(t), here, there))
            )
            rates = (100 * hits[kind] / len(sources) for kind in kinds)
            print(f"{name:<16}" + "".join(f"{rate:>11.2f} %" for rate in rates))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("speed", "marks", "guards"))
    parser.add_argument("--package", type=Path, help="an en→es .argosmodel")
    parser.add_argument("--text", type=Path, help="English sentences, one a line")
    parser.add_argument("--folder", type=Path, help="LL.txt, parallel line by line")
    parser.add_argument("-n", type=int, default=200, help="how many sentences")
    options = parser.parse_args()
    if options.what == "guards":
        guards(options.folder)
        return
    lines = options.text.read_text("utf-8").splitlines()
    texts = list(itertools.islice((line for line in lines if line), options.n))
    {"speed": speed, "marks": marks}[options.what](options.package, texts)


if __name__ == "__main__":
    main()
