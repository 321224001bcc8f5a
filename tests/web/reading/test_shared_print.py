"""GET /shared/<id>/print: a trial of a link to print with all notes that the link has on it, and one's own replies."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.shares import actions
from annotate.shares.models import Share
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, reply, unlock, write_note
from tests.studies import numbered
from tests.texts import SECTIONS, keep_trial, keep_version
from tests.web.reading.test_print_version import endnotes, on_paper

VIEWS = ("GET reading.shared_print",)


@pytest.fixture
def guest(client: FlaskClient, app: Flask, shared: Shared) -> FlaskClient:
    return unlock(client, app, shared)


def test_works__it_has_every_note_of_the_link_and_the_visitor_s_replies(
    app: Flask, cast: Cast, guest: FlaskClient, shared: Shared
) -> None:
    reply(guest, shared, "A guest to Alice", name="Gina")
    reply(unlock(cast.client("bob"), app, shared), shared, "Bob to Alice")
    page = guest.get(f"/shared/{shared.id}/print").text
    assert {note for _, note in endnotes(page)} == set(shared.note_ids)
    assert endnotes(page)[0] == ("1", shared.note_ids[3]), "the one on the whole trial is first"
    assert "4 notes by <bdi>Alice</bdi>" in page
    assert "A guest to Alice" in page
    assert "Bob" not in page
    assert "<textarea" not in page
    assert f"http://localhost/shared/{shared.id}?version=1<" in page


def test_works__each_trial_of_the_link_is_printed_by_itself(
    guest: FlaskClient, cast: Cast, shared: Shared, database: Database
) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        other = write_note(session, alice, keep_trial(session, registry_id=numbered(1)), body="Elsewhere").id
        actions.choose_notes(session, alice, session.get_one(Share, shared.id), [*shared.note_ids, other])
    for query, ids in (("", set(shared.note_ids)), (f"?trial={numbered(1)}", {other})):
        page = guest.get(f"/shared/{shared.id}{query}").text
        assert on_paper(page) == ""
        assert {note for _, note in endnotes(guest.get(f"/shared/{shared.id}/print{query}").text)} == ids


@pytest.mark.parametrize("odd", ["version=9", "version=x", "trial=NCT00000000", "trial=%00"])
def test_validates__another_version_or_trial_is_not_found(guest: FlaskClient, shared: Shared, odd: str) -> None:
    assert guest.get(f"/shared/{shared.id}/print?{odd}").status_code == 404


def test_whose__it_opens_as_the_link_does(
    guest: FlaskClient, app: Flask, cast: Cast, shared: Shared, database: Database
) -> None:
    path = f"/shared/{shared.id}/print"
    for stranger in (app.test_client(), cast.client("charlie"), cast.client("alice")):
        assert stranger.get(path).status_code == 404
    assert guest.get(path).status_code == 200
    change_share(database, shared.id, can_reply=False, unlock_epoch=2)
    assert guest.get(path).status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_shared_page_says_on_paper_which_notes_it_lacks(
    guest: FlaskClient, cast: Cast, shared: Shared, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/shared/{shared.id}"
    assert on_paper(guest.get(path).text) == ""
    assert re.search(rf'href="{path}/print\?version=1"><svg[^>]*>.*?</svg> Print with notes</a>', guest.get(path).text)
    alice = cast.viewer("alice")
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        keep_version(session, trial, {**SECTIONS, "title": ("Title", ["A study of 999 mg"])}, 2)
        later = write_note(session, alice, trial, words="999 mg", body="On the second version").id
        actions.choose_notes(session, alice, session.get_one(Share, shared.id), [*shared.note_ids, later])
    old = guest.get(f"{path}?version=1").text
    assert on_paper(old) == f"Printed with 4 of 5 notes. Print all of them: http://localhost{path}/print?version=1"
    printed = guest.get(f"{path}/print?version=1").text
    assert [note for _, note in endnotes(printed)][-1] == later
    assert "Without a place in this version" in printed
    monkeypatch.setattr("annotate.reading.wanted.MOST_CARDS", 3)
    monkeypatch.setattr("annotate.reading.wanted.FIRST_CARDS", 2)
    assert on_paper(guest.get(path).text).startswith("Printed with 2 of 5 notes.")
