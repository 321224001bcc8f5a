"""Two who do the same in a round at one moment: one reveal, and one decision."""

from flask import Flask
from sqlalchemy import func, select

from annotate.activity.kinds import ActivityKind
from annotate.activity.models import Activity
from annotate.database import Database
from annotate.reviews.models import RoundDecision
from tests.at_once import all_at_once, at_once
from tests.reviewing import Reviewing


def test_of_two_who_close_at_once_the_second_one_reveals(round_: Reviewing, database: Database) -> None:
    round_.join("charlie")
    names = ("alice", "bob", "charlie")
    for name in names:
        round_.client(name)
    answers = all_at_once([lambda name=name: round_.close(name).status_code for name in names])  # type: ignore[misc]  # the name as it is now
    assert answers == [303, 303, 303]
    assert round_.is_revealed()
    with database.reader() as session:
        told = select(func.count()).select_from(Activity).where(Activity.kind == ActivityKind.ROUND_REVEALED)
        assert session.scalar(told) == 3


def test_of_decisions_at_once_one_holds_and_the_others_are_told(
    app: Flask, round_: Reviewing, database: Database
) -> None:
    round_.mark("alice", "Dose")
    round_.close("alice")
    round_.close("bob")
    path, sent = f"{round_.unit('Dose')}/decisions", {"choice": "nothing", "reason": "So.", "made_on": ""}
    answers = at_once(app, round_.client("alice"), lambda client: client.post(path, data=sent).status_code, 4)
    assert sorted(answers) == [303, 422, 422, 422]
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(RoundDecision)) == 1
