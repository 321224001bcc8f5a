"""Writing to studies in tests: a study with contacts, the form, the mail that is shown, and sending it."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.participation.models import Enquiry
from tests.studies import REGISTRY_ID, keep_study

ALICE = "alice@example.org"
OFFICE = "office@example.org"
BOSTON = "boston@example.org"
IN_BOSTON = "Dr. Place · General Hospital, Boston, United States"
MESSAGE = "May I take part with a pacemaker?\nThank you."

CONTACTS = [{"name": "Study Office", "role": "CONTACT", "phone": "1", "email": OFFICE}]
PLACES = [
    {
        "facility": "General Hospital",
        "status": "RECRUITING",
        "city": "Boston",
        "country": "United States",
        "contacts": [{"name": "Dr. Place", "role": "CONTACT", "email": BOSTON}],
    }
]


def keep_open_study(session: Session, registry_id: str = REGISTRY_ID, **said: Any) -> None:  # noqa: ANN401 - any JSON value
    """Import a study that recruits, with a contact of its own and one of a place."""
    keep_study(session, registry_id, **{"status": "RECRUITING", "contacts": CONTACTS, "places": PLACES, **said})


def confirm(database: Database, viewer: Viewer) -> None:
    """Let somebody have confirmed their address."""
    with database.transaction() as session:
        session.execute(update(Account).where(Account.id == viewer.id).values(confirmed_at=clock.now()))


def path(registry_id: str = REGISTRY_ID, end: str = "") -> str:
    """Give the address of the messages to a study."""
    return f"/trials/{registry_id}/enquiries{end}"


def options(page: str) -> dict[str, str]:
    """Give the contacts that a form offers: words and key."""
    found = re.findall(r'<option (?:selected )?value="([0-9a-f]{16})">([^<]+)</option>', page)
    return {unescape(words): key for key, words in found}


def hidden(page: str) -> dict[str, str]:
    """Give the hidden fields of the form that sends the mail which the page shows."""
    form = page.partition("Reply to")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: data-words)? value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def shown(
    client: FlaskClient, registry_id: str = REGISTRY_ID, message: str = MESSAGE, contact: str = ""
) -> TestResponse:
    """Ask for the mail as it would go out, to the first contact or the one in these words."""
    page = client.get(path(registry_id, "/new")).text
    keys = options(page)
    key = keys[contact] if contact else next(iter(keys.values()))
    own = re.search(r'name="client_key"[^>]* value="([^"]+)"', page)
    assert own
    sent = {"contact": key, "message": message, "client_key": own[1]}
    return client.post(path(registry_id, "/preview"), data=sent)


def write(
    client: FlaskClient, registry_id: str = REGISTRY_ID, message: str = MESSAGE, contact: str = ""
) -> TestResponse:
    """Look at the mail, and send it."""
    page = shown(client, registry_id, message, contact)
    assert page.status_code == 200, page.text
    return client.post(path(registry_id), data=hidden(page.text) | {"consent": "y"})


def sent(database: Database) -> int:
    """Count the messages that were sent."""
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Enquiry)) or 0
