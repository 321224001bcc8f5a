import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from annotate import time_limits
from annotate.database import Database
from annotate.trials import grammar, lists, matching
from tests.cast import Cast
from tests.databases import SERVER, sqlite_only
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered
from tests.unit.trials.test_search import STRANGE

VIEWS = ("GET trials.search",)

BOUNDED = [("/", "text/html"), ("/trials", "text/html"), ("/", "application/json")]


@pytest.fixture
def trials(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), title="Tislelizumab in gastric cancer", conditions=["Gastric Cancer"])
        keep_study(session, numbered(2), title="A <b>bold</b> vaccine", summary="Against ≥2 gastric viruses & <LLN.")


@pytest.mark.usefixtures("trials")
def test_works__words_find_trials_and_are_marked(client: FlaskClient) -> None:
    page = client.get("/trials?q=gastric").text

    assert "2 trials" in page
    assert page.index("/trials/NCT00000001") < page.index("/trials/NCT00000002")
    assert "≥2 <mark>gastric</mark> viruses &amp; &lt;LLN" in page
    assert "A &lt;b&gt;bold&lt;/b&gt; vaccine" in page
    assert 'value="gastric"' in page


@pytest.mark.parametrize("page", ["0", "-1", "51", "x", "1.5", "٣", "1" * 5000, "%00", ""])
def test_validates__a_page_that_does_not_exist_is_not_found(client: FlaskClient, page: str) -> None:
    assert client.get(f"/trials?page={page}").status_code == 404


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("query", [*STRANGE, "<script>alert(1)</script>", "{{ 7 * 7 }}"])
def test_validates__no_input_is_an_error(client: FlaskClient, query: str) -> None:
    answer = client.get("/trials", query_string={"q": query.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@pytest.mark.usefixtures("trials")
def test_an_id_finds_its_trial(client: FlaskClient) -> None:
    assert "/trials/NCT00000002" in client.get("/trials?q=nct+00000002").text


@pytest.mark.usefixtures("trials")
def test_without_words_there_is_something_to_look_through(client: FlaskClient) -> None:
    page = client.get("/trials").text

    assert "Browse by condition" in page
    assert "/conditions/gastric-cancer" in page
    assert "Tislelizumab in gastric cancer" in page


@pytest.mark.usefixtures("trials")
def test_a_condition_narrows_the_search(client: FlaskClient) -> None:
    page = client.get("/trials?q=gastric&condition=gastric-cancer").text

    assert "1 trial<" in page
    assert "NCT00000002" not in page
    assert client.get("/trials?condition=gastric-cancer").status_code == 200
    assert client.get("/trials?condition=gout").status_code == 404


@pytest.mark.usefixtures("trials")
def test_a_trial_that_is_not_here_can_be_added_by_who_may(client: FlaskClient, cast: Cast) -> None:
    page = client.get("/trials?q=nct+00000009").text
    assert "NCT00000009 is not here yet." in page
    assert 'href="/sign-in?next=/trials?q%3Dnct%2B00000009"' in page
    assert 'name="registry_id"' not in page

    page = cast.client("alice").get("/trials?q=nct+00000009").text
    assert 'name="registry_id" value="NCT00000009"' in page


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    assert "Try fewer words" in client.get("/trials?q=zzzz").text
    assert "There are no trials here yet." in client.get("/trials").text


def test_results_have_pages(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        for number in range(21):
            keep_study(session, numbered(number + 1), title="Gout")

    first = client.get("/trials?q=gout")
    second = client.get("/trials?q=gout&page=2")

    assert first.text.count('class="item"') == 20
    assert 'href="/trials?q=gout&amp;page=2" rel="next"' in first.text
    assert second.text.count('class="item"') == 1
    assert 'href="/trials?q=gout&amp;page=1" rel="prev"' in second.text
    assert 'rel="next"' not in second.text
    assert client.get("/trials?page=2").text.count('class="item"') == 1


@pytest.mark.parametrize("condition", ["%00", "x" * 5000, "'", "☃"])
def test_no_condition_is_an_error(client: FlaskClient, condition: str) -> None:
    assert client.get(f"/trials?condition={condition}").status_code in {200, 404}


def test_the_number_of_queries_is_fixed(client: FlaskClient, database: Database, queries: list[str]) -> None:
    def asked(path: str) -> int:
        queries.clear()
        assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/trials", "/trials?q=gout", "/trials?q=gout&condition=gout", "/trials?condition=gout")
    with database.transaction() as session:
        for number in range(1, 7):  # of fewer, corrections are looked for
            keep_study(session, numbered(number), title="Gout", conditions=["Gout"])
    one = [asked(path) for path in paths]
    with database.transaction() as session:
        for number in range(7, 51):
            keep_study(session, numbered(number), title="Gout", conditions=["Gout", f"Gout {number}"])

    assert [asked(path) for path in paths] == one
    assert max(one) <= (20 if SERVER else 14)  # PostgreSQL is told how to search, and for how long


@pytest.mark.usefixtures("trials")
def test_signs_alone_search_for_nothing_and_the_page_says_so(client: FlaskClient) -> None:
    sentence = "Search needs letters or digits"
    page = client.get("/trials", query_string={"q": "(( *"}).text
    assert sentence in page
    assert "Tislelizumab in gastric cancer" in page
    assert sentence not in client.get("/trials", query_string={"q": "(gastric"}).text


def test_many_conditions_are_folded(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), conditions=[f"Gout {number}" for number in range(11)])
    page = client.get("/trials").text
    shown, folded = page.split("<summary>4 more conditions</summary>")
    assert shown.count('class="chip"') == 8
    assert folded.count('class="chip"') == 4


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (grammar.MOST_WORDS, None),
        (grammar.MOST_WORDS + 1, "The last one was not."),
        (grammar.MOST_WORDS + 3, "The last 3 were not."),
    ],
)
def test_words_that_are_not_searched_for_are_counted(client: FlaskClient, count: int, sentence: str | None) -> None:
    page = client.get("/trials", query_string={"q": "a " * count + "+ *"}).text
    assert (f"Only the first {grammar.MOST_WORDS} words" in page) is bool(sentence)
    assert not sentence or sentence in page


