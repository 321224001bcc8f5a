"""What people chose to be told, what waits to be mailed, and what they have seen."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base


class NotificationPreference(Base):
    """How an account is told of one kind of news; without a row, as the kind says by itself."""

    __tablename__ = "notification_preferences"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    """A value of ``annotate.notifications.kinds.NotificationKind``."""
    frequency: Mapped[str] = mapped_column(Text)
    """A value of ``annotate.notifications.kinds.Frequency``."""


class Notice(Base):
    """News that wait to be mailed to an account: it goes when they are, or when there is nothing to say any more."""

    __tablename__ = "notices"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """The number of the activity that it tells of."""
    kind: Mapped[str] = mapped_column(Text)
    """A value of ``annotate.notifications.kinds.NotificationKind``."""
    at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)


class NotificationState(Base):
    """What an account was told last, and what it has seen."""

    __tablename__ = "notification_states"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    mailed_at: Mapped[datetime | None]
    seen_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """The number of the last activity that its page had shown when its owner said that they had seen it."""
    news_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """The same of the page "What's new"."""
