"""POST /w3c/annotations/: an annotation becomes a note on the very words, or is refused with a sentence."""

import json

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.models import Note
from tests.annotating import CONTAINER, HERE, SITE, SOURCE, Annotating, Json, selectors, sent
from tests.noting import TEXT, Noting
from tests.programs import Program
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID
from tests.web_annotations import broken_by

VIEWS = ("POST w3c.create",)


def words(value: str, **more: str) -> Json:
    return {"type": "TextualBody", "value": value, **more}


def on(source: object = SOURCE, **more: object) -> Json:
    return {"source": source, "selector": selectors("≥18 Years"), **more}


def count(database: Database) -> int:
    with database.reader() as session:
        return session.query(Note).count()


def test_works__it_is_made_and_given_back(annotating: Annotating, alice: Program, database: Database) -> None:
    answer = annotating.post(sent(body=[words("**Adults**"), words("elderly", purpose="tagging")]), Slug="mine")
    said = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, said["id"])
    assert said["id"].startswith(CONTAINER)
    assert said["id"] != f"{CONTAINER}mine"
    assert broken_by(said) == []
    path = said["id"].removeprefix(SITE)
    assert (alice.get(path).data, alice.get(path).headers["ETag"]) == (answer.data, answer.headers["ETag"])
    with database.reader() as session:
        note = session.query(Note).one()
        assert (note.id, note.body, note.exact) == (said["id"].rpartition("/")[2], "**Adults**", "≥18 Years")
        assert TEXT[note.start_offset : note.end_offset] == "≥18 Years"
    assert said["target"]["selector"][0]["prefix"], "what stands around the words comes from the text"


@pytest.mark.parametrize(
    "source",
    [
        SOURCE,
        f"{SITE}/trials/{REGISTRY_ID}",
        REGISTRY_ID,
        f"https://clinicaltrials.gov/study/{REGISTRY_ID}",
        f"https://www.clinicaltrials.gov/ct2/show/{REGISTRY_ID}",
        {"id": SOURCE},
    ],
)
def test_works__a_target_is_a_version_a_trial_or_its_record(annotating: Annotating, source: object) -> None:
    said = annotating.made(sent(target=on(source)))
    assert said["target"]["source"] == SOURCE, "the version is told"


def test_works__a_highlight_and_a_note_on_the_whole_trial(annotating: Annotating) -> None:
    highlight = annotating.made(sent(body=None, motivation="highlighting"))
    assert (highlight["motivation"], "body" in highlight) == ("highlighting", False)
    whole = annotating.made(sent("", body=None, bodyValue="On all of it"))
    assert (whole["target"], whole["body"][0]["value"]) == (SOURCE, "On all of it")


def test_works__a_label_is_named(annotating: Annotating) -> None:
    said = annotating.made(sent(body=[words("Adults"), words("Important", purpose="classifying")]))
    assert [body["value"] for body in said["body"]] == ["Adults", "Important"]
    told = annotating.post(sent(body=[words("Adults"), words("No label", purpose="classifying")]))
    assert (told.status_code, "no label called" in told.get_json()["detail"]) == (422, True)


def test_works__what_goes_out_comes_in_as_the_same(annotating: Annotating, alice: Program) -> None:
    bodies = [words("Adults"), words("Important", purpose="classifying"), words("dose", purpose="tagging")]
    first = annotating.made(sent(body=bodies))
    first_path = first["id"].removeprefix(SITE)
    assert annotating.post(first).status_code == 409, "it is here already"
    alice.ask("DELETE", first_path, If_Match=annotating.tag(first))
    second = annotating.made({**first, "id": "https://elsewhere.example/1"})
    assert {**second, "id": "", "created": "", "modified": ""} == {**first, "id": "", "created": "", "modified": ""}


def test_works__sent_again_under_an_id_it_is_the_same(annotating: Annotating, database: Database) -> None:
    annotation = sent(id="urn:uuid:5d1d8dd6-8f6c-4c4d-9a0c-3a1c3e4f5a6b")
    first, again = annotating.post(annotation), annotating.post(annotation)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.data, again.headers["Location"]) == (again.data, first.headers["Location"])
    assert count(database) == 1


START = TEXT.index("≥18 Years")
QUOTE = {"type": "TextQuoteSelector", "exact": "≥18 Years"}
POSITION = {"type": "TextPositionSelector", "start": START, "end": START + 9}


