"""The ledger in both databases: accounts, links, sessions, tokens, logs."""

import stat
import threading

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from workflow.clock import clock
from workflow.errors import EnvironmentFault, UsageError
from workflow.ledger import accounts, assignments, audit, events, passwords, sessions
from workflow.ledger import schema as t
from workflow.ledger.events import Event, EventFilter
from workflow.model.people import Action, Grant, Role, Scope

PASSWORD = "a long enough one"


def add(ledger, name="Li Wei", role=Role.REVIEWER, password=None):
    with ledger.write() as connection:
        made = accounts.add_account(connection, name, [Grant(role)])
        if password:
            accounts.set_password(connection, made.id, password)
    return made


def check(ledger, name, password):
    return accounts.check_password(ledger, name, password)


def at_once(*functions):
    """Run functions in threads that start together; return what each gave or raised."""
    gate = threading.Barrier(len(functions))
    found = [None] * len(functions)

    def run(number, function):
        gate.wait()
        try:
            found[number] = function()
        except (UsageError, EnvironmentFault) as error:
            found[number] = error

    threads = [
        threading.Thread(target=run, args=(n, f)) for n, f in enumerate(functions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.parametrize(
    "name",
    ["Li Wei", "李伟", "María-José Ñandú", "محمد علي", "Иван Грозный", "o'neil.2"],
)
def test_names_of_all_scripts_are_accounts(ledger, name):
    made = add(ledger, name)
    assert made.name == name
    with ledger.read() as connection:
        assert accounts.find_account(connection, name) == made


@pytest.mark.parametrize(
    "name",
    ["", "  ", "mt:argos", "tm:x", "@li", "a<b", "a\0b", "a\nb\x07", "x" * 101, "a‮b",
     "\ud800"],
)  # fmt: skip
def test_what_cannot_be_a_name_is_refused(ledger, name):
    with pytest.raises(UsageError, match=r"cannot be the name of an account"):
        add(ledger, name)


@pytest.mark.parametrize(
    "other",
    ["li wei", "Li\u00a0\u3000WEI", "Ｌｉ Ｗｅｉ", "Lі Wеі", "Lі Wеi"],
    ids=["case", "spaces", "full width", "Cyrillic", "one of each"],
)
def test_a_name_that_looks_like_one_there_is_is_taken_and_means_it(ledger, other):
    add(ledger)
    with pytest.raises(UsageError):
        add(ledger, other)
    with ledger.read() as connection:
        assert accounts.find_account(connection, other).name == "Li Wei"


def test_spaces_around_and_within_a_name_are_made_one(ledger):
    assert add(ledger, "  Li \n Wei ").name == "Li Wei"
    with pytest.raises(UsageError, match=r"^there is an account 'Li Wei' already$"):
        add(ledger, " Li  Wei")


def test_of_two_who_take_a_name_at_once_one_gets_it(ledger):
    found = at_once(lambda: add(ledger, "maria"), lambda: add(ledger, "Maria"))
    assert sorted(type(f).__name__ for f in found) == ["Account", "UsageError"]


def test_a_password_is_the_same_however_it_is_composed(ledger):
    add(ledger, "zoë", password="ﬁne Zoë and more")
    assert check(ledger, "ZOË", "fine Zoe\u0308 and more")


def test_a_password_is_kept_by_argon2id_as_rfc_9106_says():
    assert passwords.hash_password(PASSWORD).startswith(
        "$argon2id$v=19$m=65536,t=3,p=4$"
    )


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("ninechars", "a password needs 10 characters or more"),
        ("e\u0308" * 9, "a password needs 10 characters or more"),
        ("x" * 1001, "a password may have 1,000 characters"),
    ],
)
def test_a_password_of_no_use_is_refused(password, message):
    with pytest.raises(UsageError, match=f"^{message}$"):
        passwords.hash_password(password)


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_get_nobody(ledger):
    made = add(ledger, password=PASSWORD)
    assert check(ledger, "Li Wei", PASSWORD + "!") is None
    assert check(ledger, "nobody", PASSWORD) is None
    assert check(ledger, "no\0body", PASSWORD) is None
    add(ledger, "invited only")
    assert check(ledger, "invited only", "") is None
    with ledger.write() as connection:
        accounts.set_disabled(connection, made.id, True)
    assert check(ledger, "Li Wei", PASSWORD) is None


