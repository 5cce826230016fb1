"""Accounts from the shell: `readout user`, its output and its errors."""

import re

import pytest

from workflow.ledger import accounts, sessions
from workflow.ledger.database import open_ledger
from workflow.model.names import fold_name, mentioned
from workflow.model.people import Scope

NOBODY = "there is no account 'nobody'; see 'readout user list'"
LINK = re.compile(r"http://127\.0\.0\.1:5000/welcome/[\w-]{32}\n")


@pytest.fixture
def ledger_here(desk):
    found = open_ledger(desk.root)
    yield found
    found.dispose()


def add(desk, name="Li Wei", role="reviewer", *more):
    return desk("-q", "user", "add", name, "--role", role, *more)


def test_add_prints_an_invitation_link_that_works(desk, ledger_here):
    result = desk("user", "add", "Li Wei", "--role", "reviewer", "--locale", "fr")
    assert LINK.fullmatch(result.out)
    assert result.err == "Li Wei may set a password within a week at:\n"
    secret = result.out.strip().rpartition("/")[2]
    account = accounts.accept_invitation(ledger_here, secret, "a long enough one")
    assert [(g.role, g.locale) for g in account.grants] == [("reviewer", "fr")]


def test_the_link_leads_to_where_the_desk_is(desk):
    result = add(desk, "li", "admin", "--url", "https://desk.example.org/", "--json")
    assert result.json["name"] == "li"
    assert result.json["link"].startswith("https://desk.example.org/welcome/")


def test_token_prints_the_token_alone(desk, ledger_here):
    add(desk)
    result = desk("user", "token", "li wei", "--scopes", "read,approve", "--days", "3")
    assert re.fullmatch(r"rdo_[\w-]{43}\n", result.out)
    assert result.err == ""
    person = sessions.use_token(ledger_here, result.out.strip())
    assert (person.name, person.scopes) == ("Li Wei", {Scope.READ, Scope.APPROVE})


def test_list_shows_people_and_roles(desk):
    add(desk, "Zoë", "translator", "--locale", "fr,zh-Hans")
    add(desk, "李伟", "admin")
    desk("user", "disable", "李伟")
    assert desk("user", "list").out == (
        "name  roles\n"
        "Zoë   translator (fr), translator (zh-Hans)\n"
        "李伟  admin                                  disabled\n"
    )
    assert desk("user", "list", "--json").json == [
        {
            "name": "Zoë",
            "email": None,
            "disabled": False,
            "roles": [
                {"role": "translator", "locale": "fr"},
                {"role": "translator", "locale": "zh-Hans"},
            ],
        },
        {
            "name": "李伟",
            "email": None,
            "disabled": True,
            "roles": [{"role": "admin", "locale": None}],
        },
    ]


def test_a_role_is_changed(desk):
    add(desk)
    desk("user", "role", "LI WEI", "--role", "editor")
    [found] = desk("user", "list", "--json").json
    assert found["roles"] == [{"role": "editor", "locale": None}]


def test_disable_and_enable(desk, ledger_here):
    add(desk)
    token = desk("user", "token", "Li Wei", "--scopes", "read").out.strip()
    desk("user", "disable", "Li Wei")
    assert sessions.use_token(ledger_here, token) is None
    for command in (["token", "Li Wei", "--scopes", "read"], ["reset", "Li Wei"]):
        result = desk("user", *command, code=2)
        assert result.err == (
            "error: the account 'Li Wei' is disabled; see 'readout user enable'\n"
        )
    desk("user", "enable", "Li Wei")
    assert desk("user", "token", "Li Wei", "--scopes", "read").out


def test_reset_prints_a_link_and_ends_the_old_password(desk, ledger_here):
    link = add(desk).out.strip()
    secret = link.rpartition("/")[2]
    accounts.accept_invitation(ledger_here, secret, "a long enough one")
    result = desk("user", "reset", "Li Wei")
    assert LINK.fullmatch(result.out)
    password = "a long enough one"
    assert accounts.check_password(ledger_here, "Li Wei", password) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["add", "x", "--role", "boss"],
         "unknown role 'boss'; known: translator, reviewer, editor, admin"),
        (["add", "x", "--role", "admin", "--locale", "de"],
         "locale 'de' is not in this project (en, fr, zh-Hans)"),
        (["add", "li  wei", "--role", "admin"],
         "'li wei' looks like the account 'Li Wei'; choose another"),
        (["add", "Li Wei", "--role", "admin"], "there is an account 'Li Wei' already"),
        (["add", "mt:argos", "--role", "admin"],
         "'mt:argos' cannot be the name of an account: "
             "texts of machines are marked so"),
        (["token", "nobody", "--scopes", "read"],
         NOBODY),
        (["token", "Li Wei", "--scopes", "read,sudo"],
         "unknown scope 'sudo'; known: read, write, approve, admin"),
        (["token", "Li Wei", "--scopes", ","],
         "a token needs a scope: read, write, approve, admin"),
        (["token", "Li Wei", "--scopes", "read", "--days", "0"],
         "a token lasts from 1 to 3660 days"),
        (["token", "Li Wei", "--scopes", "read", "--days", "99999999999999999999"],
         "a token lasts from 1 to 3660 days"),
        (["role", "nobody", "--role", "admin"],
         NOBODY),
        (["disable", "nobody"], NOBODY),
        (["enable", "nobody"], NOBODY),
        (["reset", "nobody"], NOBODY),
        (["reset", "no\nbody\x1b"],
         "there is no account 'no\\nbody\\x1b'; see 'readout user list'"),
    ],
)  # fmt: skip
def test_errors_say_what_and_what_to_do(desk, arguments, message):
    add(desk)
    result = desk("user", *arguments, code=2)
    assert result.out == ""
    assert result.err.splitlines()[-1] == f"error: {message}"


@pytest.mark.parametrize(
    ("one", "other"), [("maria", "MARIA"), ("Straße", "STRASSE"), ("Ѕоrа", "Sora")]
)
def test_names_that_look_alike_fold_to_one(one, other):
    assert fold_name(one) == fold_name(other)


def test_different_names_stay_different():
    names = ["maria", "marie", "李伟", "李维", "Иван", "محمد", "mar ia"]
    assert len({fold_name(name) for name in names}) == len(names)


NAMES = [
    "Li",
    "Li Wei",
    "李伟",
    "محمد علي",
    "maria",
    "ann@example.org",
    "김철수",
    "o'neil.2",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Li Wei, look", ["Li Wei"]),
        ("@Li, look", ["Li"]),
        ("@li  wei and @MARIA.", ["Li Wei", "maria"]),
        ('@"Li Wei" and @"maria"', ["Li Wei", "maria"]),
        ("请@李伟看一下", ["李伟"]),
        ("يا @محمد علي، انظر", ["محمد علي"]),
        ("@김철수님", ["김철수"]),
        ("@o'neil.2.", ["o'neil.2"]),
        ("(@maria)", ["maria"]),
        ("@Lisa and @marias", []),
        ("maria@example.org, x@maria, @@maria", []),
        ("@ann@example.org", ["ann@example.org"]),
        ("@", []),
        ("@nobody", []),
    ],
)
def test_whom_a_text_mentions(text, expected):
    assert [name for _, _, name in mentioned(text, NAMES)] == expected


def test_a_mention_spans_what_was_written():
    [(start, end, _)] = mentioned("see @LI WEI!", NAMES)
    assert "see @LI WEI!"[start:end] == "@LI WEI"
