"""What can close the gate is looked for alone where nothing else is shown."""

import pytest

from workflow.checks import Subject, check_subject
from workflow.model.checks import CHECK_NAMES, OPTIONAL_CHECKS

WRONG = Subject(
    "The talks took 12 hours (in <1>Geneva</1>).",
    "Les  discussions ont duré 13 heures (à <1>Genève",
    "en",
    "fr",
)


@pytest.mark.parametrize("name", sorted({*CHECK_NAMES} - {*OPTIONAL_CHECKS}))
def test_one_check_alone_finds_what_it_finds_among_all(name):
    among_all = [issue for issue in check_subject(WRONG) if issue.check == name]
    alone = check_subject(WRONG, only=frozenset([name]))
    assert [i.message for i in alone] == [i.message for i in among_all]


def test_export_is_refused_by_what_blocks_and_by_nothing_else(desk):
    desk.source("call.txt", "A call\n\nThe talks in the capital took 12 hours.\n")
    desk("extract")
    desk.translate("call", "zh-Hans")
    for msgid, entry in desk.entries("call").items():
        is_title = msgid == "A call"
        text = "Un appel" if is_title else "Les discussions ont duré 13 heures."
        desk("set", "call", text, "--locale", "fr", "--entry", entry.key, "--by", "x")
    desk("approve", "call", "--locale", "fr", "--by", "li", "--all")
    checked = desk("check", "--locale", "fr").out
    assert "[numbers]" in checked
    desk("export", "--locale", "fr")
    (desk.root / "readout.toml").write_text(
        (desk.root / "readout.toml").read_text().replace(
            'block = ["placeholders"]', 'block = ["placeholders", "numbers"]'
        )
    )  # fmt: skip
    assert "numbers" in desk("check", "--locale", "fr", code=1).out
    refused = desk("export", "--locale", "fr", code=1)
    assert "numbers" in refused.out + refused.err
