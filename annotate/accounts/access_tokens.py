"""Access tokens: what programs show instead of signing in. Each is shown once, and kept as a digest alone."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts import letters, queries
from annotate.accounts.models import AccessToken, Account
from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.core.scopes import EVERY_SCOPE, Scope, read_scopes, write_scopes
from annotate.core.text import collapse, storable
from annotate.core.viewer import TokenBearer, Viewer
from annotate.database import new_id
from annotate.errors import Conflict, Invalid, NotFound, SignInRequired, TooMany
from annotate.prepared import prepared

PREFIX = "annotate_"
"""What every token begins with, so that whoever looks for secrets in files finds it."""

LIFETIMES = (30, 90, 365)
"""How many days a token lives, to choose from on the page."""

LONGEST_DAYS = 365
"""Most days that a token lives."""

MOST_LIVE = 20
"""Tokens of one account that are good at the same time."""

LONGEST_NAME = 80
"""Longest name of a token, in code points."""

_BYTES = 32
_LONGEST_KEY = 64
_KEPT = timedelta(days=1)  # longer than anybody goes back to a form


@dataclass(frozen=True, slots=True)
class TokenDraft:
    """A token as it is asked for."""

    name: str
    days: int
    client_key: str
    """Made with the form: the same form sent twice makes one token."""
    scopes: frozenset[Scope] = EVERY_SCOPE


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that was made just now, to be shown this once."""

    row: AccessToken
    token: str = field(repr=False)
    again: bool = False
    """Whether the same form had made this token before, with other digits, which are good for nothing any more."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who is behind a token that is good, and when it was last used."""

    id: str
    bearer: TokenBearer
    last_used_at: datetime | None


Derive = Callable[[str], bytes]
"""Makes 32 secret bytes of a text, the same ones of the same text, which nobody can tell from random ones."""


def make_token(session: Session, viewer: Viewer, draft: TokenDraft, derive: Derive | None = None) -> MadeToken:
    """Make a token for the viewer's programs, and tell them by mail.

    The same form again, at once too, gives the token that it made, as long as no program has used it: its digits are those
    that ``derive`` makes of the token's id and the form's key, which is kept nowhere. Without it, or under another key of the
    site, they are new ones. Raises Invalid, TooMany when there are too many, Conflict when it was used since, and
    SignInRequired when the viewer was signed out meanwhile, as by another password.
    """
    name, key = _checked(draft)
    # Whoever changes the password holds the account, too, and ends every token that is there by then.
    account = session.get(Account, viewer.id, with_for_update={"key_share": True})
    if account is None or queries.find_presence(session, viewer.sign_in_id) is None:
        raise SignInRequired
    made = _find_by_key(session, viewer, key)
    if made is not None:
        return _make_again(session, made, _token(made.id, draft, derive))
    return _add(session, account, draft, name, key, derive)


def issue_token(session: Session, email: str, *, name: str, days: int, scopes: Iterable[Scope]) -> MadeToken:
    """Make a token for scripts on the machine, by whoever runs the instance, and tell the account's owner by mail.

    Raises Invalid, NotFound, TooMany, and Conflict when the account is locked or its owner has left it.
    """
    draft = TokenDraft(name, days, new_id(), frozenset(scopes))
    kept_name, key = _checked(draft)
    account = queries.hold_known(session, email)
    if account.deactivated_at is not None:
        raise Conflict("This account is locked, or its owner has left it, so a token of it would not work.")
    return _add(session, account, draft, kept_name, key)


def tokens_of(session: Session, email: str) -> Sequence[AccessToken]:
    """List the tokens of an account that are good, the newest first; raises NotFound."""
    return _live_of(session, queries.hold_known(session, email).id)


def revoke_of(session: Session, email: str, token_id: str) -> AccessToken:
    """End a token of an account for good, by whoever runs the instance; raises NotFound."""
    found = _find(session, queries.hold_known(session, email).id, token_id)
    if found is None:
        raise NotFound("This account has no access token with this id. `annotate token list` shows those that it has.")
    return _end(found)


def revoke_token(session: Session, viewer: Viewer, token_id: str) -> None:
    """End one of the viewer's tokens for good; once is enough. Raises NotFound."""
    _end(find_token(session, viewer, token_id))


def find_access(session: Session, token: str) -> Access | None:
    """Find who is behind a token; None when it was never made, has ended, or its owner has left or is locked."""
    row = session.execute(*_access(_digest(token), clock.now())).one_or_none()
    if row is None:
        return None
    token_id, last_used_at, scopes, account_id, name, email = row
    bearer = TokenBearer(Viewer(account_id, name, email, sign_in_id=""), read_scopes(scopes))
    return Access(token_id, bearer, last_used_at)


def needs_notice(access: Access) -> bool:
    """Tell whether its use was not yet written down in this hour."""
    return access.last_used_at is None or access.last_used_at < this_hour()


