"""The HTTP API, line by line of its contract."""

import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from api_calls import CLIMATE, LINK, Api, entry_path, serve_desk, token_of

HELD = "They discussed the climate."
PROBLEM = {"type", "title", "status", "detail"}


@pytest.fixture
def api(desk):
    """A desk with one release, called by somebody who may do all."""
    desk.source("call.txt", CLIMATE)
    desk("extract")
    return serve_desk(desk).as_(
        token_of(desk, "ada", "admin", "read", "write", "approve", "admin")
    )


@pytest.fixture
def li(api, desk):
    return api.as_(token_of(desk, "li", "reviewer", "read", "write", "approve"))


@pytest.fixture
def maria(api, desk):
    return api.as_(token_of(desk, "maria", "translator", "read", "write", "approve"))


def problem(answer, status, detail=None, **more):
    """Assert that an answer is a problem of RFC 9457, and return it."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    found = answer.json
    assert found.keys() >= PROBLEM
    assert found["status"] == status
    if detail is not None:
        assert found["detail"] == detail
    assert {name: found.get(name) for name in more} == more
    return found


def configure(desk, old, new):
    """Change a value in readout.toml."""
    config = desk.root / "readout.toml"
    config.write_text(config.read_text().replace(f'= "{old}"', f'= "{new}"'))


# Reading


def test_a_catalog_lists_its_entries_with_the_fields_of_the_contract(api):
    answer = api.get("/releases/call/fr")
    assert set(answer.json) == {"release", "locale", "entries"}
    assert (answer.json["release"], answer.json["locale"]) == ("call", "fr")
    [title, *rest] = answer.json["entries"]
    assert set(title) == {"key", "msgctxt", "msgid", "target", "state", "digest"}
    assert title["msgctxt"] == "title"
    assert {e["state"] for e in rest} == {"untranslated"}


def test_one_entry_has_its_digest_as_etag(api):
    entry = api.entries()[HELD]
    answer = api.get(entry_path(entry))
    assert answer.json == entry
    assert answer.headers["ETag"] == f'"{entry["digest"]}"'


def test_head_answers_as_get_without_a_body(api):
    entry = api.entries()[HELD]
    answer = api.call("HEAD", entry_path(entry))
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == f'"{entry["digest"]}"'


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_unchanged_catalog_is_not_sent_again(api, coding):
    headers = {"Accept-Encoding": coding}
    first = api.get("/releases/call/fr", headers=headers)
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {**headers, "If-None-Match": first.headers["ETag"]}
    again = api.get("/releases/call/fr", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    assert api.get("/releases/call/fr", headers=known).status_code == 200


def test_releases_come_a_page_at_a_time(api, desk):
    for number in range(3):
        desk.source(f"calls/{number}.txt", CLIMATE)
    desk("extract")
    first = api.get("/releases?limit=3")
    assert (first.json["total"], len(first.json["releases"])) == (4, 3)
    assert first.headers["Link"] == '</api/v1/releases?limit=3&offset=3>; rel="next"'
    last = api.get("/releases?limit=3&offset=3")
    assert "Link" not in last.headers
    found = first.json["releases"] + last.json["releases"]
    assert {r["id"] for r in found} == {"call", "calls/0", "calls/1", "calls/2"}
    assert found[0]["catalogs"]["fr"]["untranslated"] == 4
    assert [r["id"] for r in api.get("/releases?id=calls/1").json["releases"]] == [
        "calls/1"
    ]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "offset=0000000000001"]
)
def test_a_page_that_makes_no_sense_is_refused(api, query):
    problem(api.get(f"/releases?{query}"), 400)


def test_status_counts_by_locale(api):
    api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    found = api.get("/status").json
    assert (found["releases"], found["being_read"]) == (1, 0)
    assert found["locales"]["fr"] == {
        "total": 4, "untranslated": 3, "prefilled": 0, "translated": 1,
        "returned": 0, "approved": 0,
    }  # fmt: skip


def test_search_finds_in_source_and_target(api):
    entry = api.entries()[HELD]
    api.save(entry, "Ils ont parlé du climat.")
    found = api.get("/search?q=climat&side=target").json
    [hit] = found["hits"]
    assert (hit["release"], hit["locale"], hit["key"]) == ("call", "fr", entry["key"])
    assert [hit["target"][a:b] for side, a, b in hit["spans"]] == ["climat"]


@pytest.mark.parametrize(
    "query",
    ["", "q=", "q=x&kind=magic", "q=x&side=left", "q=x&limit=0", "q=x&after=nonsense",
     "q=(&kind=regex", f"q={'x' * 301}"],
)  # fmt: skip
def test_a_search_that_makes_no_sense_is_refused(api, query):
    problem(api.get(f"/search?{query}"), 400)


# Changing


def test_a_save_answers_with_the_new_version(api):
    entry = api.entries()[HELD]
    answer = api.save(entry, "Ils ont parlé du climat.")
    assert answer.status_code == 200
    assert set(answer.json) == {"digest", "state"}
    assert answer.json["state"] == "translated"
    assert answer.headers["ETag"] == f'"{answer.json["digest"]}"'
    now = api.entries()[HELD]
    assert (now["target"], now["digest"]) == (
        "Ils ont parlé du climat.", answer.json["digest"],
    )  # fmt: skip


def test_a_conflict_gives_both_texts_and_the_version_that_there_is(api, li):
    seen = api.entries()[HELD]
    theirs = li.save(seen, "Le climat a été évoqué.").json
    found = problem(
        api.save(seen, "Ils ont parlé du climat."),
        412,
        "somebody changed this text meanwhile; read it and save again",
        mine="Ils ont parlé du climat.",
        theirs="Le climat a été évoqué.",
        digest=theirs["digest"],
    )
    assert api.entries()[HELD]["target"] == "Le climat a été évoqué."
    again = api.save(seen, found["mine"], tag=f'"{found["digest"]}"')
    assert again.status_code == 200


def test_a_stale_approval_is_refused_with_the_text_that_there_is(api, li):
    seen = api.entries()[HELD]
    api.save(seen, "Ils ont parlé du climat.")
    for act, body in (("approve", {}), ("return", {"reason": "no"})):
        found = problem(li.act(seen, act, **body), 412)
        assert found["theirs"] == "Ils ont parlé du climat."
        assert found["digest"] == api.entries()[HELD]["digest"]
    assert api.entries()[HELD]["state"] == "translated"


def test_two_saves_of_one_version_at_once_have_one_winner(api, li):
    entry = api.entries()[HELD]
    start = threading.Barrier(8)

    def save(number):
        start.wait()
        who = (api, li)[number % 2]
        return who.save(entry, f"Texte {number}").status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(save, range(8)))
    assert sorted(codes) == [200] + [412] * 7
    assert api.entries()[HELD]["target"] == f"Texte {codes.index(200)}"


@pytest.mark.parametrize("act", ["", "/approve", "/return"])
@pytest.mark.parametrize(
    ("header", "detail"),
    [
        (None, "send If-Match with the digest of the entry as you saw it"),
        ("", "send If-Match with the digest of the entry as you saw it"),
        ("*", "If-Match must name a digest: * would undo others' work"),
    ],
)
def test_without_a_version_nothing_changes(api, act, header, detail):
    path = entry_path(api.entries()[HELD]) + act
    method = api.post if act else api.put
    body = {"reason": "x"} if act == "/return" else {"target": "x"}
    problem(method(path, json=body, tag=header), 428, detail)


def test_if_match_takes_lists_weak_tags_and_those_that_compression_made(api):
    for form in ('"{}"', 'W/"{}"', '"{}:gzip"', '"{}-gzip"', '"x", "{}"', '"{}","y"',
                 '{}', 'W/"other" , W/"{}"'):  # fmt: skip
        entry = api.entries()[HELD]
        tag = form.replace("{}", entry["digest"])
        assert api.save(entry, f"Texte {form}", tag=tag).status_code == 200, form


@pytest.mark.parametrize("header", ['"', '"a" "b"', '"open', "a b"])
def test_if_match_that_cannot_be_read_is_refused(api, header):
    problem(
        api.save(api.entries()[HELD], "x", tag=header),
        400,
        'If-Match must hold digests in quotes: "…", "…"',
    )


def test_etags_are_digests_when_answers_are_compressed_too(api):
    entry = api.entries()[HELD]
    api.save(entry, "Du climat. " * 300)
    answer = api.get(entry_path(entry), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    found = json.loads(gzip.decompress(answer.data))
    assert answer.headers["ETag"] == f'"{found["digest"]}"'
    assert api.save(found, "Du climat.", tag=answer.headers["ETag"]).status_code == 200


def test_a_broken_placeholder_is_refused_and_nothing_saved(desk, api):
    desk.source("visit.html", LINK)
    desk("extract")
    entry = next(e for m, e in api.entries("visit").items() if "<1>" in m)
    for target in ("Lisez le texte.", "Lisez <1>le texte.", "Lisez <2/> ceci."):
        found = problem(api.save(entry, target, release="visit"), 422)
        assert found["detail"].startswith("placeholder ")
    good = api.save(entry, "Lisez <1>le texte</1>.", release="visit")
    assert good.status_code == 200


def test_an_approval_of_a_text_that_another_tool_broke_is_a_fault_of_the_text(
    desk, api, li
):
    desk.source("visit.html", LINK)
    desk("extract")
    entry = next(e for m, e in api.entries("visit").items() if "<1>" in m)
    api.save(entry, "Lisez <1>le texte</1>.", release="visit")
    path = desk.catalog("visit")
    path.write_text(path.read_text().replace("<1>le texte</1>", "le texte"))
    broken = next(e for m, e in api.entries("visit").items() if "<1>" in m)
    problem(li.act(broken, "approve", release="visit"), 422)


@pytest.mark.parametrize(
    "target", ["bell \a", "null \0", "half \ud800", "line \u0085", "\ufffe"]
)
def test_control_characters_are_refused(api, target):
    problem(api.save(api.entries()[HELD], target), 422)


def test_half_a_character_in_a_conflict_is_given_back(api, li):
    entry = api.entries()[HELD]
    li.save(entry, "Texte")
    found = problem(api.save(entry, "half \ud800"), 412)
    assert found["mine"] == "half \ud800"


@pytest.mark.parametrize(
    ("data", "kind", "status", "detail"),
    [
        (b"{", "application/json", 400, None),
        (b"", "application/json", 400, None),
        (b'{"target": "\xff"}', "application/json", 400, None),
        (b"[" * 100_000, "application/json", 400, None),
        (b"[]", "application/json", 422, "the body must be a JSON object"),
        (b"{}", "application/json", 422, "'target' is missing"),
        (b'{"target": 1}', "application/json", 422, "'target' must be a string"),
        (b'{"target": null}', "application/json", 422, "'target' must be a string"),
        (b'{"target": "x", "state": "approved"}', "application/json", 422,
         "unknown member 'state'; known: target"),
        (b'{"target": "x"}', "text/plain", 415,
         "send JSON: Content-Type: application/json"),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_refused(api, data, kind, status, detail):
    entry = api.entries()[HELD]
    answer = api.put(entry_path(entry), data=data, content_type=kind, tag='"x"')
    problem(answer, status, detail)


def test_a_target_may_not_be_endless(api):
    problem(
        api.save(api.entries()[HELD], "x" * 100_001),
        422,
        "'target' may have 100,000 characters",
    )


def test_a_body_that_is_too_big_is_refused(api):
    path = entry_path(api.entries()[HELD])
    data = b'{"target": "' + b"x" * 21_000_000
    answer = api.put(path, data=data, content_type="application/json", tag='"x"')
    problem(answer, 413, "the body is too big")


# Approving


def test_four_eyes(api, li):
    api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    entry = api.entries()[HELD]
    problem(
        api.act(entry, "approve"),
        403,
        "ada edited this text; somebody else must approve it",
        policy="four-eyes",
    )
    answer = li.act(entry, "approve")
    assert answer.status_code == 200
    assert set(answer.json) == {"digest", "state"}
    assert answer.json["state"] == "approved"
    assert answer.headers["ETag"] == f'"{answer.json["digest"]}"'


def test_two_persons(desk, api, li):
    configure(desk, "four-eyes", "two-persons")
    eve = api.as_(token_of(desk, "eve", "reviewer", "approve"))
    entry = api.entries()[HELD]
    desk("prefill", "call", "--locale", "fr", "--engine", "pseudo")
    first = li.act(api.entries()[HELD], "approve")
    assert first.status_code == 200
    assert first.json["state"] == "prefilled"
    assert first.json["note"].startswith("one more approver is needed")
    again = problem(li.act(api.entries()[HELD], "approve"), 403, policy="two-persons")
    assert again["detail"].startswith("li approved it already")
    second = eve.act(api.entries()[HELD], "approve")
    assert second.json["state"] == "approved"
    assert entry["key"] == api.entries()[HELD]["key"]


def test_nothing_cannot_be_approved_or_returned(api, li):
    entry = api.entries()[HELD]
    problem(li.act(entry, "approve"), 422, "there is no target yet")
    answer = li.act(entry, "return", reason="x")
    problem(answer, 422, "there is no target to return")


def test_a_return_says_why_and_drops_the_approval(desk, api, li):
    api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    li.act(api.entries()[HELD], "approve")
    entry = api.entries()[HELD]
    answer = li.act(entry, "return", reason="Who?", category="accuracy")
    assert (answer.status_code, answer.json["state"]) == (200, "returned")
    assert desk.entries("call")[HELD].record.why == "accuracy: Who?"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "'reason' is missing"),
        ({"reason": "  "}, "a return needs a reason"),
        ({"reason": "a\0"}, "'reason' holds the control character U+0000"),
        ({"reason": "\ud800"}, "'reason' holds the control character U+D800"),
        ({"reason": "x", "category": "mood"},
         "'category' must be one of accuracy, terminology, style, typo, other"),
    ],
)  # fmt: skip
def test_a_return_without_a_good_reason_is_refused(api, li, body, detail):
    api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    entry = api.entries()[HELD]
    path = f"{entry_path(entry)}/return"
    problem(li.post(path, json=body, tag=f'"{entry["digest"]}"'), 422, detail)


# Who may


def test_without_a_token_that_works_the_answer_says_what_to_send(api):
    answer = api.as_("").get("/releases")
    problem(answer, 401, "send a token: Authorization: Bearer …")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="readout"'
    for bad in ("rdo_nonsense", "é", "x" * 10_000):
        answer = api.as_(bad).get("/releases")
        problem(answer, 401, "the token is unknown, revoked or too old")
        assert answer.headers["WWW-Authenticate"] == (
            'Bearer realm="readout", error="invalid_token"'
        )
    basic = api.as_("").get("/releases", headers={"Authorization": "Basic YTpi"})
    problem(basic, 401)


def test_a_cookie_of_the_desk_opens_no_door_of_the_api(api, desk):
    from workflow.project import Project
    from workflow.stages.people import local_link

    browser = api.app.test_client()
    browser.get(f"/welcome/{local_link(Project(desk.root), 'ada')}")
    assert browser.get("/").status_code == 200
    problem(browser.get("/api/v1/releases"), 401)


def test_a_token_may_what_role_and_scope_both_allow(desk, api, maria):
    entry = api.entries()[HELD]
    reader = api.as_(token_of(desk, "rhea", "admin", "read"))
    refused = reader.save(entry, "x")
    problem(refused, 403, "role and scopes do not allow to edit in fr")
    assert maria.save(entry, "Ils ont parlé du climat.").status_code == 200
    entry = api.entries()[HELD]
    problem(
        maria.act(entry, "approve"),
        403,
        "role and scopes do not allow to approve in fr",
    )
    answer = maria.post("/releases", json={"name": "a.txt", "text": "A\n\nB."})
    problem(answer, 403, "role and scopes do not allow to change sources")


def test_a_role_in_one_locale_opens_that_one_only(desk, api):
    zoe = api.as_(
        token_of(desk, "zoe", "editor", "read", "write", "approve", locales=["fr"])
    )
    assert zoe.entries()
    problem(zoe.get("/releases/call/zh-Hans"), 403)
    [row] = zoe.get("/releases").json["releases"]
    assert set(row["catalogs"]) == {"fr"}
    assert set(zoe.get("/status").json["locales"]) == {"fr"}
    assert {h["locale"] for h in zoe.get("/search?q=climate").json["hits"]} == {"fr"}
    problem(zoe.get("/search?q=climate&locale=zh-Hans"), 403)
    problem(zoe.post("/releases", json={"name": "a.txt", "text": "A\n\nB."}), 403)


def test_a_revoked_token_and_a_disabled_account_are_out_at_once(desk, api, maria):
    assert maria.get("/releases").status_code == 200
    desk("user", "disable", "maria")
    problem(maria.get("/releases"), 401)


# Addresses


@pytest.mark.parametrize(
    "release",
    ["a/b", "a/fr", "fr/entries", "x/fr/entries", "x/fr/entries/abcdefabcdef",
     "y/fr/entries/abcdefabcdef/approve", "z/prefill", "z/fr/prefill", "z/return"],
)  # fmt: skip
def test_slashes_in_an_id_make_no_address_ambiguous(desk, api, li, release):
    desk.source(f"{release}.txt", CLIMATE)
    desk("extract", release)
    entry = api.entries(release)[HELD]
    assert api.get(entry_path(entry, release)).json == entry
    assert api.get(entry_path(entry, release).replace("%2F", "/")).json == entry
    assert api.save(entry, "Ils ont parlé.", release=release).status_code == 200
    entry = api.entries(release)[HELD]
    assert li.act(entry, "approve", release=release).json["state"] == "approved"


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/releases/nothing/fr", "there is no release 'nothing'"),
        ("/releases/..%2F..%2Fetc/fr", "there is no release '../../etc'"),
        ("/releases/call/de", "locale 'de' is not in this project"),
        ("/releases/call/en", "'call' is written in en"),
        ("/releases/call/fr/entries/abcdefabcdef", "there is no entry 'abcdefabcdef'"),
        ("/jobs/0123456789abcdef", "there is no job '0123456789abcdef'"),
        ("/nothing", "there is nothing at this address"),
    ],
)  # fmt: skip
def test_what_is_not_there(api, path, detail):
    problem(api.get(path), 404, detail)


def test_unknown_addresses_under_api_are_problems_without_a_token_too(api):
    client = api.app.test_client()
    for path in ("/api", "/api/", "/api/v2/releases", "/api/v1/", "/api/v1/x"):
        problem(client.get(path), 404, "there is nothing at this address")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/releases", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/status", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/releases/call/fr/entries/abcdefabcdef/approve", {"POST", "OPTIONS"}),
        ("GET", "/releases/call/fr/prefill", {"POST", "OPTIONS"}),
        ("PATCH", "/releases/call/fr/entries/abcdefabcdef",
         {"GET", "HEAD", "PUT", "OPTIONS"}),
    ],
)  # fmt: skip
def test_another_method_is_refused_with_those_that_are_not(api, method, path, allow):
    answer = api.call(method, path)
    problem(answer, 405, f"this address does not take the method {method}")
    assert set(answer.headers["Allow"].split(", ")) == allow


def test_an_error_of_ours_is_a_problem_that_tells_nothing(api):
    app = api.app
    app.config.update(PROPAGATE_EXCEPTIONS=False)
    app.view_functions["api.status"] = lambda: {}["secret"]
    found = problem(api.get("/status"), 500)
    assert "secret" not in found["detail"]


def test_a_catalog_that_cannot_be_read_is_a_problem_that_names_it(desk, api):
    desk.catalog("call").write_text('msgid "x\n')
    found = problem(api.get("/releases/call/fr"), 409)
    assert found["detail"].startswith("locales/fr/LC_MESSAGES/call.po:")
    assert str(desk.root) not in found["detail"]


def test_a_broken_readout_toml_is_a_problem_of_the_server(desk, api):
    (desk.root / "readout.toml").write_text("locale = 1\n")
    found = problem(api.get("/releases/call/fr"), 503)
    assert found["detail"].startswith("readout.toml:1: unknown key 'locale'")


# Releases in, jobs


def test_a_release_is_added_and_read(desk, api):
    body = {"name": "2026-11-20.txt", "text": CLIMATE, "id": "calls/2026-11-20"}
    answer = api.post("/releases", json=body)
    assert answer.status_code == 201
    assert answer.json == {
        "id": "calls/2026-11-20", "title": "President Speaks to Secretary-General",
        "locale": "en", "segments": 4,
        "left_out": [{"text": "20 November 2026", "reason": "date"}],
    }  # fmt: skip
    listed = api.get(answer.headers["Location"].removeprefix("/api/v1"))
    assert [r["id"] for r in listed.json["releases"]] == ["calls/2026-11-20"]
    assert HELD in api.entries("calls/2026-11-20")
    assert desk.states("calls/2026-11-20")[HELD] == "untranslated"
    again = api.post("/releases", json=body)
    assert (again.status_code, again.json) == (200, answer.json)


def test_an_id_that_is_taken_is_refused_and_the_release_kept(desk, api):
    body = {"name": "call.txt", "text": "Another\n\nText."}
    problem(
        api.post("/releases", json=body), 409, "there is another release 'call' already"
    )
    other = {**body, "name": "call.md", "id": "call"}
    problem(api.post("/releases", json=other), 409)
    assert (desk.root / "sources" / "call.txt").read_text() == CLIMATE
    assert not (desk.root / "sources" / "call.md").exists()


def test_two_releases_with_one_id_at_once_have_one_winner(desk, api):
    start = threading.Barrier(4)

    def add(number):
        start.wait()
        text = f"Title {number}\n\nText number {number}."
        body = {"name": f"new.{('txt', 'md')[number % 2]}", "text": text}
        return api.post("/releases", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(add, range(4)))
    assert sorted(codes) == [201, 409, 409, 409]
    assert len(list((desk.root / "sources").glob("new.[tm]*"))) == 1


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": "../x.txt", "text": "A"}, "'../x.txt' cannot be the name of a file"),
        ({"name": ".x.txt", "text": "A"}, "'.x.txt' cannot be the name of a file"),
        ({"name": "", "text": "A"}, "'' cannot be the name of a file"),
        ({"name": "x.txt", "text": " \n"}, "'text' is empty"),
        ({"name": "x.txt", "text": "\ud800"}, "'text' holds half of a character"),
        ({"name": "x.txt", "text": "A\n\nB.", "locale": "xx-nope"}, None),
        ({"name": "x.txt", "text": "A\n\nB.", "id": "../../etc/x"}, None),
        ({"name": "x.txt", "text": "A\n\nB.", "id": "feeds/x"}, None),
        ({"name": "x.txt", "text": "A\n\nB.", "id": "x" * 101}, None),
        ({"name": "x.txt", "text": "A\n\nB.", "id": "call/fr"},
         "'call/fr' would stand among the editions of 'call'; choose another id"),
    ],
)  # fmt: skip
def test_a_release_that_cannot_be_added_leaves_nothing_behind(desk, api, body, detail):
    before = sorted(desk.root.rglob("sources/*"))
    problem(api.post("/releases", json=body), 422, detail)
    assert sorted(desk.root.rglob("sources/*")) == before


def test_prefill_is_a_job_to_poll(desk, api):
    configure(desk, "auto", "pseudo")
    answer = api.post("/releases/call/fr/prefill")
    assert answer.status_code == 202
    path = answer.headers["Location"].removeprefix("/api/v1")
    assert path == f"/jobs/{answer.json['id']}"
    deadline = threading.Event()
    for _ in range(300):
        found = api.get(path).json
        if found["state"] not in ("waiting", "running"):
            break
        deadline.wait(0.1)
    assert (found["state"], found["done"]) == ("done", 4)
    assert set(found) == {
        "id", "kind", "release", "locale", "state", "done", "total", "message",
    }  # fmt: skip
    assert {e["state"] for e in api.entries().values()} == {"prefilled"}


def test_an_api_needs_no_form_token_and_keeps_no_cookie(api):
    assert isinstance(api, Api)
    answer = api.save(api.entries()[HELD], "Ils ont parlé du climat.")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
