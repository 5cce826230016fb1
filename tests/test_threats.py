"""Every threat of docs/threats.md has its tests: here, and in the files beside it."""

import ast
import re
from pathlib import Path

import pytest
from house import PASSWORD, PEOPLE

from workflow.ledger import accounts, audit, sessions
from workflow.model.people import Grant, Role

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")


def test_every_line_of_the_page_has_a_test_and_every_test_a_line():
    tested = set()
    for path in (ROOT / "tests").glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                tested |= set(re.findall(r"^test_t(\d\d)_", node.name))
    lines = re.findall(r"^\| T(\d\d) \|", PAGE, re.MULTILINE)
    assert len(lines) == len(set(lines))
    assert set(lines) == tested


# Forged requests


def test_t01_a_form_without_a_token_of_this_session_is_refused(house):
    rita, eve = house.enter("rita"), house.enter("eve")
    entry = house.entry("They agreed")
    path = f"/s/fr/{entry.key}/statement"
    data = {"do": "approve", "version": entry.version}
    stranger = house.visitor().csrf()
    for token in (None, "", "x", stranger, eve.csrf(), rita.csrf() + "x"):
        sent = data if token is None else {**data, "csrf_token": token}
        answer = rita.client.post(path, data=sent)
        assert answer.status_code == 400, token
        assert "This page is too old, or not ours" in answer.text
    assert house.state("They agreed") == "prefilled"
    rita.post(path, data)
    assert house.state("They agreed") == "approved"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "image/png"])
def test_t01_no_content_type_gets_round_it(house, kind):
    ada = house.enter("ada")
    body = '{"csrf_token": "x", "name": "mallory", "role": "admin"}'
    answer = ada.client.post("/people", data=body, content_type=kind)
    assert answer.status_code == 400
    assert house.account("mallory") is None


def test_t01_a_token_from_before_sign_in_is_worth_nothing_after_it(house):
    visitor = house.visitor()
    before = visitor.csrf()
    visitor.client.get(house.link("rita"))
    answer = visitor.client.post("/sign-out", data={"csrf_token": before})
    assert answer.status_code == 400
    assert visitor.is_in()


def test_t02_the_api_takes_no_cookie(house):
    eve = house.enter("eve")
    for path in ("/api/v1/releases", "/api/v1/status"):
        answer = eve.get(path, 401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="readout"'
    key = house.entry("They agreed").key
    path = f"/api/v1/releases/statement/fr/entries/{key}/approve"
    assert eve.post(path, code=401)
    for word in ("Basic", "bearer"):
        header = {"Authorization": f"{word} {eve.csrf()}"}
        assert eve.get("/api/v1/status", 401, headers=header)


# Headers and cookies


def test_t06_the_cookie_is_for_this_site_and_no_script(house):
    [cookie] = house.visitor().get("/sign-in").headers.getlist("Set-Cookie")
    name, _, attributes = cookie.partition("=")
    assert re.fullmatch(r"readout-[0-9a-f]{8}", name)
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes.split("; "))
    assert "Domain" not in attributes


@pytest.mark.parametrize("how", ["option", "setting"])
def test_t06_over_https_cookies_are_secure_and_https_stays(house, how):
    if how == "setting":
        house.set('[desk]\nurl = "https://desk.example.org"')
    found = house.again(is_https=how == "option")
    answer = found.visitor().get("/sign-in")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-readout-")
    assert "; Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_t06_two_desks_on_one_machine_do_not_share_a_cookie():
    from web.security import cookie_name

    one, other = (cookie_name(Path(f"/srv/{n}"), False) for n in ("one", "two"))
    assert one != other


def test_t14_no_other_site_frames_a_page(house):
    ada = house.enter("ada")
    for path in ("/", "/account", "/people", "/e/fr/statement", "/nothing"):
        answer = ada.get(path, code=None)
        assert answer.headers["X-Frame-Options"] == "DENY"
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
    preview = ada.get("/preview/statement/fr/index.html")
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]


