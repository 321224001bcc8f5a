"""What accounts are told by mail. A letter says what happened, what to do, and what to do when it was somebody else.

A letter holds no word that somebody typed, such as a name: whoever signs up with another's address, or wants it for their
account, would have this instance mail that address whatever they like. The words are in ``templates/mail/accounts/``.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from annotate.accounts.credentials.password.guessing import MOST_IN_A_LIFE
from annotate.accounts.models import AccessToken, Account, MailedLink, SignUp
from annotate.core.scopes import allowed_words, read_scopes
from annotate.mail.letters import queue_letter


def ask_to_confirm_sign_up(session: Session, sign_up: SignUp, link: str) -> None:
    """Send the link that makes the account."""
    queue_letter(session, sign_up.email, "accounts/finish_sign_up.txt", expires_at=sign_up.expires_at, link=link)


def tell_taken(session: Session, email: str, link: str) -> None:
    """Tell the owner of an account that somebody used its address to sign up, or wanted it for another account."""
    queue_letter(session, email, "accounts/address_taken.txt", link=link)


def ask_to_confirm_address(session: Session, link_row: MailedLink, link: str) -> None:
    """Send the link that makes an address the account's own."""
    queue_letter(session, link_row.email, "accounts/confirm_address.txt", expires_at=link_row.expires_at, link=link)


def tell_address_asked(session: Session, account: Account) -> None:
    """Tell the present address that another one is asked for."""
    queue_letter(session, account.email, "accounts/address_will_change.txt")


def tell_new_address(session: Session, former: str) -> None:
    """Tell the former address that it was replaced."""
    queue_letter(session, former, "accounts/address_changed.txt")


def send_reset(session: Session, link_row: MailedLink, link: str) -> None:
    """Send the link to a new password."""
    queue_letter(session, link_row.email, "accounts/set_password.txt", expires_at=link_row.expires_at, link=link)


def tell_new_password(session: Session, account: Account) -> None:
    """Tell the owner that the password was changed."""
    queue_letter(session, account.email, "accounts/password_changed.txt")


def tell_new_access_token(session: Session, account: Account, made: AccessToken) -> None:
    """Tell the owner what a program can do in their name."""
    allows = allowed_words(read_scopes(made.scopes))
    queue_letter(session, account.email, "accounts/access_token_made.txt", until=made.expires_at, allows=allows)


def ask_for_reset(session: Session, account: Account, link: str) -> None:
    """Tell the owner that the account had all the wrong passwords that it may have."""
    queue_letter(session, account.email, "accounts/wrong_passwords.txt", tries=MOST_IN_A_LIFE, link=link)


def tell_deactivated(session: Session, account: Account, deletion_due_at: datetime | None) -> None:
    """Tell the owner that the account was left, and how to come back."""
    queue_letter(session, account.email, "accounts/closed.txt", deletion_due_at=deletion_due_at)
