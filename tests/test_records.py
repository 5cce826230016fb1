"""The record of an entry: written by one function, read by one."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogs.records import PREFIX, read_record, write_record
from workflow.model.entry import Record

values = st.text(max_size=120).filter(bool)
maybe = st.none() | values
keys = st.from_regex(r"[a-z]{3,8}", fullmatch=True).filter(
    lambda k: k not in ("state", "origin", "text", "why", "okat", "pol", "digest")
)
records = st.builds(
    Record,
    state=st.none() | st.sampled_from(["prefilled", "translated", "returned"]),
    origin=maybe,
    by=maybe,
    at=maybe,
    text=maybe,
    why=maybe,
    approvers=st.lists(values, max_size=3).map(tuple),
    approved_at=maybe,
    policy=maybe,
    digest=maybe,
    extra=st.dictionaries(keys, values, max_size=3).map(
        lambda d: tuple(sorted(d.items()))
    ),
)


def encodable(record):
    return "\ufffd" not in repr(record) and "?" not in repr(record)


@given(records.filter(encodable))
def test_a_record_survives_being_written_and_read(record):
    lines = write_record(record)
    assert read_record(lines) == record


@given(records)
def test_every_line_is_short_enough_for_tools_that_wrap_comments(record):
    for line in write_record(record):
        assert line.startswith(PREFIX)
        assert len("# " + line) <= 72
        assert line.isascii()


@given(records.filter(encodable), st.randoms())
def test_the_order_of_lines_and_tokens_does_not_matter(record, random):
    tokens = [
        token
        for line in write_record(record)
        for token in line.removeprefix(PREFIX).split()
    ]
    random.shuffle(tokens)
    assert read_record([PREFIX + token for token in tokens]) == record


def test_a_long_arabic_name_goes_on_under_numbered_keys():
    lines = write_record(Record(by="فاطمة الزهراء بنت عبد الرحمن"))
    assert len(lines) > 2
    assert read_record(lines).by == "فاطمة الزهراء بنت عبد الرحمن"


def test_unknown_keys_are_kept():
    record = read_record(["readout: v=1 state=translated shoe=42"])
    assert record.extra == (("shoe", "42"),)
    assert "shoe=42" in " ".join(write_record(record))


def test_other_comments_are_no_record():
    assert read_record(["a note", "readouts are nice"]) is None


def test_the_look_of_a_record():
    record = Record(
        state="prefilled", origin="mt:argos/en_es-1.0", text="kS0c1v9Yb2", by="maria",
        at="2026-11-23T10:00:00Z", approvers=("li", "zoë"), digest="Zm9v",
        approved_at="2026-11-23T11:30:00Z", policy="two-persons",
    )  # fmt: skip
    assert write_record(record) == (
        "readout: v=1 state=prefilled origin=mt:argos/en_es-1.0 text=kS0c1v9Yb2",
        "readout: by=maria at=2026-11-23T10:00:00Z",
        "readout: ok=li ok2=zo%C3%AB okat=2026-11-23T11:30:00Z pol=two-persons",
        "readout: digest=Zm9v",
    )
