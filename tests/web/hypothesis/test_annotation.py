"""Annotations below /hypothesis/api/: each is a private note on the very words, or is refused with a sentence."""

import re

import pytest
from flask.testing import FlaskClient

from annotate.database import Database
from annotate.notes.models import Note
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.hypothesis_clients import API, PAGE, REGISTRY, SITE, HypothesisClient, Json, quoted, refused, sent
from tests.noting import TEXT
from tests.programs import Program, Programs
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS, keep_version
from tests.web_annotations import broken_by

VIEWS = (
    "POST hypothesis.create",
    "GET hypothesis.annotation",
    "GET hypothesis.web_annotation",
    "PATCH hypothesis.change",
    "PUT hypothesis.change",
    "DELETE hypothesis.delete",
)

KEYS = {
    *("id", "created", "updated", "user", "uri", "text", "tags", "group", "permissions", "target", "document", "links"),
    *("user_info", "flagged", "hidden", "moderation_status", "mentions", "actions"),
}
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}\+00:00")
CREATED = "2021-03-04T05:06:07.000000+00:00"


def count(database: Database) -> int:
    with database.reader() as session:
        return session.query(Note).filter(Note.deleted_at.is_(None)).count()


def test_works__it_is_made_as_a_note_and_given_back(
    hypothesis_client: HypothesisClient, alice: Program, database: Database
) -> None:
    said = hypothesis_client.made()
    assert said.keys() == KEYS
    assert re.fullmatch(r"[A-Za-z0-9_-]{20,22}", said["id"])
    assert INSTANT.fullmatch(said["created"])
    assert INSTANT.fullmatch(said["updated"])
    assert (said["text"], said["tags"], said["group"]) == ("Adults", ["elderly"], "__world__")
    assert said["permissions"] == {key: [said["user"]] for key in ("read", "admin", "update", "delete")}
    assert re.fullmatch(r"acct:[a-z2-7]{26}@localhost", said["user"])
    assert said["user_info"] == {"display_name": "Alice"}
    assert (said["flagged"], said["hidden"], said["moderation_status"]) == (False, False, None)
    (target,) = said["target"]
    assert target["source"] == said["uri"] == f"{PAGE}/versions/1"
    assert [each["type"] for each in target["selector"]] == ["TextQuoteSelector"]
    assert target["selector"][0]["exact"] == "≥18 Years"
    assert said["document"] == {"title": [SECTIONS["title"][1][0]]}
    assert said["links"]["incontext"] == f"{PAGE}#note-{said['id']}"
    assert said["links"]["json"] == f"{SITE}{API}annotations/{said['id']}"
    assert alice.get(said["links"]["json"].removeprefix(SITE)).get_json() == said
    with database.reader() as session:
        note = session.query(Note).one()
        assert (note.id, note.body, note.exact) == (said["id"], "Adults", "≥18 Years")
        assert TEXT[note.start_offset : note.end_offset] == "≥18 Years"


def test_works__it_is_a_note_on_our_pages(hypothesis_client: HypothesisClient, cast: Cast) -> None:
    said = hypothesis_client.made()
    page = cast.client("alice").get(said["links"]["html"].removeprefix(SITE))
    assert (page.status_code, "Adults" in page.text) == (200, True)
    assert cast.client("bob").get(said["links"]["html"].removeprefix(SITE)).status_code == 404


@pytest.mark.parametrize(
    "uri",
    [
        PAGE,
        f"{PAGE}/",
        f"{PAGE}?read=1#note-x",
        f"{PAGE}/versions/1",
        f"HTTPS://LOCALHOST/trials/{REGISTRY_ID}",
        REGISTRY,
        f"{REGISTRY}?tab=history",
        f"http://www.clinicaltrials.gov/ct2/show/{REGISTRY_ID}",
    ],
)
def test_works__a_page_note_is_on_the_trial(hypothesis_client: HypothesisClient, uri: str) -> None:
    said = hypothesis_client.made(sent("", uri=uri, target=None))
    assert said["target"] == [{"source": f"{PAGE}/versions/1"}], "a client takes one without selectors for a page note"


@pytest.mark.parametrize(
    ("words", "prefix", "suffix"),
    [
        ("≥18 Years", "", ""),
        ("160 mg", "compared: ", " and 240"),
        ("5 mg/kg*2 and 3*4*5", "\n   Note\n   ", "\n  + Note on this paragraph\n"),
        ("5 mg/kg*2 and 3*4*5\n\n      ≥18 Years", "", ""),
        ("Two doses are compared", "Summary\n  ", ": 160 mg and"),
    ],
)
def test_works__a_quote_of_our_page_is_found_in_the_text(
    hypothesis_client: HypothesisClient, words: str, prefix: str, suffix: str
) -> None:
    said = hypothesis_client.made(sent(target=[quoted(words, prefix, suffix)]))
    assert said["target"][0]["selector"][0]["exact"].split() == words.split()


