"""Shares, what is in them, and who opened them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.accounts.models import Account
from annotate.database import Base, Id, new_id
from annotate.trials.models import Trial


class Share(Base):
    """A link over chosen notes, of one trial or several. This row, not the token, is the truth about it."""

    __tablename__ = "shares"
    __table_args__ = (
        UniqueConstraint("account_id", "client_key"),
        CheckConstraint("expires_at > created_at", name="expiry"),
        # An end is at most 90 days after it was chosen, whoever writes the row; the dialects count days differently.
        CheckConstraint(
            "julianday(expires_at) - julianday(coalesce(renewed_at, created_at)) <= 90.001", name="span"
        ).ddl_if(dialect="sqlite"),
        CheckConstraint(
            "expires_at <= coalesce(renewed_at, created_at) + interval '90 days 2 minutes'", name="span"
        ).ddl_if(dialect="postgresql"),
        CheckConstraint("length(recipient) BETWEEN 1 AND 120", name="recipient"),
        CheckConstraint("openings >= 0 AND failures >= 0 AND epoch >= 1 AND unlock_epoch >= 1", name="counts"),
        CheckConstraint("most_openings BETWEEN 1 AND 1000", name="most_openings"),
        Index("ix_shares_account_id_created_at", "account_id", "created_at"),
        Index("ix_shares_expires_at", "expires_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    """The public id, which the token and the shared page's address carry."""
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id"), index=True)
    """The trial that it begins with; its notes say which others it has."""
    recipient: Mapped[str] = mapped_column(Text)
    """Whom the link is for, in the owner's words; visitors never see it."""
    can_reply: Mapped[bool]
    passcode_hash: Mapped[str] = mapped_column(Text)
    passcode_own: Mapped[bool]
    """Whether the owner chose the passcode: then it is compared exactly."""
    epoch: Mapped[int] = mapped_column(default=1)
    """Part of the token: counting up kills the address."""
    unlock_epoch: Mapped[int] = mapped_column(default=1)
    """Part of every unlock: counting up ends them all."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong passcodes since the passcode was set."""
    openings: Mapped[int] = mapped_column(default=0)
    """How often the passcode opened it, but for its owner's own looks."""
    most_openings: Mapped[int | None]
    """How often it may be opened; None sets no limit."""
    client_key: Mapped[str] = mapped_column(Text)
    """Made from the form's key and its choice: the same form sent twice, unchanged, makes one share."""
    created_at: Mapped[datetime]
    renewed_at: Mapped[datetime | None]
    """When its end was chosen anew; None as long as the first one stands."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    """When too many wrong passcodes suspended it, until a new passcode is set."""
    paused_at: Mapped[datetime | None]
    """When its owner suspended it, until they let it open again."""
    lock_told_at: Mapped[datetime | None]
    """When its owner was last told by mail that strangers try passcodes."""
    expiry_told: Mapped[datetime | None]
    """The end that its owner was told of a day before; None before that."""

    owner: Mapped[Account] = relationship()
    trial: Mapped[Trial] = relationship()


class ShareNote(Base):
    """A note that the owner put into a share."""

    __tablename__ = "share_notes"

    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), primary_key=True)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_at: Mapped[datetime]


class Guest(Base):
    """A visitor of one share without an account, known by the name that they gave."""

    __tablename__ = "guests"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Unlock(Base):
    """One visitor's open session on a share, after the right passcode."""

    __tablename__ = "unlocks"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="expiry"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), index=True)
    unlock_epoch: Mapped[int]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    guest_id: Mapped[str | None] = mapped_column(ForeignKey("guests.id", ondelete="CASCADE"), index=True)
    net: Mapped[str] = mapped_column(Text)
    """The masked network that the passcode came from, for the owner to recognise."""
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
