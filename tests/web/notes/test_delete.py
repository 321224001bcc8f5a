"""POST /notes/<id>/deletion and /restoration: deleting with a way back."""

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = ("POST notes.delete", "POST notes.restore")


def test_works__a_deleted_note_is_gone_from_every_list_and_can_be_brought_back(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(body="A thought"), cast.client("alice")
    answer = alice.post(f"/notes/{note}/deletion")
    assert answer.status_code == 303
    page = alice.get(answer.location).text
    assert "is deleted" in page
    assert f'action="/notes/{note}/restoration"' in page
    assert "A thought" not in alice.get(f"/trials/{REGISTRY_ID}").text
    assert "A thought" not in alice.get("/notes").text
    back = alice.post(f"/notes/{note}/restoration", follow_redirects=True)
    assert 'class="card"' in back.text
    assert "A thought" in alice.get(f"/trials/{REGISTRY_ID}").text


def test_whose__nobody_else_deletes_or_brings_back(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note()
    for verb in ("deletion", "restoration"):
        assert cast.client("charlie").post(f"/notes/{note}/{verb}").status_code == 404
        assert cast.client("charlie").post(f"/notes/unknown/{verb}").status_code == 404
        assert client.post(f"/notes/{note}/{verb}").status_code == 401
    assert "Adults" in cast.client("alice").get("/notes").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_scripts_get_no_page_and_the_card_back(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    headers = {"X-Fragment": "1"}
    gone = alice.post(f"/notes/{note}/deletion", headers=headers)
    assert (gone.status_code, gone.data) == (204, b"")
    back = alice.post(f"/notes/{note}/restoration", headers=headers, follow_redirects=True)
    assert f'id="note-{note}"' in back.text


def test_twice_is_once(cast: Cast, noting: Noting) -> None:
    note, alice = noting.note(), cast.client("alice")
    for verb in ("deletion", "deletion", "restoration", "restoration"):
        assert alice.post(f"/notes/{note}/{verb}").status_code == 303
    assert "Adults" in alice.get("/notes").text