def test_an_unknown_name_is_checked_against_a_hash_too(ledger, monkeypatch):
    """Same work either way, so that the time tells nothing."""
    add(ledger, password=PASSWORD)
    hasher = passwords._hasher()
    verified = []

    class Counting:
        def verify(self, stored, password):
            verified.append(stored.rsplit("$", 2)[0])
            return hasher.verify(stored, password)

        def hash(self, password):
            return hasher.hash(password)

    monkeypatch.setattr(passwords, "_hasher", lambda: Counting())
    check(ledger, "Li Wei", "wrong")
    check(ledger, "nobody", "wrong")
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_others_write_while_a_password_is_checked(ledger, another, monkeypatch):
    add(ledger, password=PASSWORD)
    right = passwords.is_right

    def slow(stored, password):
        with another().write() as connection:  # would wait for an open transaction
            audit.note(connection, "x", "test")
        return right(stored, password)

    monkeypatch.setattr(passwords, "is_right", slow)
    assert check(ledger, "Li Wei", PASSWORD)


def test_a_hash_that_became_too_weak_is_made_again_at_sign_in(ledger):
    import argon2

    made = add(ledger)
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with ledger.write() as connection:
        accounts.set_hash(connection, made.id, weak.hash(PASSWORD))
    assert check(ledger, "Li Wei", PASSWORD)
    with ledger.read() as connection:
        [stored] = connection.execute(t.account.select()).all()
    assert "m=65536" in stored.password


