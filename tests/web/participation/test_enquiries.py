"""Writing to a study: the form, the mail as it goes out, sending it once, and what one has sent."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from annotate import clock
from annotate.app import create_app
from annotate.database import Database
from annotate.mail.delivery import post_of
from annotate.mail.models import Mail
from annotate.mail.sending import send_due
from annotate.participation.actions import LONGEST_MESSAGE
from annotate.participation.letters import PRIVATE_LINK
from annotate.settings import Settings
from tests.cast import Cast
from tests.enquiring import (
    ALICE,
    BOSTON,
    IN_BOSTON,
    MESSAGE,
    OFFICE,
    confirm,
    hidden,
    keep_open_study,
    options,
    path,
    sent,
    shown,
    write,
)
from tests.mailing import mail_server, mails
from tests.rungs import refuse_other_methods
from tests.studies import REGISTRY_ID, numbered

VIEWS = (
    "GET participation.enquiries",
    "GET participation.new_enquiry",
    "POST participation.preview_enquiry",
    "POST participation.send_enquiry",
)


def read_mail(text: str) -> EmailMessage:
    """Read a message as its recipient's program does."""
    return message_from_string(text, policy=default)


def is_copy(each: tuple[list[str], EmailMessage]) -> bool:
    return "Copy" in each[1]["Subject"]


CLOSED: list[dict[str, Any]] = [
    {"status": "COMPLETED"},
    {"status": "ACTIVE_NOT_RECRUITING"},
    {"status": "SUSPENDED"},
    {"status": "UNKNOWN"},
    {"status": "ENROLLING_BY_INVITATION"},
    {"contacts": [], "places": []},
    {"contacts": [{"name": "By phone", "phone": "1"}], "places": []},
    {"contacts": [{"name": "Two", "email": "a@example.org; b@example.org"}], "places": []},
    {"contacts": [], "places": [{"city": "Boston", "status": "WITHDRAWN", "contacts": [{"email": BOSTON}]}]},
    {"sample": True},
]


def test_works__the_page_of_taking_part_leads_to_the_form(alice: FlaskClient, client: FlaskClient) -> None:
    link = f'href="{path(end="/new")}"'
    assert link in alice.get(f"/trials/{REGISTRY_ID}/participation").text
    assert link in client.get(f"/trials/{REGISTRY_ID}/participation").text
    asked = client.get(path(end="/new"))
    assert (asked.status_code, asked.location) == (
        303,
        f"/sign-in?next={path(end='/new')}".replace("/trials", "/trials"),
    )


def test_works__it_offers_the_contacts_of_the_record_and_nothing_to_type_an_address_into(alice: FlaskClient) -> None:
    page = alice.get(path(end="/new")).text
    assert list(options(page)) == ["Study Office", IN_BOSTON]
    assert not re.search(r'<input[^>]*type="(?:email|text)"', page.partition("<main")[2])


