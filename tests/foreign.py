"""Files of notes for tests, as Hypothesis and annotate write them."""

import io
import json
import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.texts import REGISTRY_ID, document

TEXT = document().text
ADDRESS = f"https://clinicaltrials.gov/study/{REGISTRY_ID}"


def annotation(number: int = 1, *, on: str = "≥18 Years", text: str = "Adults", **more: object) -> dict[str, Any]:
    """Give an annotation of Hypothesis; ``on`` is a passage's words, or nothing for the whole page."""
    start = TEXT.index(on) if on else 0
    selectors = [
        {"type": "RangeSelector", "startContainer": "/div[1]", "endContainer": "/div[1]"},
        {
            "type": "TextQuoteSelector",
            "exact": on,
            "prefix": TEXT[max(0, start - 32) : start],
            "suffix": TEXT[start + len(on) : start + len(on) + 32],
        },
    ]
    target = {"source": ADDRESS} | ({"selector": selectors} if on else {})
    return {
        "id": f"annotation-{number}",
        "created": "2024-03-05T14:03:21.123456+00:00",
        "updated": "2024-03-05T14:03:21.123456+00:00",
        "user": "acct:alice@hypothes.is",
        "uri": ADDRESS,
        "text": text,
        "tags": [],
        "target": [target],
    } | more


def exported(*annotations: object) -> bytes:
    """Give what the client of Hypothesis exports."""
    return json.dumps({"export_date": "2026-11-30", "annotations": list(annotations)}).encode()


def look(client: FlaskClient, sent: bytes) -> TestResponse:
    """Send a file for a preview."""
    return in_parts(client, "/notes/imports/preview", {"file": FileStorage(io.BytesIO(sent), "notes.json")})


def in_parts(client: FlaskClient, path: str, values: dict[str, Any]) -> TestResponse:
    """Send a form in parts; the client's own way would leave a file open."""
    boundary, body = encode_multipart(values)
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def bring(client: FlaskClient, sent: bytes) -> str:
    """Look at a file, import what the preview's form holds, and give the page that says what came in."""
    page = look(client, sent)
    assert page.status_code == 200, page.text
    found = re.search(r'name="notes" value="([^"]*)"', page.text)
    assert found, page.text
    answer = in_parts(client, "/notes/imports", {"notes": unescape(found[1])})
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text
