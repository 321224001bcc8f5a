"""Pages about a record that was read anew: they show more of it, and say that it has not changed."""

import html
import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.registry.rereading import reread_outdated
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.studies import REGISTRY_ID, keep_study, read_by_earlier_edition

TRIAL = f"/trials/{REGISTRY_ID}"


@pytest.fixture
def reread(database: Database) -> None:
    """A record that an earlier edition read without its design, and this one with it."""
    with database.transaction() as session:
        keep_study(session)
        read_by_earlier_edition(session)
    list(reread_outdated(database))


def plain(page: str) -> str:
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.usefixtures("reread")
def test_the_history_says_that_the_record_did_not_change(client: FlaskClient) -> None:
    words = plain(client.get(f"{TRIAL}/versions").text)
    assert "Read anew: this version shows more of the record, which did not change." in words
    assert "The registry record changed" not in words
    assert re.search(r"Key facts [0-9]+ added", words)
    assert "Version 2, 8 July 2022, read anew, current" in words


@pytest.mark.usefixtures("reread")
def test_the_current_version_says_so(client: FlaskClient) -> None:
    words = plain(client.get(TRIAL).text)
    assert "The record has not changed, but we show more of it: see what is new" in words
    assert "The registry record changed" not in words
    assert "read anew here" in words


@pytest.mark.usefixtures("reread")
def test_the_version_that_was_read_leads_to_the_reading(client: FlaskClient) -> None:
    words = plain(client.get(f"{TRIAL}/versions/1").text)
    assert "You are reading version 1 of 2" in words
    assert "The record has not changed, but we show more of it now: read the current version" in words
    assert "see what is new" in words
    assert "The record has changed since" not in words


@pytest.mark.usefixtures("reread")
@pytest.mark.parametrize("pair", ["1/compare/2", "2/compare/1"])
def test_comparing_the_two_says_what_they_are(client: FlaskClient, pair: str) -> None:
    words = plain(client.get(f"{TRIAL}/versions/{pair}").text)
    assert "What is new from version" in words
    assert "The record did not change between these versions. It was read anew, to show more of it." in words


def test_a_change_is_told_apart_from_what_is_shown_besides(client: FlaskClient, database: Database, cast: Cast) -> None:
    """The record changes before it was read anew: new sections are no news of it."""
    with database.transaction() as session:
        keep_study(session)
        read_by_earlier_edition(session)
        keep_study(session, summary="Other words.", updated="2023-01-01")
    words = plain(client.get(f"{TRIAL}/versions").text)
    assert "The registry record changed." in words
    assert "Summary" in words
    assert "Design" not in words
    compared = plain(client.get(f"{TRIAL}/versions/1/compare/2").text)
    assert "not everything that only one of them has is a change of the record" in compared


def test_what_is_too_long_to_compare_is_left_out_and_named(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = {"limitationsAndCaveats": {"description": "Stopped early"}}
    with database.transaction() as session:
        keep_study(session, more={"moreInfoModule": results})
        keep_study(session, more={"moreInfoModule": results}, summary="Other words.", updated="2023-01-01")
        stored = find_trial(session, REGISTRY_ID).current_version.document
    blocks = sum(len(section["blocks"]) for section in stored["sections"])
    monkeypatch.setattr("annotate.reading.history.MOST_BLOCKS_COMPARED", blocks - 1)
    words = plain(client.get(f"{TRIAL}/versions/1/compare/2").text)
    assert "Too long to compare side by side: Results, Places. Read them in version 1 and version 2" in words
    assert "Summary 1 added, 2 removed" in words
