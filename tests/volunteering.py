"""Signing up for mail about trials, in tests: the form, and the links that mails hold."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from annotate.database import Database
from annotate.mail.models import Mail
from annotate.participation.volunteers.models import Volunteer
from tests.mailing import mails
from tests.studies import keep_study, numbered

URL = "/volunteers"
EMAIL = "dana@example.org"
KEY, NAME = "melanoma", "Melanoma"


def keep_trials(session: Session, *numbers: int, **said: object) -> None:
    """Import trials on melanoma that recruit."""
    for number in numbers:
        keep_study(
            session,
            numbered(number),
            **{"status": "RECRUITING", "conditions": [NAME], "terms": [], "ancestors": [], **said},
        )


def sign_up(client: FlaskClient, email: str = EMAIL, *, net: str = "192.0.2.1", **said: Any) -> TestResponse:  # noqa: ANN401 - what fields of the form hold
    """Send the form."""
    sent = {"email": email, "conditions": [KEY], "country": "", "age": "", "consent": "y"} | said
    return client.post(URL, data=sent, environ_overrides={"REMOTE_ADDR": net})


def link_in(mail: Mail, beginning: str) -> str:
    """Give the path of the link in a mail that begins so."""
    found = re.search(rf"https?://[^/\s]+({beginning}\S+)", mail.body)
    assert found, mail.body
    return found[1]


def confirmed(client: FlaskClient, database: Database, email: str = EMAIL, **said: Any) -> str:  # noqa: ANN401 - as above
    """Sign up and confirm; give the path of the volunteer's own page."""
    assert sign_up(client, email, **said).status_code == 303
    mail = mails(database, email)[-1]
    answer = client.post(link_in(mail, "/volunteers/confirmations/"))
    assert answer.status_code == 303, answer.text
    return answer.location


def volunteers(database: Database) -> list[Volunteer]:
    """Give everybody who is stored."""
    with database.reader() as session:
        return list(session.scalars(select(Volunteer).order_by(Volunteer.created_at, Volunteer.id)))
