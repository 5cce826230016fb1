"""Join, split and distinct: an editor changes the segments of a reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.model.placeholders import decode, encode
from workflow.model.release import RichText, Segment, Span
from workflow.releases.operations import join_segments, split_segment

TEXT = """\
Talks in Geneva

He met Mr. Vandelay at the hotel. They discussed trade. They agreed.

They agreed.
"""


@pytest.fixture
def talks(desk):
    desk.source("talks.txt", TEXT)
    desk("extract")
    desk.translate("talks")
    return desk


def msgids(desk):
    blocks = desk("show", "talks", "--json").json["blocks"]
    return [s["msgid"] for b in blocks for s in b["segments"]]


def test_a_join_makes_one_segment_and_joins_the_targets_as_a_draft(talks):
    talks("segments", "join", "talks", "p1_s1")
    joined = "He met Mr. Vandelay at the hotel. They discussed trade."
    assert joined in msgids(talks)
    entry = talks.entries("talks")[joined]
    assert entry.msgstr == (
        "[fr] He met Mr. Vandelay at the hotel. [fr] They discussed trade."
    )
    assert talks.states("talks")[joined] == "translated"
    assert entry.record.by == "maria"


def test_a_split_cuts_the_target_into_drafts(talks):
    talks("segments", "split", "talks", "p1_s1", "--before", "at the hotel")
    entries = talks.entries("talks")
    assert entries["He met Mr. Vandelay"].msgstr.startswith("[fr] He met Mr.")
    assert entries["at the hotel."].msgstr.endswith("hotel.")
    assert talks.states("talks")["at the hotel."] == "translated"


def test_distinct_gives_an_occurrence_an_entry_of_its_own(talks):
    assert msgids(talks).count("They agreed.") == 2
    talks("segments", "distinct", "talks", "p2_s1")
    text = talks.catalog("talks").read_text(encoding="utf-8")
    assert 'msgctxt "paragraph@2"\nmsgid "They agreed."' in text


def test_what_it_costs_is_told_before_anything_is_written(talks):
    before = talks.catalog("talks").read_bytes()
    told = talks("segments", "join", "talks", "p1_s1", "--dry-run", "--json").json
    assert talks.catalog("talks").read_bytes() == before
    assert sorted(told["catalogs"][0]["approvals_lost"]) == [
        "He met Mr. Vandelay at the hotel.",
        "They discussed trade.",
    ]


def test_operations_are_applied_again_when_the_source_is_read_anew(talks):
    talks("segments", "join", "talks", "p1_s1")
    before = msgids(talks)
    talks("extract", "--reread")
    assert msgids(talks) == before
    talks.source("talks.txt", TEXT + "\nA new paragraph stands here.\n")
    talks("extract")
    assert msgids(talks) == [*before, "A new paragraph stands here."]


def test_an_operation_that_finds_no_place_is_reported(talks):
    talks("segments", "join", "talks", "p1_s1")
    talks.source("talks.txt", TEXT.replace("He met Mr.", "She met Mrs."))
    found = talks("extract", "--json").json
    assert found["unmatched"] == [{"release": "talks", "operation": "join"}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["join", "talks", "p1_s3"], "p1_s3 is the last segment of its block"),
        (["join", "talks", "p9_s9"], "there is no segment 'p9_s9' in the release"),
        (["split", "talks", "p1_s1", "--before", "nowhere"],
         "'nowhere' must stand exactly once in p1_s1"),
        (["split", "talks", "p1_s1", "--before", "He met"],
         "p1_s1 cannot be split there: both parts need text"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(talks, arguments, message):
    assert talks("segments", *arguments, code=2).err == f"error: {message}\n"


@given(st.text(alphabet="ab <1>/\\.", min_size=3, max_size=20), st.data())
def test_splitting_and_joining_gives_the_segment_back(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    content = RichText(text, (Span(start, end, "strong"),))
    msgid, placeholders = encode(content)
    assert decode(msgid, placeholders) == content
    at = data.draw(st.integers(1, len(text) - 1))
    one, two = split_segment(Segment("a", None, msgid, placeholders), at)
    joined = join_segments(one, two)
    back = decode(joined.msgid, joined.placeholders).text
    assert back == text[:at].rstrip() + text[len(text[:at].rstrip()) :]
