"""Measure prefill against the ceiling of the machine and against Argos' public API.

python bench/throughput.py --package FILE.argosmodel --text SENTENCES.txt
python bench/throughput.py … --sentences 600 --rounds 1     (a quick look)
python bench/throughput.py … --memory 10                    (peak memory)

The ceiling is one `translate_batch` of all texts, sorted by length, in batches of 1,024
tokens, one single-threaded worker for each core. Argos' API is asked text by text, on a
sample. Prefill is the whole command: start of Python, reading catalogs, the first run's
measuring, placeholders, guards, confidence, writing. Every way in a process of its own,
with the same texts and the same beam.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from workflow.catalogs.store import read_catalog

Row = tuple[float, float, float]
"""Texts a second, milliseconds of the processor for each, peak memory."""
ROOT = Path(__file__).parents[1]
PER_RELEASE = 100


def readout(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workflow", "-C", str(root), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True, capture_output=True, text=True,
    )  # fmt: skip


def make_project(root: Path, package: Path, lines: list[str], times: int = 1) -> None:
    """Make a project of releases of some hundred sentences, with the package."""
    (root / "sources").mkdir(parents=True)
    packages = root.parent / "packages"
    (root / "readout.toml").write_text(
        'source = "en"\nlocales = ["es"]\n'
        f'[engines]\nuse = "argos"\nargos_packages = "{packages}"\n'
    )
    if not packages.exists():
        readout(root, "engines", "install", str(package))
    for time_ in range(times):
        for start in range(0, len(lines), PER_RELEASE):
            part = lines[start : start + PER_RELEASE]
            if time_:
                part = [f"{line} ({time_})" for line in part]
            name = f"news-{time_}-{start // PER_RELEASE:03}"
            text = "\n\n".join([f"Release {time_} {start}", *part])
            (root / "sources" / f"{name}.txt").write_text(text + "\n", "utf-8")
    readout(root, "extract")


def entries(root: Path):
    for path in sorted((root / "locales" / "es" / "LC_MESSAGES").rglob("*.po")):
        yield from read_catalog(path, "es").active


@dataclass(frozen=True)
class Cost:
    """What a process took."""

    seconds: float
    processor: float
    memory: float
    """Its peak, in MB."""


def timed(command: list[str], **environment: str) -> tuple[Cost, str]:
    """Run a command; return what it cost and what it printed."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(
            command, stdout=out, env={**os.environ, **environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        out.seek(0)
        printed = out.read()
    if process.returncode:
        raise SystemExit(f"{command} failed")
    cost = Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return cost, printed


def ceiling(folder: Path, texts: list[str]) -> float:
    """Return the seconds of one sorted batch of everything; loading is not counted."""
    import ctranslate2
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(str(folder / "sentencepiece.model"))
    tokens = sorted(pieces.encode(texts, out_type=str), key=len)
    translator = ctranslate2.Translator(
        str(folder / "model"),
        inter_threads=len(os.sched_getaffinity(0)),
        intra_threads=1,
    )
    translator.translate_batch(tokens[:8], beam_size=4)
    start = time.perf_counter()
    translator.translate_batch(
        tokens, max_batch_size=1024, batch_type="tokens", beam_size=4,
        length_penalty=0.2, replace_unknowns=True, max_input_length=0,
    )  # fmt: skip
    return time.perf_counter() - start


def api(texts: list[str]) -> float:
    """Return the seconds of Argos' public API, one text after the other."""
    from argostranslate import translate

    translation = translate.get_translation_from_codes("en", "es")
    translation.translate("Warm up.")
    start = time.perf_counter()
    for text in texts:
        translation.translate(text)
    return time.perf_counter() - start


def run_one(way: str, home: Path) -> None:
    texts = json.loads((home / f"{way.partition('-')[0]}.json").read_text("utf-8"))
    folder = next((home / "packages").iterdir())
    print(ceiling(folder, texts) if way == "ceiling" else api(texts))


def own(way: str, home: Path, count: int, **environment: str) -> Row:
    """Return the figures of a way in a process of its own."""
    command = [sys.executable, __file__, "--one", way, "--home", str(home)]
    cost, printed = timed(command, PYTHONPATH=str(ROOT), **environment)
    return count / float(printed), 1000 * cost.processor / count, cost.memory


def prefill(home: Path, base: Path, tuning: Path | None) -> tuple[Cost, Path]:
    """Return the cost of the command on a fresh copy of a project, and its tuning."""
    root = home / "run"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(base, root)
    if tuning:
        (root / ".readout" / "cache").mkdir(parents=True, exist_ok=True)
        shutil.copy(tuning, root / ".readout" / "cache")
    command = [sys.executable, "-m", "workflow", "-C", str(root), "prefill", "--json"]
    cost, _ = timed(command, PYTHONPATH=str(ROOT))
    found = list(entries(root))
    done = sum(bool(e.msgstr or (e.record and e.record.why)) for e in found)
    if done < len(found):
        raise SystemExit(f"only {done} of {len(found)} entries were done")
    kept = sorted((root / ".readout" / "cache").glob("tuning-*.json"))
    if not kept:
        return cost, base
    return cost, Path(shutil.copy(kept[0], home))


def compare(options: argparse.Namespace, lines: list[str], home: Path) -> None:
    base = home / "base"
    make_project(base, options.package, lines)
    texts = list(dict.fromkeys(e.msgid for e in entries(base)))
    order = sorted(texts, key=len)
    sample = order[:: max(1, len(order) // options.sample)]
    (home / "ceiling.json").write_text(json.dumps(texts), "utf-8")
    (home / "api.json").write_text(json.dumps(sample), "utf-8")
    rows: dict[str, list[Row]] = {}
    argos = {
        "ARGOS_PACKAGES_DIR": str(home / "packages"),
        **{f"XDG_{name}_HOME": str(home) for name in ("DATA", "CONFIG", "CACHE")},
    }
    tuning = None
    for number in range(options.rounds):
        rows.setdefault("ceiling", []).append(own("ceiling", home, len(texts)))
        for _ in range(2 if number == 0 else 1):
            name = "prefill, a later run" if tuning else "prefill, first run"
            cost, kept = prefill(home, base, tuning)
            rate, each = len(texts) / cost.seconds, 1000 * cost.processor / len(texts)
            rows.setdefault(name, []).append((rate, each, cost.memory))
            tuning = tuning or (kept if kept.is_file() else None)
        for name, extra in (
            ("Argos API, its defaults", {}),
            ("Argos API, ARGOS_INTRA_THREADS=1", {"ARGOS_INTRA_THREADS": "1"}),
        ):
            found = own("api-one", home, len(sample), **argos, **extra)
            rows.setdefault(name, []).append(found)
    show(rows, len(texts), len(sample), options.rounds)
    if tuning:
        print("chosen:", json.loads(tuning.read_text())["tuning"])


def show(rows, count: int, sample: int, rounds: int) -> None:
    print(
        f"{count} texts (API: {sample} of them), {len(os.sched_getaffinity(0))} cores, "
        f"medians of {rounds} rounds"
    )
    middle = {
        name: [statistics.median(column) for column in zip(*found, strict=True)]
        for name, found in rows.items()
    }
    names = list(middle)
    peers = ("ceiling", names[-2], names[-1])
    heads = ("of the ceiling", "x API", "x API best")
    print(
        f"{'way':<36}{'texts/s':>9}{'CPU ms each':>12}{'peak MB':>9}"
        + "".join(f"{head:>16}" for head in heads)
    )
    for name, (rate, each, memory) in middle.items():
        ratios = [rate / middle[peer][0] for peer in peers]
        shown = [f"{100 * ratios[0]:.1f} %", f"{ratios[1]:.1f}", f"{ratios[2]:.2f}"]
        print(
            f"{name:<36}{rate:>9.1f}{each:>12.1f}{memory:>9.0f}"
            + "".join(f"{text:>16}" for text in shown)
        )


def memory(options: argparse.Namespace, lines: list[str], home: Path) -> None:
    for times in (1, options.memory):
        base = home / f"base{times}"
        make_project(base, options.package, lines, times)
        count = sum(1 for _ in entries(base))
        cost, _ = prefill(home, base, None)
        print(f"{count:>8} entries {cost.seconds:>8.1f} s {cost.memory:>8.0f} MB peak")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, help="an en→es .argosmodel")
    parser.add_argument("--text", type=Path, help="English sentences, one a line")
    parser.add_argument("--sentences", type=int, help="use only so many of them")
    parser.add_argument("--sample", type=int, default=300, help="texts for the API")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, metavar="TIMES", help="peak memory only")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_one(options.one, options.home)
        return
    lines = [line for line in options.text.read_text("utf-8").splitlines() if line]
    if options.sentences:
        step = max(1, len(lines) // options.sentences)
        lines = lines[::step][: options.sentences]
    with tempfile.TemporaryDirectory() as home:
        (memory if options.memory else compare)(options, lines, Path(home))


if __name__ == "__main__":
    main()
