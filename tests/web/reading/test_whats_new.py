"""What's new: typed changes by day and trial, new trials by what finds them, with the viewer's own notes; new until seen."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from annotate import clock
from annotate.activity.actions import record
from annotate.activity.kinds import ActivityKind
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following.subjects import SubjectKind
from annotate.following.telling import tell_followers
from annotate.reading import whats_new
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.changing import CHANGED, NEW, OLD, add_version
from tests.following import bring_in, follow, save_search
from tests.rungs import refuse_other_methods
from tests.sharing import write_note
from tests.studies import numbered
from tests.texts import keep_trial

VIEWS = (
    "GET reading.whats_new",
    "POST notifications.see_news",
)

URL = "/whats-new"
TRIAL = numbered(1)


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


@pytest.fixture
def viewer(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def changed(database: Database, viewer: Viewer) -> Database:
    """A trial that Alice follows has changed, and she was told."""
    bring_in(database, TRIAL, updated="2026-01-01", title="A trial of rest")
    follow(database, viewer, SubjectKind.TRIAL, TRIAL)
    bring_in(database, TRIAL, updated="2026-02-01", title="A trial of rest", summary="Other.", status="COMPLETED")
    tell_followers(database)
    return database


def count(client: FlaskClient, at: str = "/notes") -> str:
    """The number beside the page's name in the header of any page."""
    found = re.search(r'data-count="news"><span class="count"><span aria-hidden="true">([^<]+)<', client.get(at).text)
    return found[1] if found else ""


def test_works__it_says_what_changed_and_leads_to_the_two_versions(changed: Database, alice: FlaskClient) -> None:
    page = alice.get(URL).text
    assert '<p class="item-text">status · other: 2 passages</p>' in page
    assert f'href="/trials/{TRIAL}/versions/1/compare/2"' in page
    assert "A trial of rest" in page
    today = clock.now()
    assert f"{today.day} {today:%B %Y}</h2>" in page
    assert alice.get(f"/trials/{TRIAL}/versions/1/compare/2").status_code == 200


def test_works__it_is_new_until_it_was_seen(changed: Database, alice: FlaskClient, cast: Cast) -> None:
    assert (count(alice), count(cast.client("bob"))) == ("1", "")
    page = alice.get(URL).text
    assert "Mark 1 new as seen" in page
    assert "item-unread" in page
    assert count(alice) == "1", "looking changes nothing"
    seq = re.search(r'name="seq" value="(\d+)"', page)
    assert seq
    seen = alice.post(f"{URL}/seen", data={"seq": seq[1]})
    assert (seen.status_code, seen.location) == (303, URL)
    assert count(alice) == ""
    assert "item-unread" not in alice.get(URL).text
    assert alice.post(f"{URL}/seen", data={"seq": "-1"}).status_code == 404


@pytest.mark.parametrize("query", ["after=nonsense", "after=-1", f"after={'9' * 30}"])
def test_validates__nonsense_is_no_page(alice: FlaskClient, query: str) -> None:
    assert alice.get(f"{URL}?{query}").status_code == 404


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 303
    assert client.post(f"{URL}/seen", data={"seq": "1"}).status_code == 401


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_what_is_seen_here_and_on_the_page_of_activity_are_two_things(changed: Database, alice: FlaskClient) -> None:
    assert "A record that you follow changed" in alice.get("/activity").text
    assert "as seen" not in alice.get("/activity").text
    alice.post("/activity/seen", data={"seq": "1000"})
    assert count(alice) == "1"


def test_who_wants_to_be_told_never_finds_it_here_without_a_mark(changed: Database, alice: FlaskClient) -> None:
    page = alice.get("/account/notifications").text
    fields = {
        re.search(r'name="([^"]+)"', each)[1]: re.search(r'value="([^"]+)"', each)[1]  # type: ignore[index]  # radios have both
        for each in re.findall(r'<input[^>]*type="radio"[^>]*>', page)
        if "checked" in each
    }
    assert alice.post("/account/notifications", data=fields | {"followed_changed": "never"}).status_code == 303
    assert count(alice) == ""
    page = alice.get(URL).text
    assert "A trial of rest" in page
    assert "item-unread" not in page


def test_it_counts_the_notes_that_are_affected(
    database: Database, alice: FlaskClient, viewer: Viewer, cast: Cast
) -> None:
    bob = cast.viewer("bob")
    with database.transaction() as session:
        trial = keep_trial(session, OLD, registry_id=TRIAL)
        for author, words in ((viewer, CHANGED), (viewer, "≥18 Years"), (bob, CHANGED)):
            write_note(session, author, trial, words=words)
        trial_id = trial.id
    follow(database, viewer, SubjectKind.TRIAL, TRIAL)
    add_version(database, NEW, registry_id=TRIAL)
    detail = {"version": 2, "former": 1, "changes": {"eligibility": 1, "arms": 2}}
    with database.transaction() as session:
        record(session, viewer.id, ActivityKind.FOLLOWED_CHANGED, trial_id, detail=detail)
    page = alice.get(URL).text
    assert "eligibility: 1 passage · arms: 2 passages" in page
    assert "1 of your 2 notes affected" in page
    assert f'href="/trials/{TRIAL}#notes"' in page


