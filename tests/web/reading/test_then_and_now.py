"""GET /trials/<id>/then-and-now: one trial at four moments side by side."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from annotate.core.document import DocumentBuilder, document_to_json
from annotate.core.record import PartialDate, TrialRecord, record_to_json
from annotate.database import Database
from annotate.trials.models import TrialVersion
from tests.cast import Cast
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, kept_trial

VIEWS = ("GET reading.then_and_now",)

TRIAL = f"/trials/{REGISTRY_ID}"
URL = f"{TRIAL}/then-and-now"


def outcomes(
    database: Database, number: int, *those: tuple[str, str, str], start: str = "2022-07", more: str = "Adults"
) -> None:
    """Give a version outcomes (list, measure, time frame), a start date and a criterion."""
    builder = DocumentBuilder()
    builder.section("outcomes", "Outcomes")
    for group in dict.fromkeys(each[0] for each in those):
        builder.heading(group, f"{group.title()} outcomes")
        for _, measure, frame in (each for each in those if each[0] == group):
            base = builder.heading(f"{group}/{measure}", measure, depth=4)
            if frame:
                builder.paragraph(f"{base}/time-frame", f"Time frame: {frame}")
    builder.section("eligibility", "Eligibility")
    builder.item("i1", more)
    whole = builder.build()
    record = TrialRecord(REGISTRY_ID, "A study", start_date=PartialDate(start), enrollment=10 * number, document=whole)
    with database.transaction() as session:
        session.execute(
            update(TrialVersion)
            .where(TrialVersion.number == number)
            .values(text=whole.text, document=document_to_json(whole), facts=record_to_json(record))
        )


@pytest.fixture
def trial(database: Database) -> Database:
    """A trial of three versions, 1 to 3 July 2022, whose outcomes changed."""
    kept_trial(database, SECTIONS, SECTIONS, SECTIONS)
    outcomes(database, 1, ("primary", "Overall survival", "1 year"), ("secondary", "Pain ≥ 5 points", ""))
    outcomes(database, 2, ("primary", "Overall survival", "1 year"), ("secondary", "Pain ≥ 5 points", ""))
    outcomes(
        database, 3,
        ("primary", "Pain > 5 points", ""), ("secondary", "Overall survival", "1 year"), ("secondary", "Sleep <b>", ""),
        more="Adults over 40",
    )  # fmt: skip
    return database


def test_works__verdicts_stand_with_their_evidence(client: FlaskClient, trial: Database) -> None:
    page = client.get(URL).text

    assert "Secondary → primary" in page
    assert "Primary → secondary" in page
    assert "1 added, 1 primary → secondary, 1 secondary → primary" in page
    assert "Measure: numbers or signs: <del>≥</del> → <ins>&gt;</ins>" in page
    assert "Sleep &lt;b&gt;" in page
    assert "July 2022, without a day: the record changed within that time" in page
    assert "The first and the last of 3 versions are shown" in page
    assert "<ins>30</ins>" in page
    assert "Adults <ins>over 40</ins>" in page
    assert "Not known: the record does not say when the trial is complete." in page
    assert "fraud" not in page.casefold()


def test_validates__a_trial_that_is_not_here_is_not_found(client: FlaskClient) -> None:
    assert client.get("/trials/NCT09999999/then-and-now").status_code == 404


def test_whose__notes_are_the_viewers_alone(cast: Cast, client: FlaskClient, trial: Database) -> None:
    note(cast, trial, "Overall survival", "A secret thought")
    note(cast, trial, "over 40", "A secret of age")

    mine = cast.client("alice").get(URL).text

    assert "A secret thought" in mine
    assert "A secret of age" in mine
    assert "Stands in version 3" in mine
    for other in (cast.client("bob"), client):
        assert "secret" not in other.get(URL).text


def note(cast: Cast, database: Database, words: str, body: str) -> None:
    with database.transaction() as session:
        version = session.scalars(select(TrialVersion).where(TrialVersion.number == 3)).one()
        version_id, start = version.id, version.text.index(words)
    sent = {"version": version_id, "body": body, "client_key": words, "label": "", "tags": ""}
    sent |= {"start": str(start), "end": str(start + len(words)), "exact": words}
    assert cast.client("alice").post(f"{TRIAL}/notes", data=sent).status_code == 303


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_versions_of_a_month_that_say_the_same_are_one_column(client: FlaskClient, trial: Database) -> None:
    for number in (1, 2):
        outcomes(trial, number, ("primary", "Overall survival", "1 year"))
    with trial.transaction() as session:
        session.execute(update(TrialVersion).where(TrialVersion.number == 3).values(record_updated="2022-08-01"))
        facts = session.scalars(select(TrialVersion.facts).where(TrialVersion.number == 1)).one()
        session.execute(update(TrialVersion).where(TrialVersion.number == 2).values(facts=facts))

    page = client.get(URL).text

    assert "Versions 1 and 2 say the same of what is shown here." in page
    assert "at the earliest" not in page


def test_one_version_says_what_is_known(client: FlaskClient, database: Database) -> None:
    kept_trial(database)

    page = client.get(URL).text

    assert "One version of this record is held here" in page
    assert f"annotate trials history {REGISTRY_ID}" in page
    assert "None of these versions states an outcome." in page


def test_statements_do_not_grow_with_outcomes(cast: Cast, trial: Database) -> None:
    client = cast.client("alice")
    counts = []
    for many in (1, 30):
        outcomes(trial, 3, *(("primary", f"Score of scale {number}", "") for number in range(many)))
        seen: list[str] = []
        listen = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731 - to be taken off again
        event.listen(trial.engine, "before_cursor_execute", listen)
        assert client.get(URL).status_code == 200
        event.remove(trial.engine, "before_cursor_execute", listen)
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 14


def test_it_is_reached_from_the_trial_and_the_comparison(client: FlaskClient, trial: Database) -> None:
    for path in (TRIAL, f"{TRIAL}/versions/1/compare/3"):
        assert f'href="{URL}"' in client.get(path).text
