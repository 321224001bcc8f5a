"""GET /notes/<id>: a note by itself."""

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID

VIEWS = ("GET notes.note",)


def test_works__it_shows_the_card_and_the_way_to_its_passage(cast: Cast, noting: Noting) -> None:
    note = noting.note(body="Adults **only**")
    page = cast.client("alice").get(f"/notes/{note}").text
    assert page.count('class="card"') == 1
    assert f'href="/trials/{REGISTRY_ID}#eligibility"' in page
    assert f'href="/trials/{REGISTRY_ID}#note-{note}"' in page
    assert "<strong>only</strong>" in page
    assert f'href="/trials/{REGISTRY_ID}/shares/new?note={note}"' in page
    assert "added by" not in page, "it is her own"


def test_whose__others_find_nothing(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    note = noting.note(body="A secret thought")
    mine, missing = (cast.client("charlie").get(f"/notes/{name}") for name in (note, "A" * 22))
    assert mine.status_code == missing.status_code == 404
    assert "secret" not in mine.text
    assert client.get(f"/notes/{note}").location == f"/sign-in?next=/notes/{note}"
    for odd in ("%00", "%F0", "x" * 5000):
        assert cast.client("alice").get(f"/notes/{odd}").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
