"""Mail about what somebody follows: counts and one address, of what is new and followed still."""

import pytest
from sqlalchemy import select

from annotate.activity.queries import last_seq
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.following import actions as following
from annotate.following.models import Follow
from annotate.following.subjects import SubjectKind
from annotate.following.telling import tell_followers
from annotate.notifications import actions
from annotate.notifications.kinds import Frequency, NewsPage, NotificationKind
from annotate.trials.queries import find_trial
from tests.cast import Cast
from tests.following import bring_in, follow, save_search
from tests.mailing import mails, tell
from tests.sharing import write_note
from tests.studies import numbered

TRIAL = numbered(1)
OF_FOLLOWING = (
    NotificationKind.FOLLOWED_CHANGED,
    NotificationKind.FOLLOWED_MINOR,
    NotificationKind.FOLLOWED_FOUND,
)


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


def choose(database: Database, viewer: Viewer, frequency: Frequency) -> None:
    with database.transaction() as session:
        actions.choose(session, viewer.id, dict.fromkeys(OF_FOLLOWING, frequency))


@pytest.fixture
def followed(database: Database, alice: Viewer) -> Database:
    """Alice follows a trial, a condition and a search, and has a note on the trial."""
    bring_in(database, TRIAL, updated="2026-01-01", title="Rest", conditions=["Gout"])
    follow(database, alice, SubjectKind.TRIAL, TRIAL)
    follow(database, alice, SubjectKind.CONDITION, "gout")
    follow(database, alice, SubjectKind.SEARCH, save_search(database, alice, "q=rest", "My secret search"))
    with database.transaction() as session:
        write_note(session, alice, find_trial(session, TRIAL), body="My secret thought")
    return database


def change(database: Database) -> None:
    bring_in(database, TRIAL, updated="2026-02-01", title="Rest", summary="Other.", conditions=["Gout"])
    bring_in(
        database, TRIAL, updated="2026-03-01", title="Rest", summary="Other.", status="COMPLETED", conditions=["Gout"]
    )
    for number in (2, 3):
        bring_in(database, numbered(number), title="Rest", conditions=["Gout"])
    tell_followers(database)


def test_one_letter_counts_each_trial_once_and_holds_no_words(followed: Database, alice: Viewer) -> None:
    choose(followed, alice, Frequency.AT_ONCE)
    change(followed)
    assert (tell(followed), tell(followed)) == (1, 0)
    (mail,) = mails(followed, alice.email)
    assert "* 1 record changed\n" in mail.body
    assert "* 2 new trials\n" in mail.body
    assert "places" not in mail.body, "it is counted among those that changed more"
    assert "http://localhost/whats-new\n" in mail.body
    assert "1 record you follow changed, 2 new trials in what you follow" in mail.subject
    for words in ("secret", "Rest", "Gout", "gout", TRIAL):
        assert words not in mail.subject + mail.body
    assert mail.unsubscribe


def test_as_it_is_chosen_by_itself_nothing_is_mailed_at_once_and_status_never(
    followed: Database, alice: Viewer
) -> None:
    bring_in(followed, TRIAL, updated="2026-02-01", title="Rest", status="COMPLETED", conditions=["Gout"])
    tell_followers(followed)
    assert tell(followed) == 0
    assert mails(followed, alice.email) == []


def test_what_was_seen_or_is_followed_no_more_is_no_news(followed: Database, alice: Viewer) -> None:
    choose(followed, alice, Frequency.AT_ONCE)
    change(followed)
    with followed.transaction() as session:
        trial = session.scalars(select(Follow).where(Follow.trial_id.is_not(None))).one()
        following.unfollow(session, trial)
    assert tell(followed) == 1
    (mail,) = mails(followed, alice.email)
    assert "changed" not in mail.body.replace("Records have changed", "")
    bring_in(followed, numbered(4), title="Rest", conditions=["Gout"])
    tell_followers(followed)
    with followed.transaction() as session:
        actions.mark_seen(session, alice, last_seq(session, alice.id), NewsPage.WHATS_NEW)
    assert tell(followed) == 0
