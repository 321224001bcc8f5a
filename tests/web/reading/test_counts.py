"""The numbers of the header, for a page that is open: as its own header has them, and nobody is seen by their being asked for."""

from datetime import timedelta

import time_machine
from flask.testing import FlaskClient

from annotate import clock
from annotate.accounts.models import SignIn
from annotate.database import Database
from annotate.following.subjects import SubjectKind
from annotate.following.telling import tell_followers
from tests.cast import Cast
from tests.following import bring_in, follow
from tests.rungs import refuse_other_methods
from tests.studies import numbered

VIEWS = ("GET reading.counts",)

URL = "/counts"
NOTHING = '<span data-count="replies"></span><span data-count="news"></span>'
ONE_NEW = '<span class="count"><span aria-hidden="true">1</span><span class="visually-hidden">1 new</span></span>'


def test_works__it_says_what_the_header_of_a_page_says(database: Database, cast: Cast) -> None:
    alice = cast.client("alice")
    assert NOTHING in alice.get(URL).text
    bring_in(database, numbered(1), updated="2026-01-01")
    follow(database, cast.viewer("alice"), SubjectKind.TRIAL, numbered(1))
    bring_in(database, numbered(1), updated="2026-02-01", summary="Other.")
    tell_followers(database)

    news = f'<span data-count="news">{ONE_NEW}</span>'
    assert news in alice.get(URL).text
    assert news in alice.get("/notes").text
    assert f'data-counts-of="{cast.viewer("alice").id}"' in alice.get(URL).text
    assert NOTHING in cast.client("bob").get(URL).text


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 303
    assert "data-counts" not in client.get("/").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_an_open_page_is_nobody_s_use_of_a_sign_in(database: Database, cast: Cast) -> None:
    alice, bob = cast.client("alice"), cast.client("bob")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        alice.get(URL)
        bob.get("/notes")
        with database.reader() as session:
            seen = {row.account_id: row.last_seen_at == clock.now() for row in session.query(SignIn)}
    assert seen == {cast.viewer("alice").id: False, cast.viewer("bob").id: True}
