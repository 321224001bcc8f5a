"""The list of trials narrowed by facets, and sorted."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.trials.queries import trial_of_id
from tests.cast import Cast
from tests.sharing import write_note
from tests.studies import keep_study, numbered


@pytest.fixture
def trials(database: Database) -> None:
    german, american = [{"city": "Berlin", "country": "Germany"}], [{"city": "Boston", "country": "United States"}]
    with database.transaction() as session:
        keep_study(session, numbered(1), title="Gout one", status="RECRUITING", places=german, conditions=["Gout"])
        keep_study(session, numbered(2), title="Gout two", status="COMPLETED", places=german, conditions=["Gout"])
        firm = {"name": "Firm W", "class": "INDUSTRY"}
        keep_study(
            session,
            numbered(3),
            title="Gout three",
            status="COMPLETED",
            places=american,
            conditions=["Podagra"],
            sponsor=firm,
        )


def listed(page: str) -> list[str]:
    return re.findall(r'class="item-title"><a href="/trials/(NCT[0-9]{8})', page)


def facet(page: str, title: str) -> dict[str, int]:
    part = re.search(rf"<summary>{title}</summary>(.*?)</details>", page, re.DOTALL)
    values = re.findall(r"<bdi>(.*?)</bdi>&nbsp;<span class=\"chip-count\">([0-9,]+)", part[1]) if part else []
    return {words: int(count) for words, count in values}


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("path", ["/trials", "/trials?q=gout"])
def test_values_come_with_counts(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert facet(page, "Status") == {"Completed": 2, "Recruiting": 1, "Recruiting, or about to": 1}
    assert facet(page, "Country") == {"Germany": 2, "United States": 1}
    assert facet(page, "Kind of sponsor") == {"Industry": 1}
    assert facet(page, "Sex") == {}, "what tells nothing apart is not shown"


@pytest.mark.usefixtures("trials")
def test_a_value_narrows_the_list_and_is_taken_away_by_one_click(client: FlaskClient) -> None:
    page = client.get("/trials?q=gout&status=COMPLETED").text
    assert set(listed(page)) == {numbered(2), numbered(3)}
    assert facet(page, "Country") == {"Germany": 1, "United States": 1}
    assert facet(page, "Status") == {}
    assert 'href="/trials?q=gout"' in page
    assert '<input type="hidden" name="status" value="COMPLETED">' in page
    assert 'href="/trials?q=gout&amp;status=COMPLETED&amp;country=Germany"' in page

    both = client.get("/trials?q=gout&status=COMPLETED&country=Germany").text
    assert listed(both) == [numbered(2)]
    assert 'href="/trials?q=gout&amp;country=Germany"' in both


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("status", ["OPEN", "RECRUITING"])
def test_what_recruits_is_one_value_too(client: FlaskClient, status: str) -> None:
    assert listed(client.get(f"/trials?status={status}").text) == [numbered(1)]


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("value", ["x", "%00", "'", "x" * 5000, '"', "☃", "OPEN) OR (", "\ud800"])
@pytest.mark.parametrize("kind", ["status", "country", "start"])
def test_an_unknown_value_is_no_error(client: FlaskClient, kind: str, value: str) -> None:
    page = client.get("/trials", query_string={kind: value.encode("utf-8", "surrogatepass")})
    assert page.status_code == 200
    assert "Take away a filter" in page.text
    assert listed(page.text) == []


@pytest.mark.usefixtures("trials")
def test_lists_are_sorted_by_one_click(client: FlaskClient) -> None:
    page = client.get("/trials?q=gout").text
    assert '<strong aria-current="true">Best match</strong>' in page
    assert 'href="/trials?q=gout&amp;sort=updated"' in page
    page = client.get("/trials?q=gout&sort=updated").text
    assert '<strong aria-current="true">Last updated</strong>' in page
    assert '<input type="hidden" name="sort" value="updated">' in page
    assert client.get("/trials?q=gout&sort=x%00").status_code == 200


@pytest.mark.usefixtures("trials")
def test_what_was_not_typed_is_said_and_taken_away_by_one_click(client: FlaskClient) -> None:
    page = client.get("/trials?q=podagar&status=COMPLETED").text
    assert "No trial has “<bdi>podagar</bdi>”" in page
    assert listed(page) == [numbered(3)]
    assert 'href="/trials?q=podagar&amp;status=COMPLETED&amp;exact=1">Search for your words alone' in page
    assert listed(client.get("/trials?q=podagar&exact=1").text) == []
    assert "with “gout one” or “berlin”" in client.get('/trials?q="gout one" OR berlin').text


@pytest.mark.usefixtures("trials")
def test_after_a_correction_the_words_that_were_searched_for_are_said(client: FlaskClient) -> None:
    page = client.get("/trials?q=podagar boston").text
    assert listed(page) == [numbered(3)]
    assert "with “podagra”, and “boston” or words that begin so" in page
    assert page.count("“<bdi>podagar</bdi>”") == 1
    assert "“podagar”" not in page


def test_more_than_is_looked_at_is_said(client: FlaskClient, trials: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.trials.matching.MOST_CANDIDATES", 2)
    page = client.get("/trials?q=gout").text
    assert "At least 2 trials" in page
    assert "only those that came in last are listed and counted" in page


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize(
    "query", ["NCT00000002", "nct 00000002", "https://clinicaltrials.gov/study/NCT00000002?tab=results"]
)
def test_an_id_alone_leads_to_its_trial(client: FlaskClient, query: str) -> None:
    answer = client.get("/trials", query_string={"q": query})
    assert (answer.status_code, answer.location) == (302, "/trials/NCT00000002")
    assert client.get("/trials", query_string={"q": f"{query} gout"}).status_code == 200


def test_a_former_id_leads_to_the_trial_that_has_it_now(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), former_ids=[numbered(9)])
    assert client.get(f"/trials?q={numbered(9)}").location == f"/trials/{numbered(1)}"


def test_only_one_s_own_notes_are_counted(client: FlaskClient, cast: Cast, database: Database) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        keep_study(session, numbered(1), title="Gout")
        write_note(session, alice, trial_of_id(session, numbered(1)) or pytest.fail("it is there"))
    for path in ("/trials", "/trials?q=gout"):
        assert "1 note of yours" in cast.client("alice").get(path).text
        for other in (cast.client("bob"), client):
            assert "of yours" not in other.get(path).text
