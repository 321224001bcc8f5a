"""Web Annotations sent for a test by a program of Alice's."""

from typing import Any

from werkzeug.test import TestResponse

from tests.noting import TEXT
from tests.programs import Program
from tests.texts import REGISTRY_ID
from tests.web_annotations import CONTEXT

HERE = "/w3c/annotations/"
SITE = "http://localhost"
CONTAINER = f"{SITE}{HERE}"
SOURCE = f"{SITE}/trials/{REGISTRY_ID}/versions/1"

Json = dict[str, Any]


def selectors(words: str, **quote: str) -> list[Json]:
    """Select words of the trial's text, by themselves and by their place."""
    start = TEXT.index(words)
    return [
        {"type": "TextQuoteSelector", "exact": words, **quote},
        {"type": "TextPositionSelector", "start": start, "end": start + len(words)},
    ]


def sent(words: str = "≥18 Years", body: object = "Adults", **changes: object) -> Json:
    """Give an annotation on words of the trial, or on the whole of it; a change to None takes a key away."""
    target: object = {"source": SOURCE, "selector": selectors(words)} if words else SOURCE
    whole: Json = {
        "@context": CONTEXT,
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": body, "format": "text/markdown"} if isinstance(body, str) else body,
        "target": target,
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


class Annotating:
    """A program that sends annotations."""

    def __init__(self, program: Program) -> None:
        """Keep whose it is."""
        self.program = program

    def post(self, annotation: object, **headers: str) -> TestResponse:
        """Send a new annotation."""
        return self.program.ask("POST", HERE, annotation, **headers)

    def made(self, annotation: Json | None = None) -> Json:
        """Send a new annotation, and give what was made of it."""
        answer = self.post(annotation or sent())
        assert answer.status_code == 201, answer.text
        shown: Json = answer.get_json()
        return shown

    def tag(self, annotation: Json) -> str:
        """Give the entity tag of an annotation as it is now."""
        return self.program.get(annotation["id"].removeprefix(SITE)).headers["ETag"]

    def put(self, annotation: Json, changed: object, **headers: str) -> TestResponse:
        """Replace an annotation, of which the entity tag is stated unless told."""
        stated = {"If_Match": self.tag(annotation), **headers}
        return self.program.ask("PUT", annotation["id"].removeprefix(SITE), changed, **stated)
