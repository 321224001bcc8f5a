"""GET /trials/<id>/versions: the history of a trial's record."""

import html
import re
import zlib

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from annotate.database import Database
from annotate.reading import history
from annotate.reading.history import PAGE_SIZE
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, Sections, keep_trial, keep_version, kept_trial

VIEWS = ("GET reading.versions",)

TRIAL = f"/trials/{REGISTRY_ID}"
URL = f"{TRIAL}/versions"
OLDER: Sections = {**SECTIONS, "summary": ("Summary", ["Two doses are compared: 80 mg and 240 mg, once a week."])}


@pytest.fixture
def changed(database: Database) -> None:
    """A trial whose record has changed once."""
    kept_trial(database, OLDER, SECTIONS)


def change(database: Database, number: int, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(TrialVersion).where(TrialVersion.number == number).values(**values))


def plain(page: str) -> str:
    """The words of a page's main part, as a reader has them."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.usefixtures("changed")
def test_works__it_lists_the_versions_newest_first_with_what_changed(client: FlaskClient) -> None:
    page = client.get(URL).text
    words = plain(page)

    assert re.findall(r'id="version-(\d)"', page) == ["2", "1"]
    assert "2 versions of this record" in words
    assert "The registry record changed." in words
    assert "first seen" in words
    assert "Summary 1 changed" in words
    assert "New: the first version here." in words
    assert "protocol" not in words.lower()
    assert f'href="{URL}/1/compare/2#summary"' in page
    assert f'<a href="{URL}/1">Version 1, last updated 1 July 2022</a>' in page
    assert f'<a href="{TRIAL}">Version 2, last updated 2 July 2022</a>' in page


@pytest.mark.usefixtures("changed")
def test_works__any_two_can_be_chosen(client: FlaskClient) -> None:
    page = client.get(URL).text
    assert re.search(r'<option value="1" selected>Version 1, 1 July 2022</option>', page)
    assert re.search(r'<option value="2" selected>Version 2, 2 July 2022, current</option>', page)

    answer = client.get(URL, query_string={"old": "2", "new": "1"})
    assert (answer.status_code, answer.location) == (302, f"{URL}/2/compare/1")


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=9", "old=x&new=1", "old=1&new=%00", "old=9&new=9", "page=" + "9" * 99]
)
def test_validates__what_is_no_number_is_not_found(client: FlaskClient, query: str) -> None:
    assert client.get(f"{URL}?{query}").status_code == 404


def test_whose__nobodys_notes_are_in_it(cast: Cast, client: FlaskClient, database: Database) -> None:
    noting = Noting(cast, database, OLDER, SECTIONS)
    noting.note(body="A secret thought")
    for browser in (cast.client("alice"), cast.client("charlie"), client):
        assert "secret" not in browser.get(URL).text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.usefixtures("changed")
def test_a_version_is_not_compared_with_itself(client: FlaskClient) -> None:
    answer = client.get(URL, query_string={"old": "1", "new": "1"})
    assert answer.status_code == 200
    assert "That is the same version twice." in answer.text
    assert answer.text.count('<option value="1" selected>') == 2
    assert "That is the same version twice." not in client.get(URL, query_string={"old": "1"}).text


def test_the_first_version_alone_says_what_will_come(client: FlaskClient, database: Database) -> None:
    kept_trial(database)
    words = plain(client.get(URL).text)
    assert "1 version of this record" in words
    assert "The record has not changed since it was added." in words
    assert "Show what changed" not in words


@pytest.mark.usefixtures("changed")
def test_a_change_outside_the_text_is_told(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), SECTIONS, 3)
    change(database, 3, status="COMPLETED")
    words = plain(client.get(URL).text)
    assert "The registry record changed, but no word of its text" in words
    assert "Status: Recruiting → Completed." in words


@pytest.mark.usefixtures("changed")
def test_a_record_that_took_the_place_of_a_sample_is_no_change(client: FlaskClient, database: Database) -> None:
    change(database, 1, sample=True)
    words = plain(client.get(URL).text)
    assert "The registry's record, after a sample." in words
    assert "The registry record changed" not in words


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?><clinical_study>', "older XML"),
        (b'{"FullStudy": {"Rank": 1}}', "first JSON"),
        (b'[{"protocolSection": {}}]', "JSON"),
        (b"{}", "JSON"),
    ],
)
def test_it_says_how_a_record_came(client: FlaskClient, database: Database, raw: bytes, shape: str) -> None:
    change(database, 1, raw=zlib.compress(raw + b" " * 5000))
    change(database, 2, sample=True)
    assert plain(client.get(URL).text).count(f"from the registry, {shape} ") == 1


def test_a_long_history_has_pages(client: FlaskClient, database: Database) -> None:
    kept_trial(database, *[SECTIONS] * (PAGE_SIZE + 1))
    first, second = client.get(URL).text, client.get(f"{URL}?page=2").text
    assert first.count('id="version-') == PAGE_SIZE
    assert second.count('id="version-') == 1
    assert f'href="{URL}?page=2"' in first
    assert f'href="{URL}?page=1"' in second
    assert client.get(f"{URL}?page=3").status_code == 404


@pytest.mark.parametrize("registry_id", ["NCT99999999", "nonsense", "%00"])
def test_an_unknown_trial_has_no_history(client: FlaskClient, registry_id: str) -> None:
    assert client.get(f"/trials/{registry_id}/versions").status_code == 404


def test_the_trial_page_leads_to_it(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        trial = keep_trial(session, OLDER)
    page = client.get(TRIAL).text
    assert f'<a href="{URL}">1 version of this record</a>' in page
    assert "see what changed" not in page

    with database.transaction() as session:
        keep_version(session, session.get_one(Trial, trial.id), SECTIONS, 2)
    page = client.get(TRIAL).text
    assert "The registry record changed (first seen" in page
    assert f'<a href="{URL}/1/compare/2">see what changed</a>' in page
    older = client.get(f"{URL}/1").text
    assert older.count(f'<a href="{URL}/1/compare/2">see what changed</a>') == 1
    assert "The registry record changed (first seen" not in older


def test_the_number_of_queries_is_fixed(client: FlaskClient, database: Database, queries: list[str]) -> None:
    kept_trial(database, OLDER, SECTIONS)
    few = counted(client, queries)
    with database.transaction() as session:
        trial = session.scalars(select(Trial)).one()
        for number in range(3, 10):
            keep_version(session, trial, OLDER if number % 2 else SECTIONS, number)
    assert counted(client, queries) == few <= 5


def counted(client: FlaskClient, queries: list[str]) -> int:
    queries.clear()
    assert client.get(URL).status_code == 200
    return len(queries)


@pytest.mark.usefixtures("changed")
def test_a_page_that_took_long_leaves_the_rest_to_the_next_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(history, "PAGE_SECONDS", -1.0)
        assert "The registry record changed. Reload this page to see where" in plain(client.get(URL).text)
    assert "Summary 1 changed" in plain(client.get(URL).text)
