"""The page of what happened to a person's notes, links, replies, trials and account: their own alone, page by page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.activity.actions import Actor, record
from annotate.activity.kinds import ActivityKind
from annotate.database import Database
from annotate.notes import actions as notes
from annotate.notes.models import Note
from annotate.reading import activity
from annotate.shares.models import Share
from annotate.trash import actions as trash
from tests.cast import Cast
from tests.changing import change_under
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, answer, change_share, reply, share, thread_ids, unlock
from tests.studies import numbered
from tests.texts import keep_trial

VIEWS = ("GET reading.activity",)

URL = "/activity"


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def shared(app: Flask, database: Database, cast: Cast) -> Shared:
    """A link that Bob opened and replied to by his account."""
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Quite right")
    return shared


def rows(client: FlaskClient, address: str = URL) -> list[str]:
    """The rows' first lines, as somebody reads them."""
    page = client.get(address)
    assert page.status_code == 200
    found = re.findall(
        r'<li class="item[^"]*"><div class="item-main">\s*<p>(?:<span[^>]*>New</span> )?(.*?)</p>', page.text, re.DOTALL
    )
    return [re.sub(r"<[^>]+>", "", each) for each in found]


def test_works__it_lists_what_happened_the_latest_first(alice: FlaskClient, shared: Shared) -> None:
    assert rows(alice)[:2] == ["A private reply came in: Bob", "Your link was opened with its passcode: Bob"]
    assert "You made a link" in rows(alice)
    page = alice.get(URL).text
    assert f'href="/shares/{shared.id}"' in page
    assert "For the first time" in page


@pytest.mark.parametrize("query", ["about=everybody", "after=nonsense", "after=-1", f"after={'9' * 30}"])
def test_validates__nonsense_is_no_page(alice: FlaskClient, query: str) -> None:
    assert alice.get(f"{URL}?{query}").status_code == 404


def test_whose__who_is_not_signed_in_is_asked_to(client: FlaskClient) -> None:
    found = client.get(URL)
    assert found.status_code == 303
    assert "/sign-in" in found.location


def test_whose__nobody_reads_what_happened_to_others(cast: Cast, shared: Shared) -> None:
    page = cast.client("bob").get(URL).text
    assert shared.id not in page
    assert "reply came in" not in page
    assert "You made a link" not in page


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_respondent_is_told_of_a_reply_without_its_author(cast: Cast, database: Database, shared: Shared) -> None:
    (thread_id,) = thread_ids(database)
    answer(cast.client("alice"), thread_id, "Thank you, how sure are you?")
    bob = cast.client("bob")
    assert rows(bob)[0] == "A private reply came in"
    page = bob.get(URL).text
    assert f'href="/replies/{thread_id}"' in page
    assert shared.id not in page
    assert "how sure" not in page


def test_a_respondent_whose_right_has_ended_is_told_nothing(cast: Cast, database: Database, shared: Shared) -> None:
    (thread_id,) = thread_ids(database)
    before = rows(cast.client("bob"))
    change_share(database, shared.id, revoked_at=clock.now())
    answer(cast.client("alice"), thread_id, "An answer that Bob must not get any more")
    assert rows(cast.client("bob")) == before


def test_only_what_is_shown_can_be_marked_as_seen(alice: FlaskClient, shared: Shared) -> None:
    del shared
    assert "Mark 2 new as seen" in alice.get(URL).text
    for elsewhere in (f"{URL}?about=replies", f"{URL}?about=account", f"{URL}?after=1"):
        assert "as seen" not in alice.get(elsewhere).text


@pytest.mark.parametrize("group", [each for each in activity.ActivityGroup if each])
def test_it_can_be_narrowed(alice: FlaskClient, shared: Shared, group: str) -> None:
    del shared
    narrowed = rows(alice, f"{URL}?about={group}")
    assert set(narrowed) <= set(rows(alice))
    assert f'?about={group}" aria-current="true"' in alice.get(f"{URL}?about={group}").text


def test_pages_follow_one_another_without_gap_or_repeat(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.reading.views.activity.PAGE_SIZE", 3)
    with database.transaction() as session:
        for number in range(7):
            record(session, cast.viewer("alice").id, ActivityKind.LINK_OPENED, "gone", actor=Actor(f"number {number}"))
    seen: list[str] = []
    href = f"{URL}?about=links"
    while href:
        seen += rows(alice, href)
        more = re.search(r'href="(/activity\?[^"]*after=[^"]+)"', alice.get(href).text)
        href = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"Your link was opened with its passcode: number {number}" for number in range(6, -1, -1)]


def test_a_changed_record_says_which_sections_and_how_many_notes_wait(
    alice: FlaskClient, cast: Cast, database: Database
) -> None:
    change_under(database, cast.viewer("alice"))
    page = alice.get(f"{URL}?about=trials").text
    assert "A record changed under notes of yours" in page
    assert re.search(r"\d+ notes? to check", page)
    assert 'href="/needs-your-eye"' in page


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        (["Summary", "Eligibility"], "Changed: Summary, Eligibility; you have 3 notes on it"),
        (list("abcde"), "Changed: 5 sections; you have 3 notes on it"),
        ([], "you have 3 notes on it"),
    ],
)
def test_a_changed_record_names_its_sections_or_counts_them(
    alice: FlaskClient, cast: Cast, database: Database, sections: list[str], words: str
) -> None:
    detail = {"version": 2, "sections": sections, "notes": 3}
    with database.transaction() as session:
        trial = keep_trial(session)
        record(session, cast.viewer("alice").id, ActivityKind.TRIAL_CHANGED, trial.id, detail=detail)
    page = alice.get(f"{URL}?about=trials").text
    assert f"<span>{words}</span>" in page
    assert f'href="/trials/{trial.registry_id}/versions"' in page


def test_a_note_leads_to_itself_then_to_the_trash_then_nowhere(
    alice: FlaskClient, cast: Cast, database: Database, shared: Shared
) -> None:
    note_id = shared.note_ids[0]
    with database.transaction() as session:
        record(session, cast.viewer("alice").id, ActivityKind.NOTE_EDITED, note_id)
    assert f'href="/notes/{note_id}"' in alice.get(URL).text
    with database.transaction() as session:
        notes.delete_note(session, session.get_one(Note, note_id))
    assert "in the trash" in alice.get(URL).text
    with database.transaction() as session:
        trash.erase(session, session.get_one(Note, note_id))
    assert "You edited a note" not in alice.get(URL).text


def test_its_queries_do_not_grow(alice: FlaskClient, cast: Cast, database: Database, queries: list[str]) -> None:
    counts = []
    for number in range(3):
        with database.transaction() as session:
            trial_id = keep_trial(session, registry_id=numbered(number + 1)).id
        share(database, cast.viewer("alice"), trial_id=trial_id)
        with database.transaction() as session:
            owned = session.query(Share).all()
            for each in owned:
                record(session, each.account_id, ActivityKind.LINK_PAUSED, each.id)
        queries.clear()
        alice.get(URL)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 13