@pytest.mark.usefixtures("trials")
def test_a_search_that_takes_too_long_is_ended_with_a_sentence(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n WHERE :query <> '') SELECT count(*) FROM n"
    with monkeypatch.context() as slow:
        slow.setattr(lists, "SEARCH_SECONDS", 0.05)
        slow.setattr(matching, "_CANDIDATES", dict.fromkeys(matching._CANDIDATES, text(endless)))  # noqa: SLF001 - no words are slow here
        answer = client.get("/trials?q=gastric")
    assert answer.status_code == 503
    assert "Please try fewer or rarer words" in answer.text
    assert 'name="q" value="gastric"' in answer.text
    assert "2 trials" in client.get("/trials?q=gastric").text, "the next one is answered"


@sqlite_only
def test_every_page_that_reads_is_bounded(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n")
    with monkeypatch.context() as slow:
        slow.setattr(time_limits, "PAGE_SECONDS", 0.05)
        slow.setattr(lists, "_recent", lambda *_: (endless, {}))
        answers = [client.get(path, headers={"Accept": accepted}) for path, accepted in BOUNDED]
    assert [answer.status_code for answer in answers] == [503] * len(BOUNDED)
    assert all("This page takes too long" in answer.text for answer in answers)
    assert client.get("/").status_code == 200, "the next one is answered"


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("unit", ['"', "-", "%00", "a", "a+", "OR+", "%26+", "-a+", "NEAR("])
def test_a_very_long_query_is_answered(client: FlaskClient, unit: str) -> None:
    assert client.get("/trials?q=" + unit * 100_000).status_code in {200, 414}
