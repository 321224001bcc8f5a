"""Messages to a study's contact, and addresses that want none."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.database import Base, Id, new_id
from annotate.mail.models import Mail
from annotate.trials.models import Trial


class Enquiry(Base):
    """A message of one person to one contact of a study; deleted, text and all, after ``retention.RETENTION``."""

    __tablename__ = "enquiries"
    __table_args__ = (UniqueConstraint("account_id", "client_key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    trial_id: Mapped[str] = mapped_column(ForeignKey("trials.id", ondelete="CASCADE"), index=True)
    mail_id: Mapped[str | None] = mapped_column(ForeignKey("mails.id", ondelete="SET NULL"), index=True)
    """The mail that took it to the contact, as long as the outbox holds it."""
    contact_name: Mapped[str] = mapped_column(Text)
    """As the record named the contact; may be empty."""
    contact_email: Mapped[str] = mapped_column(Text)
    """As the record had it: no form can name another one."""
    message: Mapped[str] = mapped_column(Text)
    """What the person wrote, without the words that annotate put around it."""
    client_key: Mapped[str] = mapped_column(Text)
    """Made with the page that shows the mail: the same page sent twice sends one mail."""
    created_at: Mapped[datetime] = mapped_column(index=True)

    trial: Mapped[Trial] = relationship()
    mail: Mapped[Mail | None] = relationship()


class MailRefusal(Base):
    """An address that wants no mail that other people cause."""

    __tablename__ = "mail_refusals"

    digest: Mapped[str] = mapped_column(Text, primary_key=True)
    """``core.names.email_digest`` of the address, which itself is not stored."""
    refused_at: Mapped[datetime]