def test_a_link_works_once_and_only_for_what_it_is_for(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        secret = accounts.invite(connection, made.id)
        assert accounts.use_invitation(connection, secret, ("signin",)) is None
        assert accounts.find_invitation(connection, secret, ("invite",)) == made
    assert accounts.accept_invitation(ledger, secret, PASSWORD) == made
    assert accounts.accept_invitation(ledger, secret, PASSWORD) is None
    assert check(ledger, "Li Wei", PASSWORD)


def test_a_link_is_not_used_up_by_a_password_that_is_refused(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        secret = accounts.invite(connection, made.id)
    with pytest.raises(UsageError):
        accounts.accept_invitation(ledger, secret, "short")
    assert accounts.accept_invitation(ledger, secret, PASSWORD)


def test_of_two_who_use_a_link_at_once_one_wins(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        secret = accounts.invite(connection, made.id)
    words = ("the first password", "the second password")
    found = at_once(
        *(lambda w=w: accounts.accept_invitation(ledger, secret, w) for w in words)
    )
    works = [bool(check(ledger, "Li Wei", w)) for w in words]
    assert sorted(works) == [False, True]
    assert works == [f is not None for f in found]


def test_a_link_that_is_too_old_or_replaced_does_not_work(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        first = accounts.invite(connection, made.id)
        second = accounts.invite(connection, made.id)
        connection.execute(update(t.invitation).values(expires=clock(minutes=-1)))
    assert accounts.accept_invitation(ledger, first, PASSWORD) is None
    assert accounts.accept_invitation(ledger, second, PASSWORD) is None


def test_a_reset_ends_the_old_password_and_every_other_link(ledger):
    made = add(ledger, password=PASSWORD)
    with ledger.write() as connection:
        old = accounts.invite(connection, made.id)
        accounts.forget_ways_in(connection, made.id)
        new = accounts.invite(connection, made.id, "reset")
    assert check(ledger, "Li Wei", PASSWORD) is None
    assert accounts.accept_invitation(ledger, old, PASSWORD) is None
    assert accounts.accept_invitation(ledger, new, PASSWORD)


def test_disabling_ends_sessions_links_and_tokens_for_good(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        link = accounts.invite(connection, made.id)
        cookie = sessions.start_session(connection, made.id, agent="x", address="::1")
        token = sessions.make_token(connection, made.id, [Scope.READ], days=1)
        accounts.set_disabled(connection, made.id, True)
    for _ in ("disabled", "enabled"):
        assert sessions.use_token(ledger, token) is None
        with ledger.write() as connection:
            assert sessions.find_session(connection, cookie) is None
            assert accounts.use_invitation(connection, link, ("invite",)) is None
            accounts.set_disabled(connection, made.id, False)


def test_a_session_lasts_while_it_is_used(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        cookie = sessions.start_session(connection, made.id, agent="x", address="::1")
        assert sessions.find_session(connection, cookie) == (made, False)
        connection.execute(update(t.session).values(seen=clock(minutes=-6)))
        assert sessions.find_session(connection, cookie) == (made, True)
        sessions.touch_session(connection, cookie)
        assert sessions.find_session(connection, cookie) == (made, False)
        connection.execute(update(t.session).values(expires=clock(minutes=-1)))
        assert sessions.find_session(connection, cookie) is None


def test_a_session_is_found_without_writing(ledger, another):
    """Every request does: it must not wait for those who write."""
    made = add(ledger)
    with ledger.write() as connection:
        cookie = sessions.start_session(connection, made.id, agent="x", address="::1")
    with another().write() as busy:
        audit.note(busy, "x", "test")
        with ledger.read() as connection:
            assert sessions.find_session(connection, cookie) == (made, False)


def test_a_token_speaks_for_its_account_within_its_scopes(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        token = sessions.make_token(connection, made.id, [Scope.READ], days=1)
    person = sessions.use_token(ledger, token)
    assert person.name == "Li Wei"
    assert person.may(Action.READ)
    assert not person.may(Action.APPROVE)
    assert sessions.use_token(ledger, token + "x") is None


def test_the_last_use_of_a_token_is_kept_but_not_written_each_time(ledger, another):
    made = add(ledger)
    with ledger.write() as connection:
        token = sessions.make_token(connection, made.id, [Scope.READ], days=1)
        [before] = sessions.list_tokens(connection, made.id)
    assert before.used is None
    sessions.use_token(ledger, token)
    with another().write() as busy:  # a write would wait for this one
        audit.note(busy, "x", "test")
        assert sessions.use_token(ledger, token)
    with ledger.read() as connection:
        [after] = sessions.list_tokens(connection, made.id)
    assert after.used is not None


def test_a_token_ends_by_time_and_by_hand(ledger):
    made = add(ledger)
    with ledger.write() as connection:
        old, gone = (
            sessions.make_token(connection, made.id, [Scope.READ], days=1) for _ in "12"
        )
        newest, oldest = sessions.list_tokens(connection, made.id)
        mine = t.token.c.id == oldest.id
        connection.execute(update(t.token).where(mine).values(expires=clock()))
        sessions.revoke_token(connection, made.id + 1, newest.id)
    assert sessions.use_token(ledger, old) is None
    assert sessions.use_token(ledger, gone), "nobody else can revoke it"
    with ledger.write() as connection:
        sessions.revoke_token(connection, made.id, newest.id)
        assert sessions.list_tokens(connection, made.id) == []
    assert sessions.use_token(ledger, gone) is None


def an_event(**values):
    known = {
        "at": clock(), "person": "li", "kind": "edit", "release": "a", "locale": "fr",
        "key": "0" * 12, "msgid": "x", "before": "", "after": "y",
        "state": "translated", "version": "v",
    }  # fmt: skip
    return Event(**{**known, **values})


@pytest.mark.parametrize("log", ["event", "audit"])
def test_the_logs_only_grow(ledger, log):
    with ledger.write() as connection:
        events.record(connection, [an_event()])
        audit.note(connection, "li", "test")
    table = t.metadata.tables[log]
    message = f"database: .*the {log} log is append-only"
    for statement in (table.delete(), table.update().values(person="eve")):
        with pytest.raises(EnvironmentFault, match=message), ledger.write() as write:
            write.execute(statement)
    with ledger.read() as connection:
        assert len(connection.execute(table.select()).all()) == 1


def test_failed_sign_ins_are_counted_by_name_however_it_is_written(ledger):
    with ledger.write() as connection:
        for name in ["maria", "MARIA", "Mаria", " maria ", "ma\0ria"] * 2:
            assert not audit.is_limited(connection, "maria", "::1")
            audit.note_failed(connection, name, "::1")
        assert audit.is_limited(connection, "Maria", "::1")
        assert not audit.is_limited(connection, "li", "::1")


def test_events_are_listed_filtered_and_paged(ledger):
    with ledger.write() as connection:
        events.record(connection, [an_event(release=r, version=r) for r in "abcab"])
        page = events.list_events(connection, EventFilter(), limit=2)
        assert [e.release for e in page] == ["b", "a"]
        older = events.list_events(connection, EventFilter(before=page[-1].id), limit=9)
        assert [e.release for e in older] == ["c", "b", "a"]
        of_a = events.list_events(connection, EventFilter(release="a"))
        assert [e.release for e in of_a] == ["a", "a"]
        assert events.find_event(connection, page[0].id) == page[0]
        assert set(events.last_events(connection, "a", "fr")) == {"0" * 12}


def test_events_are_counted_by_day_and_timed(ledger):
    made = [
        an_event(at="2026-01-01T10:00:00Z"),
        an_event(at="2026-01-02T10:00:00Z", kind="approve", before="y",
                 state="approved", person="maria"),
    ]  # fmt: skip
    with ledger.write() as connection:
        events.record(connection, made)
        since = "2026-01-01"
        counts = events.daily_counts(connection, EventFilter(), since=since)
        assert counts == [("2026-01-01", "edit", 1), ("2026-01-02", "approve", 1)]
        times = events.review_times(connection, EventFilter(release="a"), since=since)
        assert times == [("2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z")]
        assert events.people_in(connection, ["approve"]) == ["maria"]
        key = made[0].key
        assert events.last_approved_text(connection, "a", "fr", key) == "y"


def test_a_mark_tells_a_ledger_from_an_older_one(ledger):
    with ledger.write() as connection:
        assert events.last_mark(connection) == ""
        assert events.has_mark(connection, "")
        first = events.record(connection, [an_event(), an_event(version="w")])
        assert events.last_mark(connection) == first
        assert events.has_mark(connection, first)
        assert not events.has_mark(connection, first.replace("w", "u"))
        assert not events.has_mark(connection, "99" + first)


def test_an_assignment_has_a_person_and_a_date(ledger):
    add(ledger)
    with ledger.write() as connection:
        for due in ("2026-12-31", None, "2026-12-24"):
            assignments.assign(connection, ("a", "fr"), "Li Wei", due=due, by="maria")
        [found] = assignments.list_assignments(connection, person="Li Wei")
        assert (found.release, found.due, found.by) == ("a", "2026-12-24", "maria")
        with pytest.raises(UsageError, match=r"^'soon' is not a date"):
            assignments.assign(connection, ("a", "fr"), "Li Wei", due="soon", by="m")
        with pytest.raises(UsageError, match=r"^there is no account 'Nobody'$"):
            assignments.assign(connection, ("a", "fr"), "Nobody", due=None, by="m")


def test_people_see_who_else_is_there(ledger):
    with ledger.write() as connection:
        for key in ("k1", "k2"):
            assignments.arrive(connection, ("a", "fr"), "li", key)
        assignments.arrive(connection, ("a", "fr"), "maria", "")
        assert assignments.others_in(connection, ("a", "fr"), "maria") == {"li": "k2"}
        connection.execute(update(t.presence).values(seen=clock(minutes=-2)))
        assert assignments.others_in(connection, ("a", "fr"), "maria") == {}


def test_a_transaction_that_fails_leaves_nothing(ledger):
    def fail():
        with ledger.write() as connection:
            accounts.add_account(connection, "li", [])
            raise UsageError("no")

    with pytest.raises(UsageError):
        fail()
    with ledger.read() as connection:
        assert accounts.list_accounts(connection) == []


def test_the_file_of_the_ledger_is_for_its_owner_alone(tmp_path):
    from workflow.ledger.database import SQLITE_FILE, open_ledger

    for url in ("", "sqlite:///elsewhere.sqlite"):
        open_ledger(tmp_path, url).dispose()
    for name in (SQLITE_FILE, "elsewhere.sqlite"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_foreign_key_is_kept(ledger):
    with (
        pytest.raises(EnvironmentFault, match=r"^database: ") as caught,
        ledger.write() as connection,
    ):
        accounts.set_grants(connection, 4711, [Grant(Role.ADMIN)])
    assert isinstance(caught.value.__cause__, DBAPIError)
