"""Projects of REFI-QDA on the page: out, in for another, there once when sent twice, undone, and as other programs write them."""

import re

from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.foreign import TEXT, bring, look
from tests.sharing import write_note
from tests.texts import document, keep_trial, kept_trial
from tests.unit.interchange.projects import DOSE, RISK, SOURCE, passage, qde, qdpx
from tests.unit.interchange.test_refi_project import opened
from tests.web.interchange.test_imports import notes, words

IN_FILE = f"sources/{SOURCE}.txt"


def exported(client: FlaskClient) -> bytes:
    answer = client.get("/notes/exports?format=qdpx")
    assert answer.status_code == 200
    return answer.get_data()


def test_what_one_takes_home_another_brings_in_and_undoes(cast: Cast, database: Database) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    with database.transaction() as session:
        trial = keep_trial(session)
        write_note(session, cast.viewer("alice"), trial, words="160 mg", body="Which **dose**?\nAnd when")
        write_note(session, cast.viewer("alice"), trial, body="On all")
    sent = exported(alice)
    project, parts = opened(sent)
    assert [text.decode() for text in parts.values()] == [document().text]
    assert project.sources.text_source[0].name.startswith("NCT04561557, version 1")
    assert "Here already 2 notes" in words(look(alice, sent).text), "its writer has them"
    page = bring(bob, sent)
    assert "2 notes imported." in words(page)
    assert sorted(note["markdown"] for note in notes(bob)) == ["On all", "Which **dose**?\nAnd when"]
    assert "Here already 2 notes" in words(look(bob, sent).text)
    theirs = opened(exported(bob))[0]
    assert [each.name for each in theirs.users.user] == ["Bob"]
    undo = re.search(r'action="(/notes/acts/[^"]+/reversal)"', page)
    assert undo
    assert "Undone for 2 notes." in words(bob.post(undo[1], follow_redirects=True).text)


def test_the_same_note_is_there_once_whatever_file_it_comes_in(cast: Cast, database: Database) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    with database.transaction() as session:
        write_note(session, cast.viewer("alice"), keep_trial(session), words="160 mg", body="Which dose?")
    bring(bob, alice.get("/notes/exports?format=json").get_data())
    assert "Here already 1 note" in words(look(bob, exported(alice)).text)


def test_notes_of_another_program_stand_on_our_text(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice, start = cast.client("alice"), TEXT.index("≥18 Years")
    inside = "<Description>Adults</Description>|"
    sent = qdpx(qde(passage(1, start, start + 9, RISK, DOSE, name="≥18 Years", inside=inside)), {IN_FILE: TEXT})
    shown = words(look(alice, sent).text)
    assert "1 note of REFI-QDA would come in" in shown
    assert "1 new label: “Safety/Risk”." in shown
    assert "1 note imported." in words(bring(alice, sent))
    [note] = notes(alice)
    assert (note["passage"]["exact"], note["markdown"], note["tags"]) == ("≥18 Years", "Adults", ["Dose"])
    assert note["label"]["name"] == "Safety/Risk"
    assert f'guid="{RISK}" name="Risk" isCodable="true" color="#FF0000"' in alice.get("/labels.qdc").text


def test_what_is_not_sure_does_not_come_in(cast: Cast, database: Database) -> None:
    kept_trial(database)
    alice, text = cast.client("alice"), f"Typed by hand\r\n{TEXT[:40]}"
    for start, reason in ((0, "on words that no version of the record here has"), (20, "count in different ways")):
        sent = qdpx(qde(passage(1, start, start + 12, DOSE)), {IN_FILE: text})
        assert reason in words(look(alice, sent).text)


def test_a_hostile_project_gets_a_sentence(cast: Cast) -> None:
    alice = cast.client("alice")
    for sent, sentence in (
        (qdpx(b"<Project>" + b" " * 40_000_000), "unpacks to more than is read"),
        (qdpx('<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>'), "declares a document type"),
        (b"PK\x03\x04", "broken"),
    ):
        answer = look(alice, sent)
        assert (answer.status_code, sentence in answer.text) == (422, True), answer.text
