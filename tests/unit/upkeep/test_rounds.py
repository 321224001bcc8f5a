"""The check of rounds finds what never holds in sound data, and nothing in what people did."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from annotate.database import Database
from annotate.reviews.models import MemberLabel, ReadingRound, RoundAnswer, RoundReading
from annotate.upkeep.rounds import violations_of_rounds
from tests.cast import Cast
from tests.reviewing import Reviewing


@pytest.fixture
def revealed(cast: Cast, database: Database) -> Reviewing:
    """A revealed round with a decision."""
    reviewing = Reviewing(cast, database)
    reviewing.make()
    reviewing.join("bob")
    reviewing.mark("alice", "Dose")
    for name in ("alice", "bob"):
        reviewing.close(name)
    sent = {"choice": "nothing", "reason": "So.", "made_on": ""}
    assert reviewing.client("alice").post(f"{reviewing.unit('Dose')}/decisions", data=sent).status_code == 303
    return reviewing


def _found(database: Database) -> list[str]:
    with database.reader() as session:
        return [found.what for found in violations_of_rounds(session) if found is not None]


def test_what_people_did_is_sound(revealed: Reviewing, database: Database) -> None:
    assert revealed.is_revealed()
    assert _found(database) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda session: session.execute(update(ReadingRound).values(revealed_at=None)), "not revealed"),
        (lambda session: session.execute(update(RoundReading).values(closed_at=None)), "holds copies"),
        (lambda session: session.execute(delete(RoundAnswer)), "has no answer"),
    ],
)
def test_damage_is_found(
    revealed: Reviewing, database: Database, damage: Callable[[Session], object], words: str
) -> None:
    assert revealed.round_id
    with database.transaction() as session:
        damage(session)
    assert words in " ".join(_found(database))


def test_another_persons_label_is_found(revealed: Reviewing, database: Database) -> None:
    with database.transaction() as session:
        mine = revealed.member_id("alice")
        strange = update(MemberLabel).where(MemberLabel.member_id == mine)
        session.execute(strange.values(own_label_id=revealed.label("bob", "Dose")))
    assert "another person's label" in " ".join(_found(database))
