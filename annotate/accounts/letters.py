"""What accounts are told by mail. A letter says what happened, what to do, and what to do when it was somebody else.

A letter holds no word that somebody typed, such as a name: whoever signs up with another's address, or wants it for their
account, would have this instance mail that address whatever they like.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from annotate.accounts.guessing import MOST_IN_A_LIFE
from annotate.accounts.models import Account, MailedLink, SignUp
from annotate.mail import actions as mail

_STRANGER = "If it was not you, do nothing: without the link nothing happens."
_OWNER = (
    "If it was not you, somebody else may know your password. Choose “Forgotten your password?” on the sign-in page and "
    "set a new one: that signs everybody out, programs too."
)


def ask_to_confirm_sign_up(session: Session, sign_up: SignUp, link: str) -> None:
    """Send the link that makes the account."""
    _queue(
        session,
        sign_up.email,
        "Finish signing up to annotate",
        "Somebody, probably you, signed up to annotate with this address. Open this link and enter the password that you "
        "chose, or choose another one there. The link works once, for one day:",
        link,
        _STRANGER,
        expires_at=sign_up.expires_at,
    )


def tell_taken(session: Session, email: str, link: str) -> None:
    """Tell the owner of an account that somebody used its address to sign up, or wanted it for another account."""
    _queue(
        session,
        email,
        "You have an account on annotate already",
        "Somebody, probably you, wanted to use this address on annotate. There is an account with it already. Sign in, or "
        "set a new password if you have forgotten yours:",
        link,
        "If it was not you, do nothing: your account is as it was.",
    )


def ask_to_confirm_address(session: Session, link_row: MailedLink, link: str) -> None:
    """Send the link that makes an address the account's own."""
    _queue(
        session,
        link_row.email,
        "Confirm your address for annotate",
        "Somebody, probably you, wants to use this address on annotate. Open this link to confirm it. The link works once, "
        "for one day:",
        link,
        _STRANGER,
        expires_at=link_row.expires_at,
    )


def tell_address_asked(session: Session, account: Account) -> None:
    """Tell the present address that another one is asked for."""
    _queue(
        session,
        account.email,
        "Your address on annotate will change",
        "Hello,",
        "another e-mail address was asked for on one of your devices. It takes effect once it is confirmed. From then on you "
        "can no longer sign in with this address.",
        _OWNER,
    )


def tell_new_address(session: Session, former: str) -> None:
    """Tell the former address that it was replaced."""
    _queue(
        session,
        former,
        "Your address on annotate has changed",
        "Hello,",
        "your account on annotate has another e-mail address now. You can no longer sign in with this one.",
        "If it was not you, write at once to the person who runs this site.",
    )


def send_reset(session: Session, link_row: MailedLink, link: str) -> None:
    """Send the link to a new password."""
    _queue(
        session,
        link_row.email,
        "Set a new password for annotate",
        "Hello,",
        "somebody, probably you, asked for a new password for your account on annotate. Open this link to set one. It works "
        "once, for one hour:",
        link,
        "If it was not you, do nothing: your password stays as it is.",
        expires_at=link_row.expires_at,
    )


def tell_new_password(session: Session, account: Account) -> None:
    """Tell the owner that the password was changed."""
    _queue(
        session,
        account.email,
        "Your password for annotate was changed",
        "Hello,",
        "the password of your account on annotate was changed just now. Every other device was signed out, and every access "
        "token has ended.",
        _OWNER,
    )


def tell_new_access_token(session: Session, account: Account, expires_at: datetime) -> None:
    """Tell the owner that a program can read and write in their name."""
    _queue(
        session,
        account.email,
        "An access token for annotate was made",
        "Hello,",
        "an access token was made for your account on annotate just now. Until "
        f"{expires_at:%d %B %Y} anyone who has it can read and write your notes and replies with a program. You can see and "
        "revoke your access tokens on the page of your account.",
        _OWNER,
    )


def ask_for_reset(session: Session, account: Account, link: str) -> None:
    """Tell the owner that the account had all the wrong passwords that it may have."""
    _queue(
        session,
        account.email,
        "Please set a new password for annotate",
        "Hello,",
        f"{MOST_IN_A_LIFE} wrong passwords were tried on your account. Your notes are safe, and you can go on where you have "
        "been signed in before. Anywhere else your password no longer works until you set a new one:",
        link,
    )


def tell_deactivated(session: Session, account: Account, deletion_due_at: datetime | None) -> None:
    """Tell the owner that the account was left, and how to come back."""
    what = (
        f"your account on annotate will be deleted on {deletion_due_at:%d %B %Y}, with everything that you have stored. Until "
        "then you can come back by signing in. After that, nothing can be restored."
        if deletion_due_at
        else "your account on annotate is deactivated. You can come back at any time by signing in."
    )
    _queue(
        session,
        account.email,
        "Your account on annotate is closed",
        "Hello,",
        f"{what} All your links have ended, and stay closed.",
        "If it was not you, sign in and change your password at once.",
    )


def _queue(session: Session, to: str, subject: str, *paragraphs: str, expires_at: datetime | None = None) -> None:
    mail.queue(session, to=to, subject=subject, body="\n\n".join(paragraphs), expires_at=expires_at)
