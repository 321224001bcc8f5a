"""GET /: where to begin, and what needs whoever is signed in."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.database import Database
from annotate.following.subjects import SubjectKind
from annotate.following.telling import tell_followers
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.following import bring_in, follow
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

VIEWS = ("GET reading.home",)


@pytest.fixture
def trials(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), title="An <old> trial", updated="2020-01-01", conditions=["Gout"])
        keep_study(session, numbered(2), title="A new trial", updated="2026-01-01", conditions=["Gout"])


@pytest.mark.usefixtures("trials")
def test_works__a_visitor_finds_search_conditions_and_what_is_new(client: FlaskClient) -> None:
    page = client.get("/").text

    assert 'action="/trials"' in page
    assert "/conditions/gout" in page
    assert page.index("A new trial") < page.index("An &lt;old&gt; trial")
    assert "Sign in to add a trial" in page
    assert "What needs you" not in page
    assert '<a class="button" href="/trials/NCT00000002">Read an example</a>' in page
    assert "2 trials here." in page
    assert re.search(r'<div class="picture-frame" aria-hidden="true">.*<mark.*class="thread"', page, re.DOTALL)


@pytest.mark.usefixtures("trials")
def test_works__a_signed_in_person_finds_their_own_corner(cast: Cast) -> None:
    page = cast.client("alice").get("/").text

    for words in ("What needs you", "Nothing at the moment", "My trials", "No trials yet."):
        assert words in page
    assert "picture-frame" not in page, "they know what this is"
    assert 'name="registry_id"' in page


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_is_new_in_what_one_follows_is_counted(cast: Cast, database: Database) -> None:
    alice = cast.viewer("alice")
    bring_in(database, numbered(1), conditions=["Gout"])
    follow(database, alice, SubjectKind.CONDITION, "gout")
    assert "in what you follow</a>" not in cast.client("alice").get("/").text
    bring_in(database, numbered(2), conditions=["Gout"])
    tell_followers(database)
    assert '<a href="/whats-new">1 new in what you follow</a>' in cast.client("alice").get("/").text
    assert "in what you follow</a>" not in cast.client("bob").get("/").text


def test_my_trials_are_those_that_i_read_or_wrote_on_last(cast: Cast, noting: Noting, database: Database) -> None:
    noting.note()
    with database.transaction() as session:
        for number in range(1, 4):
            keep_study(session, numbered(number), title=f"Trial {number}")
    alice = cast.client("alice")
    for at, number in enumerate((3, 1)):
        with time_machine.travel(clock.now() + timedelta(minutes=1 + at)):
            assert alice.post(f"/trials/{numbered(number)}/versions/1/last-read").status_code == 303
    page = alice.get("/").text
    mine = page[page.index("My trials") : page.index("Recently updated")]
    assert re.findall(r'item-title"><a href="/trials/(\w+)"', mine) == [numbered(1), numbered(3), REGISTRY_ID]
    assert f'<a href="/notes?trial={REGISTRY_ID}">1 note</a>' in mine
    assert mine.count("<span>read ") == 2
    assert "changed since" not in mine
    bobs = cast.client("bob").get("/").text
    assert "No trials yet." in bobs, "what one reads is one's own"


def test_a_trial_that_changed_since_is_said_to_have_changed(cast: Cast, noting: Noting, database: Database) -> None:
    alice = cast.client("alice")
    alice.post(f"/trials/{REGISTRY_ID}/versions/1/last-read")
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), SECTIONS, 2)
    page = alice.get("/").text
    assert f'href="/trials/{REGISTRY_ID}/versions/1/compare/2">changed since you read it</a>' in page
    alice.post(f"/trials/{REGISTRY_ID}/versions/2/last-read")
    assert "changed since" not in alice.get("/").text


def test_an_empty_house_says_what_to_do(client: FlaskClient) -> None:
    assert "annotate trials import PATH" in client.get("/").text


def test_the_number_of_queries_is_fixed(
    cast: Cast, client: FlaskClient, database: Database, queries: list[str]
) -> None:
    alice = cast.client("alice")
    counts = []
    for numbers in (range(1, 2), range(2, 51)):
        with database.transaction() as session:
            for number in numbers:
                keep_study(session, numbered(number), conditions=[f"Gout {number}"])
        for browser in (client, alice):
            queries.clear()
            assert browser.get("/").status_code == 200
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
