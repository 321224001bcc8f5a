"""Rounds of double reading for tests: Alice makes them, Bob reads with her, through the pages themselves."""

from collections.abc import Collection

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from annotate import clock
from annotate.accounts.models import Account
from annotate.codebook.actions import create_label
from annotate.codebook.models import Label
from annotate.database import Database, new_id
from annotate.notes.queries import has_notes
from annotate.reviews.closing import fingerprint
from annotate.reviews.models import ReadingRound, RoundLabel, RoundMember
from annotate.reviews.own_work import notes_that_count
from annotate.reviews.queries import find_seat, find_trial
from tests.cast import Cast
from tests.noting import Noting
from tests.texts import REGISTRY_ID, kept_trial

SECOND_ID = "NCT00000102"
LABELS = ("Dose", "Age")


class Reviewing:
    """A round over two trials with two labels, and people who read in it."""

    def __init__(self, cast: Cast, database: Database) -> None:
        """Store the trials and Alice's labels; no round yet."""
        self.cast, self.database = cast, database
        self.noting = Noting(cast, database)
        kept_trial(database, registry_id=SECOND_ID)
        with database.transaction() as session:
            create_label(session, cast.viewer("alice"), has_notes, name="Age", hue=3)  # "Dose" everybody begins with
        self.round_id = ""

    def make(self, *, reads: bool = True, trials: Collection[str] = (REGISTRY_ID,), name: str = "Doses") -> str:
        """Have Alice make a round, and give its id."""
        sent = {"name": name, "trials": " ".join(trials), "labels": self.labels("alice"), "client_key": new_id()}
        answer = self.client("alice").post("/rounds", data=sent | ({"reads": "y"} if reads else {}))
        assert answer.status_code == 303, answer.text
        self.round_id = answer.location.rsplit("/", 1)[-1]
        return self.round_id

    def labels(self, name: str) -> list[str]:
        """Give the ids of somebody's labels that have the names of the round's."""
        mine = (Label.account_id == self.cast.viewer(name).id, Label.name.in_(LABELS), Label.deleted_at.is_(None))
        with self.database.reader() as session:
            return list(session.scalars(select(Label.id).where(*mine).order_by(Label.name.desc())))

    def label(self, name: str, label: str) -> str:
        """Give the id of somebody's label."""
        mine = (Label.account_id == self.cast.viewer(name).id, Label.name == label, Label.deleted_at.is_(None))
        with self.database.reader() as session:
            return session.scalars(select(Label.id).where(*mine)).one()

    def round_label(self, label: str) -> str:
        """Give the id of a label of the round."""
        with self.database.reader() as session:
            wanted = select(RoundLabel.id).where(RoundLabel.round_id == self.round_id, RoundLabel.name == label)
            return session.scalars(wanted).one()

    def client(self, name: str) -> FlaskClient:
        """Give somebody's browser; their address is confirmed."""
        viewer = self.cast.viewer(name)
        with self.database.transaction() as session:
            session.execute(update(Account).where(Account.id == viewer.id).values(confirmed_at=clock.now()))
        return self.cast.client(name)

    def invite(self, name: str, does: str = "reads", by: str = "alice") -> TestResponse:
        """Invite somebody by their address."""
        sent = {"email": f"{name}@example.org", "does": does}
        return self.client(by).post(f"/rounds/{self.round_id}/invitations", data=sent)

    def join(self, name: str, does: str = "reads") -> None:
        """Invite somebody, and let them accept."""
        assert self.invite(name, does).status_code == 303
        accepted = self.client(name).post(f"/rounds/{self.round_id}/acceptance")
        assert accepted.status_code == 303, accepted.text

    def mark(self, name: str, label: str, on: str = "160 mg", body: str = "") -> str:
        """Have somebody put a label on words of the first trial, and give the note's id."""
        return self.noting.note(name, on=on, body=body, label=self.label(name, label))

    def close(self, name: str, registry_id: str = REGISTRY_ID) -> TestResponse:
        """Have somebody close a trial as its page shows it now."""
        viewer, client = self.cast.viewer(name), self.client(name)
        with self.database.reader() as session:
            seat = find_seat(session, viewer, self.round_id)
            noted = notes_that_count(session, viewer, seat.member.id, find_trial(session, self.round_id, registry_id))
            seen = fingerprint(noted.values())
        return client.post(f"{self.page(registry_id)}/closing", data={"seen": seen})

    def page(self, registry_id: str = REGISTRY_ID) -> str:
        """Give the address of a reader's page of a trial."""
        return f"/rounds/{self.round_id}/trials/{registry_id}"

    def unit(self, label: str, registry_id: str = REGISTRY_ID) -> str:
        """Give the address of one label on one trial."""
        return f"/rounds/{self.round_id}/units/{registry_id}/{self.round_label(label)}"

    def member_id(self, name: str) -> str:
        """Give the id of somebody's seat."""
        mine = (RoundMember.round_id == self.round_id, RoundMember.account_id == self.cast.viewer(name).id)
        with self.database.reader() as session:
            return session.scalars(select(RoundMember.id).where(*mine)).one()

    def is_revealed(self) -> bool:
        """Tell whether the round is revealed."""
        with self.database.reader() as session:
            return session.get_one(ReadingRound, self.round_id).revealed_at is not None
