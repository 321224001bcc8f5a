"""Threads and replies."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.accounts.models import Account
from annotate.database import Base, Id, new_id
from annotate.notes.models import Note
from annotate.shares.models import Guest
from annotate.texts.models import EarlierText


class Thread(Base):
    """The private exchange under a note between its author and one respondent: an account, or a guest of one share."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("note_id", "respondent_account_id"),
        UniqueConstraint("note_id", "respondent_guest_id"),
        CheckConstraint(
            "(respondent_account_id IS NULL) <> (respondent_guest_id IS NULL)",
            name="one_respondent",
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    share_id: Mapped[str] = mapped_column(ForeignKey("shares.id", ondelete="CASCADE"), index=True)
    """The share that the thread began on."""
    respondent_account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    respondent_guest_id: Mapped[str | None] = mapped_column(ForeignKey("guests.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    author_read_at: Mapped[datetime | None]
    respondent_read_at: Mapped[datetime | None]

    note: Mapped[Note] = relationship()
    respondent_account: Mapped[Account | None] = relationship()
    respondent_guest: Mapped[Guest | None] = relationship()


class Reply(Base):
    """One private answer in a thread, by the note's author or by the respondent."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("thread_id", "from_author", "client_key"),
        Index("ix_replies_thread_id_created_at", "thread_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    from_author: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    client_key: Mapped[str] = mapped_column(Text)
    """Made from the form's key and the words: the same reply sent twice is kept once."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts the texts that it had; an edit states the one that it was made on."""
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    """When its words were last changed; None when they never were."""

    withdrawn_at: Mapped[datetime | None]
    """When its respondent withdrew it, and its words went to ``WithdrawnReply``; None when they did not."""

    left_out = 0
    """Code points at the end of the words that were not read, for a page that would grow too large (``replies.bounded``)."""

    thread: Mapped[Thread] = relationship()


class ReplyRevision(EarlierText):
    """An earlier text of a reply, for its writer alone."""

    __tablename__ = "reply_revisions"

    written_id: Mapped[str] = mapped_column(
        "reply_id", ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True, sort_order=-1
    )


class WithdrawnReply(Base):
    """The words of a withdrawn reply, for its writer alone, as long as it can be brought back."""

    __tablename__ = "withdrawn_replies"

    reply_id: Mapped[str] = mapped_column(ForeignKey("replies.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
