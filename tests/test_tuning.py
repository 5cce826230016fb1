"""How a model is run: chosen by measuring, kept, and never trusted blindly."""

import json

import pytest

from workflow.engines.tuning import (
    Trial,
    Tuning,
    TuningCache,
    best,
    better,
    choose_device,
    shapes,
    sizes,
    untried,
)


def test_a_gpu_is_used_when_there_is_one():
    assert choose_device(1) == ("cuda", "auto")
    assert choose_device(0) == ("cpu", "default")


@pytest.mark.parametrize(
    ("device", "cores", "expected"),
    [
        ("cpu", 1, [(1, 1)]),
        ("cpu", 2, [(2, 1), (1, 2)]),
        ("cpu", 6, [(6, 1), (3, 2), (1, 4), (1, 6)]),
        ("cpu", 16, [(16, 1), (8, 2), (4, 4), (1, 16)]),
        ("cuda", 16, [(1, 1), (2, 1)]),
    ],
)
def test_workers_and_threads_share_the_cores(device, cores, expected):
    assert shapes(device, cores) == expected
    first = untried(device, cores)
    assert (first.workers, first.threads) == expected[0]
    assert first.tokens in sizes(device)


def test_the_first_shape_is_left_only_for_a_clearly_better_one():
    first = Trial(clock=100, effort=100)
    assert better([first, Trial(clock=110, effort=120)]) == 0
    assert better([first, Trial(clock=140, effort=95)]) == 1
    assert better([first, Trial(130, 100), Trial(150, 100)]) == 2


def test_what_the_clock_says_on_a_busy_machine_must_not_cost_the_processor_more():
    assert better([Trial(clock=40, effort=100), Trial(clock=90, effort=50)]) == 0


def test_the_smallest_of_equally_good_batches_is_best():
    assert best({512: 99.0, 1024: 100.0, 2048: 98.0}) == 512
    assert best({512: 60.0, 1024: 100.0, 2048: 90.0}) == 1024


def test_what_was_measured_is_kept_for_this_model_machine_and_library(tmp_path):
    folder = tmp_path / ".readout" / "cache"
    folder.parent.mkdir()
    kept = TuningCache(folder, "17da6911", "cpu", "2", "4.8.5")
    assert kept.load() is None
    kept.save(Tuning(2, 1, 512))
    assert kept.load() == Tuning(2, 1, 512)
    assert TuningCache(folder, "17da6911", "cpu", "4", "4.8.5").load() is None
    assert TuningCache(folder, "00000000", "cpu", "2", "4.8.5").load() is None


@pytest.mark.parametrize(
    "data",
    [
        "", "[]", "{}", '{"tuning": {}}', '{"tuning": {"workers": 2, "threads": 1}}',
        '{"tuning": {"workers": "2", "threads": 1, "tokens": 512}}',
        '{"tuning": {"workers": 0, "threads": 1, "tokens": 512}}',
        '{"tuning": {"workers": 2, "threads": 1, "tokens": 99999999999}}',
    ],
)  # fmt: skip
def test_a_broken_file_is_as_good_as_none(tmp_path, data):
    folder = tmp_path / "cache"
    kept = TuningCache(folder, "x")
    kept.save(Tuning(2, 1, 512))
    (path,) = folder.iterdir()
    path.write_text(data)
    assert kept.load() is None
    assert TuningCache(None, "x").load() is None


def test_a_file_says_what_it_was_measured_on(tmp_path):
    TuningCache(tmp_path / "cache", "17da6911", "cpu").save(Tuning(2, 1, 512))
    (path,) = (tmp_path / "cache").iterdir()
    assert json.loads(path.read_text())["facts"] == ["17da6911", "cpu"]