def test_t32_nothing_but_style_and_scripts_is_kept_by_browsers_or_caches(house):
    ada = house.enter("ada")
    pages = ("/", "/account", "/e/fr/statement", "/po/fr/statement", "/search?q=water",
             "/preview/statement/fr/index.html", "/nothing",
             "/api/v1/status")  # fmt: skip
    for path in pages:
        answer = ada.get(path, code=None)
        assert answer.headers["Cache-Control"] == "no-store", path
    found = re.search(r'href="(/static/[^"]+)"', ada.get("/").text)[1]
    assert "immutable" in ada.get(found).headers["Cache-Control"]
    assert ada.get("/static/0123456789/no.css", 404).headers["Cache-Control"] == (
        "no-store"
    )


# Signing in


def test_t07_guesses_are_limited_by_name_and_address(house):
    house.give_password("rita")
    stranger = house.visitor()
    for _ in range(audit.MAX_PER_PAIR):
        stranger.sign_in("rita", "wrong password", code=422)
    answer = stranger.sign_in("rita", code=429)
    assert "Too many attempts. Wait a quarter of an hour." in answer.text
    house.give_password("ed")
    assert stranger.sign_in("ed")  # another name, the same address


def test_t07_guesses_are_limited_for_one_address_whatever_the_names(house):
    with house.ledger.write() as connection:
        for n in range(audit.MAX_PER_ADDRESS):
            audit.note_failed(connection, f"name {n}", "127.0.0.1")
    house.give_password("rita")
    house.visitor().sign_in("rita", code=429)


def test_t07_guesses_are_limited_for_one_name_from_many_addresses(house):
    house.give_password("rita")
    with house.ledger.write() as connection:
        for n in range(audit.MAX_PER_NAME):
            audit.note_failed(connection, "RITA", f"198.51.100.{n % 250}")
    house.visitor().sign_in("rita", code=429)


def test_t07_a_whole_ipv6_network_counts_as_one_address(house):
    with house.ledger.write() as connection:
        for n in range(audit.MAX_PER_ADDRESS):
            audit.note_failed(connection, f"name {n}", f"2001:db8:1:2::{n:x}")
    with house.ledger.read() as connection:
        assert audit.is_limited(connection, "rita", "2001:db8:1:2:ffff::1")
        assert not audit.is_limited(connection, "rita", "2001:db8:1:3::1")


def test_t08_who_guesses_does_not_lock_out_a_browser_that_was_here_before(house):
    house.give_password("rita")
    rita = house.visitor()
    rita.sign_in("rita")
    rita.post("/sign-out")
    with house.ledger.write() as connection:
        for _ in range(audit.MAX_PER_NAME + audit.MAX_PER_ADDRESS):
            audit.note_failed(connection, "rita", "127.0.0.1")
    house.visitor().sign_in("rita", code=429)
    rita.sign_in("rita")
    assert rita.is_in()


def test_t08_such_a_browser_has_a_limit_too_and_signs_nobody_in(house):
    house.give_password("rita")
    house.give_password("ed")
    rita = house.visitor()
    rita.sign_in("rita")
    rita.post("/sign-out")
    assert not rita.is_in()
    for _ in range(audit.MAX_PER_PAIR):
        rita.sign_in("rita", "wrong password", code=422)
    rita.sign_in("rita", code=429)
    rita.sign_in("ed")


def test_t09_the_old_password_cannot_be_guessed_on_the_account_page(house):
    house.give_password("rita")
    rita = house.enter("rita")
    data = {"old": "wrong password", "new": "a new password", "again": "a new password"}
    for _ in range(audit.MAX_PER_PAIR):
        assert "The old password is wrong." in (
            rita.post("/account/password", data, code=422).text
        )
    rita.post("/account/password", {**data, "old": PASSWORD}, code=429)


