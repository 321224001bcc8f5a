"""GET /trials/<id>/versions/<n>/cards: cards of some notes, for a page that has many; and how such a page begins."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate.database import Database
from annotate.notes.anchors.placing import place_notes
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock
from tests.texts import REGISTRY_ID, SECTIONS, Sections, keep_version

VIEWS = ("GET reading.cards",)

TRIAL = f"/trials/{REGISTRY_ID}"
URL = f"{TRIAL}/versions/1/cards"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def _many_are_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.reading.wanted.MOST_CARDS", 3)
    monkeypatch.setattr("annotate.reading.wanted.FIRST_CARDS", 2)


def asked(*notes: str) -> str:
    """Give the address of some notes' cards."""
    return f"{URL}?" + "&".join(f"note={note}" for note in notes)


def ids(page: str) -> list[str]:
    """Give the notes whose cards are in a page, in its order."""
    return re.findall(r'<li class="card" id="note-([^"]+)"', page)


def marked(page: str) -> list[str]:
    """Give the marks that a page carries."""
    found = re.search(r'data-marks="([^"]*)"', page)
    assert found
    return found[1].split()


def test_works__the_cards_are_those_of_the_page(alice: FlaskClient, noting: Noting) -> None:
    notes = [noting.note(body="Adults"), noting.note(on="160 mg", body=""), noting.note(on="", body="About it all")]
    cards = alice.get(asked(*notes[:2])).text
    assert set(ids(cards)) == set(notes[:2])
    page = alice.get(TRIAL).text
    for card in re.findall(r'<li class="card".*?</article></li>', cards, re.DOTALL):
        assert re.sub(r'value="[^"]*"', "", card) in re.sub(r'value="[^"]*"', "", page)


def test_works__a_card_stands_as_in_the_version_that_is_asked_for(
    alice: FlaskClient, noting: Noting, database: Database
) -> None:
    note = noting.note(on="160 mg", body="Dose")
    longer: Sections = {**SECTIONS, "title": ("Title", ["A longer title, so that all comes later"])}
    with database.transaction() as session:
        version = keep_version(session, session.scalars(select(Trial)).one(), longer, 2)
        place_notes(session, version, 10)
    first, second = (alice.get(f"{TRIAL}/versions/{number}/cards?note={note}").text for number in (1, 2))
    starts = [re.findall(r'data-start="(\d+)"', page) for page in (first, second)]
    assert starts[0] != starts[1]
    assert starts[1] == re.findall(rf'id="note-{note}"[^>]*data-start="(\d+)"', alice.get(TRIAL).text)


def test_works__replies_come_with_their_note(app: Flask, cast: Cast, alice: FlaskClient, database: Database) -> None:
    shared = share(database, cast.viewer("alice"), bodies=("Is it?",))
    reply(unlock(cast.client("bob"), app, shared), shared, "Yes, it is.")
    assert "Yes, it is." in alice.get(f"/trials/{shared.registry_id}/versions/1/cards?note={shared.note_ids[0]}").text


@pytest.mark.parametrize("odd", ["", "?note=", "?note=x", "?note=%00", f"?note={'A' * 5000}", "?other=1"])
def test_validates__what_names_no_note_gives_no_card(alice: FlaskClient, noting: Noting, odd: str) -> None:
    noting.note()
    answer = alice.get(URL + odd)
    assert (answer.status_code, ids(answer.text)) == (200, [])


def test_validates__no_more_cards_come_than_a_page_holds(
    alice: FlaskClient, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.reading.views.trial.MOST_CARDS", 2)
    notes = [noting.note(body=f"Note {number}") for number in range(3)]
    assert set(ids(alice.get(asked(*notes)).text)) == set(notes[:2])
    assert alice.get(f"{TRIAL}/versions/9/cards?note={notes[0]}").status_code == 404


def test_whose__others_get_no_card(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note(body="A secret thought")
    for name in ("bob", "charlie"):
        page = cast.client(name).get(asked(note)).text
        assert ids(page) == []
        assert "secret" not in page
    assert client.get(asked(note)).location.startswith("/sign-in?next=")


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.usefixtures("_many_are_four")
def test_a_page_of_many_notes_carries_all_marks_and_the_first_cards(alice: FlaskClient, noting: Noting) -> None:
    notes = [noting.note(on=on, body=f"On {on}") for on in ("≥18 Years", "160 mg", "", "160 mg")]
    page = alice.get(TRIAL).text
    assert len(ids(page)) == 2
    assert {mark[:22] for mark in marked(page)} == set(notes)
    assert [mark[:22] for mark in marked(page)][:2] == ids(page), "in reading order"
    assert f"2 of {len(notes)} notes are shown." in page
    everything = alice.get(f"{TRIAL}?notes=all").text
    assert set(ids(everything)) == set(notes)
    assert "notes are shown" not in everything
    assert marked(everything) == marked(page)


@pytest.mark.usefixtures("_many_are_four")
def test_the_notes_of_one_label_are_asked_for_in_the_address(alice: FlaskClient, noting: Noting) -> None:
    dose = noting.note(on="160 mg", label="starter-dose")
    plain = [noting.note(body=f"Note {number}") for number in range(4)]
    assert ids(alice.get(f"{TRIAL}?label=%3DDose").text) == [dose]
    without = alice.get(f"{TRIAL}?label=none").text
    assert set(ids(without)) <= set(plain)
    assert dose not in ids(without)
    assert ids(alice.get(f"{TRIAL}?label=%3DNothing").text) == []
    everything = alice.get(TRIAL).text
    for odd in ("Dose", "\0", "x" * 5000):
        assert ids(alice.get(TRIAL, query_string={"label": odd}).text) == ids(everything)
    chosen = alice.get(f"{TRIAL}?label=%3DDose").text
    assert re.search(r'<option value="=Dose"[^>]* selected>Dose', chosen)
    assert len(marked(chosen)) == 5, "a script can show the others again"
