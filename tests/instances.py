"""An instance as the command line knows it, with people, a real record, notes, links and private replies in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from annotate import schema
from annotate.app import create_app
from annotate.database import Database, opened
from annotate.settings import Settings
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.command import Command
from tests.sharing import Shared, reply, share, unlock
from tests.studies import keep_study


@dataclass(frozen=True, slots=True)
class Instance:
    """A data folder with a full database, and two links of Alice's: Bob has replied on the first."""

    annotate: Command
    first: Shared
    second: Shared

    @contextmanager
    def app(self) -> Iterator[Flask]:
        """Run the application over it, without the check of forged requests."""
        with opened(self.annotate.database_url) as database:
            app = create_app(Settings.from_environ(self.annotate.environ), database)
            app.config["WTF_CSRF_ENABLED"] = False
            yield app

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open its database."""
        with opened(self.annotate.database_url) as database:
            yield database


def make_instance(data: Path, *, lite: bool = False) -> Instance:
    """Fill a new data folder; ``lite`` keeps to SQLite, whatever the tests run on."""
    annotate = Command(data, lite=lite)
    settings = Settings.from_environ(annotate.environ)
    with opened(annotate.database_url) as database:
        schema.upgrade(database)
        app = create_app(settings, database)
        app.config["WTF_CSRF_ENABLED"] = False
        cast = Cast(app, database)
        with database.transaction() as session:
            keep_study(session)
            trial = session.scalars(select(Trial)).one()
            words = session.scalars(select(TrialVersion.text)).one().split()[3]
            trial_id = trial.id
        alice = cast.viewer("alice")
        first, second = (share(database, alice, trial_id=trial_id, words=(words,)) for _ in range(2))
        answered = reply(unlock(cast.client("bob"), app, first), first, "Bob's answer for Alice alone")
        assert answered.status_code == 303, answered.text
    return Instance(annotate, first, second)
