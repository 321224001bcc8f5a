"""POST /notes/preview: words as they will look."""

import re

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.noting import Noting
from tests.rungs import refuse_other_methods

VIEWS = ("POST notes.preview",)


def test_works__it_shows_markdown_and_no_html(cast: Cast) -> None:
    body = "ANC <LLN, *so* 5 mg/kg*2 and 3*4*5 <script>alert(1)</script> ![x](https://example.org/x.png)"
    page = cast.client("alice").post("/notes/preview", data={"body": body}).text
    assert "ANC &lt;LLN, <em>so</em> 5 mg/kg*2 and 3*4*5 &lt;script&gt;" in page
    assert not re.search(r"<img[^>]+example\.org", page)


def test_validates__it_keeps_nothing_and_refuses_what_cannot_be_kept(cast: Cast) -> None:
    alice = cast.client("alice")
    assert alice.post("/notes/preview", data={}).status_code == 200
    for body in ("x" * 20_001, "a\0b"):
        assert alice.post("/notes/preview", data={"body": body}).status_code == 422
    assert "No notes yet" in alice.get("/notes").text


def test_whose__it_is_for_signed_in_people_and_no_page_of_its_own(client: FlaskClient, cast: Cast) -> None:
    assert client.post("/notes/preview", data={"body": "x"}).status_code == 401
    assert cast.client("alice").get("/notes/preview").status_code == 404


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_heading_in_a_note_is_no_heading_of_the_page(cast: Cast) -> None:
    page = cast.client("alice").post("/notes/preview", data={"body": "# Aim\n\nDose\n----\n\nText"}).text
    assert "<p># Aim</p>\n<p>Dose<br />\n----</p>\n<p>Text</p>" in page
    assert re.findall(r"<h[1-6]", page) == ["<h1"]


@pytest.mark.parametrize(
    "body",
    [
        "ANC <LLN: *so*, see [the paper](https://example.org/a)\n\n- one\n- two\n\n```\nx\n```\n\n|a|b|\n|---|---|\n|1|2|",
        "# of prior lines\n3. a\n5. b\n\n> grade 2\n>= 18 years\n\nالمينو (20 mg?).",
        "*a* " * 4_000,
    ],
    ids=["formatted", "as typed", "too many marks"],
)
def test_it_is_what_every_page_shows(cast: Cast, noting: Noting, body: str) -> None:
    alice = cast.client("alice")
    note = noting.note(body=body)
    shown = [
        re.findall(r'<div class="[^"]*\bprose\b[^"]*" dir="auto">(.*?)</div>\s*(?=</?\w+[ >])', page, re.DOTALL)[0]
        for page in (
            alice.post("/notes/preview", data={"body": body}).text,
            alice.get(f"/notes/{note}").text,
            alice.get("/notes").text,
        )
    ]
    assert shown[0]
    assert shown[0] == shown[1] == shown[2]


def test_one_account_has_no_more_than_sixty_a_minute(cast: Cast) -> None:
    alice = cast.client("alice")
    codes = [alice.post("/notes/preview", data={"body": "*a*"}).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert cast.client("bob").post("/notes/preview", data={"body": "*a*"}).status_code == 200
