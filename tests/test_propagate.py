"""An approved text becomes a draft wherever its source is open, and nothing more."""

import pytest
from memory_project import A, B, C, entry, make_project, opened

TEXT = "Он собирается в Женеве."


@pytest.fixture
def root(tmp_path):
    return make_project(tmp_path / "project")


@pytest.fixture
def held(root):
    from workflow.project import Project
    from workflow.stages.desk import Desk
    from workflow.stages.people import ledger_of

    found = Desk(root, ledger_of(Project(root)))
    found.refresh()
    return found


def approve_again(held, text, begin="It meets", release=A):
    """Change an approved text and approve it, at the desk."""
    from workflow.ledger.events import EventKind
    from workflow.stages.review import approve, set_target

    key = entry(held.root, begin, release).key
    edit = held.catalog(release, "es", person="tina", kind=EventKind.EDIT)
    set_target(edit, key, text, by="tina")
    act = held.catalog(release, "es", person="rui", kind=EventKind.APPROVE)
    [verdict] = approve(act, by="rui", keys=[key])
    assert verdict.refused is None
    held.later.settle(20)


def write(held, begin, text, release=C):
    from workflow.ledger.events import EventKind
    from workflow.stages.review import set_target

    key = entry(held.root, begin, release).key
    edit = held.catalog(release, "es", person="ana", kind=EventKind.EDIT)
    set_target(edit, key, text, by="ana")


def said_in_history(held):
    """Return what the page of the history says first of release C."""
    from desk import make_office

    page = make_office(held.root).browser("rui").get(f"/history?release={C}")
    return " ".join(page.texts("ul.hits li .line")[0].split()[:3])


def test_an_empty_entry_is_drafted_and_not_approved(held):
    approve_again(held, "Se reúne aquí.")
    found = entry(held.root, "It meets")
    assert (found.msgstr, found.fuzzy) == ("Se reúne aquí.", True)
    assert (found.record.state, found.record.origin) == ("prefilled", f"tm:{A}")
    assert dict(found.record.extra) == {"match": "exact", "sim": "100"}
    assert opened(held.root, C, "es").states[found.key].value == "prefilled"
    assert entry(held.root, "It meets", locale="ru").msgstr == ""


def test_what_a_person_wrote_or_approved_is_never_touched(held):
    write(held, "It meets", "Mi texto.")
    approve_again(held, "Se reúne aquí.")
    assert entry(held.root, "It meets").msgstr == "Mi texto."
    assert entry(held.root, "It meets", B).msgstr == "Se reúne en Ginebra."


def test_a_draft_is_renewed_by_a_later_approval(held):
    approve_again(held, "Se reúne aquí.")
    approve_again(held, "Se reúne allí.")
    assert entry(held.root, "It meets").msgstr == "Se reúne allí."


def test_it_is_noted_in_the_event_log_and_in_the_index(held):
    from workflow.ledger.events import EventFilter, list_events

    approve_again(held, "Se reúne aquí.")
    with held.ledger.read() as connection:
        [event] = list_events(connection, EventFilter(release=C), limit=5)
    assert (event.kind, event.person, event.note) == ("prefill", "", f"tm:{A}")
    assert (event.after, event.state) == ("Se reúne aquí.", "prefilled")
    assert said_in_history(held) == "the memory drafted"
    row = held.index.catalogs([C])[C, "es"]
    assert row.prefilled == 1


def test_another_context_is_another_text(held):
    """A title is not said as a sentence is."""
    approve_again(held, "Notas", begin="Notes to")
    assert entry(held.root, "Notes to").msgstr == "Notas"
    assert entry(held.root, "It meets").msgstr == ""


def test_it_can_be_switched_off(held):
    config = held.root / "readout.toml"
    config.write_text(config.read_text() + "\n[memory]\npropagate = false\n")
    approve_again(held, "Se reúne aquí.")
    assert entry(held.root, "It meets").msgstr == ""


def test_the_command_does_the_same_and_says_how_many(root, capsys):
    from workflow.cli import run

    key = entry(root, "It meets", A).key
    place = ["--locale", "es", "--entry", key]
    assert (
        run(["-C", str(root), "set", A, "Se reúne aquí.", *place, "--by", "ana"]) == 0
    )
    capsys.readouterr()
    assert run(["-C", str(root), "approve", A, *place, "--by", "rui"]) == 0
    assert capsys.readouterr().out == ("approved 1 of 1\ndrafted 1 in other releases\n")
    assert entry(root, "It meets").record.origin == f"tm:{A}"


def test_an_approval_stands_though_the_index_cannot_be_used(root, capsys):
    import shutil

    from workflow.cli import run

    key = entry(root, "It meets", A).key
    place = ["--locale", "es", "--entry", key]
    run(["-C", str(root), "-q", "set", A, "Se reúne aquí.", *place, "--by", "ana"])
    shutil.rmtree(root / ".readout" / "cache", ignore_errors=True)
    (root / ".readout" / "cache").write_text("in the way")
    assert run(["-C", str(root), "-q", "approve", A, *place, "--by", "rui"]) == 0
    assert capsys.readouterr().err.startswith("note: not drafted in other releases: ")
    assert opened(root, A, "es").states[key].value == "approved"


def test_the_event_log_hears_of_what_a_command_read_first(held):
    """A command brings the index up to date, but keeps no event log."""
    from workflow.cli import run
    from workflow.ledger.events import EventFilter, list_events

    key = entry(held.root, "It meets", A).key
    place = ["--locale", "es", "--entry", key]
    run(["-C", str(held.root), "-q", "set", A, "Nuevo.", *place, "--by", "ana"])
    run(["-C", str(held.root), "-q", "approve", A, *place, "--by", "rui"])
    held.refresh()
    with held.ledger.read() as connection:
        events = list_events(connection, EventFilter(release=A, key=key), limit=5)
    assert [(e.person, e.kind) for e in events[:2]] == [
        ("rui", "approve"), ("ana", "edit"),
    ]  # fmt: skip


def test_with_git_every_draft_is_committed_in_nobodys_name(held):
    from git_project import git

    root = held.root
    config = root / "readout.toml"
    config.write_text(config.read_text() + '\n[git]\ncommit = "each"\n')
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    approve_again(held, "Se reúne aquí.")
    last = git(
        root, "log", "-1", "--format=%an|%s", "--", f"locales/es/LC_MESSAGES/{C}.po"
    )
    assert last.strip() == f"Readout|{C} (es): 1 drafted"
