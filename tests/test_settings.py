"""readout.toml: strict, and every slip is told with its line."""

import pytest

from workflow.errors import ProjectError
from workflow.model.approval import Policy
from workflow.settings import read_settings, read_sidecar

GOOD = """\
title = "Statements"
source = "en"
locales = ["fr", "zh_hans"]

[policy]
approval = "single"
"""


def settings(tmp_path, text):
    path = tmp_path / "readout.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(path)


def message(tmp_path, text):
    with pytest.raises(ProjectError) as caught:
        settings(tmp_path, text)
    return str(caught.value).replace(str(tmp_path / "readout.toml"), "readout.toml")


def test_good_settings_are_read_and_tags_made_canonical(tmp_path):
    found = settings(tmp_path, GOOD)
    assert found.locales == ("fr", "zh-Hans")
    assert found.must == ("fr", "zh-Hans")
    assert found.policy is Policy.SINGLE
    assert found.targets("fr") == ("en", "zh-Hans")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + 'aproval = "none"\n',
         "readout.toml:7: unknown key 'policy.aproval'; did you mean "
         "'policy.approval'?"),
        (GOOD + "[groups]\nmust = ['de']\n",
         "readout.toml:8: groups.must: 'de' is not in locales"),
        ('locales = ["fr", "french"]\n',
         "readout.toml:1: locales: unknown locale 'french'"),
        ('locales = ["fr"\n', "readout.toml: not valid TOML: Unclosed array"),
        ('source = "fr"\nlocales = ["fr"]\n',
         "readout.toml:2: locales: 'fr' is the source locale"),
        ('locales = ["fr", "fr"]\n',
         "readout.toml:1: locales: one locale stands twice"),
        ('[policy]\napproval = "five-eyes"\n',
         "readout.toml:2: policy.approval: must be one of none, single, four-eyes, "
         "two-persons, not 'five-eyes'"),
        ("title = 3\n", "readout.toml:1: title: must be a string in quotes, not 3"),
        ('base_url = "javascript:x"\n',
         "readout.toml:1: base_url: must be an http(s) URL, not 'javascript:x'"),
        ("policy = 1\n", "readout.toml:1: 'policy' must be a table: [policy]"),
        (b"\xff\xfe", "readout.toml: is not UTF-8; save it as UTF-8"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(tmp_path, text, expected):
    assert message(tmp_path, text) == expected


def test_a_sidecar_puts_a_reading_right(tmp_path):
    path = tmp_path / "x.toml"
    found = read_sidecar(path, b'date = 2026-03-12\nkeep = ["Contact"]\n')
    assert found.date.isoformat() == "2026-03-12"
    assert found.keep == ("Contact",)


def test_a_slip_in_a_sidecar_is_told_too(tmp_path):
    with pytest.raises(ProjectError, match=r"x.toml:1: date: Invalid isoformat"):
        read_sidecar(tmp_path / "x.toml", b'date = "soon"\n')


def test_git_is_off_unless_asked_for_and_its_settings_are_checked(tmp_path):
    assert settings(tmp_path, GOOD).git.is_off
    text = '[git]\ncommit = "each"\npull = "rebase"\npush = true\nquiet_minutes = 2\n'
    found = settings(tmp_path, text).git
    assert (found.commit, found.pull, found.push) == ("each", "rebase", True)
    assert (found.quiet_minutes, found.remote, found.is_off) == (2.0, "origin", False)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('commit = "always"', "commit: must be one of off, batch, each, not 'always'"),
        ('push = "yes"', "push: must be true or false, not 'yes'"),
        ("quiet_minutes = -1", "quiet_minutes: must be from 0 to 1440 minutes, not -1"),
        ("sync_minutes = true", "sync_minutes: must be a number of minutes, not True"),
        ('remote = "--exec=x"', "remote: '--exec=x' cannot be a name in git"),
        ('branch = "a..b"', "branch: 'a..b' cannot be a name in git"),
    ],
)  # fmt: skip
def test_a_wrong_setting_of_git_is_told(tmp_path, line, expected):
    assert message(tmp_path, f"[git]\n{line}\n") == f"readout.toml:2: git.{expected}"
