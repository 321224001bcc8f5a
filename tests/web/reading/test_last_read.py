"""POST /trials/<id>/versions/<number>/last-read: what I read last, known to me alone."""

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from annotate import clock
from annotate.accounts.models import Account
from annotate.database import Database
from annotate.trials import last_reads
from annotate.trials.models import LastRead, Trial
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered
from tests.texts import REGISTRY_ID, SECTIONS, keep_version

VIEWS = ("POST reading.mark_read",)

URL = f"/trials/{REGISTRY_ID}"


def known(database: Database) -> list[int]:
    with database.reader() as session:
        return list(session.scalars(select(LastRead.version_number)))


def test_works__the_page_says_later_that_the_record_changed_since(
    cast: Cast, noting: Noting, database: Database
) -> None:
    alice = cast.client("alice")
    assert f'action="{URL}/versions/1/last-read" data-last-read hidden' in alice.get(URL).text
    answer = alice.post(f"{URL}/versions/1/last-read")
    assert (answer.status_code, answer.location) == (303, URL)
    assert alice.post(f"{URL}/versions/1/last-read", headers={"X-Fragment": "1"}).status_code == 204
    assert "since you last read it" not in alice.get(URL).text
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), SECTIONS, 2)
    page = alice.get(URL).text
    assert "The record has changed since you last read it" in page
    assert f'href="{URL}/versions/1/compare/2">see what changed</a>' in page
    assert "since you last read it" not in alice.get(f"{URL}/versions/1").text
    alice.post(f"{URL}/versions/2/last-read")
    assert "since you last read it" not in alice.get(URL).text
    assert known(database) == [2]


@pytest.mark.parametrize(
    "path", [f"{URL}/versions/9", f"{URL}/versions/{10**30}", "/trials/NCT99999999/versions/1", "/trials/x/versions/1"]
)
def test_validates__what_there_is_not_changes_nothing(
    cast: Cast, noting: Noting, database: Database, path: str
) -> None:
    assert cast.client("alice").post(f"{path}/last-read").status_code == 404
    assert known(database) == []


def test_whose__it_is_nobody_else_s(cast: Cast, client: FlaskClient, noting: Noting, database: Database) -> None:
    cast.client("alice").post(f"{URL}/versions/1/last-read")
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), SECTIONS, 2)
    assert client.post(f"{URL}/versions/1/last-read").status_code == 401
    for browser in (client, cast.client("bob")):
        assert "since you last read it" not in browser.get(URL).text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_oldest_of_too_many_is_forgotten(cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_reads, "MOST_LAST_READS", 2)
    with database.transaction() as session:
        for number in range(1, 5):
            keep_study(session, numbered(number))
    for number in range(1, 5):
        with time_machine.travel(clock.now().replace(minute=number)):
            cast.client("alice").post(f"/trials/{numbered(number)}/versions/1/last-read")
    with database.reader() as session:
        kept = session.scalars(select(Trial.registry_id).join(LastRead, LastRead.trial_id == Trial.id))
        assert set(kept) == {numbered(3), numbered(4)}


def test_it_goes_with_the_account(cast: Cast, noting: Noting, database: Database) -> None:
    cast.client("bob").post(f"{URL}/versions/1/last-read")
    assert known(database) == [1]
    with database.transaction() as session:
        session.delete(session.get_one(Account, cast.viewer("bob").id))
    assert known(database) == []
