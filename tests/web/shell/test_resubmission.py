"""A session that ends while somebody writes: every form that takes words gives them back, to be sent after signing in."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from wtforms import StringField

from annotate.app import create_app
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.settings import Settings
from annotate.web import resubmission
from annotate.web.fields import PasswordField, WordsField, WordsLine
from annotate.web.forms import Form
from annotate.web.identity import required_viewer
from annotate.web.limits import limiter
from tests.cast import PASSWORD, Cast
from tests.sharing import Shared, reply, share, thread_ids, unlock
from tests.web_pages import token

HERE = {"Sec-Fetch-Site": "same-origin"}
WORDS = "\n ANC <LLN & “more”\nsecond line"
ENQUIRY = {"subject": "A “dose”", "details": WORDS, "urgency": "high", "pin": "never carried along"}
SECRET = {"passcode", "pin"}


class RequestForm(Form):
    """A form that nobody has made yet, with names that no other form has."""

    subject = WordsLine("Subject")
    details = WordsField("Details")
    urgency = StringField("Urgency")
    pin = PasswordField("PIN")


def enquire() -> tuple[str, int]:
    """Take an enquiry, as a view does: who is signed out is asked to sign in."""
    required_viewer()
    form = RequestForm()
    assert form.validate()
    return f"{form.text('subject')}|{form.text('details')}|{form.text('urgency')}", 201


@pytest.fixture(scope="module")
def _guarded(settings: Settings, migrated: Database) -> Flask:
    app = create_app(settings, migrated)
    app.add_url_rule("/enquiries", view_func=enquire, methods=["POST"])
    return app


@pytest.fixture
def guarded(_guarded: Flask, database: Database) -> Flask:
    """The app as it is served: with the check of tokens that other tests do without."""
    limiter.reset()
    _guarded.config["WTF_CSRF_ENABLED"] = True
    return _guarded


@pytest.fixture
def alice(guarded: Flask, database: Database) -> Viewer:
    return Cast(guarded, database).viewer("alice")


@pytest.fixture
def shared(database: Database, alice: Viewer, guarded: Flask) -> Shared:
    """A link of Alice's under whose note somebody has replied."""
    shared = share(database, alice)
    guarded.config["WTF_CSRF_ENABLED"] = False
    assert reply(unlock(guarded.test_client(), guarded, shared), shared, "Yes.", name="Dana").status_code == 303
    guarded.config["WTF_CSRF_ENABLED"] = True
    return shared


Filled = Callable[[Shared, Database], tuple[str, dict[str, str]]]
FORMS: dict[str, Filled] = {
    "a new note": lambda shared, _: (
        f"/trials/{shared.registry_id}/notes",
        {"body": WORDS, "client_key": "k", "start": "", "end": "", "exact": ""},
    ),
    "an edit": lambda shared, _: (f"/notes/{shared.note_ids[0]}/edits", {"body": WORDS, "revision": "1"}),
    "an answer": lambda _, database: (
        f"/threads/{thread_ids(database)[0]}/replies",
        {"body": WORDS, "client_key": "k"},
    ),
    "a link": lambda shared, _: (
        f"/trials/{shared.registry_id}/shares",
        {
            "recipient": "Bob & “partners”",
            "client_key": new_id(),
            "notes": shared.note_ids[0],
            "expiry": "7d",
            "kind": "generated",
            "passcode": "never carried along",
        },
    ),
    "an enquiry": lambda *_: ("/enquiries", ENQUIRY),
}


def post(client: FlaskClient, url: str, fields: dict[str, str], page: str) -> TestResponse:
    return client.post(url, data=fields | {"csrf_token": token(page)}, headers=HERE)


