"""What the Web Annotation Protocol demands (its MUST, W3C Recommendation of 23 February 2017), a statement for each, asked of the answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from annotate.w3c import queries
from annotate.w3c.preferences import DESCRIPTIONS, IRIS, MINIMAL
from tests.annotating import CONTAINER, HERE, SITE, Annotating, sent
from tests.noting import Noting
from tests.programs import Program

DOCS = Path(__file__).parents[3] / "docs/w3c.md"
PROFILE = 'profile="http://www.w3.org/ns/anno.jsonld"'
TYPE_OF_ANNOTATION = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
TYPE_OF_CONTAINER = '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"'
CONSTRAINED = '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a container of seven notes, its pages and a new annotation answered."""

    note: TestResponse
    note_head: TestResponse
    note_options: TestResponse
    whole: TestResponse
    whole_head: TestResponse
    whole_options: TestResponse
    minimal: TestResponse
    iris: TestResponse
    descriptions: TestResponse
    both: TestResponse
    pages: tuple[TestResponse, ...]
    made: TestResponse
    sent: Json
    again: TestResponse
    changed: TestResponse
    stale: TestResponse
    unstated: TestResponse
    deleted: TestResponse
    gone: TestResponse
    missing: TestResponse
    other_type: TestResponse
    no_type: TestResponse
    no_json: TestResponse


def is_profiled(answer: TestResponse) -> bool:
    kind = answer.headers["Content-Type"]
    return kind.startswith("application/ld+json;") and PROFILE in kind


def says(answer: TestResponse, header: str, *values: str) -> bool:
    return set(values) <= {each.strip() for each in answer.headers.get(header, "").split(",")}


def first(answer: TestResponse) -> Any:  # noqa: ANN401 - a page or its address
    return answer.get_json()["first"]


STATEMENTS: dict[str, Callable[[Answers], bool]] = {
    "3.1 an annotation answers GET": lambda a: a.note.status_code == 200,
    "3.1 an annotation answers HEAD, without a body": lambda a: a.note_head.status_code == 200 and not a.note_head.data,
    "3.1 an annotation answers OPTIONS": lambda a: a.note_options.status_code == 200,
    "3.1 an annotation is JSON-LD in the model's profile": lambda a: is_profiled(a.note),
    "3.1 an annotation says by Link that it is an LDP resource": lambda a: TYPE_OF_ANNOTATION in a.note.headers["Link"],
    "3.1 an annotation has an ETag": lambda a: bool(a.note.headers["ETag"]),
    "3.1 an annotation lists its methods in Allow": lambda a: says(a.note, "Allow", "GET", "HEAD", "OPTIONS"),
    "3.1 an annotation varies by Accept": lambda a: says(a.note, "Vary", "Accept"),
    "4 a container's address ends with a slash": lambda a: a.whole.get_json()["id"].endswith("/"),
    "4.1 a container answers GET": lambda a: a.whole.status_code == 200,
    "4.1 a container answers HEAD, without a body": lambda a: a.whole_head.status_code == 200 and not a.whole_head.data,
    "4.1 a container answers OPTIONS": lambda a: a.whole_options.status_code == 200,
    "4.1 a container is JSON-LD in the model's profile, unless told": lambda a: is_profiled(a.whole),
    "4.1 a container says by Link that it is an LDP container": lambda a: TYPE_OF_CONTAINER in a.whole.headers["Link"],
    "4.1 a container says by Link what constrains it": lambda a: CONSTRAINED in a.whole.headers["Link"],
    "4.1 a container has an ETag": lambda a: bool(a.whole.headers["ETag"]),
    "4.1 a container lists its methods in Allow": lambda a: says(a.whole, "Allow", "GET", "HEAD", "OPTIONS"),
    "4.1 a container that takes POST says which types it takes": lambda a: (
        "application/ld+json" in a.whole.headers["Accept-Post"]
    ),
    "4.1 a container varies by Accept and Prefer": lambda a: says(a.whole, "Vary", "Accept", "Prefer"),
    "4.2 a container is a BasicContainer and an AnnotationCollection": lambda a: (
        {"BasicContainer", "AnnotationCollection"} <= set(a.whole.get_json()["type"])
    ),
    "4.2 a container with annotations has its first page": lambda a: bool(first(a.whole)),
    "4.2 a container with annotations has its last page": lambda a: bool(a.whole.get_json()["last"]),
    "4.2 a container names what it is in Content-Location": lambda a: all(
        each.headers["Content-Location"] == each.get_json()["id"] for each in (a.whole, a.minimal, a.iris)
    ),
    "4.2 a minimal container embeds no page": lambda a: isinstance(first(a.minimal), str),
    "4.2 a container of IRIs has the addresses alone": lambda a: all(
        isinstance(each, str) for each in first(a.iris)["items"]
    ),
    "4.2 a container of descriptions has whole annotations": lambda a: all(
        each["type"] == "Annotation" for each in first(a.descriptions)["items"]
    ),
    "4.2 IRIs and descriptions together are never both given": lambda a: (
        len({type(each) for each in first(a.both)["items"]}) == 1
    ),
    "4.3 a page is JSON-LD in the model's profile": lambda a: all(map(is_profiled, a.pages)),
    "4.3 a page is an AnnotationPage": lambda a: all(each.get_json()["type"] == "AnnotationPage" for each in a.pages),
    "4.3 a page names its container": lambda a: all(each.get_json()["partOf"]["id"] == CONTAINER for each in a.pages),
    "4.3 a page has its annotations in items": lambda a: all(each.get_json()["items"] for each in a.pages),
    "4.3 a page but the last names the next one": lambda a: (
        [each.get_json().get("next") for each in a.pages] == [*(each.get_json()["id"] for each in a.pages[1:]), None]
    ),
    "4.3 a page but the first names the one before": lambda a: (
        [each.get_json().get("prev") for each in a.pages] == [None, *(each.get_json()["id"] for each in a.pages[:-1])]
    ),
    "5.1 a new annotation is answered with 201": lambda a: a.made.status_code == 201,
    "5.1 a new annotation's address is in Location": lambda a: a.made.headers["Location"] == a.made.get_json()["id"],
    "5.1 a new annotation's address is that of the container and one part more": lambda a: (
        "/" not in a.made.get_json()["id"].removeprefix(CONTAINER)
    ),
    "5.1 a new annotation gets an id of the server's": lambda a: a.made.get_json()["id"] != a.sent["id"],
    "5.3 a change is answered with 200 and the annotation as it is now": lambda a: (
        a.changed.status_code == 200 and a.changed.get_json()["body"][0]["value"] == "Changed"
    ),
    "5.3 a change gives another ETag": lambda a: a.changed.headers["ETag"] != a.made.headers["ETag"],
    "5.3 a change of something else than it names is answered with 412": lambda a: a.stale.status_code == 412,
    "5.4 a deletion is answered with 204": lambda a: a.deleted.status_code == 204,
    "5.4 what was deleted is not answered with 200 any more": lambda a: a.gone.status_code == 410,
    "6 what is not there is answered with 404": lambda a: a.missing.status_code == 404,
    "6 what is asked for in another type is answered with 406": lambda a: a.other_type.status_code == 406,
    "6 what is sent in another type is answered with 415": lambda a: a.no_type.status_code == 415,
    "6 what is no JSON is answered with 400": lambda a: a.no_json.status_code == 400,
}
"""The sections are those of https://www.w3.org/TR/annotation-protocol/."""


