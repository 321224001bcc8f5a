"""Signing in by whatever gives a proof: accounts know nothing else of a credential."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import actions
from annotate.accounts.credentials.password import guessing
from annotate.accounts.credentials.password.actions import prove
from annotate.accounts.credentials.password.queries import find_stored_password
from annotate.accounts.credentials.proof import Proof
from annotate.accounts.models import Account
from annotate.accounts.queries import find_presence
from annotate.database import Database
from annotate.errors import Invalid
from tests.cast import PASSWORD, Cast

HERE = "198.51.100.7"


@dataclass(frozen=True, slots=True)
class KeyProof(Proof):
    """That somebody has a key which was never changed, and which nobody can guess."""

    account_id: str

    def accept(self, session: Session) -> Account:
        return session.get_one(Account, self.account_id, with_for_update=True)

    def forgive_tries(self, session: Session) -> None:
        pass


def test_another_credential_than_the_password_signs_in(cast: Cast, database: Database) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        viewer = actions.sign_in(session, KeyProof(alice.id), user_agent="tests", address=HERE)
        presence = find_presence(session, viewer.sign_in_id)
    assert presence is not None
    assert presence.viewer.id == alice.id


def test_no_proof_opens_a_locked_account_and_its_tries_stay_counted(cast: Cast, database: Database) -> None:
    alice = cast.viewer("alice")
    with database.transaction() as session:
        attempt = guessing.count(session, alice.email, HERE)
        session.get_one(Account, alice.id).locked_at = clock.now()
    with database.reader() as session:
        proof = prove(find_stored_password(session, alice.email), PASSWORD, attempt=attempt)
    with pytest.raises(Invalid, match="locked"), database.transaction() as session:
        actions.sign_in(session, proof, user_agent="tests", address=HERE)
    with database.reader() as session:
        assert session.get_one(Account, alice.id).failures == 1