def test_works__what_is_ours_to_say_is_ignored_and_nothing_is_public(hypothesis_client: HypothesisClient) -> None:
    theirs: Json = {
        "id": "mine",
        "user": "acct:bob@localhost",
        "created": CREATED,
        "flagged": True,
        "hidden": True,
        "user_info": {"display_name": "Bob"},
        "links": {},
        "document": {"title": "x"},
        "moderation": {"flagCount": 3},
        "permissions": {"read": ["group:__world__"], "admin": ["group:__world__"]},
        "group": "__world__",
        "references": [],
        "$highlight": True,
    }
    said = hypothesis_client.made(sent(**theirs))
    assert said["permissions"]["read"] == [said["user"]] != [theirs["user"]]
    assert (said["id"] != "mine", said["created"] != CREATED, said["flagged"], said["hidden"]) == (
        True,
        True,
        False,
        False,
    )


def test_works__only_the_first_target_counts_and_a_comma_parts_two_tags(hypothesis_client: HypothesisClient) -> None:
    said = hypothesis_client.made(sent(target=[quoted("160 mg"), quoted("240 mg")], tags=["b, A", "b"]))
    assert (len(said["target"]), said["target"][0]["selector"][0]["exact"]) == (1, "160 mg")
    assert said["tags"] == ["A", "b"]


def test_works__it_is_a_web_annotation_too(hypothesis_client: HypothesisClient, alice: Program) -> None:
    said = hypothesis_client.made()
    for accepted in ("*/*", "application/ld+json", "application/json"):
        answer = alice.get(f"{API}annotations/{said['id']}.jsonld", Accept=accepted)
        assert answer.headers["Content-Type"] == (
            "application/ld+json; charset=UTF-8; profile=http://www.w3.org/ns/anno.jsonld"
        )
        assert broken_by(answer.get_json()) == []


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_works__a_change_goes_as_far_as_it_says(hypothesis_client: HypothesisClient, method: str) -> None:
    made = hypothesis_client.made()
    changed = hypothesis_client.change(made["id"], {"text": "People"}, method).get_json()
    assert (changed["text"], changed["tags"], changed["created"]) == ("People", ["elderly"], made["created"])
    assert changed["updated"] > made["updated"]
    whole = hypothesis_client.change(made["id"], {**changed, "tags": ["dose"]}, method).get_json()
    assert (whole["text"], whole["tags"], whole["target"]) == ("People", ["dose"], made["target"])


def test_works__no_words_are_lost_by_a_change(hypothesis_client: HypothesisClient, alice: Program) -> None:
    made = hypothesis_client.made()
    hypothesis_client.change(made["id"], {"text": "People"})
    earlier = alice.get(f"/api/notes/{made['id']}/revisions").get_json()["revisions"]
    assert [text["body"] for text in earlier] == ["Adults"]


