"""The pages of one's own account, and those of an administrator."""

import re

import pytest
from house import PASSWORD

from workflow.ledger import accounts, audit, sessions
from workflow.model.people import Grant, Role

NEW = "a much better password"


def secret_of(answer):
    return re.search(r'class="secret" tabindex="0">([^<]+)<', answer.text)[1]


def log(house):
    with house.ledger.read() as connection:
        return [(r.person, r.action, r.detail) for _, r in audit.list_audit(connection)]


# Password


def test_a_new_password_signs_out_every_other_browser(house):
    house.give_password("rita")
    here, there = house.enter("rita"), house.enter("rita")
    data = {"old": PASSWORD, "new": NEW, "again": NEW}
    here.post("/account/password", data)
    assert "Your password is changed." in here.get("/account").text
    assert not there.is_in()
    house.visitor().sign_in("rita", PASSWORD, code=422)
    house.visitor().sign_in("rita", NEW)
    assert ("rita", "password changed", "") in log(house)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"old": "not it at all"}, "The old password is wrong."),
        ({"again": NEW + "x"}, "the two passwords differ"),
        ({"new": "short", "again": "short"}, "a password needs 10 characters or more"),
        (
            {"new": "x" * 1001, "again": "x" * 1001},
            "a password may have 1,000 characters",
        ),
    ],
)  # fmt: skip
def test_a_password_that_cannot_be_is_refused_in_words(house, fields, why):
    house.give_password("rita")
    data = {"old": PASSWORD, "new": NEW, "again": NEW, **fields}
    rita = house.enter("rita")
    answer = rita.post("/account/password", data, code=422)
    assert f'role="alert">{why}<' in answer.text
    assert "Signed in" in answer.text  # the page itself, not a dead end
    house.visitor().sign_in("rita", PASSWORD)


def test_who_came_by_a_link_sets_a_first_password(house):
    rita = house.enter("rita")
    page = rita.get("/account").text
    assert 'name="old"' not in page
    rita.post("/account/password", {"new": NEW, "again": NEW})
    house.visitor().sign_in("rita", NEW)
    assert 'name="old"' in rita.get("/account").text


# Sessions


def test_sessions_are_listed_and_ended_one_by_one_or_all(house):
    here = house.enter("rita")
    phone = house.visitor()
    phone.client.get(house.link("rita"), headers={"User-Agent": "Telephone/1"})
    page = here.get("/account").text
    assert "Telephone/1 · 127.0.0.1" in page
    assert page.count("this browser") == 1
    number = re.search(r'Telephone/1.*?name="session" value="(\d+)"', page, re.DOTALL)[
        1
    ]
    here.post("/account/sessions", {"session": number})
    assert "Signed out there." in here.get("/account").text
    assert not phone.is_in()
    assert here.is_in()
    phone = house.enter("rita")
    answer = here.post("/account/sessions")
    assert answer.headers["Location"] == "/sign-in"
    assert "You are signed out." in here.get("/sign-in").text
    assert not here.is_in()
    assert not phone.is_in()


def test_nobody_ends_the_session_of_another(house):
    tina, rita = house.enter("tina"), house.enter("rita")
    page = tina.get("/account").text
    number = re.search(r'name="session" value="(\d+)"', page)[1]
    rita.post("/account/sessions", {"session": number})
    assert tina.is_in()


def test_a_session_ends_by_itself(house):
    from sqlalchemy import update

    from workflow.clock import clock
    from workflow.ledger import schema

    rita = house.enter("rita")
    with house.ledger.write() as connection:
        connection.execute(update(schema.session).values(expires=clock(minutes=-1)))
    assert not rita.is_in()


# Tokens


def test_a_token_is_shown_once_with_its_scopes_and_its_last_day(house):
    rita = house.enter("rita")
    data = {"label": "nightly", "scope": ["read", "approve"], "days": "30"}
    answer = rita.post("/account/tokens", data, code=200)
    secret = secret_of(answer)
    assert "It is shown only now." in answer.text
    page = rita.get("/account").text
    assert secret not in page
    assert "nightly · read approve · until " in page
    header = {"Authorization": f"Bearer {secret}"}
    assert rita.get("/api/v1/status", headers=header)
    number = re.search(r"/account/tokens/(\d+)/revoke", page)[1]
    house.enter("tina").post(f"/account/tokens/{number}/revoke")
    assert rita.get("/api/v1/status", headers=header)  # not hers to revoke
    rita.post(f"/account/tokens/{number}/revoke")
    rita.get("/api/v1/status", 401, headers=header)
    assert "nightly" not in rita.get("/account").text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"days": "30"}, "A token needs a scope."),
        ({"scope": "read", "days": "0"}, "a token lasts from 1 to 3660 days"),
        ({"scope": "read", "days": "3661"}, "a token lasts from 1 to 3660 days"),
        ({"scope": "read"}, "a token lasts from 1 to 3660 days"),
    ],
)
def test_a_token_that_cannot_be_is_refused_in_words(house, data, why):
    rita = house.enter("rita")
    assert f'role="alert">{why}<' in rita.post("/account/tokens", data, code=422).text
    with house.ledger.read() as connection:
        assert not sessions.list_tokens(connection, house.account("rita").id)