def prefer(*included: str) -> str:
    return f'return=representation;include="{" ".join(included)}"'


def ask(alice: Program, annotating: Annotating, noting: Noting) -> Answers:
    for number in range(7):
        noting.note(body=f"Note {number}")
    note = f"{HERE}{noting.note(body='The last one')}"
    pages = [alice.get(f"{HERE}?page=first")]
    while following := pages[-1].get_json().get("next"):
        pages.append(alice.get(following.removeprefix(SITE)))
    whole = {
        "note": alice.get(note),
        "note_head": alice.ask("HEAD", note),
        "note_options": alice.ask("OPTIONS", note),
        "whole": alice.get(HERE),
        "whole_head": alice.ask("HEAD", HERE),
        "whole_options": alice.ask("OPTIONS", HERE),
        "minimal": alice.get(HERE, Prefer=prefer(MINIMAL)),
        "iris": alice.get(HERE, Prefer=prefer(IRIS)),
        "descriptions": alice.get(HERE, Prefer=prefer(DESCRIPTIONS)),
        "both": alice.get(HERE, Prefer=prefer(IRIS, DESCRIPTIONS)),
    }
    new = sent(id="https://a.example/their-own")
    made = annotating.post(new)
    place = made.get_json()["id"].removeprefix(SITE)
    changed = {**made.get_json(), "body": {"type": "TextualBody", "value": "Changed"}}
    stated = made.headers["ETag"]
    answer = alice.ask("PUT", place, changed, If_Match=stated)
    return Answers(
        **whole,
        pages=tuple(pages),
        made=made,
        sent=new,
        again=annotating.post(new),
        changed=answer,
        stale=alice.ask("PUT", place, changed, If_Match=stated),
        unstated=alice.ask("PUT", place, changed),
        deleted=alice.ask("DELETE", place, If_Match=answer.headers["ETag"]),
        gone=alice.get(place),
        missing=alice.get(f"{HERE}{'A' * 22}"),
        other_type=alice.get(HERE, Accept="text/turtle"),
        no_type=alice.send(HERE, data="words", content_type="text/plain"),
        no_json=alice.send(HERE, data="{", content_type="application/ld+json"),
    )


def test_the_answers_are_what_the_protocol_demands(
    alice: Program, annotating: Annotating, noting: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    answers = ask(alice, annotating, noting)
    assert [said for said, holds in STATEMENTS.items() if not holds(answers)] == []
    assert answers.again.status_code == 200, "sent again it is the same"
    assert answers.unstated.status_code == 428, "ours: no change without the tag"


def test_the_page_says_how_many_they_are() -> None:
    assert f"{len(STATEMENTS)} statements" in DOCS.read_text("utf-8")
