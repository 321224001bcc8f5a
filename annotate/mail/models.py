"""The outbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id


class Mail(Base):
    """A message to one address: waiting (it is due at some time), sent, or given up."""

    __tablename__ = "mails"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """Plain text; emptied once it is sent, for it may hold a link that opens something."""
    unsubscribe: Mapped[str] = mapped_column(Text, default="")
    """The address that ends mails like this one (RFC 8058), for the headers; emptied with the words."""
    reply_to: Mapped[str] = mapped_column(Text, default="")
    """Whom an answer goes to, if a person wrote the message; emptied with the words."""
    cause: Mapped[str] = mapped_column(Text, default="")
    """What it is about, if its recipient can have all mail about that forgotten; empty for any other."""
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    """Whose words it takes to somebody else; None for a message that annotate itself writes."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is tried next; None when nothing more is tried."""
    held_at: Mapped[datetime | None]
    """Since when it is not tried, whether it is due or not: whoever runs the instance locked the account that caused it."""
    expires_at: Mapped[datetime | None]
    """When it stops being worth sending, as with a link that is good for an hour."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    """What went wrong at the last try."""