def test_works__a_deleted_one_is_in_the_trash(
    hypothesis_client: HypothesisClient, alice: Program, cast: Cast, database: Database
) -> None:
    made = hypothesis_client.made()
    path = f"{API}annotations/{made['id']}"
    answer = alice.ask("DELETE", path)
    assert (answer.status_code, answer.get_json()) == (200, {"id": made["id"], "deleted": True})
    assert [alice.ask(method, path).status_code for method in ("GET", "HEAD", "DELETE")] == [404] * 3
    assert (count(database), hypothesis_client.found()["total"]) == (0, 0)
    assert "Adults" in cast.client("alice").get("/trash").text
    assert cast.client("alice").post(f"/notes/{made['id']}/restoration").status_code in {303, 404}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"uri": None}, "uri: "),
        ({"uri": 5}, "uri: "),
        ({"uri": "https://example.org/"}, "uri: "),
        ({"uri": "https://clinicaltrials.gov/study/NCT99999999"}, "uri: "),
        ({"uri": f"{PAGE}/versions/7"}, "uri: "),
        ({"uri": "http://[/"}, "uri: "),
        ({"text": 5}, "text: "),
        ({"tags": "dose"}, "tags: "),
        ({"tags": ["x" * 41]}, "tags: "),
        ({"tags": [str(number) for number in range(21)]}, "tags: "),
        ({"text": "x" * 20_001}, "text: "),
        ({"target": [], "text": " "}, "text: "),
        ({"target": [quoted("no such words")]}, "target: "),
        ({"target": [quoted("mg")]}, "target: "),
        ({"target": [quoted("160 mg", "increased to ", " and")]}, "target: "),
        ({"target": [{"selector": [{"type": "TextPositionSelector", "start": 1, "end": 5}]}]}, "target: "),
        ({"target": [{**quoted("160 mg"), "description": "an image"}]}, "target.0.description: "),
        ({"uri": REGISTRY, "target": [quoted("160 mg")]}, "target: "),
        ({"group": "abcdef12"}, "group: "),
        ({"references": ["AAAAAAAAAAAAAAAAAAAAAA"]}, "references: "),
        ({"canonical": "https://example.org/1"}, "canonical: "),
    ],
)
def test_validates__what_has_no_place_is_refused(
    hypothesis_client: HypothesisClient, database: Database, changes: Json, reason: str
) -> None:
    status, said = refused(hypothesis_client.post(sent(**changes)))
    assert (status, said.startswith(reason), count(database)) == (400, True, 0), said


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"5", b'{"uri": "a", "uri": "b"}'])
def test_validates__the_body_is_an_object(alice: Program, body: bytes) -> None:
    assert refused(alice.send(f"{API}annotations", data=body))[0] == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"uri": "https://clinicaltrials.gov/study/NCT00000001"}, 400),
        ({"target": [quoted("160 mg")]}, 400),
        ({"target": [{"source": PAGE}]}, 400),
        ({"text": "People", "updated": CREATED}, 409),
        ({"tags": [5]}, 400),
    ],
)
def test_validates__a_change_of_another_passage_or_text_is_refused(
    hypothesis_client: HypothesisClient, alice: Program, changes: Json, status: int
) -> None:
    made = hypothesis_client.made()
    assert refused(hypothesis_client.change(made["id"], changes))[0] == status
    assert alice.get(f"{API}annotations/{made['id']}").get_json() == made


def test_validates__a_client_that_has_not_read_on_writes_nothing_over(
    hypothesis_client: HypothesisClient, alice: Program
) -> None:
    made = hypothesis_client.made()
    note = f"/api/notes/{made['id']}"
    alice.ask("PATCH", note, {"tags": ["dose"]}, If_Match=alice.get(note).headers["ETag"])
    assert refused(hypothesis_client.change(made["id"], made, "PUT"))[0] == 409
    assert alice.get(note).get_json()["tags"] == ["dose"]


def test_whose__nobody_elses_is_there(
    hypothesis_client: HypothesisClient, programs: Programs, client: FlaskClient
) -> None:
    made = hypothesis_client.made()
    path, none = f"{API}annotations/{made['id']}", f"{API}annotations/{'A' * 22}"
    for method, body in (("GET", None), ("PATCH", {"text": "x"}), ("PUT", {"text": "x"}), ("DELETE", None)):
        told = [programs.of("bob").ask(method, at, body) for at in (path, none)]
        assert refused(told[0]) == refused(told[1])
        assert told[0].status_code == 404
        assert refused(client.open(path, method=method, json=body))[0] == 401
    assert programs.of("bob").get(f"{path}.jsonld").status_code == 404
    assert client.get(f"{path}.jsonld").status_code == client.post(f"{API}annotations", json=sent()).status_code == 401


def test_method__no_other_is_answered(alice: Program, client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS, alice.shown)


def test_a_note_goes_with_the_record(hypothesis_client: HypothesisClient, alice: Program, database: Database) -> None:
    earlier = hypothesis_client.made(sent("160 mg"))
    with database.transaction() as session:
        texts = {**SECTIONS, "summary": ("Summary", ["Two doses are compared: 320 mg and 240 mg, once a week."])}
        keep_version(session, find_trial(session, REGISTRY_ID), texts, 2)
    assert alice.get(f"{API}annotations/{earlier['id']}").get_json() == earlier, "it says what it was made on"
    late = hypothesis_client.made(
        sent("160 mg", target=[quoted("160 mg", "Two doses are compared: ", " and 240 mg, once a week")])
    )
    assert late["uri"] == f"{PAGE}/versions/1", "a page that was open meanwhile"
    assert alice.get(f"/api/notes/{late['id']}").get_json()["anchor"]["state"] != "exact"


def test_what_is_not_here_is_not_answered(hypothesis_client: HypothesisClient, alice: Program) -> None:
    path = f"{API}annotations/{hypothesis_client.made()['id']}"
    for method, rest in (("PUT", "flag"), ("PUT", "hide"), ("DELETE", "hide"), ("PATCH", "moderation")):
        assert refused(alice.ask(method, f"{path}/{rest}"))[0] == 404
    assert refused(alice.ask("PATCH", f"{API}profile", {"preferences": {}}))[0] == 405
