"""Compare what converts simplified to traditional Chinese: speed, differences.

    python bench/chinese.py TEXT [--peer FOLDER]...

TEXT has a sentence in each line. A peer is a folder into which another package was
installed (`pip install --no-deps --target FOLDER opencc-purepy`); it runs in a process
of its own, since two of the packages have one import name.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

RUN = """
import json, sys, time
begin = time.perf_counter()
try:
    import opencc_purepy as package
except ImportError:
    import opencc as package
text = json.load(sys.stdin)
converter = package.OpenCC("s2twp")
converter.convert(text[0])
loaded = time.perf_counter()
made = [converter.convert(line) for line in text]
done = time.perf_counter()
json.dump([loaded - begin, len(text) / (done - loaded), made], sys.stdout)
"""


def run(text: list[str], folder: str | None) -> tuple[float, float, list[str]]:
    setting = f"import sys; sys.path.insert(0, {folder!r})\n" if folder else ""
    done = subprocess.run(
        [sys.executable, "-c", setting + RUN],
        input=json.dumps(text),
        capture_output=True,
        text=True,
        check=True,
    )
    load, rate, made = json.loads(done.stdout)
    return load, rate, made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--peer", action="append", default=[])
    options = parser.parse_args()
    text = options.text.read_text("utf-8").splitlines()
    print(f"{'package':32} {'load s':>8} {'sentences/s':>12} {'differ':>7}")
    load, rate, ours = run(text, None)
    print(f"{'opencc (kept)':32} {load:8.2f} {rate:12,.0f} {'':>7}")
    for folder in options.peer:
        load, rate, made = run(text, folder)
        pairs = [(a, b) for a, b in zip(ours, made, strict=True) if a != b]
        name = Path(folder).name
        print(f"{name:32} {load:8.2f} {rate:12,.0f} {len(pairs):7}")
        for a, b in pairs[:8]:
            codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
            found = [
                (a[max(0, i - 2) : j + 2], b[max(0, k - 2) : m + 2])
                for tag, i, j, k, m in codes
                if tag != "equal"
            ]
            print("   ", *(f"{x} / {y}" for x, y in found))


if __name__ == "__main__":
    main()
