"""What people and machines send that no page wants: every form answers with a 4xx, stores nothing and never breaks."""

from collections.abc import Callable, Iterable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HUGE = 2 * 1024 * 1024 + 1
"""Bytes: more than any page takes."""

TEXTS = {
    "empty": "",
    "blank": " \t\n",
    "nul": "a\x00b",
    "long": "x" * 100_000,
    "markup": "<script>alert(1)</script>",
    "template": "{{ 7 * 7 }}{% raw %}%(x)s${x}",
    "line ends": "a\r\nSet-Cookie: x=1",
    "astral": "\U0001f9ea" * 300,
    "noncharacter": "\ufffe\uffff",
}
"""Texts for any field, by what is wrong with them."""


def bodies(fields: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Give whole requests that are no form as meant, as keywords of the client's ``post``."""
    names = list(fields)
    surrogates = "&".join(f"{name}=%ED%A0%80" for name in names).encode()
    part = f'--x\r\nContent-Disposition: form-data; name="{names[0]}"\r\n\r\n'.encode()
    multipart = "multipart/form-data; boundary=x"
    form = "application/x-www-form-urlencoded"
    return {
        "nothing": {},
        "huge": {"data": f"{names[0]}=" + "x" * HUGE, "content_type": form},
        "huge field": {"data": part + b"x" * 1_000_000 + b"\r\n--x--\r\n", "content_type": multipart},
        "huge multipart": {"data": part + b"x" * HUGE + b"\r\n--x--\r\n", "content_type": multipart},
        "no utf-8": {"data": f"{names[0]}=%FF%FE".encode(), "content_type": form},
        "lone surrogates": {"data": surrogates, "content_type": form},
        "thousands of fields": {"data": "&".join(f"a{number}=1" for number in range(5000)), "content_type": form},
        "broken multipart": {"data": b"--x\r\nnonsense", "content_type": multipart},
        "json objects": {"json": {name: {"a": 1} for name in names}},
        "json lists": {"json": {name: [1, None] for name in names}},
        "json list": {"json": []},
        "json null": {"data": "null", "content_type": "application/json"},
        "json number": {"data": "1e999", "content_type": "application/json"},
        "json surrogates": {"data": f'{{"{names[0]}": "\\ud800"}}', "content_type": "application/json"},
        "json nonsense": {"data": "{", "content_type": "application/json"},
        "json depths": {"data": "[" * 100_000, "content_type": "application/json"},
        "plain text": {"data": "x", "content_type": "text/plain"},
    }


def refused(client: FlaskClient, path: str, fields: dict[str, str], check: Callable[[], object]) -> list[TestResponse]:
    """Send everything bad to a form whose good input is ``fields``; ``check`` gives what must not change."""
    before = check()
    answers = []
    for wrong, body in bodies(fields).items():
        answer = client.post(path, **body)
        assert 400 <= answer.status_code < 500, (wrong, answer.status)
        assert check() == before, wrong
        if answer.mimetype == "text/html" and 'class="field-error"' in answer.text and "<title>" in answer.text:
            assert "<title>Error: " in answer.text, wrong
        answers.append(answer)
    return answers
