"""POST /shares/<id>/week: a week more for a link, by one click."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from annotate import clock
from annotate.core.lifetimes import LONGEST
from annotate.database import Database
from annotate.shares.models import Share
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.sharing import Shared, change_share, share

VIEWS = ("POST shares.add_week",)

WEEK = timedelta(days=7)


def row(database: Database, shared: Shared) -> Share:
    with database.reader() as session:
        return session.get_one(Share, shared.id)


def sent(page: str) -> dict[str, str]:
    """Give what the button of a page sends; empty when the page has none."""
    found = re.search(r'action="/shares/[\w-]{22}/week">(.*?)</form>', page, re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', html.unescape(found.group(1)))) if found else {}


def test_works__a_live_link_ends_a_week_later_once_by_the_same_button(
    alice: FlaskClient, database: Database, shared: Shared
) -> None:
    ends = row(database, shared).expires_at
    data = sent(alice.get(f"/shares/{shared.id}").text)
    answer = alice.post(f"/shares/{shared.id}/week", data=data)
    assert (answer.status_code, answer.location) == (303, f"/shares/{shared.id}")
    assert row(database, shared).expires_at == ends + WEEK
    page = alice.get(f"/shares/{shared.id}").text
    assert "now expires in 13 days 23 hours" in page
    assert "You changed when it expires" in page
    assert alice.post(f"/shares/{shared.id}/week", data=data).status_code == 303
    assert row(database, shared).expires_at == ends + WEEK
    assert "so nothing was changed. It expires in 13 days 23 hours" in alice.get(f"/shares/{shared.id}").text


def test_works__the_list_offers_it_where_a_link_ends_soon_or_has_expired(
    alice: FlaskClient, database: Database, shared: Shared
) -> None:
    assert "/week" not in alice.get("/shares").text, "its end is far"
    for later in (timedelta(days=5, hours=1), timedelta(days=8)):
        with time_machine.travel(clock.now() + later, tick=False):
            now, ends = clock.now(), row(database, shared).expires_at
            data = sent(alice.get("/shares").text)
            assert data["place"] == "links"
            answer = alice.post(f"/shares/{shared.id}/week", data=data | {"after": ""})
            assert (answer.status_code, answer.location) == (303, f"/shares#link-{shared.id}")
            assert row(database, shared).expires_at == max(now, ends) + WEEK
            assert "Extended by 7 days. The link for " in alice.get("/shares").text
        change_share(database, shared.id, expires_at=ends, renewed_at=None)


def test_works__the_button_leads_back_to_its_page_of_the_list(alice: FlaskClient, shared: Shared) -> None:
    after = "2026-01-01T00:00:00+00:00~x"
    answer = alice.post(f"/shares/{shared.id}/week", data={"place": "links", "after": after})
    assert answer.location.startswith("/shares?after=2026-01-01T00")
    assert alice.get(answer.location).status_code == 200


@pytest.mark.parametrize("ends", ["x", "\x00", "2026-01-01T00:00:00+00:00", "9" * 5000])
def test_validates__an_end_that_was_not_seen_moves_nothing(
    alice: FlaskClient, database: Database, shared: Shared, ends: str
) -> None:
    before = row(database, shared).expires_at
    assert alice.post(f"/shares/{shared.id}/week", data={"ends": ends}).status_code == 303
    assert row(database, shared).expires_at == before


@pytest.mark.parametrize(
    "changed",
    [
        {"revoked_at": True},
        {"suspended_at": True},
        {"paused_at": True},
        {"openings": 1, "most_openings": 1},
        {"renewed_at": True, "expires_at": LONGEST - timedelta(days=2)},
    ],
    ids=["revoked", "guessed", "suspended", "used up", "long enough"],
)
def test_validates__it_is_not_offered_where_it_would_open_nothing_or_last_too_long(
    alice: FlaskClient, database: Database, shared: Shared, changed: dict[str, object]
) -> None:
    now = clock.now()
    values = {
        name: now + value if isinstance(value, timedelta) else now if value is True else value
        for name, value in changed.items()
    }
    change_share(database, shared.id, **values)
    assert sent(alice.get(f"/shares/{shared.id}").text) == {}


def test_validates__a_revoked_link_and_one_that_lasts_long_enough_are_refused(
    alice: FlaskClient, database: Database, shared: Shared
) -> None:
    now = clock.now()
    change_share(database, shared.id, renewed_at=now, expires_at=now + LONGEST - timedelta(days=2))
    answer = alice.post(f"/shares/{shared.id}/week")
    assert answer.status_code == 409
    assert "90 days at most" in answer.text
    change_share(database, shared.id, revoked_at=now)
    assert alice.post(f"/shares/{shared.id}/week").status_code == 409
    assert row(database, shared).expires_at == now + LONGEST - timedelta(days=2)


def test_validates__an_expired_link_does_not_come_back_as_one_too_many(
    alice: FlaskClient, database: Database, cast: Cast, shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        share(database, cast.viewer("alice"), trial_id=shared.trial_id)
        monkeypatch.setattr("annotate.shares.actions.MOST_LIVE", 1)
        before = row(database, shared).expires_at
        assert alice.post(f"/shares/{shared.id}/week").status_code == 429
        assert row(database, shared).expires_at == before


def test_whose__only_the_owner_extends_a_link(
    client: FlaskClient, cast: Cast, database: Database, shared: Shared
) -> None:
    before = row(database, shared).expires_at
    assert client.post(f"/shares/{shared.id}/week").status_code == 401
    assert cast.client("bob").post(f"/shares/{shared.id}/week").status_code == 404
    assert row(database, shared).expires_at == before


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)