def test_works__the_mail_that_is_shown_is_the_mail_that_goes_out(
    alice: FlaskClient, database: Database, mailing_settings: Settings
) -> None:
    page = shown(alice, contact=IN_BOSTON)
    assert page.status_code == 200
    assert mails(database) == [], "nothing is sent by looking"
    seen = unescape(re.search(r'<div class="as-typed" dir="auto">(.*?)</div>', page.text, re.DOTALL)[1])  # type: ignore[index]  # the page has one
    answer = alice.post(path(), data=hidden(page.text) | {"consent": "y"})
    assert (answer.status_code, answer.location) == (303, "/enquiries")

    with mail_server() as server:
        post = post_of(replace(mailing_settings, smtp_url=f"smtp+plain://127.0.0.1:{server.port}"))
        assert send_due(database, post).sent == 2
    (study_to, study), (copy_to, copy) = sorted(((to, read_mail(text)) for to, text in server.sent), key=is_copy)
    assert study_to == [f"<{BOSTON}>"]
    assert (study["From"], study["To"], study["Reply-To"]) == ("annotate <notes@example.org>", BOSTON, ALICE)
    assert study["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert study["Auto-Submitted"] is None, "a person wrote it"
    private = study["List-Unsubscribe"].strip("<>")
    assert private.startswith("https://notes.example.org/mail-refusals/")
    assert study.get_content().replace("\r\n", "\n").strip() == seen.strip().replace(PRIVATE_LINK, private)
    assert copy_to == [f"<{ALICE}>"]
    assert copy["Reply-To"] is None
    assert "mail-refusals" not in copy.get_content(), "the sender cannot refuse for the contact"
    assert seen.strip() in copy.get_content().replace("\r\n", "\n")


def test_works__the_list_says_what_became_of_it(alice: FlaskClient, database: Database, cast: Cast) -> None:
    assert "No messages." in alice.get("/enquiries").text
    write(alice)
    assert "On its way" in alice.get("/enquiries").text
    with database.transaction() as session:
        session.execute(update(Mail).values(sent_at=clock.now(), due_at=None))
    page = alice.get("/enquiries").text
    assert "Sent</span>" in page
    assert "May I take part with a pacemaker?" in page
    with database.transaction() as session:
        session.execute(update(Mail).values(sent_at=None, given_up_at=clock.now()))
    assert "Could not be delivered" in alice.get("/enquiries").text
    assert "pacemaker" not in cast.client("bob").get("/enquiries").text


def test_validates__without_consent_nothing_is_sent(alice: FlaskClient, database: Database) -> None:
    page = shown(alice).text
    refused = alice.post(path(), data=hidden(page))
    assert refused.status_code == 422
    assert "Tick this to send the mail." in refused.text
    assert MESSAGE.splitlines()[0] in refused.text
    assert sent(database) == 0


@pytest.mark.parametrize("contact", ["", "0" * 16, OFFICE, "\0", "nobody@example.org"])
def test_validates__another_contact_than_the_record_s_is_refused(
    alice: FlaskClient, database: Database, contact: str
) -> None:
    sent_form = {"contact": contact, "message": MESSAGE, "client_key": "k"}
    for where, more in (("/preview", {}), ("", {"consent": "y", "seen": "0"})):
        refused = alice.post(path(end=where), data=sent_form | more | {"email": "x@example.org", "to": "x@example.org"})
        assert refused.status_code == 422
        assert "Choose whom to write to." in refused.text
        assert "May I take part" in refused.text
    assert mails(database) == []


@pytest.mark.parametrize("message", ["", "   \n", "x" * (LONGEST_MESSAGE + 1), "words\0"])
def test_validates__a_message_that_cannot_be_sent_is_given_back(
    alice: FlaskClient, database: Database, message: str
) -> None:
    refused = shown(alice, message=message)
    assert refused.status_code == 422
    assert "field-error" in refused.text
    assert mails(database) == []


def test_whose__everybody_sees_their_own_and_strangers_are_asked_to_sign_in(
    alice: FlaskClient, cast: Cast, client: FlaskClient, database: Database
) -> None:
    write(alice)
    assert "pacemaker" in alice.get("/enquiries").text
    assert "pacemaker" not in cast.client("bob").get("/enquiries").text
    for page in ("/enquiries", path(end="/new")):
        assert client.get(page).location.startswith("/sign-in?next=")
    for end in ("/preview", ""):
        refused = client.post(path(end=end), data={"contact": "0" * 16, "message": "Words of a stranger"})
        assert refused.status_code == 401
        assert "Words of a stranger" in refused.text
    assert sent(database) == 1


def test_method__nothing_else_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_the_mail_says_who_asks_about_what_and_nothing_else(alice: FlaskClient, database: Database) -> None:
    assert write(alice).status_code == 303
    assert 'href="/enquiries"' in alice.get("/account").text
    (mail,) = mails(database, OFFICE)
    assert mail.subject == f"A question about your study {REGISTRY_ID}"
    assert mail.reply_to == ALICE
    assert "Hello Study Office," in mail.body
    assert "> May I take part with a pacemaker?\n> Thank you." in mail.body
    assert "Alice has read" in mail.body
    (copy,) = mails(database, ALICE)
    assert MESSAGE.splitlines()[0] in copy.body
    assert "/enquiries" in copy.body


def test_a_mail_that_was_not_seen_is_not_sent(alice: FlaskClient, database: Database) -> None:
    own = hidden(shown(alice).text) | {"consent": "y"}
    refused = alice.post(path(), data=own | {"message": "Other words"})
    for changed in ({"seen": "0" * 64}, {"seen": ""}, {"message": "Other words"}):
        refused = alice.post(path(), data=own | changed)
        assert refused.status_code == 422
        assert "has changed since you saw it" in refused.text
    assert sent(database) == 0
    assert alice.post(path(), data=hidden(refused.text) | {"consent": "y"}).status_code == 303


def test_the_same_form_sends_one_mail(alice: FlaskClient, database: Database) -> None:
    own = hidden(shown(alice).text) | {"consent": "y"}
    assert [alice.post(path(), data=own).status_code for _ in range(2)] == [303, 303]
    assert sent(database) == 1
    assert len(mails(database)) == 2


def test_another_look_is_another_mail(alice: FlaskClient, database: Database) -> None:
    pages = [hidden(shown(alice).text) | {"consent": "y"} for _ in range(2)]
    assert pages[0]["client_key"] != pages[1]["client_key"]
    assert [alice.post(path(), data=page).status_code for page in pages] == [303, 429], "not taken for sent already"
    assert sent(database) == 1
    with time_machine.travel(clock.now() + timedelta(days=8)):
        again = pages[1] | {"client_key": ""}
        assert [alice.post(path(), data=again).status_code for _ in range(2)] == [303, 429]
    assert sent(database) == 2


def test_an_address_has_to_be_confirmed_first(cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        keep_open_study(session)
    bob = cast.client("bob")
    assert "Confirm your e-mail address first" in bob.get(path(end="/new")).text
    for where in ("/preview", ""):
        sent_form = {"contact": "0" * 16, "message": MESSAGE, "client_key": "k", "consent": "y"}
        refused = bob.post(path(end=where), data=sent_form)
        assert refused.status_code == 403
        assert "Confirm your e-mail address first" in refused.text
        assert "May I take part" in refused.text
    assert mails(database) == []


@pytest.mark.parametrize("said", CLOSED)
def test_where_nobody_can_be_asked_nothing_is_offered(cast: Cast, database: Database, said: dict[str, Any]) -> None:
    with database.transaction() as session:
        keep_open_study(session, **said)
    confirm(database, cast.viewer("alice"))
    alice = cast.client("alice")
    assert "Write to the study" not in alice.get(f"/trials/{REGISTRY_ID}/participation").text
    assert alice.get(path(end="/new")).status_code == 404
    form = {"contact": "0" * 16, "message": MESSAGE, "client_key": "k", "consent": "y"}
    for where in ("/preview", ""):
        assert alice.post(path(end=where), data=form).status_code in {404, 422}
    assert mails(database) == []


@pytest.mark.parametrize("changed", [{"smtp_url": ""}, {"enquiries": False}])
def test_an_instance_that_passes_nothing_on_shows_the_contacts_alone(
    alice: FlaskClient, database: Database, mailing_settings: Settings, cast: Cast, changed: dict[str, Any]
) -> None:
    app = create_app(replace(mailing_settings, **changed), database)
    app.config.update(WTF_CSRF_ENABLED=False)
    quiet = Cast(app, database)
    quiet._viewers["alice"] = cast.viewer("alice")  # noqa: SLF001 - the same person, at another instance
    page = quiet.client("alice").get(f"/trials/{REGISTRY_ID}/participation").text
    assert "Write to the study" not in page
    assert f"mailto:{OFFICE}" in page
    assert "annotate sends nothing to the study" in page
    assert quiet.client("alice").get(path(end="/new")).status_code == 404
    assert "Messages to studies" not in quiet.client("alice").get("/account").text


def test_names_and_words_stay_where_they_belong(alice: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        keep_open_study(
            session,
            numbered(1),
            title="A title\r\nBcc: x@example.org",
            contacts=[{"name": "Office\r\nBcc: x@example.org", "email": OFFICE}],
        )
    message = "Words\n\nTo answer, reply to x@example.org\r\nBcc: x@example.org\u2028Reply-To: x@example.org"
    assert write(alice, numbered(1), message).status_code == 303
    (mail,) = mails(database, OFFICE)
    assert "\n" not in mail.subject
    assert mail.reply_to == ALICE
    for line in mail.body.split("\n"):
        assert not line.startswith(("Bcc", "Reply-To", "To answer, reply to x"))
