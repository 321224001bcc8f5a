"""Accounts, the devices that they are signed in on, what their programs show, and what waits for a mail to be answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.database import Base, Id, new_id


class AccountKind(StrEnum):
    """What an account is."""

    PERSON = "person"
    TOMBSTONE = "tombstone"
    """Nobody's: it holds what others wrote in exchanges with somebody who left."""


class Account(Base):
    """A person who keeps notes here, or the tombstone of somebody who left."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'tombstone')", name="kind"),
        CheckConstraint("password_hash <> ''", name="password_hash"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Text, unique=True)
    """Lower-case and trimmed: the name to sign in with."""
    name: Mapped[str] = mapped_column(Text)
    """What colleagues see."""
    kind: Mapped[str] = mapped_column(Text, default=AccountKind.PERSON)
    """A value of ``AccountKind``."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    """None: no password opens this account."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passwords since the last one was set, less those of people who knew it in the end."""
    stored: Mapped[int] = mapped_column(BigInteger, default=0)
    """Code points of what it wrote and quoted (``accounts.quota``)."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When somebody who reads mail at the address said that it is theirs."""
    deactivated_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    """When whoever runs the instance locked it; it counts as deactivated, too, and its owner cannot wake it."""
    deletion_due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When all that the person stored goes for good, unless they come back before."""


class SignIn(Base):
    """One device on which an account is signed in; ending the row signs the device out."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    kept_until: Mapped[datetime | None]
    """Until when the person chose to stay signed in; None: until they are idle, and for half a day at most."""
    proven_at: Mapped[datetime]
    """When the password was last given on this device."""
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(Text)
    net: Mapped[str] = mapped_column(Text)
    """The masked network of the client (/24 of IPv4, /48 of IPv6), for its owner to recognise."""

    account: Mapped[Account] = relationship()


class AccessToken(Base):
    """What a program shows instead of signing in; the token itself is in nobody's keeping but its owner's."""

    __tablename__ = "access_tokens"
    __table_args__ = (UniqueConstraint("account_id", "client_key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    """What its owner calls it, to know it again."""
    digest: Mapped[str] = mapped_column(Text, unique=True)
    """SHA-256 of the token, in hexadecimal digits: 256 random bits need no slower one."""
    client_key: Mapped[str] = mapped_column(Text)
    """Made from the form's key and what was asked for: the same form sent twice makes one token."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    last_used_at: Mapped[datetime | None]
    """The hour in which it was last used; None as long as it was not."""
    ended_at: Mapped[datetime | None]
    """When it was revoked, or something happened that it must not outlive."""
    scopes: Mapped[str] = mapped_column(Text)
    """What it allows, as ``annotate.core.scopes`` writes it."""

    account: Mapped[Account] = relationship()


class SignUp(Base):
    """An account that somebody asked for, and that waits for the mail to its address to be answered."""

    __tablename__ = "sign_ups"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Text)
    """Not unique: anybody can ask with anybody's address, and only who reads its mail and knows the password gets on."""
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class MailedLink(Base):
    """A link in a mail that is good once: for a new password, or for a new or confirmed address."""

    __tablename__ = "mailed_links"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    """A value of ``annotate.accounts.tokens.Purpose``."""
    email: Mapped[str] = mapped_column(Text)
    """Where the mail went."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    """When it was used, or something happened that it must not outlive."""

    account: Mapped[Account] = relationship()
