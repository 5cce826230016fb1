"""Signing in at a real OpenID Connect provider on loopback."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from oidc_provider import providing

from workflow.ledger import accounts, audit
from workflow.model.people import Grant, Role

REFUSED = "You have no account here that this sign-in fits."


@pytest.fixture(scope="module")
def running():
    with providing() as found:
        yield found


@pytest.fixture
def provider(running):
    running.mode()
    return running


@pytest.fixture
def office(house, provider):
    """A desk that knows the provider."""
    house.set(
        f'[oidc]\nissuer = "{provider.url}"\nclient_id = "readout"\n'
        'client_secret = "s"\nname = "Id"'
    )
    return house.again()


def invite(house, name, email):
    with house.ledger.write() as connection:
        grants = [Grant(Role.TRANSLATOR, "fr")]
        return accounts.add_account(connection, name, grants, email=email)


def path_of(location):
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}"


def leave(visitor, query=None):
    """Go to the provider; return its address with all that is asked there."""
    path = "/oidc/sign-in"
    return visitor.get(path, 302, query_string=query or {}).headers["Location"]


def sign_in(house, provider, sub, code=303, visitor=None):
    visitor = visitor or house.visitor()
    back = provider.agree(leave(visitor), sub)
    return visitor, visitor.get(path_of(back), code)


def test_an_invited_person_comes_in_by_a_verified_address_and_stays_bound(
    office, provider
):
    account = invite(office, "Nour", "Nour@Example.org")
    provider.user("n-1", email="nour@example.org", email_verified=True, name="N.")
    visitor, answer = sign_in(office, provider, "n-1")
    assert answer.headers["Location"] == "/"
    assert visitor.is_in()
    assert office.account("Nour").subject == f"{provider.url} n-1"
    with office.ledger.read() as connection:
        said = [(r.person, r.action) for _, r in audit.list_audit(connection)]
    assert said[:2] == [("Nour", "signed in"), ("Nour", "bound to a provider")]
    # The address may change afterwards: the subject decides.
    provider.user("n-1", email="other@example.org", email_verified=False)
    visitor, _ = sign_in(office, provider, "n-1")
    assert visitor.is_in()
    assert office.account("Nour").id == account.id


def test_the_way_there_has_state_nonce_and_a_challenge_that_is_met(office, provider):
    invite(office, "Nour", "nour@example.org")
    provider.user("n-2", email="nour@example.org", email_verified=True)
    visitor = office.visitor()
    asked = parse_qs(urlsplit(leave(visitor)).query)
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == ["http://localhost/oidc/back"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    sign_in(office, provider, "n-2")
    query, _ = provider.asked("/oauth2/authorize")[-1]
    _, body = provider.asked("/oauth2/token")[-1]
    digest = hashlib.sha256(body["code_verifier"][0].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert query["code_challenge"] == [challenge]


def test_it_leads_back_to_the_page_that_was_asked_for_and_nowhere_else(
    office, provider
):
    invite(office, "Nour", "nour@example.org")
    provider.user("n-3", email="nour@example.org", email_verified=True)
    for wanted, got in (("/e/fr/statement", "/e/fr/statement"), ("//evil", "/")):
        visitor = office.visitor()
        back = provider.agree(leave(visitor, {"next": wanted}), "n-3")
        assert visitor.get(path_of(back), 303).headers["Location"] == got


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email": "nour@example.org", "email_verified": False}, "not verified"),
        ({"email": "nour@example.org"}, "does not say"),
        ({"email": "nour@example.org", "email_verified": "true"}, "a word"),
        ({"email": "stranger@example.org", "email_verified": True}, "unknown"),
        ({"email": "", "email_verified": True}, "empty"),
        ({}, "none"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_t37_nobody_comes_in_by_an_address_that_proves_nothing(
    office, provider, claims, why
):
    invite(office, "Nour", "nour@example.org")
    invite(office, "Nobody", "")
    provider.user("s-1", **claims)
    visitor, answer = sign_in(office, provider, "s-1", code=403)
    assert REFUSED in answer.text
    assert not visitor.is_in()
    assert office.account("Nour").subject is None


def test_t37_an_address_that_went_to_somebody_else_does_not_bring_the_account(
    office, provider
):
    invite(office, "Nour", "nour@example.org")
    provider.user("first", email="nour@example.org", email_verified=True)
    sign_in(office, provider, "first")
    provider.user("second", email="nour@example.org", email_verified=True)
    _, answer = sign_in(office, provider, "second", code=403)
    assert REFUSED in answer.text
    assert office.account("Nour").subject == f"{provider.url} first"


def test_t37_an_address_does_not_open_an_account_that_has_a_password(office, provider):
    invite(office, "Nour", "nour@example.org")
    office.give_password("Nour")
    provider.user("n-4", email="nour@example.org", email_verified=True)
    _, answer = sign_in(office, provider, "n-4", code=403)
    assert "sign in with it and connect on your account page" in answer.text
    nour = office.enter("Nour")
    page = nour.get("/account").text
    link = page[page.index("/oidc/sign-in?connect=") :].partition('"')[0]
    back = provider.agree(nour.get(link, 302).headers["Location"], "n-4")
    assert nour.get(path_of(back), 303).headers["Location"] == "/account"
    page = nour.get("/account").text
    assert "You can sign in with Id now." in page
    assert "You can also sign in with Id." in page
    visitor, _ = sign_in(office, provider, "n-4")
    assert visitor.is_in()


def test_t37_nobody_is_made_to_connect_by_another_site(office, provider):
    nour = office.enter("rita")
    stranger = office.visitor().csrf()
    for token in ("", "x", stranger):
        nour.get("/oidc/sign-in", 400, query_string={"connect": token})
    assert office.account("rita").subject is None


def test_t37_one_identity_has_one_account(office, provider):
    invite(office, "Nour", "nour@example.org")
    provider.user("n-5", email="nour@example.org", email_verified=True)
    sign_in(office, provider, "n-5")
    rita = office.enter("rita")
    back = provider.agree(leave(rita, {"connect": rita.csrf()}), "n-5")
    answer = rita.get(path_of(back), 422)
    assert "another account is connected to this sign-in already" in answer.text
    assert office.account("rita").subject is None


def test_t37_two_accounts_with_one_address_are_nobodys(office, provider):
    invite(office, "Nour", "team@example.org")
    invite(office, "Sami", "TEAM@example.org")
    provider.user("t-1", email="team@example.org", email_verified=True)
    sign_in(office, provider, "t-1", code=403)
    assert office.account("Nour").subject is office.account("Sami").subject is None


def test_t37_who_is_shut_out_does_not_come_in_by_the_provider(office, provider):
    office.set('new_accounts = "translator"')
    found = office.again()
    account = invite(found, "Nour", "nour@example.org")
    provider.user("n-6", email="nour@example.org", email_verified=True)
    with found.ledger.write() as connection:
        accounts.set_disabled(connection, account.id, True)
    sign_in(found, provider, "n-6", code=403)  # never signed in, and no new one
    with found.ledger.write() as connection:
        accounts.set_disabled(connection, account.id, False)
    visitor, _ = sign_in(found, provider, "n-6")
    with found.ledger.write() as connection:
        accounts.set_disabled(connection, account.id, True)
    assert not visitor.is_in()
    sign_in(found, provider, "n-6", code=403)
    with found.ledger.read() as connection:
        names = [a.name for a in accounts.list_accounts(connection)]
    assert len(names) == 8


def test_strangers_get_an_account_where_the_settings_say_so(office, provider):
    office.set('new_accounts = "translator"')
    found = office.again()
    provider.user("x-1", name="Xi", email="xi@example.org", email_verified=True)
    visitor, _ = sign_in(found, provider, "x-1")
    assert visitor.is_in()
    account = found.account("Xi")
    assert account.grants == (Grant(Role.TRANSLATOR),)
    assert account.email == "xi@example.org"
    sign_in(found, provider, "x-1")
    with found.ledger.read() as connection:
        assert len(accounts.list_accounts(connection)) == 8


def test_t37_a_stranger_cannot_take_the_name_of_somebody(office, provider):
    office.set('new_accounts = "translator"')
    found = office.again()
    for sub, name in (
        ("x-2", "Rita"),
        ("x-3", "rіta"),
        ("x-4", "<b>\u202e"),
        ("x-5", ""),
    ):
        provider.user(sub, name=name, email=f"{sub}@example.org", email_verified=False)
        visitor, _ = sign_in(found, provider, sub)
        assert visitor.is_in()
    with found.ledger.read() as connection:
        made = {a.name: a for a in accounts.list_accounts(connection) if a.subject}
    # a name that is taken, or looks like one, gives way to the address
    assert set(made) == {f"x-{n}@example.org" for n in (2, 3, 4, 5)}
    assert all(account.email is None for account in made.values())


def test_t37_an_answer_to_somebody_elses_question_is_refused(office, provider):
    invite(office, "Nour", "nour@example.org")
    provider.user("n-7", email="nour@example.org", email_verified=True)
    mine, other = office.visitor(), office.visitor()
    back = path_of(provider.agree(leave(mine), "n-7"))
    leave(other)
    for path in (back, "/oidc/back", "/oidc/back?code=x&state=y", "/oidc/back?state="):
        answer = other.get(path, 403)
        assert "The sign-in service refused." in answer.text
    assert not other.is_in()
    mine.get(back, 303)
    mine.get(back, 403)  # a code and a state work once


def test_t37_a_token_for_another_nonce_or_from_another_issuer_is_refused(
    office, provider
):
    invite(office, "Nour", "nour@example.org")
    provider.user("n-8", email="nour@example.org", email_verified=True)
    for wrong in ({"nonce": "of an older sign-in"}, {"host": "evil.example"}):
        provider.mode(**wrong)
        visitor, answer = sign_in(office, provider, "n-8", code=403)
        assert "The sign-in service refused." in answer.text
        assert not visitor.is_in()
    provider.mode(garbage=["/oauth2/token"])
    sign_in(office, provider, "n-8", code=403)
    assert office.account("Nour").subject is None


def test_who_says_no_at_the_provider_is_told_so(office, provider):
    visitor = office.visitor()
    back = provider.agree(leave(visitor), "n-9", action="deny")
    assert "The sign-in service refused." in visitor.get(path_of(back), 403).text


@pytest.mark.parametrize("how", ["broken", "garbage"])
def test_a_provider_that_is_down_is_told_clearly_and_can_come_back(
    office, provider, how
):
    found = office.again()
    provider.mode(**{how: ["/.well-known/openid-configuration"]})
    answer = found.visitor().get("/oidc/sign-in", 503)
    assert "The sign-in service cannot be reached." in answer.text
    provider.mode()
    invite(found, "Nour", "nour@example.org")
    provider.user("n-10", email="nour@example.org", email_verified=True)
    provider.mode(**{how: ["/jwks"]})
    sign_in(found, provider, "n-10", code=503)
    provider.mode()
    visitor, _ = sign_in(found, provider, "n-10")
    assert visitor.is_in()


def test_a_provider_that_is_not_there_at_all_is_told_clearly(house):
    house.set('[oidc]\nissuer = "http://127.0.0.1:9"\nclient_id = "readout"')
    found = house.again()
    assert "The sign-in service cannot be reached." in (
        found.visitor().get("/oidc/sign-in", 503).text
    )
    found.give_password("rita")
    found.visitor().sign_in("rita")  # passwords still work


def test_many_attempts_do_not_fill_the_cookie(office, provider):
    visitor = office.visitor()
    for _ in range(30):
        leave(visitor)
    name = office.app.config["SESSION_COOKIE_NAME"]
    assert len(visitor.client.get_cookie(name).value) < 1500


def test_t29_the_provider_writes_no_lines_of_the_log(office, caplog):
    query = {"error": "x", "error_description": "a\r\nERROR forged", "state": "y"}
    office.visitor().get("/oidc/back", 403, query_string=query)
    [said] = [r.getMessage() for r in caplog.records if "oidc" in r.getMessage()]
    assert "\n" not in said
