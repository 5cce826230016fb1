"""How long translations are: learned from the project's own approved texts."""

import math
import random
from dataclasses import replace

import pytest
from git_project import git
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workflow.catalogs.store import read_catalog, write_catalog
from workflow.checks import Subject, check_subject
from workflow.checks.length_band import bounded, shipped_band
from workflow.checks.rules import table
from workflow.errors import ProjectError
from workflow.model.digest import text_digest
from workflow.model.entry import Record
from workflow.model.lengths import CLASSES, LengthBand, log_ratio, measure
from workflow.project import Project
from workflow.stages.lengths import (
    Learned,
    format_lengths,
    lengths_of,
    lengths_path,
    parse_lengths,
)

SIZES = (60, 110, 150, 220)
"""One length of a source for each class."""
PAIRS = [("en", tag) for tag in table("lengths")["lengths"]]
PAIRS += [("fr", "zh"), ("ar", "en"), ("en", "sw"), ("zh-Hans", "zh-Hant")]


def drawn(seed, mean, spread, count=2000, wrong=0.0):
    """Return lengths of sources and targets; a share of `wrong` ones is short."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        source = chance.randrange(40, 300)
        ratio = chance.gauss(mean, spread)
        if chance.random() < wrong:
            ratio -= 2
        made.append((source, max(1, round((source + 5) * math.exp(ratio)) - 5)))
    return made


@hypothesis_settings(max_examples=25)
@given(st.integers(), st.floats(-0.8, 0.4), st.floats(0.08, 0.25))
def test_what_texts_were_drawn_with_is_measured(seed, mean, spread):
    for wrong in (0.0, 0.02):
        found = measure(drawn(seed, mean, spread, wrong=wrong), trim=0.05)
        assert found.mean == pytest.approx(mean, abs=0.03)
        for one in found.spreads:
            assert one == pytest.approx(spread, rel=0.25)


def test_outliers_do_not_widen_a_trimmed_spread():
    sizes = drawn(1, 0.1, 0.1, wrong=0.02)
    assert max(measure(sizes).spreads) > 0.25
    assert max(measure(sizes, trim=0.05).spreads) < 0.15


def test_a_class_with_few_segments_keeps_the_spread_it_is_given():
    sizes = [(60, 66)] * 200 + [(220, 240)] * 29
    found = measure(sizes, instead=(9.0, 9.0, 9.0, 9.0))
    assert found.spreads[0] < 0.01
    assert found.spreads[1:] == (9.0, 9.0, 9.0)


def text(size):
    words = ("la mesure de toute chose " * (size // 20 + 2))[:size]
    return words[:-1] + "e"


def lengths_issues(source, target, band, locale="fr"):
    subject = Subject("x" * source, text(target), "en", locale, lengths=band)
    return [i for i in check_subject(subject) if i.check in ("short", "long")]


@given(
    st.sampled_from(SIZES),
    st.floats(-0.1, 0.1),
    st.floats(0.6, 1.0),
    st.floats(-6, 6),
)
@example(220, 0.1, 0.6, 3.0)
def test_what_is_outside_of_a_learned_band_is_flagged_and_nothing_inside(
    source, off, part, away
):
    shipped = shipped_band("en", "fr")
    learned = LengthBand(shipped.mean + off, tuple(part * s for s in shipped.spreads))
    band = bounded(learned, shipped)
    spread = band.spreads[SIZES.index(source)] + max(0, math.log(90 / source)) * 0.12
    target = round((source + 5) * math.exp(band.mean + away * spread)) - 5
    real = (log_ratio(source, target) - band.mean) / spread
    found = {issue.check for issue in lengths_issues(source, target, learned)}
    if real <= -3.41:
        assert found == {"short"}
    elif real >= 3.41:
        assert found == {"long"}
    elif abs(real) < 3.39:
        assert found == set()


def test_a_band_within_the_bounds_is_used_as_it_was_measured():
    shipped = shipped_band("en", "fr")
    learned = LengthBand(shipped.mean - 0.05, tuple(0.8 * s for s in shipped.spreads))
    made = bounded(learned, shipped)
    assert made.mean == pytest.approx(learned.mean)
    assert made.spreads == pytest.approx(learned.spreads)


@given(
    st.sampled_from(PAIRS),
    st.floats(-5, 5),
    st.tuples(*[st.floats(0, 5)] * 4),
)
def test_whatever_is_learned_what_is_surely_wrong_is_never_usual(pair, mean, spreads):
    shipped = shipped_band(*pair)
    found = bounded(LengthBand(mean, spreads), shipped)
    assert abs(found.mean - shipped.mean) <= 0.12 + 1e-9
    for ours, theirs in zip(found.spreads, shipped.spreads, strict=True):
        assert ours >= 0.6 * theirs
        for side in (-1, 1):
            edge = abs(found.mean + side * 3.4 * ours - shipped.mean)
            assert edge <= 4.6 * theirs + 1e-9


def test_a_project_of_halves_does_not_teach_that_half_a_text_is_normal():
    halves = measure(drawn(3, shipped_band("en", "fr").mean - math.log(2), 0.12))
    for source in SIZES[1:]:
        half = round((source + 5) * math.exp(halves.mean)) - 5
        assert [i.check for i in lengths_issues(source, half, halves)] == ["short"]


def test_there_is_a_spread_for_each_class():
    assert len(SIZES) == len(CLASSES) + 1 == len(shipped_band("en", "fr").spreads)


# --- in a project -------------------------------------------------------------------

WORDS = ("river", "water", "border", "treaty", "council", "member", "meeting")


def sentence(chance, number):
    words = [chance.choice(WORDS) for _ in range(chance.randrange(6, 30))]
    return " ".join([f"Text{number}", *words]) + "."


def fill(desk, count, longer=1.3, approve=True):
    """Add a release whose French targets are `longer` than their sources, approved."""
    chance = random.Random(count)
    source = "\n\n".join(["A call", *(sentence(chance, n) for n in range(count))])
    desk.source("call.txt", source + "\n")
    desk("extract")
    path = desk.catalog("call")
    catalog = read_catalog(path, "fr")
    made = []
    for entry in catalog.entries:
        wanted = (len(entry.msgid) + 5) * longer * math.exp(chance.gauss(0, 0.08)) - 5
        target = text(round(wanted))
        record = Record(
            state="translated", origin="human", by="maria", at="2026-11-01T10:00:00Z",
            text=text_digest(target),
        )  # fmt: skip
        made.append(replace(entry, msgstr=target, record=record))
    write_catalog(replace(catalog, entries=tuple(made)), path)
    if approve:
        desk("approve", "call", "--locale", "fr", "--by", "li", "--all")


FILE = "locales/lengths.toml"


def test_the_report_stands_beside_the_shipped_figures_and_writes_nothing(desk):
    fill(desk, 230)
    found = desk("report", "lengths", "--json").json
    [pair] = found["pairs"]
    assert (pair["source"], pair["target"]) == ("en", "fr")
    assert pair["segments"] == 230, "the title is too short to say anything"
    assert pair["measured"]["mean"] == pytest.approx(math.log(1.3), abs=0.02)
    assert max(pair["measured"]["spreads"]) < pair["shipped"]["spreads"][0]
    assert not found["current"]
    assert not (desk.root / FILE).exists()
    shown = desk("report", "lengths")
    assert shown.out.splitlines()[0].split() == [
        "pair", "segments", "of", "length", "spread",
    ]  # fmt: skip
    assert "measured  131 %" in shown.out
    assert "shipped   118 %" in shown.out
    assert shown.err == (f"note: {FILE} says otherwise; --write brings it up to date\n")


def test_too_few_segments_are_not_measured_and_that_is_said(desk):
    fill(desk, 199)
    found = desk("report", "lengths", "--write")
    assert "note: fewer than 200 approved segments, not measured: en → fr" in found.err
    assert lengths_of(desk.root) == {}


def test_what_is_not_approved_teaches_nothing(desk):
    fill(desk, 230, approve=False)
    assert desk("report", "lengths", "--json").json["pairs"] == []
    assert desk("report", "lengths").out == "nothing is approved yet\n"


def test_the_written_file_is_the_same_each_time_and_says_what_was_measured(desk):
    fill(desk, 230)
    assert desk("report", "lengths", "--write").out.endswith(f"written: {FILE}\n")
    data = (desk.root / FILE).read_bytes()
    assert "written" not in desk("report", "lengths", "--write").out
    assert (desk.root / FILE).read_bytes() == data
    assert desk("report", "lengths").err == ""
    known = lengths_of(desk.root)
    assert known["en", "fr"].segments == 230
    assert format_lengths(known) == data


def test_only_the_chosen_locale_is_written_anew(desk):
    fill(desk, 230)
    band = LengthBand(-1.0, (0.2, 0.2, 0.2, 0.2))
    other = {("en", "zh-Hans"): Learned(500, band)}
    lengths_path(desk.root).write_bytes(format_lengths(other))
    desk("report", "lengths", "--to", "fr", "--write")
    assert set(lengths_of(desk.root)) == {("en", "fr"), ("en", "zh-Hans")}
    desk("report", "lengths", "--write")
    assert set(lengths_of(desk.root)) == {("en", "fr")}, "zh-Hans has none"
    assert desk("report", "lengths", "--to", "de", code=2).err.startswith("error: ")


def flagged(desk):
    found = desk("check", "--json", code=None).json
    problems = [p for c in found["catalogs"] for p in c["problems"]]
    return [p["check"] for p in problems if p["check"] in ("short", "long")]


def test_the_checks_use_what_was_written_and_keep_no_older_summary(desk):
    fill(desk, 230)
    longest = max(desk.entries("call"), key=len)
    size = len(longest)
    odd = text(round((size + 5) * 1.3 * math.exp(-5 * 0.083)) - 5)
    key = desk.entries("call")[longest].key
    desk("set", "call", odd, "--locale", "fr", "--entry", key, "--by", "maria")
    assert "short" not in flagged(desk)
    po = desk.catalog("call")
    warnings = ("lint", po, "--only", "short", "--severity", "warning", "--json")
    before = desk(*warnings).json
    desk("report", "lengths", "--write")
    assert "short" in flagged(desk), "the file is part of the key of the summaries"
    after = desk(*warnings).json
    assert before == [], "a hint by the shipped figures"
    assert longest in {i["msgid"] for i in after}
    (desk.root / FILE).unlink()
    assert "short" not in flagged(desk)


GOOD = "fr = { segments = 300, mean = 0.1, spreads = [0.1, 0.1, 0.1, 0.1] }"
RUN = "run 'readout report lengths --write'"
TOO_MUCH = f" not valid TOML: nested too deep, or too long a number; {RUN}"
BROKEN = [
    ("[en]\nfr = \n", f"2: not valid TOML: Invalid value; {RUN}"),
    (f"[en]\n<<<<<<< HEAD\n{GOOD}\n", f"2: merge conflict left here; {RUN}"),
    ("en = 3\n", f"1: 'en' must be a table of target locales; {RUN}"),
    (f"[en]\n{GOOD}\nde = 3\n",
     "3: 'en' to 'de': needs segments, mean and spreads, and nothing else; " + RUN),
    (f"[en]\n{GOOD.replace('0.1,', 'nan,', 1)}\n",
     f"2: 'en' to 'fr': mean must be a number from -5 to 5; {RUN}"),
    (f"[en]\n{GOOD.replace('[0.1,', '[1e9,')}\n",
     f"2: 'en' to 'fr': a spread must be a number from 0 to 5; {RUN}"),
    (f"[en]\n{GOOD.replace('[0.1,', '[true,')}\n",
     f"2: 'en' to 'fr': a spread must be a number from 0 to 5; {RUN}"),
    (f"[en]\n{GOOD.replace('[0.1,', '[')}\n",
     f"2: 'en' to 'fr': spreads must be 4 numbers; {RUN}"),
    (f"[en]\n{GOOD.replace('300', '0')}\n",
     f"2: 'en' to 'fr': segments must be a number from 1; {RUN}"),
    (f"[en]\n{'a' * 50} = 1\n",
     f"2: 'en' to '{'a' * 40}': that is no locale; {RUN}"),
    ("x = " + "[" * 9000, TOO_MUCH),
    ("x = " + "9" * 9000, TOO_MUCH),
    (b"\xff\xfe", f" is not UTF-8; save it as UTF-8; {RUN}"),
    ("#" * (1024 * 1024 + 1), f" is larger than 1 MB; {RUN}"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "line"), BROKEN)
def test_a_broken_file_is_one_clear_line(desk, said, line):
    data = said if isinstance(said, bytes) else said.encode()
    lengths_path(desk.root).parent.mkdir(exist_ok=True)
    lengths_path(desk.root).write_bytes(data)
    error = f"error: {FILE}:{line}\n"
    assert desk("check", code=3).err == error
    assert desk("report", "lengths", code=3).err == error
    po = desk.root / "other.po"
    po.write_text('msgid ""\nmsgstr "Language: fr\\n"\n')
    assert desk("lint", po, code=3).err == error
    desk("report", "lengths", "--write")
    assert desk("check").err == "", "written anew, it is whole"


@given(st.binary(max_size=300) | st.text(alphabet="[]{}=\"'.,\n ezfr01", max_size=60))
def test_no_file_whatever_is_in_it_does_more_than_fail(tmp_path_factory, data):
    data = data if isinstance(data, bytes) else data.encode()
    try:
        parse_lengths(data, tmp_path_factory.getbasetemp() / "lengths.toml")
    except ProjectError as error:
        said = error.message
    else:
        said = ""
    assert "\n" not in said


def test_it_is_committed_with_the_rest(repo):
    band = LengthBand(0.1, (0.1, 0.1, 0.1, 0.1))
    lengths_path(repo.root).write_bytes(
        format_lengths({("en", "fr"): Learned(300, band)})
    )
    repo("commit")
    assert (
        git(repo.root, "log", "-1", "--format=%s", "--", FILE) == "lengths: changed\n"
    )
    assert Project(repo.root).releases.keys() == {"call"}
