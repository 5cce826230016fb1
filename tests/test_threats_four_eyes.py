"""Nobody gets text of their own approved by themselves, whichever way they try."""

import io

from house import house, house_template  # noqa: F401 (fixtures)

from workflow.model.people import Grant, Role

REFUSED = "rita edited this text; somebody else must approve it"


def demote(house, name, role):
    from workflow.ledger.accounts import set_grants

    with house.ledger.write() as connection:
        set_grants(connection, house.account(name).id, [Grant(Role(role), "fr")])


def test_t25_by_the_form(house):
    rita = house.enter("rita")
    rita.act(house, "They agreed", "save", target="Ils sont d’accord.")
    answer = rita.act(house, "They agreed", "approve", code=403)
    assert REFUSED in answer.text
    rita.act(house, "Water is", "approve", target="L’eau est rare.")  # saves first
    assert house.state("They agreed") == house.state("Water is") == "translated"


def test_t25_by_the_api(house):
    house.write("They agreed", "Ils sont d’accord.", "rita")
    entry = house.entry("They agreed")
    headers = {
        "Authorization": f"Bearer {house.token('rita')}",
        "If-Match": f'"{entry.version}"',
    }
    path = f"/api/v1/releases/statement/fr/entries/{entry.key}/approve"
    answer = house.visitor().client.post(path, headers=headers)
    assert (answer.status_code, answer.json["detail"]) == (403, REFUSED)


def test_t25_in_bulk(house):
    ed = house.enter("ed")
    ed.act(house, "They agreed", "save", target="Ils sont d’accord.")
    entry = house.entry("They agreed")
    other = house.entry("Water is")
    ticked = {"entry": [f"{e.key}:{e.version}" for e in (entry, other)]}
    done = ed.post("/bulk/fr/statement", ticked).headers["Location"]
    assert "ed edited this text; somebody else must approve it" in ed.get(done).text
    assert house.state("They agreed") == "translated"
    assert house.state("Water is") == "approved"


def test_t25_by_search_and_replace(house):
    house.write("They agreed", "Ils sont contents.", "tina")
    ed = house.enter("ed")
    entry = house.entry("They agreed")
    data = {"find": "contents", "replace": "d’accord", "case": "1",
            "entry": f"{entry.key}:{entry.version}:statement"}  # fmt: skip
    ed.post("/replace/fr", data)
    assert house.entry("They agreed").msgstr == "Ils sont d’accord."
    assert ed.act(house, "They agreed", "approve", code=403)


def test_t25_by_an_upload_that_says_it_is_approved_by_another(house):
    assert not house.approve("They agreed", "li").refused
    ours = house.desk.open("statement", "fr").path.read_bytes()
    before = house.entry("They agreed").msgstr
    forged = ours.replace(before.encode(), b"Oui.")
    rita = house.enter("rita")
    file = (io.BytesIO(forged), "statement.po")
    page = rita.post("/upload/fr/statement", {"file": file}, code=200)
    assert "1 text differs." in page.text
    entry = house.entry("They agreed")
    rita.post("/upload/fr/statement", {
        "entry": f"{entry.key}:{entry.version}", f"target-{entry.key}": "Oui.",
    })  # fmt: skip
    assert house.state("They agreed") == "translated"
    assert house.entry("They agreed").record.by == "rita"
    assert REFUSED in rita.act(house, "They agreed", "approve", code=403).text


def test_t25_by_bringing_an_earlier_text_back(house):
    house.write("They agreed", "Oui.", "tina")
    house.write("They agreed", "Non.", "tina")
    rita = house.enter("rita")
    rita.act(house, "They agreed", "revert", event="1", side="after")
    assert house.entry("They agreed").msgstr == "Oui."
    assert REFUSED in rita.act(house, "They agreed", "approve", code=403).text


def test_t25_by_returning_it_first(house):
    rita = house.enter("rita")
    rita.act(house, "They agreed", "save", target="Oui.")
    rita.act(house, "They agreed", "return", category="typo", reason="mine")
    assert REFUSED in rita.act(house, "They agreed", "approve", code=403).text


def test_t25_by_joining_and_splitting_segments(house):
    house.write("They agreed", "Oui.", "eve")
    house.write("The parties", "<1>Genève</1>.", "eve")
    eve = house.enter("eve")
    outline = house.open().outline
    first = next(p for p in outline.passages if p.key == house.entry("The parties").key)
    data = {"kind": "join", "anchor": first.anchor, "sure": "1"}
    eve.post("/segments/statement", data)
    joined = house.entry("The parties")
    assert "Oui." in joined.msgstr
    answer = eve.act(house, "The parties", "approve", code=None)
    assert answer.status_code == 403, "a draft made of one's own texts is one's own"
    assert house.state("The parties") != "approved"


def test_t25_by_changing_the_source_under_the_text(house):
    house.write("Water is", "L’eau est rare.", "eve")
    path = house.root / "sources" / "statement.html"
    path.write_text(path.read_text().replace("Water is scarce", "Water is very scarce"))
    eve = house.enter("eve")
    eve.post("/extract/statement", {"sure": "1"})
    assert house.entry("Water is very").msgstr == "L’eau est rare."
    assert eve.act(house, "Water is very", "approve", code=None).status_code == 403


def test_t26_an_undo_brings_back_no_approval_that_somebody_withdrew(house):
    assert not house.approve("They agreed", "rita").refused
    tina, rita = house.enter("tina"), house.enter("rita")
    tina.act(house, "They agreed", "save", target="Autre.")
    rita.act(house, "They agreed", "return", category="typo", reason="no")
    tina.act(house, "They agreed", "undo", code=422)
    tina.act(house, "They agreed", "save", target="Encore.")
    tina.act(house, "They agreed", "undo")
    assert house.state("They agreed") == "returned"
    tina.act(house, "They agreed", "undo")
    assert house.state("They agreed") == "translated"


def test_t26_who_may_not_approve_any_more_cannot_redo_an_approval(house):
    rita = house.enter("rita")
    rita.act(house, "They agreed", "approve")
    rita.act(house, "They agreed", "undo")
    demote(house, "rita", "translator")
    rita.act(house, "They agreed", "undo", code=403)
    assert house.state("They agreed") == "prefilled"


def test_t26_undoing_ones_own_edit_gives_the_approval_of_that_text_back(house):
    assert not house.approve("They agreed", "rita").refused
    tina = house.enter("tina")
    tina.act(house, "They agreed", "save", target="Autre.")
    tina.act(house, "They agreed", "undo")
    assert house.state("They agreed") == "approved"
    assert house.entry("They agreed").record.approvers == ("rita",)


def test_t26_an_undo_of_many_leaves_what_others_did_since(house):
    ed = house.enter("ed")
    entries = [house.entry(words) for words in ("They agreed", "Water is")]
    ticked = {"entry": [f"{e.key}:{e.version}" for e in entries]}
    batch = ed.post("/bulk/fr/statement", ticked).headers["Location"].split("/")[2]
    house.enter("rita").act(house, "Water is", "return", category="typo", reason="no")
    ed.post(f"/bulk-undo/{batch}/fr/statement")
    assert house.state("They agreed") == "prefilled"
    assert house.state("Water is") == "returned"


def test_t26_nobody_undoes_what_another_did(house):
    house.enter("rita").act(house, "They agreed", "approve")
    house.enter("tina").act(house, "They agreed", "undo", code=422)
    assert house.state("They agreed") == "approved"
