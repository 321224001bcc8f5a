"""GET /trials/<id>/versions/<a>/compare/<b>: two versions of a trial's record side by side."""

import re
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from annotate.database import Database
from annotate.reading import history
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, Sections, document, keep_version, kept_trial

VIEWS = ("GET reading.comparison",)

TRIAL = f"/trials/{REGISTRY_ID}"
URL = f"{TRIAL}/versions/1/compare/2"
OLDER: Sections = {
    **SECTIONS,
    "summary": ("Summary", ["Two doses are compared: 80 mg and 240 mg, once a week. \U0001f9ea e\u0301nough."]),
    "eligibility": ("Eligibility", ["ANC <LLN and platelets ‹100 x10^9/L", "5 mg/kg*2 and 3*4*5", "<b>Adults</b>"]),
}


@pytest.fixture
def noting(cast: Cast, database: Database) -> Noting:
    """A trial whose record has changed once."""
    return Noting(cast, database, OLDER, SECTIONS)


def section(page: str, key: str) -> str:
    return page.split(f'aria-labelledby="{key}"', 1)[1].split("</section>", 1)[0]


def test_works__words_are_marked_and_the_rest_is_folded(client: FlaskClient, noting: Noting) -> None:
    page = client.get(URL).text
    summary, eligibility = section(page, "summary"), section(page, "eligibility")

    assert "compared: <del>80</del> mg" in summary
    assert "compared: <ins>160</ins> mg" in summary
    assert "<del>&lt;b&gt;Adults&lt;/b&gt;</del>" in eligibility
    assert "<ins>≥18 Years</ins>" in eligibility
    assert re.search(r"<details[^>]*>\s*<summary>… 2 unchanged paragraphs</summary>", eligibility)
    assert eligibility.count("ANC &lt;LLN") == 1
    assert "<del>" not in section(page, "title")
    assert re.search(r'id="title">Title <span class="quiet small">unchanged</span>', page)


@pytest.mark.parametrize(
    "numbers", ["1/compare/3", "0/compare/1", "1/compare/-1", "x/compare/1", f"1/compare/{10**40}"]
)
def test_validates__an_unknown_version_is_not_found(client: FlaskClient, noting: Noting, numbers: str) -> None:
    assert client.get(f"{TRIAL}/versions/{numbers}").status_code == 404


def test_whose__nobody_elses_notes_are_in_it(cast: Cast, client: FlaskClient, noting: Noting) -> None:
    notes = [noting.note(body="A secret thought"), noting.note(on="", body="A secret about it all")]
    for other in (cast.client("bob"), cast.client("charlie"), client):
        page = other.get(URL).text
        for word in ("secret", "My note", *notes):
            assert word not in page


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_it_leads_to_both_versions_and_back(client: FlaskClient, noting: Noting) -> None:
    page = client.get(URL).text
    assert f'<a href="{TRIAL}/versions/1">Version 1</a>' in page
    assert f'<a href="{TRIAL}">Version 2</a>' in page
    assert f'<a href="{TRIAL}/versions">Versions</a>' in page
    assert f'<a href="{TRIAL}/versions/2/compare/1">Swap sides</a>' in page
    assert "<script>" not in page


def test_the_other_way_round_insertions_are_deletions(client: FlaskClient, noting: Noting) -> None:
    page = client.get(f"{TRIAL}/versions/2/compare/1").text
    assert "compared: <del>160</del> mg" in page
    assert "compared: <ins>80</ins> mg" in page


def test_facts_that_differ_are_told(client: FlaskClient, database: Database, noting: Noting) -> None:
    assert 'id="facts-heading"' not in client.get(URL).text

    with database.transaction() as session:
        version = keep_version(session, session.scalars(select(Trial)).one(), SECTIONS, 3)
        facts = {**version.facts, "status": "COMPLETED"}
        session.execute(update(TrialVersion).where(TrialVersion.id == version.id).values(facts=facts))
    page = client.get(f"{TRIAL}/versions/2/compare/3").text
    assert "The text is the same. Only the facts differ." in page
    assert "<ins>Completed</ins>" in section(page, "facts-heading")
    assert "Last updated" not in section(page, "facts-heading")


def test_a_sample_beside_the_registrys_record_is_no_change(
    client: FlaskClient, database: Database, noting: Noting
) -> None:
    assert "One of these versions is a sample" not in client.get(URL).text
    with database.transaction() as session:
        session.execute(update(TrialVersion).where(TrialVersion.number == 1).values(sample=True))
    assert "One of these versions is a sample" in client.get(URL).text


