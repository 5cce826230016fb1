"""Traditional Chinese from approved simplified Chinese of the same release."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines import chinese
from workflow.engines.chinese import get_converter, is_simplified_chinese
from workflow.errors import EngineError
from workflow.model.drafted import draft_of
from workflow.model.placeholders import tokenize
from workflow.project import Project

pytest.importorskip("opencc", reason="the extra chinese is not installed")

SOURCE = """\
<!doctype html><html lang="en"><head><title>Networks</title></head><body><main>
<h1>Networks</h1>
<p>The <a href="https://example.org/n">network</a> serves 2,451 people in New
Zealand.</p>
<p>He said: “Good.”</p>
</main></body></html>
"""
HANS = {
    "Networks": "网络",
    "The <1>network</1> serves 2,451 people in New Zealand.":
        "<1>网络</1>服务新西兰的2,451人。",
    "He said: “Good.”": "他说：“‘好’。”",
}  # fmt: skip
TAIWAN = {
    "Networks": "網路",
    "The <1>network</1> serves 2,451 people in New Zealand.":
        "<1>網路</1>服務紐西蘭的2,451人。",
    "He said: “Good.”": "他說：「『好』。」",
}  # fmt: skip
RELEASE = "networks"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("zh-Hant", "網路軟體、紐西蘭、臺灣、裡面"),
        ("zh-Hant-TW", "網路軟體、紐西蘭、臺灣、裡面"),
        ("zh-TW", "網路軟體、紐西蘭、臺灣、裡面"),
        ("zh-Hant-HK", "網絡軟件、新西蘭、台灣、裏面"),
        ("zh-HK", "網絡軟件、新西蘭、台灣、裏面"),
        ("zh-Hant-MO", "網絡軟件、新西蘭、台灣、裏面"),
    ],
)
def test_each_region_has_its_characters_and_words(locale, text):
    assert get_converter(locale).convert("网络软件、新西兰、台湾、里面") == text


def test_characters_alone_leave_the_words():
    converter = get_converter("zh-Hant-TW", "characters")
    assert converter.convert("网络软件、新西兰") == "網絡軟件、新西蘭"
    assert converter.origin.endswith("/s2tw")


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("“数据”", "「數據」"),
        ("“他说‘好’”", "「他說『好』」"),
        ("他说：“好。", "他說：「好。"),  # the quotation ends in the next segment
        ("Côte d’Ivoire 的“云”", "Côte d’Ivoire 的「雲」"),
        ("‘Ali al-Rahman 说", "『Ali al-Rahman 說"),
        ("Qur‘an", "Qur‘an"),
        ("好’", "好’"),
        ('"云"', '"雲"'),
    ],
)
def test_quotation_marks_are_those_of_the_locale(simplified, traditional):
    if simplified.startswith("‘Ali"):
        traditional = traditional.replace("『", "‘")  # no mark closes it
    converter = get_converter("zh-Hant-TW", "characters")
    assert converter.convert(simplified).replace("資料", "數據") == traditional


@given(
    st.text(st.characters(max_codepoint=0x24F, exclude_characters="\0"), max_size=60)
)
def test_latin_text_digits_and_placeholders_stay(text):
    for locale in ("zh-Hant-TW", "zh-Hant-HK"):
        assert get_converter(locale).convert(text) == text


@given(st.lists(st.sampled_from(["<1>", "</1>", "<2/>", r"\<3>", "网络", "“", "a<b"])))
def test_the_placeholders_are_the_same_in_the_same_order(parts):
    text = "".join(parts)

    def tags(encoded):
        return [t.text for t in tokenize(encoded) if t.kind != "text"]

    assert tags(get_converter("zh-TW").convert(text)) == tags(text)


def test_what_would_be_cut_off_is_refused():
    with pytest.raises(EngineError, match="control character"):
        get_converter("zh-TW").convert("网\0络")


@pytest.mark.parametrize(
    ("tag", "simplified"),
    [("zh", True), ("zh-Hans", True), ("zh-SG", True), ("zh-Hant", False),
     ("zh-TW", False), ("zh-Hans-HK", True), ("ja", False), ("yue-Hant", False)],
)  # fmt: skip
def test_what_is_simplified_chinese(tag, simplified):
    assert is_simplified_chinese(tag) is simplified


def test_only_traditional_chinese_is_converted_to():
    with pytest.raises(EngineError, match="ja is not Chinese in traditional"):
        get_converter("ja")


@pytest.fixture
def talks(tmp_path, capsys):
    """A release in simplified and traditional Chinese, nothing translated."""
    from conftest import Desk

    from workflow.cli import run

    root = tmp_path / "project"
    locales = "zh-Hans,zh-Hant-TW"
    assert run(["-q", "init", str(root), "--locales", locales]) == 0
    desk = Desk(root, capsys)
    desk.source(f"{RELEASE}.html", SOURCE)
    desk("extract")
    return desk


def say(desk, msgid, text, locale="zh-Hans", by="maria", approve="li"):
    key = desk.entries(RELEASE, locale)[msgid].key
    at = ("--locale", locale, "--entry", key)
    desk("set", RELEASE, text, *at, "--by", by)
    if approve:
        desk("approve", RELEASE, *at, "--by", approve)


def simplified(desk, **options):
    for msgid, text in HANS.items():
        say(desk, msgid, text, **options)


def traditional(desk):
    return desk.entries(RELEASE, "zh-Hant-TW")


def texts(desk):
    return {msgid: entry.msgstr for msgid, entry in traditional(desk).items()}


def fill(desk, *options, code=0):
    return desk("prefill", "--locale", "zh-Hant-TW", "--engine", "pseudo", *options,
                code=code)  # fmt: skip


def derived(desk):
    found = desk("check", "--locale", "zh-Hant-TW", "--json", code=None).json
    return [p for p in found["catalogs"][0]["problems"] if p["check"] == "derived"]


def test_drafts_are_made_of_what_is_approved(talks):
    simplified(talks)
    found = fill(talks)
    assert f"{RELEASE} zh-Hant-TW: 3 made of approved simplified Chinese" in found.out
    assert texts(talks) == TAIWAN
    entry = traditional(talks)["Networks"]
    assert entry.record.origin == f"conv:opencc-{version()}/s2twp"
    assert dict(entry.record.extra)["base"].startswith("zh-Hans:")
    assert set(talks.states(RELEASE, "zh-Hant-TW").values()) == {"prefilled"}
    assert draft_of(entry).origin == entry.record.origin


def version():
    import opencc

    return opencc.__version__


def test_what_is_not_approved_is_no_base(talks):
    simplified(talks, approve=None)
    found = fill(talks, "--json").json["catalogs"][0]
    assert (found["converted"], found["machine"]) == (0, 3)


def test_a_machine_draft_gives_way_to_a_conversion(talks):
    fill(talks)
    assert traditional(talks)["Networks"].record.origin == "mt:pseudo/1"
    simplified(talks)
    fill(talks)
    assert texts(talks) == TAIWAN


def test_a_derived_draft_needs_an_approval_of_its_own(talks):
    simplified(talks)
    fill(talks)
    assert "3 of 3 segments not approved" in talks("check", code=1).out
    talks("approve", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--all")
    talks("check")


def test_filling_twice_changes_nothing(talks):
    simplified(talks)
    fill(talks)
    before = talks.catalog(RELEASE, "zh-Hant-TW").read_bytes()
    assert fill(talks).out == "nothing to fill\n"
    assert talks.catalog(RELEASE, "zh-Hant-TW").read_bytes() == before


def test_a_draft_follows_a_base_that_changed(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "数据")
    assert not derived(talks)  # the gate asks for an approval anyway
    fill(talks)
    assert texts(talks)["Networks"] == "資料"


def test_an_approved_text_stays_and_is_reported(talks):
    simplified(talks)
    fill(talks)
    talks("approve", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--all")
    say(talks, "Networks", "数据")
    fill(talks)
    assert texts(talks)["Networks"] == "網路"
    [issue] = derived(talks)
    assert issue["severity"] == "warning"
    assert issue["message"] == "zh-Hans changed since this text was converted from it"
    assert issue["msgid"] == "Networks"


def test_a_change_that_nobody_approved_yet_says_nothing(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "数据", approve=None)
    assert not derived(talks)


def test_what_a_person_wrote_is_never_touched(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "網路們", "zh-Hant-TW", approve=None)
    say(talks, "Networks", "数据")
    fill(talks)
    assert texts(talks)["Networks"] == "網路們"
    assert len(derived(talks)) == 1


def test_a_person_who_saves_it_again_has_seen_the_change(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "數據", "zh-Hant-TW", approve=None)
    say(talks, "Networks", "数据")
    assert derived(talks)
    say(talks, "Networks", "資料", "zh-Hant-TW")
    assert not derived(talks)


def test_a_returned_and_approved_text_has_been_seen(talks):
    simplified(talks)
    fill(talks)
    at = ("--locale", "zh-Hant-TW", "--by", "li")
    talks("approve", RELEASE, *at, "--all")
    say(talks, "Networks", "数据")
    key = traditional(talks)["Networks"].key
    talks("return", RELEASE, *at, "--entry", key, "--reason", "look")
    assert derived(talks)
    talks("approve", RELEASE, *at, "--entry", key)
    assert not derived(talks)


def test_it_can_be_dismissed_turned_off_or_close_the_gate(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "数据")
    at = ("--locale", "zh-Hant-TW", "--by", "li")
    talks("approve", RELEASE, *at, "--all")
    config = talks.root / "readout.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("block = [", 'block = ["derived", '), "utf-8")
    assert "refused" in talks("check", "--locale", "zh-Hant-TW", code=1).out
    config.write_text(text + '\n[checks.severity]\nderived = "off"\n', "utf-8")
    assert not derived(talks)
    config.write_text(text, "utf-8")
    key = traditional(talks)["Networks"].key
    talks("dismiss", RELEASE, *at, "--entry", key, "--check", "derived", "--why", "ok")
    assert not derived(talks)


def test_approving_an_old_draft_does_not_hide_that_it_is_old(talks):
    simplified(talks)
    fill(talks)
    say(talks, "Networks", "数据")
    talks("approve", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--all")
    assert len(derived(talks)) == 1


def test_a_returned_draft_is_left_to_people(talks):
    simplified(talks)
    fill(talks)
    key = traditional(talks)["Networks"].key
    talks("return", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--entry", key,
          "--reason", "not this word")  # fmt: skip
    say(talks, "Networks", "数据")
    fill(talks)
    assert texts(talks)["Networks"] == "網路"


def test_what_was_approved_elsewhere_goes_first(talks):
    simplified(talks)
    say(talks, "Networks", "我們的網路", "zh-Hant-TW")
    talks.source("more.txt", "Networks\n\nNetworks matter.\n")
    talks("extract")
    for msgid, entry in talks.entries("more", "zh-Hans").items():
        talks("set", "more", "网络" if msgid == "Networks" else "网络重要。",
              "--locale", "zh-Hans", "--entry", entry.key, "--by", "maria")  # fmt: skip
    talks("approve", "more", "--locale", "zh-Hans", "--by", "li", "--all")
    fill(talks)
    found = {m: e.msgstr for m, e in talks.entries("more", "zh-Hant-TW").items()}
    assert found == {"Networks": "我們的網路", "Networks matter.": "網路重要。"}


def test_the_limit_holds_for_both(talks):
    simplified(talks)
    fill(talks, "--limit", "2")
    assert sum(bool(text) for text in texts(talks).values()) == 2


def test_a_source_in_simplified_chinese_is_converted_itself(talks):
    talks.source("own.txt", "网络\n\n网络服务新西兰。\n")
    talks.source("own.toml", 'locale = "zh-Hans"\n')
    talks("extract")
    fill(talks)
    found = talks.entries("own", "zh-Hant-TW")
    assert found["网络服务新西兰。"].msgstr == "網路服務紐西蘭。"


def test_it_can_be_told_to_convert_characters_only_or_nothing(talks):
    simplified(talks)
    config = talks.root / "readout.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("[engines]", "[engines]\nopencc = 'off'"), "utf-8")
    assert fill(talks, "--json").json["catalogs"][0]["machine"] == 3
    config.write_text(
        text.replace("[engines]", "[engines]\nopencc = 'characters'"), "utf-8"
    )
    fill(talks)
    assert texts(talks)["Networks"] == "網絡"
    config.write_text(text.replace("[engines]", "[engines]\nopencc = 'all'"), "utf-8")
    err = talks("check", code=3).err
    said = "engines.opencc: must be one of words, characters, off, not 'all'"
    assert err.splitlines()[0].endswith(said)


def test_without_opencc_prefill_says_what_to_install_and_goes_on(talks, monkeypatch):
    simplified(talks)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        chinese, "find_spec", lambda name: None if name == "opencc" else real(name)
    )
    found = fill(talks)
    assert found.err.splitlines()[0] == (
        f"note: {RELEASE} zh-Hant-TW: OpenCC is not installed: "
        "pip install 'readout[chinese]'"
    )
    assert traditional(talks)["Networks"].record.origin == "mt:pseudo/1"


def test_a_project_without_traditional_chinese_never_hears_of_it(desk, monkeypatch):
    monkeypatch.setattr(chinese, "find_spec", lambda _: None)
    desk.source("talks.txt", "Networks\n\nNetworks matter.\n")
    desk("extract")
    desk.translate("talks", "zh-Hans")
    assert desk("prefill", "--engine", "pseudo").err == ""


def test_a_broken_base_stops_nobody(talks):
    simplified(talks)
    fill(talks)
    talks.catalog(RELEASE, "zh-Hans").write_bytes(b"\xff\xfe not a catalog")
    say(talks, "Networks", "資料", "zh-Hant-TW")
    assert talks.states(RELEASE, "zh-Hant-TW")["Networks"] == "approved"
    found = fill(talks)
    assert "zh_Hans" in found.err


def test_many_texts_are_judged_at_once(talks, monkeypatch):
    from workflow.stages import chinese as stage

    simplified(talks)
    fill(talks)
    for msgid in HANS:
        say(talks, msgid, TAIWAN[msgid].replace("網", "网"), "zh-Hant-TW", approve=None)
    read = []
    real = stage.find_base
    monkeypatch.setattr(stage, "find_base", lambda *a: read.append(1) or real(*a))
    talks("approve", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--all")
    assert len(read) == 1


def test_the_desk_says_it_in_the_open_segment(talks):
    from desk import make_office

    from workflow.stages.people import add_person

    simplified(talks)
    fill(talks)
    talks("approve", RELEASE, "--locale", "zh-Hant-TW", "--by", "li", "--all")
    say(talks, "Networks", "数据")
    add_person(Project(talks.root), "rui", "reviewer", ())
    add_person(Project(talks.root), "tina", "translator", ())
    office = make_office(talks.root)
    page = office.browser("rui").get(office.path("Networks", RELEASE, "zh-Hant-TW"))
    assert "zh-Hans changed since this text was converted from it." in page.words
    assert "converted (opencc-" in page.words


def test_the_desk_offers_to_renew_drafts(talks):
    from desk import make_office

    from workflow.stages.people import add_person

    simplified(talks)
    fill(talks)
    add_person(Project(talks.root), "tina", "translator", ())
    office = make_office(talks.root)
    page = office.browser("tina").get(f"/release/{RELEASE}")
    forms = [form.action for form in page.forms if "/prefill/" in form.action]
    assert forms == [f"/prefill/zh-Hant-TW/{RELEASE}"]


def test_a_broken_base_is_reported_once(talks):
    simplified(talks)
    fill(talks)
    talks.catalog(RELEASE, "zh-Hans").write_bytes(b"\xff\xfe not a catalog")
    found = talks("check", code=3)
    assert found.err.count("zh_Hans") == 1


def test_nothing_is_lost_when_the_engine_is_missing(talks, monkeypatch):
    for msgid in list(HANS)[:2]:
        say(talks, msgid, HANS[msgid])
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(Path("/nonexistent")))
    talks("prefill", "--locale", "zh-Hant-TW", "--engine", "argos", code=4)
    assert sum(bool(text) for text in texts(talks).values()) == 2


def test_the_list_of_engines_has_it(talks):
    found = talks("engines", "--json").json
    [row] = [r for r in found if r["engine"] == "opencc"]
    assert (row["source"], row["target"], row["ok"]) == ("zh-Hans", "zh-Hant-TW", True)
    assert row["origin"] == f"conv:opencc-{version()}/s2twp"