def test_t10_a_token_is_long_kept_as_a_digest_and_dies_when_told(house):
    from sqlalchemy import select

    from workflow.ledger import schema

    secret = house.token("rita")
    assert len(secret) >= 4 + 43  # 32 random bytes
    with house.ledger.read() as connection:
        [row] = connection.execute(select(schema.token)).all()
    assert secret not in str(row)
    header = {"Authorization": f"Bearer {secret}"}
    visitor = house.visitor()
    visitor.get("/api/v1/status", headers=header)
    for wrong in (secret[:-1], secret + "x", secret.upper(), "rdo_", "%", "é"):
        bad = {"Authorization": f"Bearer {wrong}"}
        assert visitor.get("/api/v1/status", 401, headers=bad)
    with house.ledger.write() as connection:
        sessions.revoke_token(connection, house.account("rita").id, row.id)
    visitor.get("/api/v1/status", 401, headers=header)


def test_t11_signing_in_gives_a_new_session_and_ends_the_old_one(house):
    first = house.enter("rita")
    cookie = first.client.get_cookie(house.app.config["SESSION_COOKIE_NAME"]).value
    first.client.get(house.link("tina"))
    again = first.client.get_cookie(house.app.config["SESSION_COOKIE_NAME"]).value
    assert cookie != again
    thief = house.visitor()
    thief.client.set_cookie(house.app.config["SESSION_COOKIE_NAME"], cookie)
    assert not thief.is_in()


def test_t12_a_cookie_copied_before_sign_out_is_dead_after_it(house):
    name = house.app.config["SESSION_COOKIE_NAME"]
    rita, thief = house.enter("rita"), house.visitor()
    thief.client.set_cookie(name, rita.client.get_cookie(name).value)
    assert thief.is_in()
    rita.post("/sign-out")
    assert not thief.is_in()
    assert not rita.is_in()


def test_t12_a_cookie_of_another_key_is_nothing(house):
    name = house.app.config["SESSION_COOKIE_NAME"]
    value = house.enter("rita").client.get_cookie(name).value
    (house.root / ".readout" / "secret").unlink()
    thief = house.again().visitor()
    thief.client.set_cookie(name, value)
    assert not thief.is_in()


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
        "https://evil.example", "/\t/evil.example", "/\n/evil.example",
        "\t//evil.example",
        " //evil.example", "javascript:alert(1)", "///evil.example", "evil.example",
        "/%0a/evil\r\nSet-Cookie: x=y", "/\\/evil.example", "data:text/html,x", "",
    ],
)  # fmt: skip
def test_t13_no_link_leads_from_here_to_another_site(house, target):
    house.give_password("rita")
    for visitor, act in (
        (house.visitor(), lambda v: v.post(
            "/sign-in", {"name": "rita", "password": PASSWORD, "next": target})),
        (house.enter("ed"), lambda v: v.post(
            "/language", {"language": "fr", "next": target})),
        (house.enter("ed"), lambda v: v.get(
            "/sign-in", 302, query_string={"next": target})),
    ):  # fmt: skip
        answer = act(visitor)
        assert answer.headers["Location"] == "/", target
        assert "x=y" not in answer.headers.getlist("Set-Cookie")


def test_t13_an_encoded_path_stays_a_path_of_this_site(house):
    for target in ("/%2f%2fevil.example", "/e/fr/statement?open=next", "/.//evil"):
        answer = house.enter("ed").get("/sign-in", 302, query_string={"next": target})
        assert answer.headers["Location"] == target


def test_t21_nobody_learns_which_accounts_there_are(house):
    house.give_password("rita")
    house.give_password("ed")
    with house.ledger.write() as connection:
        accounts.set_disabled(connection, house.account("ed").id, True)
    pages = set()
    for name in ("rita", "nobody", "ed", "tina"):  # right, none, shut out, no password
        answer = house.visitor().sign_in(name, "wrong password", code=422)
        text = re.sub(r'(name="csrf_token" value|content)="[^"]+"', "", answer.text)
        pages.add(text.replace(f'name="name" value="{name}"', ""))
    assert len(pages) == 1
    assert "Name or password is wrong." in pages.pop()
    house.visitor().sign_in("ed", PASSWORD, code=422)


