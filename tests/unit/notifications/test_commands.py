"""``annotate mail preview``: each letter as people get it."""

from pathlib import Path

import pytest

from annotate.notifications.kinds import NotificationKind
from tests.command import Command


@pytest.mark.parametrize(
    ("kind", "subject", "address"),
    [
        (NotificationKind.REPLY, "A private reply on annotate", "/replies/an-exchange"),
        (NotificationKind.LINK_OPENED, "Your link for a colleague was opened", "/shares/a-link"),
        (NotificationKind.LINK_EXPIRING, "Your link for a colleague expires soon", "/shares/a-link"),
        (NotificationKind.NOTES_TO_CHECK, "3 notes to check on annotate", "/needs-your-eye"),
        (NotificationKind.FOLLOWED_CHANGED, "2 records you follow changed", "/whats-new"),
        (NotificationKind.FOLLOWED_MINOR, "Small changes in 1 record you follow", "/whats-new"),
        (NotificationKind.FOLLOWED_FOUND, "12 new trials in what you follow", "/whats-new"),
        ("digest", "News on annotate: replies in 2 conversations, 1 link opened, ", "/replies"),
    ],
)
def test_a_letter_is_shown(tmp_path: Path, kind: str, subject: str, address: str) -> None:
    shown = Command(tmp_path)("mail", "preview", kind).output
    assert shown.startswith(f"Subject: {subject}")
    assert f"http://localhost:8000{address}\n" in shown
    assert "Stop these mails: http://localhost:8000/unsubscribe/" in shown
    assert "\n\n\n" not in shown


def test_another_kind_is_refused(tmp_path: Path) -> None:
    assert Command(tmp_path)("mail", "preview", "gossip").exit_code == 2
