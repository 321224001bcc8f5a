"""Sign-ins that are over are not kept for ever."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import actions, retention
from annotate.accounts.models import SignIn
from tests.cast import Cast


def test_a_sign_in_is_deleted_long_after_it_could_still_be_used(session: Session, cast: Cast) -> None:
    viewer, now = cast.viewer("alice"), clock.now()
    session.get_one(SignIn, viewer.sign_in_id).created_at = now - retention.RETENTION
    later = SignIn(
        account_id=viewer.id,
        created_at=now - retention.RETENTION + timedelta(seconds=1),
        last_seen_at=now,
        proven_at=now,
        user_agent="",
        net="",
    )
    session.add(later)
    session.flush()
    assert retention.RETENTION > actions.STAY
    assert retention.sweep(session, now) == 1
    assert session.scalars(select(SignIn.id)).all() == [later.id]