def test_t21_a_name_that_is_not_there_takes_as_much_work(house, monkeypatch):
    from argon2 import PasswordHasher

    worked = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify",
        lambda self, *args: worked.append(1) or verify(self, *args),
    )  # fmt: skip
    house.give_password("rita")
    for name in ("rita", "nobody", "tina"):
        house.visitor().sign_in(name, "wrong password", code=422)
    assert len(worked) == 3


def test_t22_a_link_works_once(house):
    link = house.link("rita")
    assert house.visitor().client.get(link).status_code == 303
    answer = house.visitor().get(link, 404)
    assert "This link was used already, or is too old." in answer.text


def test_t22_what_looks_at_a_link_first_does_not_use_it_up(house):
    link = house.link("rita")
    visitor = house.visitor()
    assert visitor.client.head(link).status_code == 204
    assert visitor.get(link, 204, headers={"Sec-Purpose": "prefetch;prerender"})
    assert visitor.client.get(link).status_code == 303
    invitation = house.link("tina", "invite")
    for _ in range(3):
        visitor.get(invitation)
    data = {"password": PASSWORD, "again": PASSWORD}
    visitor.post(invitation, data)
    house.visitor().post(invitation, data, code=404)


def test_t22_a_link_is_for_its_purpose_and_its_time(house):
    from sqlalchemy import update

    from workflow.clock import clock
    from workflow.ledger import schema

    signin = house.link("rita")
    data = {"password": PASSWORD, "again": PASSWORD}
    house.visitor().post(signin, data, code=404)
    assert house.visitor().client.get(signin).status_code == 303
    invitation = house.link("tina", "invite")
    newer = house.link("tina", "invite")
    house.visitor().get(invitation, 404)
    with house.ledger.write() as connection:
        connection.execute(update(schema.invitation).values(expires=clock(minutes=-1)))
    house.visitor().get(newer, 404)
    house.visitor().post(newer, data, code=404)


def test_t27_who_is_shut_out_is_out_at_once(house):
    rita = house.enter("rita")
    header = {"Authorization": f"Bearer {house.token('rita')}"}
    link = house.link("rita", "reset")
    rita = house.enter("rita")
    number = house.account("rita").id
    house.enter("ada").post(f"/people/{number}/disabled", {"disabled": "1"})
    assert not rita.is_in()
    rita.get("/api/v1/status", 401, headers=header)
    rita.get(link, 404)


def test_t27_a_role_that_is_taken_away_is_gone_at_once(house):
    rita = house.enter("rita")
    header = {"Authorization": f"Bearer {house.token('rita')}"}
    with house.ledger.write() as connection:
        grants = [Grant(Role.TRANSLATOR, "fr")]
        accounts.set_grants(connection, house.account("rita").id, grants)
    rita.act(house, "They agreed", "approve", code=403)
    entry = house.entry("They agreed")
    path = f"/api/v1/releases/statement/fr/entries/{entry.key}/approve"
    header["If-Match"] = f'"{entry.version}"'
    assert rita.client.post(path, headers=header).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["Rita", " rita ", "rіta", "ｒｉｔａ", "ri\u200bta", "RITA", "ri\u00adta"],
)
def test_t28_no_account_can_look_like_another(house, name):
    ada = house.enter("ada")
    ada.post("/people", {"name": name, "role": "reviewer"}, code=422)
    with house.ledger.read() as connection:
        found = accounts.list_accounts(connection)
    assert {account.name for account in found} == set(PEOPLE)


@pytest.mark.parametrize(
    "name", ["a\u202eb", "a\x1bb", "<b>x</b>", "mt:argos", " ", ""]
)
def test_t28_a_name_cannot_hide_what_it_is(house, name):
    house.enter("ada").post("/people", {"name": name, "role": "reviewer"}, code=422)
