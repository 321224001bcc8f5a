"""The numbers of the header, for a page that is open: as its own header has them, and nobody is seen by their being asked for."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.accounts.models import SignIn
from annotate.database import Database
from annotate.following.subjects import SubjectKind
from annotate.following.telling import tell_followers
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.following import bring_in, follow
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock
from tests.studies import numbered
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

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


def state(client: FlaskClient, page: str) -> dict[str, str]:
    """Give what the page of a trial asks with."""
    found = re.search(r'data-since="(\d+)" data-number="(\d+)"', client.get(page).text)
    assert found
    return {"trial": page.rsplit("/", 1)[-1], "since": found[1], "number": found[2]}


def told(client: FlaskClient, asked: dict[str, str]) -> dict[str, str]:
    """Give what is new on a page."""
    return dict(re.findall(r'data-(replies|notes|changed)(?:="(\d+)")?', client.get(URL, query_string=asked).text))


def test_works__a_trial_s_page_learns_what_happened_on_it(
    app: Flask, cast: Cast, database: Database, noting: Noting
) -> None:
    alice = cast.client("alice")
    with database.reader() as session:
        trial_id = session.scalars(select(Trial.id)).one()
    shared = share(database, cast.viewer("alice"), trial_id=trial_id)
    page = f"/trials/{shared.registry_id}"
    asked = state(alice, page)
    assert told(alice, asked) == {}
    bob = unlock(cast.client("bob"), app, shared)
    for words in ("Yes.", "And no."):
        reply(bob, shared, words)
    note = noting.note(body="Written in another window")
    alice.post(f"/notes/{note}/deletion")
    assert told(alice, asked) == {"replies": "2", "notes": "1"}
    assert told(alice, asked | {"trial": numbered(1)}) == {"replies": "0", "notes": "0"}, "it is of another trial"
    with database.transaction() as session:
        keep_version(session, session.get_one(Trial, trial_id), SECTIONS, 2)
    assert "changed" in told(alice, asked)
    assert "changed" not in told(alice, state(alice, page))


def test_works__while_nothing_happens_the_answer_is_empty(cast: Cast, noting: Noting, queries: list[str]) -> None:
    alice = cast.client("alice")
    noting.note()
    first = alice.get(URL, query_string={"trial": REGISTRY_ID})
    queries.clear()
    again = alice.get(URL, query_string={"trial": REGISTRY_ID}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len([query for query in queries if "SELECT" in query]) == 2, "who asks, and whether anything happened"
    noting.note(on="160 mg")
    changed = alice.get(URL, query_string={"trial": REGISTRY_ID}, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "odd",
    [
        {"trial": "%00", "since": "0"},
        {"trial": "\0"},
        {"trial": "x" * 5000, "since": "1", "number": "1"},
        {"trial": REGISTRY_ID, "since": "-1", "number": "-1"},
        {"trial": REGISTRY_ID, "since": "9" * 40, "number": "9" * 40},
        {"trial": REGISTRY_ID, "since": "x", "number": "x"},
    ],
)
def test_validates__what_names_nothing_is_no_news(cast: Cast, noting: Noting, odd: dict[str, str]) -> None:
    noting.note()
    answer = cast.client("alice").get(URL, query_string=odd)
    assert answer.status_code == 200
    assert not re.search(r'data-(?:notes|replies)="[1-9]', answer.text)


def test_whose__another_person_s_page_tells_nothing(cast: Cast, noting: Noting) -> None:
    asked = {"trial": REGISTRY_ID, "since": "0", "number": "1"}
    cast.client("bob").post("/labels", data={"name": "x", "hue": "1"})
    noting.note()
    assert told(cast.client("alice"), asked) == {"replies": "0", "notes": "1"}
    assert told(cast.client("bob"), asked) in ({}, {"replies": "0", "notes": "0"})


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
