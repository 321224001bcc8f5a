"""Choosing what one is told, by the page and by the address that a mail holds."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from annotate import clock
from annotate.database import Database
from annotate.notifications import queries
from annotate.notifications.kinds import Frequency, NotificationKind
from annotate.notifications.unsubscribing import LIFETIME, sign_unsubscription
from annotate.signing import Signer
from tests.cast import Cast
from tests.forging import forged
from tests.rungs import refuse_other_methods
from tests.sharing import reply, share, unlock
from tests.web_pages import token

VIEWS = (
    "GET notifications.notifications",
    "POST notifications.notifications",
    "POST notifications.see",
    "GET notifications.unsubscription",
    "POST notifications.unsubscribe",
)

URL = "/account/notifications"
FIELDS = {
    "reply": "daily",
    "link_opened": "never",
    "link_expiring": "app",
    "notes_to_check": "weekly",
    "round_invited": "daily",
    "round_answered": "never",
    "round_reminded": "app",
    "round_revealed": "weekly",
    "followed_changed": "at-once",
    "followed_minor": "weekly",
    "followed_found": "never",
}


def frequencies(database: Database, account_id: str) -> dict[NotificationKind, Frequency]:
    with database.reader() as session:
        return dict(queries.frequencies_of(session, account_id))


def checked(page: str) -> dict[str, str]:
    """The fields of the page with what is chosen in them."""
    inputs = re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page)
    return {
        re.search(r'name="([^"]+)"', each)[1]: re.search(r'value="([^"]+)"', each)[1]  # type: ignore[index]  # radios have both
        for each in inputs
        if "checked" in each
    }


@pytest.fixture
def address(app: Flask, cast: Cast) -> str:
    """An address that ends mails about replies and openings for Alice."""
    signer = Signer(app.extensions["annotate.settings"].share_keys)
    kinds = [NotificationKind.REPLY, NotificationKind.LINK_OPENED]
    return f"/unsubscribe/{sign_unsubscription(signer, cast.viewer('alice').id, kinds)}"


def test_works__it_shows_and_saves_a_choice_for_each_kind(cast: Cast, database: Database) -> None:
    alice = cast.client("alice")
    page = alice.get(URL).text
    assert checked(page)["reply"] == "at-once"
    saved = alice.post(URL, data=FIELDS | {"csrf_token": token(page)})
    assert (saved.status_code, saved.location) == (303, URL)
    assert checked(alice.get(URL).text) == FIELDS
    assert frequencies(database, cast.viewer("bob").id) != frequencies(database, cast.viewer("alice").id)


def test_works__one_click_of_a_mail_program_ends_them(app: Flask, cast: Cast, database: Database, address: str) -> None:
    """RFC 8058, section 3.2: a POST from anywhere, without a session, a cookie or a token of a form."""
    program = app.test_client()
    answer = program.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "You are unsubscribed" in answer.text
    found = frequencies(database, cast.viewer("alice").id)
    assert found[NotificationKind.REPLY] is found[NotificationKind.LINK_OPENED] is Frequency.APP
    assert found[NotificationKind.LINK_EXPIRING] is Frequency.AT_ONCE
    assert program.post(address).status_code == 200, "once more changes nothing"


def test_works__new_activity_is_marked_until_it_was_seen(app: Flask, cast: Cast, database: Database) -> None:
    shared = share(database, cast.viewer("alice"))
    reply(unlock(cast.client("bob"), app, shared), shared, "Words")
    alice = cast.client("alice")
    page = alice.get("/activity").text
    assert "Mark 2 new as seen" in page
    assert page.count("item-unread") == 2
    latest = re.search(r'name="seq" value="(\d+)"', page)
    assert latest
    assert alice.post("/activity/seen", data={"seq": latest[1], "csrf_token": token(page)}).status_code == 303
    assert "item-unread" not in alice.get("/activity").text
    for nonsense in ("", "-1", "x", "9" * 40):
        assert alice.post("/activity/seen", data={"seq": nonsense, "csrf_token": token(page)}).status_code == 404


@pytest.mark.parametrize("value", ["", "hourly", "at-once\0", "\ud800"])
def test_validates__nonsense_changes_nothing(cast: Cast, database: Database, value: str) -> None:
    before = frequencies(database, cast.viewer("alice").id)
    alice = cast.client("alice")
    refused = alice.post(
        URL,
        data=FIELDS | {"reply": value.encode("utf-8", "surrogatepass"), "csrf_token": token(alice.get(URL).text)},
    )
    assert refused.status_code in {400, 422}
    assert frequencies(database, cast.viewer("alice").id) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_whose__another_address_is_nothing(client: FlaskClient, address: str, method: str) -> None:
    ask = getattr(client, method)
    assert ask(forged(address)).status_code == 404
    assert ask("/unsubscribe/x").status_code == 404
    with time_machine.travel(clock.now() + LIFETIME + timedelta(minutes=2), tick=False):
        assert ask(address).status_code == 410


def test_whose__strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(URL).location == f"/sign-in?next={URL}"
    assert client.post(URL, data=FIELDS).status_code == 401
    assert client.post("/activity/seen", data={"seq": "1"}).status_code == 401


def test_method__a_look_ends_nothing(client: FlaskClient, cast: Cast, database: Database, address: str) -> None:
    """Programs that guard a mailbox open every address of a mail."""
    before = frequencies(database, cast.viewer("alice").id)
    page = client.get(address)
    assert (page.status_code, "Stop these mails?" in page.text) == (200, True)
    assert client.head(address).status_code == 200
    assert frequencies(database, cast.viewer("alice").id) == before
    assert cast.viewer("alice").name not in page.text
    assert cast.viewer("alice").email not in page.text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_of_an_account_that_is_gone_nothing_is_left_to_end(app: Flask, client: FlaskClient) -> None:
    signer = Signer(app.extensions["annotate.settings"].share_keys)
    gone = f"/unsubscribe/{sign_unsubscription(signer, 'an-account-that-is-gone', [NotificationKind.REPLY])}"
    assert client.post(gone).status_code == 200
