"""A project's own sentence rules, in the standard that OmegaT and Okapi share."""

import pytest

RULES = """\
<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
  <header segmentsubflows="yes" cascade="no"/>
  <body>
    <languagerules><languagerule languagerulename="all">
      <rule break="yes"><beforebreak>;</beforebreak><afterbreak>\\s</afterbreak></rule>
    </languagerule></languagerules>
    <maprules><languagemap languagepattern=".*" languagerulename="all"/></maprules>
  </body>
</srx>
"""
TEXT = "A Title of Sorts\n\nOne thing; another thing. A third thing.\n"


@pytest.fixture
def own_rules(desk):
    pytest.importorskip("choppa", reason="the extra srx is not installed")
    config = desk.root / "readout.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text('srx = "rules.srx"\n' + text, encoding="utf-8")
    desk.source("talks.txt", TEXT)
    return desk


def test_a_project_brings_its_own_rules(own_rules):
    (own_rules.root / "rules.srx").write_text(RULES, encoding="utf-8")
    own_rules("extract")
    assert list(own_rules.entries("talks")) == [
        "A Title of Sorts", "One thing;", "another thing. A third thing.",
    ]  # fmt: skip
    reading = (own_rules.root / "sources/talks.reading.json").read_text("utf-8")
    assert '"segmenter": "srx-' in reading


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (None, "rules.srx: cannot read: No such file or directory"),
        ("<!DOCTYPE srx><srx/>", "has a DOCTYPE, which could define entities"),
        ("<srx", "rules.srx:1: not well-formed XML: unclosed token"),
        (RULES.replace(">;<", ">(<"), "rules.srx: not SRX 2.0 rules"),
    ],
)
def test_rules_that_cannot_be_read_are_one_clear_line(own_rules, rules, message):
    if rules is not None:
        (own_rules.root / "rules.srx").write_text(rules, encoding="utf-8")
    err = own_rules("extract", code=3).err
    assert message in err
    assert err.count("\n") == 1
