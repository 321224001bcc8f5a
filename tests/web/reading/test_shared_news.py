"""GET /shared/<id>/news: what is new on a page of a link that stays open, and nothing of what others do there."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts.models import SignIn
from annotate.activity.models import Activity
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.reading.shared_news import SharedState, shared_news
from annotate.replies.models import Reply
from annotate.shares import actions
from annotate.shares.models import Share, Unlock
from annotate.trials.models import Trial
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock, write_note
from tests.studies import numbered
from tests.texts import REGISTRY_ID, SECTIONS, keep_trial, keep_version

VIEWS = ("GET reading.shared_news",)

STATE = SharedState("0" * 16, "1" * 16, 2, 0, 0, 1_800_000_000, 1, 1)


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    return share(database, cast.viewer("alice"), bodies=("One note", "Another note"), words=("160 mg", "240 mg"))


@pytest.fixture
def guest(client: FlaskClient, app: Flask, shared: Shared) -> FlaskClient:
    return unlock(client, app, shared)


def asked(visitor: FlaskClient, shared: Shared) -> str:
    """Give the address by which the page of the link asks for its news."""
    found = re.search(r'data-news="([^"]+)"', visitor.get(f"/shared/{shared.id}").text)
    assert found
    return found[1].replace("&amp;", "&")


def told(visitor: FlaskClient, address: str) -> str:
    """Give the sentences of what is new."""
    page = visitor.get(address)
    found = re.fullmatch(r'<p data-shared-news="[^"]+">([^<]*)</p>', page.text)
    assert found, page.text
    return found[1]


def choose(database: Database, owner: Viewer, share_id: str, note_ids: tuple[str, ...]) -> None:
    """Let a share hold these notes."""
    with database.transaction() as session:
        actions.choose_notes(session, owner, session.get_one(Share, share_id), note_ids)


def test_works__it_tells_of_answers_in_the_visitor_s_own_threads(
    cast: Cast, guest: FlaskClient, shared: Shared, database: Database
) -> None:
    reply(guest, shared, "Is it?", name="Gina")
    address = asked(guest, shared)
    assert told(guest, address) == ""
    for words in ("It is.", "In the second arm."):
        answer(cast.client("alice"), thread_ids(database)[0], words)
    assert told(guest, address) == "2 new answers from Alice."
    assert told(guest, asked(guest, shared)) == "", "a page that was loaded since shows them"
    address = asked(guest, shared)
    with database.transaction() as session:
        session.scalars(select(Reply).where(Reply.body == "It is.")).one().revision = 2
    assert told(guest, address) == "Alice has changed an answer to you."


def test_works__it_tells_a_respondent_with_an_account_the_same(
    app: Flask, cast: Cast, shared: Shared, database: Database
) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "Is it?")
    address = asked(bob, shared)
    answer(cast.client("alice"), thread_ids(database)[0], "It is.")
    assert told(bob, address) == "1 new answer from Alice."


def test_works__it_tells_of_notes_that_come_change_and_go(
    cast: Cast, guest: FlaskClient, shared: Shared, database: Database
) -> None:
    alice, address = cast.viewer("alice"), asked(guest, shared)
    with database.transaction() as session:
        trial = session.get_one(Trial, shared.trial_id)
        third = write_note(session, alice, trial, words="telitacicept", body="Kept to herself").id
    assert told(guest, address) == "", "it is not in the link"
    choose(database, alice, shared.id, (*shared.note_ids, third))
    assert told(guest, address) == "Alice has added notes: 3 notes now, 2 before."
    choose(database, alice, shared.id, shared.note_ids[:1])
    assert told(guest, address) == "Alice has taken notes out: 1 note now, 2 before."
    choose(database, alice, shared.id, (shared.note_ids[0], third))
    assert told(guest, address) == "Alice has exchanged notes."
    choose(database, alice, shared.id, shared.note_ids)
    assert told(guest, address) == "", "all is as it was"
    note = f"/notes/{shared.note_ids[0]}"
    cast.client("alice").post(f"{note}/edits", data={"revision": "1", "body": "Other words"})
    assert told(guest, address) == "Alice has changed notes."
    cast.client("alice").post(f"{note}/deletion")
    assert told(guest, address) == "Alice has taken notes out: 1 note now, 2 before."


def test_works__it_tells_of_a_new_version_and_of_what_becomes_of_the_link(
    guest: FlaskClient, shared: Shared, database: Database
) -> None:
    address = asked(guest, shared)
    with database.transaction() as session:
        keep_version(session, session.get_one(Trial, shared.trial_id), SECTIONS, 2)
        session.get_one(Share, shared.id).can_reply = False
        session.get_one(Share, shared.id).expires_at += timedelta(hours=1)
    assert told(guest, address) == (
        "The record has changed. Replies are off for this link now. This link ends at another time now."
    )


def test_works__while_nothing_happens_the_answer_is_empty_and_reads_little(
    app: Flask, cast: Cast, shared: Shared, queries: list[str]
) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "Is it?")
    address = asked(bob, shared)
    tag = bob.get(address).headers["ETag"]
    queries.clear()
    again = bob.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", "no-store, private")
    read = [query for query in queries if "SELECT" in query]
    assert len(read) == 4, "who asks, the link, its notes, the answers"
    assert not [query for query in read[2:] if re.search(r"\bbody\b|\bexact\b|count\(\*\) OVER", query)], "no words"
    cast.client("alice").post(f"/notes/{shared.note_ids[0]}/edits", data={"revision": "1", "body": "Other words"})
    assert bob.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"trial": "\0", "was": "\0"},
        {"trial": "x" * 5000, "was": "x" * 5000},
        {"trial": REGISTRY_ID, "was": STATE.etag[:-1]},
        {"trial": REGISTRY_ID, "was": "." * 7},
        {"trial": REGISTRY_ID, "was": STATE.etag.replace(".2.", f".{'9' * 5000}.")},
        {"trial": REGISTRY_ID, "was": f"{STATE.etag}.1"},
    ],
)
def test_validates__a_state_that_no_page_had_is_no_news(
    guest: FlaskClient, shared: Shared, odd: dict[str, str]
) -> None:
    answered = guest.get(f"/shared/{shared.id}/news", query_string=odd)
    assert answered.status_code == 200
    assert answered.text.endswith('"></p>')


def test_whose__what_other_respondents_do_changes_no_byte(
    app: Flask, cast: Cast, guest: FlaskClient, shared: Shared, database: Database
) -> None:
    reply(guest, shared, "Is it?", name="Gina")
    bob = unlock(cast.client("bob"), app, shared)
    reply(bob, shared, "Bob to Alice")
    addresses = {visitor: asked(visitor, shared) for visitor in (guest, bob)}

    def everything() -> list[tuple[int, bytes, str | None]]:
        return [as_sent(visitor.get(address)) for visitor, address in addresses.items()]

    before = everything()
    other = unlock(app.test_client(), app, shared)
    reply(other, shared, "Another guest to Alice", name="Gina")
    reply(unlock(cast.client("charlie"), app, shared), shared, "Charlie to Alice", note=1)
    for thread in thread_ids(database)[2:]:
        answer(cast.client("alice"), thread, "Alice to others")
    other.post(f"/shared/{shared.id}/leaving", data={})
    assert everything() == before
    assert asked(guest, shared) == addresses[guest], "nor the address by which the page asks"

    answer(cast.client("alice"), thread_ids(database)[1], "Alice to Bob")
    assert as_sent(guest.get(addresses[guest])) == before[0]
    assert told(bob, addresses[bob]) == "1 new answer from Alice."


def as_sent(page: TestResponse) -> tuple[int, bytes, str | None]:
    return page.status_code, page.data, page.headers.get("ETag")


def test_whose__strangers_learn_nothing(cast: Cast, app: Flask, shared: Shared, guest: FlaskClient) -> None:
    address = asked(guest, shared)
    for stranger in (app.test_client(), cast.client("charlie"), cast.client("alice")):
        assert stranger.get(address).status_code == 404
        assert stranger.get(address, headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        ({"revoked_at": clock.now()}, 410, "This link has ended."),
        ({"paused_at": clock.now()}, 410, "This link has ended."),
        ({"unlock_epoch": 2}, 404, "This page needs a link and its passcode."),
    ],
)
def test_whose__once_the_link_has_ended_it_says_so_alone(
    guest: FlaskClient, shared: Shared, database: Database, end: dict[str, object], status: int, words: str
) -> None:
    address = asked(guest, shared)
    tag = guest.get(address).headers["ETag"]
    change_share(database, shared.id, **end)
    page = guest.get(address, headers={"If-None-Match": tag, "X-Fragment": "1"})
    assert page.status_code == status
    assert re.search(rf"data-error[^>]*>{words}", page.text)
    assert "Alice" not in page.text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_an_open_page_keeps_no_unlock_and_is_no_opening(
    guest: FlaskClient, shared: Shared, database: Database, queries: list[str]
) -> None:
    address, start = asked(guest, shared), clock.now()

    def known() -> tuple[object, ...]:
        with database.reader() as session:
            unlocked = session.scalars(select(Unlock)).one()
            happened = session.scalar(select(func.count()).select_from(Activity))
            return unlocked.last_seen_at, session.get_one(Share, shared.id).openings, happened

    before = known()
    for minutes in (10, 60, 119):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            queries.clear()
            assert guest.get(address).status_code == 200
            assert not [query for query in queries if query.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert known() == before
    with time_machine.travel(start + timedelta(minutes=121), tick=False):
        assert guest.get(address).status_code == 404, "two idle hours have ended it"


def test_an_open_page_is_nobody_s_use_of_a_sign_in(app: Flask, cast: Cast, shared: Shared, database: Database) -> None:
    bob = unlock(cast.client("bob"), app, shared)
    address = asked(bob, shared)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert bob.get(address).status_code == 200
        with database.reader() as session:
            mine = select(SignIn.last_seen_at).where(SignIn.account_id == cast.viewer("bob").id)
            assert clock.now() not in session.scalars(mine).all()


def test_it_tells_of_every_trial_of_the_link(
    cast: Cast, guest: FlaskClient, shared: Shared, database: Database
) -> None:
    alice, address = cast.viewer("alice"), asked(guest, shared)
    with database.transaction() as session:
        elsewhere = write_note(session, alice, keep_trial(session, registry_id=numbered(1)), body="On another trial").id
    choose(database, alice, shared.id, (*shared.note_ids, elsewhere))
    assert told(guest, address) == "Alice has added notes: 3 notes now, 2 before."


counted = st.integers(0, 10**11)


@given(st.builds(SharedState, *[st.from_regex(r"[0-9a-f]{16}", fullmatch=True)] * 2, *[counted] * 6))
def test_a_state_is_read_as_it_was_written(state: SharedState) -> None:
    assert SharedState.read(state.etag) == state
    assert shared_news(state, state, "Alice") == ()


def test_a_name_from_the_right_stays_apart_from_the_sentence() -> None:
    (said,) = shared_news(STATE, replace(STATE, answers=1), "אליס")
    assert said == "1 new answer from \u2068אליס\u2069."
