"""What the pages of accounts show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from annotate.accounts.access_tokens import MadeToken, this_hour
from annotate.accounts.models import AccessToken, Account, SignIn
from annotate.core.scopes import allowed_words, read_scopes
from annotate.core.viewer import Viewer

# The first that stands in the user agent wins: browsers name those that they descend from as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
    ("python", "a Python program"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A person's own account."""

    name: str
    email: str
    confirmed: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """One device on which the viewer is signed in."""

    id: str
    words: str
    """The browser and the system, such as ``Firefox on Windows``."""
    net: str
    since: datetime
    last_seen: datetime
    here: bool
    """Whether it is the device that asks."""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One access token of the viewer's."""

    id: str
    name: str
    since: datetime
    until: datetime
    last_used: datetime | None
    """The hour in which it was last used; None as long as it was not."""
    used_lately: bool
    """Whether that is the present hour."""
    allows: str
    """What it allows, in words that follow "can"."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made just now, shown this once."""

    token: str = field(repr=False)
    line: TokenLine
    again: bool
    notes: str
    """The address of the viewer's notes, for a first try."""


def account_page(account: Account) -> AccountPage:
    """Show the account."""
    return AccountPage(account.name, account.email, account.confirmed_at is not None, account.created_at)


def devices(sign_ins: Iterable[SignIn], viewer: Viewer) -> list[Device]:
    """Show the sign-ins, the one that asks first."""
    shown = [
        Device(
            id=row.id,
            words=device_words(row.user_agent),
            net=row.net,
            since=row.created_at,
            last_seen=row.last_seen_at,
            here=row.id == viewer.sign_in_id,
        )
        for row in sign_ins
    ]
    return sorted(shown, key=lambda device: not device.here)


def token_line(row: AccessToken) -> TokenLine:
    """Show an access token."""
    lately = row.last_used_at is not None and row.last_used_at >= this_hour()
    allows = allowed_words(read_scopes(row.scopes))
    return TokenLine(row.id, row.name, row.created_at, row.expires_at, row.last_used_at, lately, allows)


def new_token(made: MadeToken, notes: str) -> NewToken:
    """Show a token that was made just now; ``notes`` is the address that a program reads notes from."""
    return NewToken(made.token, token_line(made.row), made.again, notes)


def device_words(user_agent: str) -> str:
    """Say in words what a user agent (RFC 9110, section 10.1.5) claims to be."""
    browser = next((words for sign, words in _BROWSERS if sign in user_agent), "")
    system = next((words for sign, words in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "A browser that does not tell its name")