def test_a_translator_may_make_a_token_of_any_scope(house):
    data = {"scope": ["read", "write", "approve", "admin"], "days": "1"}
    assert secret_of(house.enter("tina").post("/account/tokens", data, code=200))


# People


def test_an_invitation_leads_to_a_password_and_to_the_board(house):
    ada = house.enter("ada")
    data = {
        "name": "Nour",
        "email": "nour@example.org",
        "role": "",
        "role-fr": "reviewer",
    }
    link = secret_of(ada.post("/people", data, code=200))
    assert link.startswith("http://localhost/welcome/")
    nour = house.visitor()
    page = nour.get(link).text
    assert "Welcome, Nour" in page
    nour.post(link, {"password": NEW, "again": "x"}, code=422)
    nour.post(link, {"password": "short", "again": "short"}, code=422)
    nour.post(link, {"password": NEW, "again": NEW})
    assert nour.is_in()
    assert house.account("Nour").grants == (Grant(Role.REVIEWER, "fr"),)
    assert ("ada", "account made", "Nour: reviewer (fr)") in log(house)


def test_somebody_has_one_role_in_one_language_and_another_in_another(house):
    ada = house.enter("ada")
    number = house.account("nemo").id
    data = {"role": "translator", "role-fr": "reviewer", "role-es": "editor"}
    ada.post(f"/people/{number}/roles", data)
    assert house.account("nemo").grants == (
        Grant(Role.TRANSLATOR),
        Grant(Role.REVIEWER, "fr"),
        Grant(Role.EDITOR, "es"),
    )
    page = ada.get("/people").text
    assert "translator, reviewer (French), editor (Spanish)" in page
    form = page[page.index(f"/people/{number}/roles") :].partition("</form>")[0]
    selects = re.findall(r'name="(role[\w-]*)">(.*?)</select>', form, re.DOTALL)
    found = [(n, re.search(r'value="(\w+)" selected', s)) for n, s in selects]
    chosen = [(name, match[1]) for name, match in found if match]
    assert chosen == [
        ("role", "translator"), ("role-fr", "reviewer"), ("role-es", "editor"),
    ]  # fmt: skip
    nemo = house.enter("nemo")
    nemo.act(house, "They agreed", "approve")
    nemo.get("/bulk/fr/statement", 403)
    nemo.get("/bulk/es/statement")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({}, "Choose a role."),
        ({"role": "boss"}, "There is no such role."),
        ({"role-fr": "boss"}, "There is no such role."),
    ],
)
def test_roles_that_cannot_be_are_refused_in_words(house, data, why):
    number = house.account("tina").id
    ada = house.enter("ada")
    assert why in ada.post(f"/people/{number}/roles", data, code=422).text
    assert house.account("tina").grants == (Grant(Role.TRANSLATOR, "fr"),)


def test_a_taken_name_is_refused_in_words(house):
    data = {"name": "Tina", "role": "translator"}
    page = house.enter("ada").post("/people", data, code=422).text
    assert "&#39;Tina&#39; looks like the account &#39;tina&#39;" in page


def test_a_new_password_link_and_shutting_out_are_in_the_audit_log(house):
    ada = house.enter("ada")
    number = house.account("tina").id
    link = secret_of(ada.post(f"/people/{number}/link", code=200))
    house.visitor().post(link, {"password": NEW, "again": NEW})
    ada.post(f"/people/{number}/disabled", {"disabled": "1"})
    assert "shut out" in ada.get("/people").text
    house.visitor().sign_in("tina", NEW, code=422)
    ada.post(f"/people/{number}/disabled", {"disabled": "0"})
    house.visitor().sign_in("tina", NEW)
    page = ada.get("/people/audit").text
    for words in ("password reset: tina", "password set: by a link",
                  "account disabled: tina", "account enabled: tina", "sign-in failed",
                  "signed in: password"):  # fmt: skip
        assert words in page


def test_the_audit_log_goes_back_page_by_page(house):
    with house.ledger.write() as connection:
        for n in range(250):
            audit.note(connection, f"person {n}", "signed in")
    ada = house.enter("ada")
    seen, path = [], "/people/audit"
    while path:
        page = ada.get(path).text
        seen += re.findall(r"<td>(person \d+)</td>", page)
        older = re.search(r'href="(/people/audit\?before=\d+)"', page)
        path = older and older[1]
    assert seen == [f"person {n}" for n in reversed(range(250))]


def test_one_cannot_sign_in_without_any_role_and_see_something(house):
    nemo = house.enter("nemo")
    for path in ("/", "/search", "/history", "/e/fr/statement", "/release/statement"):
        assert "Your role does not allow this." in nemo.get(path, 403).text
    assert nemo.is_in()
    with house.ledger.read() as connection:
        assert accounts.find_account(connection, "nemo").grants == ()
