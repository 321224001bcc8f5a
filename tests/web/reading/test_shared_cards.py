"""GET /shared/<id>/cards: cards of some shared notes, for a page that has many; and how such a page begins."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, reply, share, unlock
from tests.web.reading.test_cards import ids, marked

VIEWS = ("GET reading.shared_cards",)


@pytest.fixture
def bob(app: Flask, cast: Cast, shared: Shared) -> FlaskClient:
    return unlock(cast.client("bob"), app, shared)


@pytest.fixture
def _many_are_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.reading.wanted.MOST_CARDS", 3)
    monkeypatch.setattr("annotate.reading.wanted.FIRST_CARDS", 2)


def test_works__the_cards_are_those_of_the_page(bob: FlaskClient, shared: Shared) -> None:
    reply(bob, shared, "Yes, it is.")
    asked = "&".join(f"note={note}" for note in shared.note_ids[:2])
    cards = bob.get(f"/shared/{shared.id}/cards?{asked}").text
    assert set(ids(cards)) == set(shared.note_ids[:2])
    assert "Yes, it is." in cards
    page = bob.get(f"/shared/{shared.id}").text
    assert set(ids(page)) == set(shared.note_ids)
    for part in ("data-start", "added by"):
        assert cards.count(part) == 2


@pytest.mark.parametrize("odd", ["", "?note=", "?note=x", "?note=%00", f"?note={'A' * 5000}"])
def test_validates__what_names_no_note_gives_no_card(bob: FlaskClient, shared: Shared, odd: str) -> None:
    assert ids(bob.get(f"/shared/{shared.id}/cards{odd}").text) == []


@pytest.mark.parametrize("odd", ["version=9", "version=x", "trial=NCT00000000", "trial=%00"])
def test_validates__another_version_or_trial_is_not_found(bob: FlaskClient, shared: Shared, odd: str) -> None:
    assert bob.get(f"/shared/{shared.id}/cards?{odd}").status_code == 404


def test_whose__only_shared_notes_come_and_only_to_visitors(
    cast: Cast, database: Database, client: FlaskClient, bob: FlaskClient, shared: Shared
) -> None:
    other = share(database, cast.viewer("alice"), bodies=("A secret thought",), trial_id=shared.trial_id)
    page = bob.get(f"/shared/{shared.id}/cards?note={other.note_ids[0]}").text
    assert ids(page) == []
    assert "secret" not in page
    for stranger in (client, cast.client("charlie")):
        assert stranger.get(f"/shared/{shared.id}/cards?note={shared.note_ids[0]}").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.usefixtures("_many_are_four")
def test_a_page_of_many_notes_carries_all_marks_and_the_first_cards(bob: FlaskClient, shared: Shared) -> None:
    page = bob.get(f"/shared/{shared.id}").text
    assert len(ids(page)) == 2
    assert {mark[:22] for mark in marked(page)} == set(shared.note_ids)
    assert "2 of 4 notes are shown." in page
    assert set(ids(bob.get(f"/shared/{shared.id}?notes=all").text)) == set(shared.note_ids)
    last = marked(page)[-1][:22]
    assert last not in ids(page)
    assert last in ids(bob.get(f"/shared/{shared.id}?whole={last}").text)
    assert last in ids(bob.get(f"/shared/{shared.id}", headers={"X-Fragment": "1", "X-Note": last}).text)
    assert re.search(r'href="#note-([^"]+)"', page), "the way to the first note"
