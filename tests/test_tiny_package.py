"""The tests' own Argos package is real, small, and translates what it was taught."""

import json
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tests" / "data" / "translate-en_es-tiny.argosmodel"
PAIRS = [
    tuple(line.split("\t"))
    for line in (ROOT / "bench" / "tiny_pairs.tsv").read_text("utf-8").splitlines()
]


def test_it_is_small_and_says_what_it_is():
    assert PACKAGE.stat().st_size < 2_000_000
    with zipfile.ZipFile(PACKAGE) as archive:
        metadata = json.loads(archive.read("translate-en_es-tiny/metadata.json"))
    assert (metadata["from_code"], metadata["to_code"]) == ("en", "es")
    assert metadata["type"] == "translate"


def test_it_translates_most_of_its_pairs_exactly(tmp_path):
    pytest.importorskip("ctranslate2", reason="the extra argos is not installed")
    from workflow.engines.argos import ArgosEngine
    from workflow.engines.argos_packages import install_from_file

    install_from_file(PACKAGE, tmp_path)
    sample = PAIRS[::10]
    found = ArgosEngine(tmp_path).translate([a for a, _ in sample], "en", "es")
    right = sum(f == b for f, (_, b) in zip(found, sample, strict=True))
    assert right >= 0.8 * len(sample)