@pytest.mark.parametrize(
    "selector",
    [
        [{**QUOTE, "exact": "≥19 Years"}, POSITION],
        [QUOTE, {**POSITION, "start": START + 1, "end": START + 10}],
        [{**QUOTE, "prefix": "other words "}, POSITION],
        [{**QUOTE, "suffix": " of age"}, POSITION],
    ],
)
def test_validates__place_and_quote_have_to_agree(
    annotating: Annotating, database: Database, selector: list[Json]
) -> None:
    answer = annotating.post(sent(target={"source": SOURCE, "selector": selector}))
    assert answer.status_code == 409
    assert "do not agree" in answer.get_json()["detail"]
    assert count(database) == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"@context": None}, "@context"),
        ({"@context": "http://www.w3.org/ns/other.jsonld"}, "@context"),
        ({"type": None}, "type"),
        ({"type": "Note"}, "type"),
        ({"target": None}, "target"),
        ({"target": []}, "target"),
        ({"target": [on(), on()]}, "target"),
        ({"target": "https://example.org/"}, "target/source"),
        ({"target": on(f"{SITE}/trials/NCT99999999/versions/1")}, "target/source"),
        ({"target": on(f"{SITE}/trials/{REGISTRY_ID}/versions/9")}, "target/source"),
        ({"target": on(f"{SOURCE}#part")}, "target/source"),
        ({"target": on(selector=[QUOTE])}, "target/selector"),
        ({"target": on(selector=[POSITION])}, "target/selector"),
        ({"target": on(selector=[QUOTE, QUOTE])}, "target/selector"),
        ({"target": on(selector=[QUOTE, POSITION, POSITION])}, "target/selector"),
        ({"target": on(selector=[QUOTE, {**POSITION, "prefix": "a"}])}, "target/selector"),
        ({"target": on(selector=[QUOTE, {"type": "TextPositionSelector", "start": 1}])}, "target/selector"),
        ({"target": on(selector=[QUOTE, {**POSITION, "end": START}])}, ""),
        ({"target": on(selector=[QUOTE, {**POSITION, "start": -3}])}, ""),
        ({"target": on(selector={"type": "CssSelector", "value": "p"})}, "target/0/selector/0/type"),
        ({"target": on(state={"type": "TimeState", "sourceDate": "2001-01-01T00:00:00Z"})}, "target/state"),
        ({"target": on(state={"type": "TimeState", "sourceDate": "today"})}, "target/state"),
        ({"target": on(styleClass="red")}, "target/0/styleClass"),
        ({"body": [words("One"), words("Two")]}, "body"),
        ({"body": words("<b>One</b>", format="text/html")}, "body/0/format"),
        ({"body": words("Un", language="fr")}, "body/0/language"),
        ({"body": words("Why?", purpose="questioning")}, "body/0/purpose"),
        ({"body": words("  ")}, "body"),
        ({"body": ["https://example.org/body"]}, "body/0"),
        ({"body": {"type": "Image", "id": "https://example.org/image"}}, "body/0/type"),
        ({"body": [words("a", purpose="classifying"), words("b", purpose="classifying")]}, "body"),
        ({"bodyValue": "Two"}, "bodyValue"),
        ({"body": None, "bodyValue": " "}, "bodyValue"),
        ({"motivation": "questioning"}, "motivation"),
        ({"motivation": "highlighting"}, "motivation"),
        ({"canonical": "urn:uuid:1"}, "canonical"),
        ({"rights": "https://example.org/rights"}, "rights"),
    ],
)
def test_validates__what_a_note_cannot_keep_is_refused(
    annotating: Annotating, database: Database, changes: Json, pointer: str
) -> None:
    answer = annotating.post(sent(**changes))
    assert answer.status_code == 422, answer.text
    told = answer.get_json()
    assert told["detail"].endswith((".", "”"))
    pointers = [error["pointer"] for error in told.get("errors", [])]
    assert pointer in {"", *(each.removeprefix("#/") for each in pointers)}
    assert not pointer or f"#/{pointer}" in pointers or any(each.startswith(f"#/{pointer}") for each in pointers)
    assert count(database) == 0


@pytest.mark.parametrize("given", [None, [], "words", 1, [sent()], {}])
def test_validates__what_is_no_annotation_is_refused(annotating: Annotating, given: object) -> None:
    answer = annotating.program.send(HERE, data=json.dumps(given), content_type="application/ld+json")
    assert answer.status_code == 422


def test_validates__it_is_json_and_said_to_be(annotating: Annotating, alice: Program) -> None:
    for kind, status in (("application/ld+json; charset=utf-8", 400), ("text/turtle", 415), ("", 415)):
        assert alice.send(HERE, data=b"{", content_type=kind).status_code == status
    answer = alice.send(
        HERE, data=b"{}", content_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    )
    assert answer.status_code == 422


def test_whose__it_is_of_whoever_sends_it(noting: Noting, annotating: Annotating, client: FlaskClient) -> None:
    assert client.post(HERE, json=sent()).status_code == 401
    made = annotating.made()
    assert noting is not None
    assert client.get(made["id"].removeprefix(SITE)).status_code == 401


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)