def carried(page: str) -> tuple[str, dict[str, str]]:
    """Read the form that is to be sent again as a browser does."""
    form = page[page.rindex("<form", 0, page.rindex("Send it again")) :]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    fields = dict(re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    return unescape(action[1]), {name: unescape(value) for name, value in fields.items()}


@pytest.mark.parametrize("name", FORMS)
def test_signing_in_does_not_lose_it(guarded: Flask, database: Database, shared: Shared, name: str) -> None:
    client = guarded.test_client()
    url, typed = FORMS[name](shared, database)
    if name == "a new note":
        trial = client.get(f"/trials/{shared.registry_id}").text
        version = re.search(r'data-version="([^"]+)"', trial)
        assert version
        typed |= {"version": version[1]}
    refused = post(client, url, typed, client.get("/sign-in").text)
    assert refused.status_code == 401
    kept = re.search(r'name="again" value="([^"]*)"', refused.text)
    assert kept
    assert "never carried" not in refused.text

    form = post(client, "/sign-in", {"again": unescape(kept[1])}, refused.text)
    assert (form.status_code, "data-errors" in form.text) == (200, False)
    credentials = {"email": "alice@example.org", "again": unescape(kept[1])}
    wrong = post(client, "/sign-in", credentials | {"password": "not hers at all"}, form.text)
    assert wrong.status_code == 422
    assert kept[1] in wrong.text
    page = post(client, "/sign-in", credentials | {"password": PASSWORD}, wrong.text)
    assert page.status_code == 200

    action, fields = carried(page.text)
    assert action == url
    assert {name: value for name, value in typed.items() if name not in SECRET}.items() <= fields.items()
    assert not SECRET & fields.keys()
    assert client.post(action, data=fields, headers=HERE).status_code in {201, 303}


def test_a_guest_whose_session_cookie_is_gone_sends_it_again(guarded: Flask, shared: Shared) -> None:
    guarded.config["WTF_CSRF_ENABLED"] = False
    guest = unlock(guarded.test_client(), guarded, shared)
    guarded.config["WTF_CSRF_ENABLED"] = True
    url = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    typed = {"body": WORDS, "name": "Dana", "client_key": "k"}
    refused = guest.post(url, data=typed | {"csrf_token": "of an earlier session"}, headers=HERE)
    assert refused.status_code == 400
    action, fields = carried(refused.text)
    assert (action, typed.items() <= fields.items()) == (url, True)
    assert guest.post(action, data=fields, headers=HERE).status_code == 303


def test_a_guest_whose_unlock_has_ended_can_copy_it(guarded: Flask, shared: Shared) -> None:
    client = guarded.test_client()
    url = f"/shared/{shared.id}/notes/{shared.note_ids[0]}/replies"
    refused = post(client, url, {"body": WORDS, "name": "Dana", "client_key": "k"}, client.get("/sign-in").text)
    assert refused.status_code == 404
    assert f">\n{WORDS.replace('&', '&amp;').replace('<', '&lt;')}</textarea>" in refused.text


def test_the_words_of_a_new_form_are_shown_by_their_names_and_its_secret_never(guarded: Flask) -> None:
    client = guarded.test_client()
    page = client.get("/sign-in").text
    signed_out = post(client, "/enquiries", ENQUIRY, page).text
    of_an_earlier_session = client.post("/enquiries", data=ENQUIRY, headers=HERE).text
    of_no_page = client.post("/enquiries", data=ENQUIRY).text
    for shown, label in ((signed_out, "Subject"), (of_an_earlier_session, "Subject"), (of_no_page, "Subject, to copy")):
        assert f">{label}</label>" in shown
        assert "A “dose”" in shown
        assert "second line</textarea>" in shown
        assert "never carried" not in shown
    # The scripts find the words and go on keeping them.
    assert of_an_earlier_session.count(" data-words data-typed") == 2
    assert " data-again>" in of_an_earlier_session


def test_a_form_that_is_answered_by_a_page_is_left_to_the_browser(guarded: Flask, shared: Shared) -> None:
    client = guarded.test_client()
    page = client.post(f"/trials/{shared.registry_id}/shares", data={"recipient": "Bob"}, headers=HERE).text
    assert " data-again data-keep>" in page


def test_it_is_offered_to_our_own_pages_alone_and_never_with_a_secret(guarded: Flask) -> None:
    client = guarded.test_client()
    typed = {"body": "words", "client_key": "k", "passcode": "secret words"}
    for headers, offered in ((HERE, True), ({}, False), ({"Sec-Fetch-Site": "none"}, False)):
        refused = client.post("/trials/T/notes", data=typed, headers=headers)
        assert (refused.status_code, "Send it again" in refused.text) == (400, offered)
        assert "words</textarea>" in refused.text
        assert "secret words" not in refused.text
    refused = client.post("/sign-in", data={"email": "a@example.org", "password": "secret words"}, headers=HERE)
    assert (refused.status_code, "Send it again" in refused.text) == (400, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[" * 100_000,
        "{}",
        "7",
        '["//evil.example/", []]',
        '["https://evil.example/", [["body", "x"]]]',
        '["/x", {"a": 1}]',
        '["/x", [["only a name"]]]',
        '[7, [["body", "x"]]]',
        '[["/x"], []]',
    ],
)
def test_what_is_no_form_of_ours_leads_nowhere(text: str) -> None:
    assert resubmission.loads(text) is None
