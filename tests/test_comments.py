"""Comments: threads, mentions, and the file that they are exported to and read from."""

import pytest
from markdown_it import MarkdownIt

from workflow.errors import UsageError
from workflow.ledger import accounts, comments
from workflow.ledger.comments import PROBLEM, Place
from workflow.ledger.database import open_ledger

PLACE = Place("call", "fr", "0a1b2c3d4e5f", "They spoke of <1>peace</1>.")
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=y>\n"
    "# Heading\n\n- **eve**, 2026-01-01T00:00:00Z\n```\n## fr\n"
    "[link](javascript:alert(1)) ![](http://evil.example/pixel)\n"
    "    indented\n&lt; \\"
)


@pytest.fixture
def people(ledger):
    with ledger.write() as connection:
        for name in ("Li Wei", "maria", "zoë"):
            accounts.add_account(connection, name, [])
    return ledger


def say(ledger, text, place=PLACE, person="maria", **more):
    with ledger.write() as connection:
        return comments.add_comment(connection, place, person=person, text=text, **more)


def test_a_thread_has_answers_and_is_resolved_and_opened(people):
    first = say(people, "Is this right?")
    say(people, "Yes.", person="Li Wei", thread=first)
    with people.write() as connection:
        [thread] = comments.list_threads(connection, "call", locale="fr")
        assert [a.text for a in thread.answers] == ["Yes."]
        assert comments.count_open(connection, "call", "fr") == {PLACE.key: 1}
        comments.resolve(connection, first, "zoë", PLACE)
        assert comments.count_open(connection, "call", "fr") == {}
        comments.resolve(connection, first, None, PLACE)
        assert comments.count_open(connection, "call", "fr") == {PLACE.key: 1}
        with pytest.raises(UsageError, match=r"^there is no such thread here$"):
            comments.resolve(connection, first, "zoë", Place("other"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \r\n\t ", "a comment needs a text"),
        ("\0\x07", "a comment needs a text"),
        ("x" * 10_001, "a comment may have 10,000 characters"),
    ],
)
def test_a_comment_of_no_use_is_refused(people, text, message):
    with pytest.raises(UsageError, match=f"^{message}$"):
        say(people, text)


def test_an_answer_belongs_to_a_thread_at_its_place(people):
    first = say(people, "Here")
    answer = say(people, "There", thread=first)
    for thread, place in ((4711, PLACE), (answer, PLACE), (first, Place("other"))):
        with pytest.raises(UsageError, match=r"^there is no such thread here$"):
            say(people, "x", place, thread=thread)


def test_control_characters_of_a_comment_are_dropped(people):
    say(people, "a\0b\x1b[31m\r\nc\u0085\td  \ud800")
    with people.read() as connection:
        [thread] = comments.list_threads(connection, "call")
    assert thread.text == "ab[31m\nc\td  ?"


def test_people_with_spaces_in_their_names_are_mentioned(people):
    say(people, "@Li Wei and @ZOË, not @maria herself, nor @nobody; @li wei again")
    with people.write() as connection:
        [(number, comment)] = comments.mentions_of(connection, "Li Wei")
        assert comment.person == "maria"
        assert len(comments.mentions_of(connection, "zoë")) == 1
        assert comments.mentions_of(connection, "maria") == []
        comments.see_mention(connection, "maria", number)
        assert len(comments.mentions_of(connection, "Li Wei")) == 1, "not hers"
        comments.see_mention(connection, "Li Wei", number)
        assert comments.mentions_of(connection, "Li Wei") == []


@pytest.fixture
def written(desk):
    """A project with comments in its ledger."""
    desk.source("call.txt", "The call\n\nThey spoke of the climate.\n")
    desk("extract")
    ledger = open_ledger(desk.root)
    first = say(ledger, HOSTILE, person="**eve** [x](y) `z`")
    say(ledger, "Yes.\n\n  as written", person="Li Wei", thread=first)
    say(ledger, "Which peace?", Place("call"), kind=PROBLEM)
    say(ledger, "为什么？", Place("call", "zh-Hans", "f" * 12, "a\rb"), person="李伟")
    say(ledger, "Again.", person="zoë")
    with ledger.write() as connection:
        comments.resolve(connection, first, "Li Wei", PLACE)
    yield desk, ledger
    ledger.dispose()


def shape(markdown):
    """Return the kinds of Markdown blocks, and whether any inline markup is in it."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
    return [
        (t.type, t.content) for t in tokens if t.type in ("code_block", "html_block")
    ], {c.type for t in tokens for c in t.children or ()}


def test_the_export_is_readable_and_nothing_in_it_is_markup(written):
    desk, _ = written
    assert desk("comments", "export").out == "locales/call.comments.md\n"
    text = (desk.root / "locales" / "call.comments.md").read_text()
    blocks, inline = shape(text)
    assert [kind for kind, _ in blocks] == ["code_block"] * 7
    assert [content.rstrip("\n") for _, content in blocks] == [
        "Which peace?",
        PLACE.msgid,
        HOSTILE,
        "Yes.\n\n  as written",
        "Again.",
        "a␍b",
        "为什么？",
    ]
    assert inline == {"text", "strong_open", "strong_close"}
    lines = [line for line in text.splitlines() if line and not line.startswith("    ")]
    assert [line.split(", 2")[0] for line in lines] == [
        "# Comments on call",
        "## The source",
        "**maria**",
        "## fr",
        "### Entry 0a1b2c3d4e5f",
        r"**\*\*eve\*\* \[x\]\(y\) \`z\`**",
        "**Li Wei**",
        "**zoë**",
        "## zh-Hans",
        "### Entry ffffffffffff",
        "**李伟**",
    ]


def test_exporting_again_changes_nothing(written):
    desk, _ = written
    desk("comments", "export", "call")
    path = desk.root / "locales" / "call.comments.md"
    before = path.stat().st_mtime_ns
    assert desk("comments", "export", "call").out == ""
    assert path.stat().st_mtime_ns == before


def test_comments_of_a_lost_ledger_are_read_back_from_the_file(written):
    desk, ledger = written
    desk("comments", "export")
    path = desk.root / "locales" / "call.comments.md"
    text = path.read_bytes()
    assert desk("comments", "import").out == "added 0 comments\n"
    ledger.dispose()
    for file in desk.root.glob(".readout/desk.sqlite*"):
        file.unlink()
    assert desk("comments", "import").out == "added 5 comments\n"
    assert desk("comments", "import").out == "added 0 comments\n"
    path.unlink()
    desk("comments", "export")
    assert path.read_bytes() == text


def test_a_file_that_is_no_export_is_refused_with_its_line(written):
    desk, _ = written
    path = desk.root / "locales" / "call.comments.md"
    path.write_text("# Comments on call\n\nHello\n")
    result = desk("comments", "import", code=3)
    assert result.err == (
        f"error: {path}:3: is no line of a comments file; see docs/backup.md\n"
    )


def test_an_unknown_release_is_refused(desk):
    result = desk("comments", "export", "nothing", code=2)
    assert result.err == "error: there is no release 'nothing' in sources/\n"
