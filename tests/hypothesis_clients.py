"""Annotations as clients of Hypothesis send them, for tests."""

from typing import Any

from werkzeug.test import TestResponse

from tests.programs import Program
from tests.texts import REGISTRY_ID

API = "/hypothesis/api/"
SITE = "http://localhost"
PAGE = f"{SITE}/trials/{REGISTRY_ID}"
REGISTRY = f"https://clinicaltrials.gov/study/{REGISTRY_ID}"

Json = dict[str, Any]


def quoted(words: str, prefix: str = "", suffix: str = "") -> Json:
    """Select words as the browser client does, with the two selectors that are of no use here."""
    quote = {"type": "TextQuoteSelector", "exact": words, "prefix": prefix, "suffix": suffix}
    return {
        "selector": [
            {"type": "RangeSelector", "startContainer": "/main[1]", "startOffset": 3},
            {"type": "TextPositionSelector", "start": 1_000, "end": 1_000 + len(words)},
            quote,
        ]
    }


def sent(words: str = "≥18 Years", text: str = "Adults", **changes: Any) -> Json:  # noqa: ANN401 - JSON
    """Give an annotation on words of the trial, or on the whole of it; a change to None takes a key away."""
    target: Json = {"source": PAGE} | (quoted(words) if words else {})
    whole: Json = {"uri": PAGE, "text": text, "tags": ["elderly"], "target": [target], **changes}
    return {name: value for name, value in whole.items() if value is not None}


class HypothesisClient:
    """A client of Hypothesis that somebody has given a token."""

    def __init__(self, program: Program) -> None:
        """Keep whose it is."""
        self.program = program

    def post(self, annotation: object, **headers: str) -> TestResponse:
        """Send a new annotation."""
        return self.program.ask("POST", f"{API}annotations", annotation, **headers)

    def made(self, annotation: Json | None = None) -> Json:
        """Send a new annotation, and give what was made of it."""
        answer = self.post(annotation or sent())
        assert answer.status_code == 200, answer.text
        shown: Json = answer.get_json()
        return shown

    def change(self, note_id: str, change: object, method: str = "PATCH") -> TestResponse:
        """Change an annotation."""
        return self.program.ask(method, f"{API}annotations/{note_id}", change)

    def found(self, query: str = "") -> Json:
        """Search."""
        answer = self.program.get(f"{API}search?{query}")
        assert answer.status_code == 200, answer.text
        shown: Json = answer.get_json()
        return shown


def refused(answer: TestResponse) -> tuple[int, str]:
    """Give the status of a refusal, and its reason; it has the shape that clients know."""
    said = answer.get_json()
    assert said.keys() == {"status", "reason"}, said
    assert said["status"] == "failure"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.status_code, said["reason"]
