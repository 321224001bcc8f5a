"""Following and unfollowing: from a trial, a condition and the list, undone for a day, and nobody else's to know."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from annotate.following import actions, jobs
from annotate.following.subjects import SubjectKind
from tests.cast import Cast
from tests.following import bring_in, follow, save_search
from tests.rungs import refuse_other_methods
from tests.studies import numbered

VIEWS = (
    "GET following.following",
    "POST following.follow",
    "POST following.unfollow",
    "POST following.follow_again",
)

URL = "/following"
TRIAL = numbered(1)
PAGE = f"/trials/{TRIAL}"
GOUT = "/conditions/gout"


@pytest.fixture(autouse=True)
def _trial(database: Database) -> None:
    bring_in(database, TRIAL, title="A trial of rest", conditions=["Gout"])


@pytest.fixture
def alice(cast: Cast) -> FlaskClient:
    return cast.client("alice")


def button(page: str) -> tuple[str, str]:
    """Where the page's button leads, and what it says."""
    found = re.search(r'action="(/following[^"]*)".*?</svg> (\w+)</button>', page, re.DOTALL)
    assert found
    return found[1], found[2]


def listed(client: FlaskClient) -> list[str]:
    return re.findall(r'<h3 class="item-title"><a [^>]*>([^<]*)</a>', client.get(URL).text)


@pytest.mark.parametrize(("address", "form"), [(PAGE, {"trial": TRIAL}), (GOUT, {"condition": "gout"})])
def test_works__a_page_s_button_follows_and_unfollows(alice: FlaskClient, address: str, form: dict[str, str]) -> None:
    assert button(alice.get(address).text) == (URL, "Follow")
    followed = alice.post(URL, data=form)
    assert (followed.status_code, followed.location) == (303, address)
    page = alice.get(address).text
    assert "You follow this now" in page
    ending, words = button(page)
    assert words == "Unfollow"
    ended = alice.post(ending)
    assert (ended.status_code, ended.location) == (303, address)
    assert button(alice.get(address).text) == (URL, "Follow")


def test_works__the_list_has_all_that_one_follows(alice: FlaskClient, cast: Cast, database: Database) -> None:
    assert "You follow nothing yet" in alice.get(URL).text
    viewer = cast.viewer("alice")
    follow(database, viewer, SubjectKind.TRIAL, TRIAL)
    follow(database, viewer, SubjectKind.CONDITION, "gout")
    follow(database, viewer, SubjectKind.SEARCH, save_search(database, viewer, "q=rest", "Rest cures"))
    assert listed(alice) == ["A trial of rest", "Gout", "Rest cures"]
    page = alice.get(URL).text
    for href in (PAGE, GOUT, "/trials?q=rest"):
        assert f'href="{href}"' in page
    assert re.search(r"A record that I follow changed</dt><dd>Daily", page)
    assert 'href="/account/notifications"' in page


def test_works__unfollowing_can_be_undone_for_a_day(alice: FlaskClient, cast: Cast, database: Database) -> None:
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.TRIAL, TRIAL)
    ended = alice.post(f"{URL}/{follow_id}/ending", data={"back": "list"})
    assert ended.location == URL
    page = alice.get(URL).text
    assert "Unfollowed lately" in page
    assert alice.post(f"{URL}/{follow_id}/restoration").location == URL
    page = alice.get(URL).text
    assert "Unfollowed lately" not in page
    assert listed(alice) == ["A trial of rest"]
    alice.post(f"{URL}/{follow_id}/ending")
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        jobs.JOBS[1].work(database)
    assert alice.post(f"{URL}/{follow_id}/restoration").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"trial": numbered(999)},
        {"trial": "\0"},
        {"condition": "no-such-condition"},
        {"condition": "\0"},
        {"search": "A" * 22},
        {"search": "\0"},
        {"kind": "trial"},
    ],
)
def test_validates__what_is_not_there_cannot_be_followed(alice: FlaskClient, form: dict[str, str]) -> None:
    assert alice.post(URL, data=form).status_code == 404
    assert listed(alice) == []


def test_whose__a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert "Sign in to follow" in client.get(PAGE).text
    assert client.post(URL, data={"trial": TRIAL}).status_code == 401
    assert client.get(URL).status_code == 303


def test_whose__nobody_else_learns_of_it(alice: FlaskClient, cast: Cast) -> None:
    bob = cast.client("bob")
    before = [re.sub(r'content="[^"]+"|value="[^"]+"', "", bob.get(at).text) for at in (PAGE, GOUT, URL)]
    alice.post(URL, data={"trial": TRIAL})
    alice.post(URL, data={"condition": "gout"})
    assert [re.sub(r'content="[^"]+"|value="[^"]+"', "", bob.get(at).text) for at in (PAGE, GOUT, URL)] == before


@pytest.mark.parametrize("what", ["ending", "restoration"])
def test_whose__only_one_s_own(cast: Cast, database: Database, what: str) -> None:
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.TRIAL, TRIAL)
    assert cast.client("bob").post(f"{URL}/{follow_id}/{what}").status_code == 404
    assert cast.client("alice").get(f"{URL}/{follow_id}/{what}").status_code == 405
    assert listed(cast.client("alice")) == ["A trial of rest"]


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_following_twice_is_following_once(alice: FlaskClient) -> None:
    for _ in range(2):
        assert alice.post(URL, data={"trial": TRIAL.lower()}).status_code == 303
    assert listed(alice) == ["A trial of rest"]


def test_there_is_a_most_and_a_sentence_says_so(
    alice: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_FOLLOWED", 1)
    follow_id = follow(database, cast.viewer("alice"), SubjectKind.CONDITION, "gout")
    refused = alice.post(URL, data={"trial": TRIAL})
    assert refused.status_code == 422
    assert "You follow 1 things, which is the most" in refused.text
    alice.post(f"{URL}/{follow_id}/ending")
    assert alice.post(URL, data={"trial": TRIAL}).status_code == 303
    assert alice.post(f"{URL}/{follow_id}/restoration").status_code == 422
    assert listed(alice)[0] == "A trial of rest"


def test_its_queries_do_not_grow(alice: FlaskClient, cast: Cast, database: Database, queries: list[str]) -> None:
    counts = []
    for numbers in (range(2, 3), range(3, 20)):
        for number in numbers:
            bring_in(database, numbered(number), conditions=["Gout", f"Gout {number}"])
            follow(database, cast.viewer("alice"), SubjectKind.TRIAL, numbered(number))
            follow(database, cast.viewer("alice"), SubjectKind.CONDITION, f"gout-{number}")
        queries.clear()
        alice.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
