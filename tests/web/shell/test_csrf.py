"""Forged requests are refused."""

import re
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

from annotate.app import ONE_CLICKS
from annotate.database import Database
from annotate.web.api_paths import ROOTS
from tests.cast import PASSWORD, Cast
from tests.noting import Noting
from tests.programs import Program, token_of
from tests.web_pages import token

BY_ADDRESS_ALONE = {"/unsubscribe/1", "/mail-refusals/1", "/volunteers/1/unsubscription"}


def unsafe_paths(app: Flask) -> Iterator[tuple[str, str]]:
    """Give every request that a cookie could speak for: all but those of programs, for which none is read."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            if not rule.rule.startswith(tuple(f"{root}/" for root in ROOTS)):
                yield method, re.sub(r"<(?:int:)?[^>]+>", "1", rule.rule)


def test_no_view_is_exempt_but_those_whose_signed_address_is_the_right(shell: FlaskClient) -> None:
    protection = shell.application.extensions["csrf"]
    assert protection._exempt_views == set(ONE_CLICKS)  # noqa: SLF001 - flask_wtf has no other way to tell
    assert protection._exempt_blueprints == set()  # noqa: SLF001 - as above


def test_a_mail_program_needs_no_token_at_a_signed_address(shell: FlaskClient) -> None:
    for path in BY_ADDRESS_ALONE:
        answer = shell.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 404, f"{path}: a wrong address, and not a request without a token"


def test_every_unsafe_request_carries_the_session_s_token(shell: FlaskClient) -> None:
    other = token(shell.application.test_client().get("/sign-in").text)
    shell.get("/sign-in")
    paths = [each for each in unsafe_paths(shell.application) if each[1] not in BY_ADDRESS_ALONE]
    assert len(paths) > 5
    for method, path in paths:
        for headers in ({}, {"X-CSRFToken": other}, {"X-CSRFToken": "nonsense"}):
            answer = shell.open(path, method=method, headers=headers)
            assert answer.status_code == 400, (method, path)
            assert "earlier session" in answer.text


def test_a_program_needs_none_and_no_cookie_speaks_for_it(
    shell: FlaskClient, database: Database, cast: Cast, noting: Noting
) -> None:
    app, note = shell.application, noting.note()
    program = Program(app, token_of(database, cast.viewer("alice")))
    changed = program.ask("PATCH", f"/api/notes/{note}", {"body": "Other words"}, If_Match=f'"n-{note}-1"')
    assert changed.status_code == 200
    with shell.session_transaction() as session:
        session["_user_id"] = cast.viewer("alice").sign_in_id
    own = token(shell.get("/account").text)
    forged = shell.delete(f"/api/notes/{note}", headers={"X-CSRFToken": own, "If-Match": f'"n-{note}-2"'})
    assert forged.status_code == 401


def test_the_token_is_taken_from_the_form_or_the_header(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    sent = {"email": "nobody@example.org", "password": PASSWORD}
    assert "password is wrong" in shell.post("/sign-in", data=sent | {"csrf_token": own}).text
    assert "password is wrong" in shell.post("/sign-in", data=sent, headers={"X-CSRFToken": own}).text


def test_over_https_our_own_referrer_is_enough_and_a_strange_one_is_not(shell: FlaskClient) -> None:
    here = "https://localhost"
    own = token(shell.get("/sign-in", base_url=here).text)
    sent = {"email": "nobody@example.org", "password": PASSWORD, "csrf_token": own}
    assert (
        "password is wrong"
        in shell.post("/sign-in", data=sent, base_url=here, headers={"Referer": f"{here}/sign-in"}).text
    )
    for strange in ("https://evil.example/", "https://localhost.evil.example/", "http://localhost/"):
        assert shell.post("/sign-in", data=sent, base_url=here, headers={"Referer": strange}).status_code == 400


def test_a_form_may_stay_open_for_hours(shell: FlaskClient) -> None:
    assert shell.application.config["WTF_CSRF_TIME_LIMIT"] is None


def test_a_page_of_another_site_sends_nothing_even_with_the_token(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    sent = {"email": "nobody@example.org", "password": PASSWORD, "csrf_token": own}
    for site in ("cross-site", "same-site", "nonsense"):
        answer = shell.post("/sign-in", data=sent, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert "another site" in answer.text
        assert shell.get("/sign-in", headers={"Sec-Fetch-Site": site}).status_code == 200
    for site in ("same-origin", "none"):
        assert "password is wrong" in shell.post("/sign-in", data=sent, headers={"Sec-Fetch-Site": site}).text


def test_no_request_poses_as_another_method(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    answer = shell.post(
        "/account/devices?_method=DELETE",
        data={"_method": "GET", "csrf_token": own},
        headers={"X-HTTP-Method-Override": "GET"},
    )
    assert answer.status_code == 405
