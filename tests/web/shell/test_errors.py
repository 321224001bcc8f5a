"""How the shell fails: in the domain's words, in one place, and told to nobody else."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from annotate.database import Database
from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("NotFound", 404, "There is nothing here, or it is not yours to see."),
        ("Forbidden", 403, "Not yours to do."),
        ("Invalid", 422, "It cannot be taken."),
        ("Conflict", 409, "It has moved on."),
        ("Gone", 410, "It has ended."),
        ("TooMany", 429, "Too often."),
        ("Unavailable", 503, "Not now."),
        ("OperationalError", 503, "nothing was saved"),
        ("DataError", 400, "Nothing was changed."),
        ("UnicodeEncodeError", 400, "Nothing was changed."),
        ("RecursionError", 400, "Nothing was changed."),
        ("RuntimeError", 500, "recorded the error as"),
        ("404", 404, "There is nothing here, or it is not yours to see."),
        ("413", 413, "too large for this page"),
        ("415", 415, "nothing was changed"),
    ],
)
def test_an_error_is_a_page_that_says_what_happened(shell: FlaskClient, name: str, status: int, sentence: str) -> None:
    page = shell.get(f"/fails/{name}")
    assert page.status_code == status
    said = re.search(r"<p[^>]* data-error>(.*?)</p>", page.text)
    assert said
    assert sentence in said[1]
    assert "secret" not in page.text


def test_who_has_to_wait_is_told_how_long(shell: FlaskClient) -> None:
    assert shell.get("/fails/TooMany").headers["Retry-After"] == "17"
    assert shell.get("/fails/Unavailable").headers["Retry-After"] == "3"
    assert shell.get("/fails/OperationalError").headers["Retry-After"] == "2"


def test_who_must_sign_in_is_led_there_and_back_or_told(shell: FlaskClient) -> None:
    read = shell.get("/fails/SignInRequired?q=a%26b")
    assert (read.status_code, read.location) == (303, "/sign-in?next=/fails/SignInRequired?q%3Da%2526b")
    shell.application.config["WTF_CSRF_ENABLED"] = False
    try:
        written = shell.post("/fails/SignInRequired")
    finally:
        shell.application.config["WTF_CSRF_ENABLED"] = True
    assert written.status_code == 401
    assert "Nothing that you typed is lost" in written.text
    assert 'href="/sign-in"' in written.text


@pytest.mark.parametrize("name", ["Unavailable", "TooMany", "OperationalError", "RuntimeError", "NotFound"])
def test_a_search_that_fails_gives_its_words_back(shell: FlaskClient, name: str) -> None:
    page = shell.get(f"/fails/{name}?q=gout%20%26%20%22rare%22&label=x&state=&page=9&after=z").text
    form = page[page.index('<form class="stack-tight" role="search"') : page.index("Change it, or search again")]
    assert " action=" not in form
    assert 'name="q" value="gout &amp; &#34;rare&#34;"' in page
    assert 'type="hidden" name="label" value="x"' in page
    assert not any(f'name="{gone}"' in page for gone in ("state", "page", "after"))
    for other in (shell.get(f"/fails/{name}?q=+"), shell.get("/nothing?q=gout")):
        assert "Change it, or search again" not in other.text


def test_a_bug_is_written_down_under_the_id_that_the_page_tells(
    shell: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    page = shell.get("/fails/RuntimeError?token=hidden")
    told = re.search(r"recorded the error as ([0-9a-f]{16})", page.text)
    assert told
    [line] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert line["request_id"] == told[1] == page.headers["X-Request-Id"]
    assert "RuntimeError" in line["exception"]
    assert "in view" in line["exception"]
    assert not any(words in json.dumps(line) for words in ("hidden", "secret", "alice"))


def test_a_page_that_cannot_be_rendered_is_plain_text(shell: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell.get("/fails/template").status_code == 500

    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("the frame itself")

    monkeypatch.setattr("annotate.web.errors.render_template", broken)
    page = shell.get("/fails/RuntimeError")
    assert page.status_code == 500
    assert page.mimetype == "text/plain"
    assert "recorded the error as" in page.text
    assert "the frame itself" not in page.text
    waiting = shell.get("/fails/TooMany?q=rare+gout")
    assert "rare gout" in waiting.text
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (429, "17")


def test_the_wrong_method_is_told_the_right_ones(shell: FlaskClient) -> None:
    answer = shell.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_busy_database_is_no_bug(app: Flask, database: Database, cast: Cast) -> None:
    alice = cast.client("alice")

    def lock(*_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    event.listen(database.engine, "before_cursor_execute", lock)
    try:
        answer = alice.post("/sign-out")
    finally:
        event.remove(database.engine, "before_cursor_execute", lock)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert "nothing was saved" in answer.text


@pytest.mark.parametrize("accepted", ["application/json", "application/problem+json", "application/json;q=0.9"])
def test_a_program_is_told_a_problem(shell: FlaskClient, accepted: str) -> None:
    for name, status in (
        ("NotFound", 404),
        ("Invalid", 422),
        ("TooMany", 429),
        ("SignInRequired", 401),
        ("RuntimeError", 500),
    ):
        answer = shell.get(f"/fails/{name}", headers={"Accept": accepted})
        assert answer.status_code == status
        assert answer.mimetype == "application/problem+json"
        problem = answer.get_json()
        assert set(problem) == {"type", "title", "status", "detail", "instance"}
        assert problem["status"] == status
        assert problem["instance"] == f"urn:request:{answer.headers['X-Request-Id']}"
        assert "secret" not in answer.text
    assert shell.get("/api/nothing").mimetype == "application/problem+json"
    assert shell.get("/nothing", headers={"Accept": "text/html,application/json;q=0.9"}).mimetype == "text/html"


def test_a_problem_names_the_fields(shell: FlaskClient) -> None:
    problem = shell.get("/fails/fields", headers={"Accept": "application/json"}).get_json()
    assert problem["errors"] == [{"pointer": "#/name", "detail": "Give a name."}]