def test_my_notes_stand_on_their_side(cast: Cast, noting: Noting) -> None:
    alice = cast.client("alice")
    newer = noting.note(on="160 mg", body="Is **this** the dose?", label="starter-dose")
    whole = noting.note(on="", body="About it all")
    version = alice.get(f"{TRIAL}/versions/1").text.split('data-version="', 1)[1].split('"', 1)[0]
    start = str(document(OLDER).text.index("80 mg"))
    sent = {"version": version, "start": start, "end": str(int(start) + 5), "exact": "80 mg", "body": "It was less"}
    older = alice.post(f"{TRIAL}/notes", data=sent).location.rsplit("/", 1)[-1]

    page = alice.get(URL).text
    summary = section(page, "summary")
    left, right = summary.split("My note on version 1", 1)[1].split("My notes on version 2", 1)
    assert f'href="{TRIAL}/versions/1#note-{older}"' in left
    assert "80 mg</a>" in left
    assert "It was less" in left
    assert f'href="{TRIAL}/versions/2#note-{newer}"' in right
    assert "<strong>this</strong>" in right
    assert "Dose" in right
    assert f'href="{TRIAL}#note-{whole}"' in section(page, "whole-trial")
    assert "It was less" in right, "it stands in the newer version as well"
    assert "<del>80</del><ins>160</ins> mg" in right
    assert "The words changed" in right
    assert "The words changed" not in left


def test_notes_of_other_versions_are_not_in_it(cast: Cast, database: Database, noting: Noting) -> None:
    noting.note(body="Said of the second")
    with database.transaction() as session:
        keep_version(session, session.scalars(select(Trial)).one(), OLDER, 3)
    assert "Said of the second" not in cast.client("alice").get(f"{TRIAL}/versions/1/compare/3").text


def test_a_deleted_note_is_gone(cast: Cast, noting: Noting) -> None:
    note = noting.note(body="A passing thought")
    assert "A passing thought" in cast.client("alice").get(URL).text
    cast.client("alice").post(f"/notes/{note}/deletion")
    assert "A passing thought" not in cast.client("alice").get(URL).text


def test_one_and_the_same_leads_to_the_choice_of_another(client: FlaskClient, noting: Noting) -> None:
    answer = client.get(f"{TRIAL}/versions/2/compare/2")
    assert (answer.status_code, answer.location) == (302, f"{TRIAL}/versions?old=2&new=2")
    assert client.get(f"{TRIAL}/versions/7/compare/7").status_code == 404


@pytest.mark.parametrize("registry_id", ["NCT99999999", "nonsense", "%00"])
def test_an_unknown_trial_is_not_found(client: FlaskClient, noting: Noting, registry_id: str) -> None:
    assert client.get(f"/trials/{registry_id}/versions/1/compare/2").status_code == 404


def test_headings_stand_in_order(cast: Cast, noting: Noting) -> None:
    noting.note()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", cast.client("alice").get(URL).text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_number_of_queries_is_fixed(cast: Cast, noting: Noting, queries: list[str]) -> None:
    noting.note(body="First")
    few = counted(cast.client("alice"), queries)
    for number in range(20):
        noting.note(body=f"Thought {number}")
    assert counted(cast.client("alice"), queries) == few <= 11, "one of them asks how much the notes hold"


def counted(client: FlaskClient, queries: list[str]) -> int:
    """Count the queries of a page whose versions are compared and rendered already."""
    client.get(URL)
    queries.clear()
    assert "First" in client.get(URL).text
    return len(queries)


def test_a_long_record_is_light_over_its_text(client: FlaskClient, database: Database) -> None:
    sentences = [f"Sentence {number} of a record that is a long one." for number in range(900)]
    other = [line.replace("long", "short") if place % 90 == 0 else line for place, line in enumerate(sentences)]
    kept_trial(database, {**SECTIONS, "description": ("D", sentences)}, {**SECTIONS, "description": ("D", other)})
    page = client.get(URL).data
    assert page.count(b"<ins>short</ins>") == 10
    assert len(page) < 4 * sum(map(len, sentences))


def test_versions_that_are_too_long_are_not_compared_and_show_the_readers_notes(
    client: FlaskClient, cast: Cast, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    noting.note(body="Which dose?")
    noting.note("bob", body="What of the others?")
    monkeypatch.setattr(history, "LONGEST_COMPARED", 20)
    page = client.get(URL).text
    assert "too long to compare side by side" in page
    assert "Struck out" not in page, "nothing is"
    assert "Swap sides" in page
    assert page.count(f'href="/trials/{REGISTRY_ID}') >= 2, "each can be read"
    assert "<del>80</del>" not in page
    assert "The registry record changed. It is too long to say where." in client.get(f"{TRIAL}/versions").text
    assert 'id="my-notes"' not in page
    mine = section(cast.client("alice").get(URL).text, "my-notes")
    assert "My note on version 2" in mine
    assert "Which dose?" in mine
    assert "What of the others?" not in mine