def test_new_trials_are_named_by_what_finds_them(database: Database, alice: FlaskClient, viewer: Viewer) -> None:
    bring_in(database, TRIAL, conditions=["Gout"])
    follow(database, viewer, SubjectKind.CONDITION, "gout")
    follow(database, viewer, SubjectKind.SEARCH, save_search(database, viewer, "q=colchicine", "My search"))
    for number in range(2, 14):
        bring_in(database, numbered(number), title=f"Trial {number}", conditions=["Gout"])
    bring_in(database, numbered(20), title="Colchicine and more", conditions=["Asthma"])
    tell_followers(database)
    page = alice.get(URL).text
    assert re.search(r'12 new trials in <a href="/conditions/gout" dir="auto">Gout</a>', page)
    assert "2 more" in page
    assert re.search(r'1 new trial in <a href="/trials\?q=colchicine" dir="auto">My search</a>', page)
    assert f'href="/trials/{numbered(20)}"' in page
    assert count(alice) == "2"


def test_a_search_that_was_deleted_has_no_name(database: Database, alice: FlaskClient, viewer: Viewer) -> None:
    search_id = save_search(database, viewer, "q=colchicine", "My search")
    follow(database, viewer, SubjectKind.SEARCH, search_id)
    bring_in(database, numbered(2), title="Colchicine")
    tell_followers(database)
    alice.post(f"/searches/{search_id}/deletion")
    page = alice.get(URL).text
    assert "1 new trial</h3>" in page
    assert "My search" not in page


def test_a_day_has_each_trial_once(changed: Database, alice: FlaskClient) -> None:
    bring_in(changed, TRIAL, updated="2026-03-01", title="A trial of rest", summary="Third.", status="COMPLETED")
    tell_followers(changed)
    page = alice.get(URL).text
    assert page.count('<h3 class="item-title">') == 1
    assert f"/trials/{TRIAL}/versions/2/compare/3" in page
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        bring_in(changed, TRIAL, updated="2026-04-01", title="A trial of rest", summary="Fourth.", status="COMPLETED")
        tell_followers(changed)
    assert alice.get(URL).text.count('<h3 class="item-title">') == 2


def test_an_empty_page_teaches(alice: FlaskClient) -> None:
    assert "Nothing new yet" in alice.get(URL).text


def test_pages_follow_one_another_without_gap_or_repeat(
    alice: FlaskClient, viewer: Viewer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whats_new, "PAGE_SIZE", 3)
    monkeypatch.setattr("annotate.reading.views.whats_new.PAGE_SIZE", 3)
    for number in range(1, 8):
        bring_in(database, numbered(number), updated="2026-01-01")
        with database.transaction() as session:
            trial_id = find_trial(session, numbered(number)).id
            detail = {"version": 1, "former": 1, "changes": {"status": 1}}
            record(session, viewer.id, ActivityKind.FOLLOWED_MINOR, trial_id, detail=detail)
    seen: list[str] = []
    href = URL
    while href:
        page = alice.get(href).text
        seen += re.findall(r"<span>(NCT\d+)</span>", page)
        more = re.search(r'href="(/whats-new\?after=[^"]+)"', page)
        href = more[1] if more else ""
    assert seen == [numbered(number) for number in range(7, 0, -1)]


def test_its_queries_do_not_grow(database: Database, alice: FlaskClient, viewer: Viewer, queries: list[str]) -> None:
    bring_in(database, TRIAL, conditions=["Gout"])
    follow(database, viewer, SubjectKind.CONDITION, "gout")
    counts = []
    for numbers in (range(2, 3), range(3, 12)):
        for number in numbers:
            bring_in(database, numbered(number), updated="2026-01-01", conditions=["Gout"])
            follow(database, viewer, SubjectKind.TRIAL, numbered(number))
            bring_in(database, numbered(number), updated="2026-02-01", summary="Other.", conditions=["Gout"])
        tell_followers(database)
        queries.clear()
        assert alice.get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_the_header_counts_in_one_statement_that_reads_an_index(
    changed: Database, alice: FlaskClient, queries: list[str]
) -> None:
    queries.clear()
    assert count(alice) == "1"
    counted = [each for each in queries if "notification_states.news_seq" in each]
    assert len(counted) == 1
