"""Letters to accounts: none holds a word that somebody typed, for its mailbox may be anybody's."""

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest

from annotate import clock
from annotate.accounts import letters
from annotate.accounts.models import AccessToken, Account, MailedLink, SignUp
from annotate.database import Database
from tests.mailing import mails

TYPED = "You have won: https://example.com/prize"
LETTERS = {
    name: letter
    for name, letter in inspect.getmembers(letters, inspect.isfunction)
    if letter.__module__ == letters.__name__ and not name.startswith("_")
}


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_holds_no_word_that_somebody_typed(database: Database, name: str) -> None:
    letter: Callable[..., None] = LETTERS[name]
    to, link, end = "stranger@example.org", "https://annotate.example.org/link", clock.now() + timedelta(days=1)
    with database.transaction() as session:
        known: dict[str, object] = {
            "session": session,
            "account": Account(email=to, name=TYPED),
            "sign_up": SignUp(email=to, name=TYPED, expires_at=end),
            "link_row": MailedLink(email=to, expires_at=end),
            "email": to,
            "former": to,
            "link": link,
            "made": AccessToken(name=TYPED, scopes="read", expires_at=end),
            "deletion_due_at": end,
        }
        letter(*(known[parameter] for parameter in inspect.signature(letter).parameters))
    (mail,) = mails(database)
    assert mail.recipient == to
    words = mail.subject + mail.body.replace(link, "")
    assert "://" not in words
    assert "won" not in words