def note_use(session: Session, access: Access) -> None:
    """Write down the hour in which a token was used: no more is known of what programs do when."""
    session.execute(update(AccessToken).where(AccessToken.id == access.id).values(last_used_at=this_hour()))


def find_token(session: Session, viewer: Viewer, token_id: str) -> AccessToken:
    """Give one of the viewer's tokens, ended or not; raises NotFound."""
    found = _find(session, viewer.id, token_id)
    if found is None:
        raise NotFound
    return found


def live_tokens(session: Session, viewer: Viewer) -> Sequence[AccessToken]:
    """List the viewer's tokens that are good, the newest first."""
    return _live_of(session, viewer.id)


def forget_old(session: Session) -> int:
    """Delete tokens that ended long enough ago, and return how many there were."""
    over = clock.now() - _KEPT
    old = delete(AccessToken).where(or_(AccessToken.expires_at < over, AccessToken.ended_at < over))
    return len(session.scalars(old.returning(AccessToken.id)).all())


@prepared
def _access(digest: str, now: datetime) -> Select[str, datetime | None, str, str, str, str]:
    return (
        select(AccessToken.id, AccessToken.last_used_at, AccessToken.scopes, Account.id, Account.name, Account.email)
        .join(Account, Account.id == AccessToken.account_id)
        .where(AccessToken.digest == digest, _live(now), Account.deactivated_at.is_(None))
    )


def _find(session: Session, account_id: str, token_id: str) -> AccessToken | None:
    return session.scalar(select(AccessToken).where(AccessToken.id == token_id, AccessToken.account_id == account_id))


def _end(token: AccessToken) -> AccessToken:
    token.ended_at = token.ended_at or clock.now()
    return token


def _live_of(session: Session, account_id: str) -> Sequence[AccessToken]:
    live = select(AccessToken).where(AccessToken.account_id == account_id, _live(clock.now()))
    return session.scalars(live.order_by(AccessToken.created_at.desc(), AccessToken.id)).all()


def _add(
    session: Session, account: Account, draft: TokenDraft, name: str, key: str, derive: Derive | None = None
) -> MadeToken:
    """Make a token of an account that is held; raises TooMany."""
    if len(_live_of(session, account.id)) >= MOST_LIVE:
        raise TooMany(
            f"There are {MOST_LIVE} access tokens, which is the limit for one person. No token was made. Revoke one that is no "
            "longer needed."
        )
    now, token_id = clock.now(), new_id()
    token = _token(token_id, draft, derive)
    row = AccessToken(
        id=token_id,
        account_id=account.id,
        name=name,
        digest=_digest(token),
        client_key=key,
        created_at=now,
        expires_at=now + timedelta(days=draft.days),
        scopes=write_scopes(draft.scopes),
    )
    session.add(row)
    session.flush()
    activity.record(session, account.id, ActivityKind.TOKEN_MADE, row.id)
    letters.tell_new_access_token(session, account, row)
    return MadeToken(row, token)


def _checked(draft: TokenDraft) -> tuple[str, str]:
    """Give the name and the key as they are kept; raises Invalid."""
    name = collapse(draft.name)
    if not 1 <= len(name) <= LONGEST_NAME or not storable(name):
        raise Invalid.field("name", f"Say what it is for in 1 to {LONGEST_NAME} characters, such as “R at work”.")
    if not 1 <= draft.days <= LONGEST_DAYS:
        raise Invalid.field("days", f"Choose how long it is valid: 1 to {LONGEST_DAYS} days.")
    if not 1 <= len(draft.client_key) <= _LONGEST_KEY:
        raise Invalid("The form arrived incomplete, so nothing was made. Please reload the page.")
    asked = (draft.client_key, name, draft.days, write_scopes(draft.scopes))
    return name, hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _find_by_key(session: Session, viewer: Viewer, key: str) -> AccessToken | None:
    return session.scalar(select(AccessToken).where(AccessToken.account_id == viewer.id, AccessToken.client_key == key))


def _make_again(session: Session, row: AccessToken, token: str) -> MadeToken:
    if row.last_used_at is not None or row.ended_at is not None:
        raise Conflict("This form has already made its token, which has been used or revoked since. Reload the page.")
    present, row.digest = row.digest, _digest(token)
    session.flush()
    return MadeToken(row, token, again=row.digest != present)


def _token(token_id: str, draft: TokenDraft, derive: Derive | None) -> str:
    drawn = derive(json.dumps((token_id, draft.client_key))) if derive else secrets.token_bytes(_BYTES)
    return PREFIX + urlsafe_b64encode(drawn).decode().rstrip("=")


def _live(now: datetime) -> ColumnElement[bool]:
    """Hold for the tokens that nobody ended and that have not run out."""
    return and_(AccessToken.ended_at.is_(None), AccessToken.expires_at > now)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def this_hour() -> datetime:
    """Give when the present hour began."""
    return clock.now().replace(minute=0, second=0, microsecond=0)
