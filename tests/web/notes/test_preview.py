"""POST /notes/preview: words as they will look."""

import re

from flask.testing import FlaskClient

from tests.cast import Cast


def test_it_shows_markdown_and_no_html(cast: Cast) -> None:
    body = "ANC <LLN, *so* 5 mg/kg*2 and 3*4*5 <script>alert(1)</script> ![x](https://example.org/x.png)"
    page = cast.client("alice").post("/notes/preview", data={"body": body}).text
    assert "ANC &lt;LLN, <em>so</em> 5 mg/kg*2 and 3*4*5 &lt;script&gt;" in page
    assert not re.search(r"<img[^>]+example\.org", page)


def test_a_heading_in_a_note_is_no_heading_of_the_page(cast: Cast) -> None:
    page = cast.client("alice").post("/notes/preview", data={"body": "# Aim\n\nDose\n----\n\nText"}).text
    assert "<p><strong>Aim</strong></p>\n<p><strong>Dose</strong></p>\n<p>Text</p>" in page
    assert re.findall(r"<h[1-6]", page) == ["<h1"]


def test_it_keeps_nothing_and_refuses_what_cannot_be_kept(cast: Cast) -> None:
    alice = cast.client("alice")
    assert alice.post("/notes/preview", data={}).status_code == 200
    for body in ("x" * 20_001, "a\0b"):
        assert alice.post("/notes/preview", data={"body": body}).status_code == 422
    assert "No annotations made yet" in alice.get("/notes").text


def test_it_is_for_signed_in_people_and_no_page_of_its_own(client: FlaskClient, cast: Cast) -> None:
    assert client.post("/notes/preview", data={"body": "x"}).status_code == 401
    assert cast.client("alice").get("/notes/preview").status_code == 404
