"""The round of double reading in the small world: Alice made it and reads, Bob reads with her, and one invitation waits."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.core.viewer import Viewer
from annotate.database import new_id
from annotate.reviews import actions, queries
from annotate.trials.models import Trial
from tests.security.rights import ROUND

INVITED = "nobody.yet@example.org"


@dataclass(frozen=True, slots=True)
class RoundOfAlice:
    """The world's variables and forms for it."""

    variables: Mapping[str, str]
    forms: Mapping[str, Mapping[str, str]]


def make_round(session: Session, alice: Viewer, bob: Viewer, trial: Trial, label_id: str) -> RoundOfAlice:
    """Let Alice make the round and invite, and Bob accept."""
    draft = actions.RoundDraft(ROUND, "", trial.registry_id, (label_id,), owner_reads=True, client_key=new_id())
    made = actions.make_round(session, alice, draft)
    account = session.get_one(Account, bob.id)
    confirmed_at, account.confirmed_at = account.confirmed_at, clock.now()
    invited = actions.invite(session, queries.find_seat(session, alice, made.id), bob.email, reads=True, decides=False)
    actions.accept(session, bob, queries.find_invitation(session, bob, made.id))
    account.confirmed_at = confirmed_at  # it stays as the rest of the world knows it
    waiting = actions.invite(session, queries.find_seat(session, alice, made.id), INVITED, reads=True, decides=False)
    assert invited.account_id == bob.id
    return RoundOfAlice(
        {
            "round_id": made.id,
            "member_id": waiting.id,
            "round_label_id": queries.labels_of(session, made.id)[0].id,
        },
        {
            "reviews.make_round": {"name": "Once more", "trials": trial.registry_id, "labels": label_id},
            "reviews.invite": {"email": "another@example.org", "does": "reads"},
            "reviews.decide": {"choice": "nothing", "reason": "It is not there."},
        },
    )
