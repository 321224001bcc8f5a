import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from tests.databases import SERVER
from tests.rungs import refuse_other_methods
from tests.studies import keep_study, numbered

VIEWS = ("GET trials.condition", "GET trials.conditions")


@pytest.fixture
def trials(database: Database) -> None:
    with database.transaction() as session:
        keep_study(session, numbered(1), conditions=["Gout & Joints"], status="COMPLETED")
        keep_study(session, numbered(2), conditions=["gout & joints"], status="RECRUITING")
        keep_study(session, numbered(3), conditions=["Asthma"])


@pytest.mark.usefixtures("trials")
def test_works__the_trials_on_a_condition_are_listed(client: FlaskClient) -> None:
    page = client.get("/conditions/gout-joints").text

    assert "2 trials" in page
    assert page.index("NCT00000002") < page.index("NCT00000001")
    assert "NCT00000003" not in page
    assert "gout &amp; joints</h1>" in page.casefold()
    assert 'name="condition" value="gout-joints"' in page


@pytest.mark.usefixtures("trials")
@pytest.mark.parametrize("key", ["nothing", "%00", "x" * 3000, "'", "%E2%98%83", "..%2f.."])
def test_validates__an_unknown_condition_is_not_found(client: FlaskClient, key: str) -> None:
    assert client.get(f"/conditions/{key}").status_code == 404


@pytest.mark.usefixtures("trials")
def test_validates__a_page_beyond_the_last_leads_back(client: FlaskClient) -> None:
    page = client.get("/conditions/gout-joints?page=7")

    assert page.status_code == 200
    assert "no further trials" in page.text
    assert client.get("/conditions/gout-joints?page=x").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_number_of_queries_is_fixed(client: FlaskClient, database: Database, queries: list[str]) -> None:
    counts = []
    for numbers in (range(1, 2), range(2, 51)):
        with database.transaction() as session:
            for number in numbers:
                keep_study(session, numbered(number), conditions=["Gout"])
        queries.clear()
        assert client.get("/conditions/gout").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= (10 if SERVER else 7)  # PostgreSQL is told how to search, and for how long


def test_conditions_lead_to_wider_and_narrower_ones(client: FlaskClient, database: Database) -> None:
    above = ["Lung Diseases", "Respiratory Tract Diseases"]
    with database.transaction() as session:
        for number, (term, ancestors) in enumerate(
            (
                ("Asthma", above),
                ("Asthma", above),
                ("Pneumonia", above),
                ("Rhinitis", above[1:]),
                ("Gout", ["Arthritis"]),
            ),
            start=1,
        ):
            keep_study(session, numbered(number), conditions=[term], terms=[term], ancestors=ancestors)

    page = client.get("/conditions").text
    assert page.index("/conditions/respiratory-tract-diseases") < page.index("/conditions/lung-diseases")

    page = client.get("/conditions/lung-diseases").text
    assert "3 trials" in page
    wider = page[page.index("Part of") : page.index("lede")]
    assert "Respiratory Tract Diseases" in wider
    narrower = page[page.index("Narrower conditions") : page.index('class="items"')]
    assert "/conditions/asthma" in narrower
    assert "/conditions/pneumonia" in narrower
    assert "rhinitis" not in narrower
    assert "respiratory" not in narrower

    page = client.get("/conditions/asthma").text
    assert page.index("Respiratory Tract Diseases") < page.index("Lung Diseases")
    assert "Narrower conditions" not in page


def test_what_a_trial_names_beside_a_condition_is_no_narrower_one(client: FlaskClient, database: Database) -> None:
    above = ["Lung Diseases"]
    with database.transaction() as session:
        for number, (terms, ancestors) in enumerate(
            (
                (["Lung Diseases"], []),
                (["Lung Diseases", "Infertility"], ["Genital Diseases"]),
                (["Lung Diseases", "Asthma"], above),
                (["Asthma"], above),
            ),
            start=1,
        ):
            keep_study(session, numbered(number), conditions=terms, terms=terms, ancestors=ancestors)

    page = client.get("/conditions/lung-diseases").text
    narrower = page[page.index("Narrower conditions") : page.index('class="items"')]
    assert "/conditions/asthma" in narrower, "although one trial names both"
    assert "infertility" not in narrower
    assert "genital" not in narrower


def test_without_records_the_tree_says_so(client: FlaskClient) -> None:
    assert "There are no trials here yet." in client.get("/conditions").text


def test_beyond_what_is_looked_at_recruiting_trials_still_stand_first(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        for number in range(1, 23):
            keep_study(session, numbered(number), conditions=["Gout"], status="RECRUITING", updated="2020-01-01")
        for number in range(23, 53):
            keep_study(session, numbered(number), conditions=["Gout"], status="COMPLETED", updated="2026-01-01")
    for module in ("matching", "lists"):
        monkeypatch.setattr(f"annotate.trials.{module}.MOST_CANDIDATES", 25)
    page = client.get("/conditions/gout").text
    assert "52 trials, recruiting first" in page
    assert page.count(">Recruiting<") == 20
