"""Letters about rounds: counts and one address, never a name that somebody typed, and nothing that is over."""

from annotate.database import Database
from annotate.notifications.mailing import Sender, mail_due
from annotate.reviews.jobs import JOBS
from annotate.settings import Settings
from annotate.signing import Signer
from tests.mailing import mails
from tests.reviewing import Reviewing

SITE = "https://annotate.example.org"


def _letters(database: Database, settings: Settings, name: str) -> list[str]:
    mail_due(database, Sender(SITE, Signer(settings.share_keys)))
    return [f"{mail.subject}\n{mail.body}" for mail in mails(database, f"{name}@example.org")]


def test_an_invitation_is_told_without_names(reviewing: Reviewing, database: Database, settings: Settings) -> None:
    reviewing.client("bob")
    reviewing.make(name="A name that Alice typed")
    reviewing.invite("bob")
    JOBS[0].work(database)
    (letter,) = _letters(database, settings, "bob")
    assert f"{SITE}/rounds" in letter
    assert "Alice" not in letter


def test_an_invitation_that_was_taken_back_is_not_told(
    reviewing: Reviewing, database: Database, settings: Settings
) -> None:
    reviewing.client("bob")
    reviewing.make()
    reviewing.invite("bob")
    JOBS[0].work(database)
    assert reviewing.client("alice").post(f"/rounds/{reviewing.round_id}/closing").status_code == 303
    assert _letters(database, settings, "bob") == []


def test_the_reveal_is_told_to_every_member(round_: Reviewing, database: Database, settings: Settings) -> None:
    round_.close("alice")
    round_.close("bob")
    for name in ("alice", "bob"):
        (letter,) = _letters(database, settings, name)
        assert "1 round revealed" in letter
