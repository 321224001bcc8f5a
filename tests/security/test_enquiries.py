"""Messages to studies: their limits hold for whatever comes at one moment, by whichever thread or process."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select

from annotate.app import create_app
from annotate.database import Database, new_id
from annotate.mail.models import Mail
from annotate.participation.models import Enquiry
from annotate.settings import Settings
from tests.at_once import all_at_once, at_once
from tests.cast import Cast
from tests.enquiring import OFFICE, confirm, hidden, keep_open_study, path, shown
from tests.studies import numbered


def mailing(settings: Settings, database: Database) -> Flask:
    app = create_app(replace(settings, smtp_url="smtps://mail.example.org"), database)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def rows(database: Database) -> tuple[int, int]:
    """Count the messages, and the mails to the contact."""
    to_office = select(func.count()).select_from(Mail).where(Mail.recipient == OFFICE)
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(Enquiry)) or 0, session.scalar(to_office) or 0


def test_limits_hold_for_forms_that_come_at_once(settings: Settings, database: Database) -> None:
    """Two applications over one database are what two processes are."""
    apps = [mailing(settings, database) for _ in range(2)]
    casts = [Cast(app, database) for app in apps]
    alice = casts[1]._viewers["alice"] = casts[0].viewer("alice")  # noqa: SLF001 - the same person, at both
    confirm(database, alice)
    with database.transaction() as session:
        for number in range(1, 7):
            keep_open_study(session, numbered(number))
    clients = [cast.client("alice") for cast in casts]
    forms = [(hidden(shown(clients[0], numbered(number)).text), numbered(number)) for number in range(1, 7)]

    def send(place: int) -> int:
        form, registry_id = forms[place]
        return clients[place % 2].post(path(registry_id), data=form | {"consent": "y"}).status_code

    told = all_at_once([lambda place=place: send(place) for place in range(6)])  # type: ignore[misc]  # a number
    assert sorted(told) == [303] * 3 + [429] * 3
    assert rows(database) == (3, 3)


def test_one_form_at_once_sends_one_mail(settings: Settings, database: Database) -> None:
    app = mailing(settings, database)
    cast = Cast(app, database)
    confirm(database, cast.viewer("alice"))
    with database.transaction() as session:
        keep_open_study(session)
    alice = cast.client("alice")
    form = hidden(shown(alice).text) | {"consent": "y"}
    assert at_once(app, alice, lambda client: client.post(path(), data=form).status_code, 6) == [303] * 6
    assert rows(database) == (1, 1)
    other = form | {"client_key": new_id()}
    assert at_once(app, alice, lambda client: client.post(path(), data=other).status_code, 3) == [429] * 3
    assert rows(database) == (1, 1)
