"""People who asked for mail about trials on some conditions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from annotate.database import Base, Id, new_id


class Volunteer(Base):
    """An address that wants mail about trials on some conditions, and what its owner chose to say; no account."""

    __tablename__ = "volunteers"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Text, index=True)
    """Confirmed once at most: who confirms an address anew replaces what was stored for it."""
    country: Mapped[str] = mapped_column(Text)
    """A name of ``core.countries``; empty for any."""
    age: Mapped[int | None]
    """In full years."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When whoever reads mail at the address said that they want it; without it everything is deleted after two days."""
    told_until: Mapped[datetime]
    """Trials that began to recruit here up to this moment were told of, or began before the person asked."""
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When the next letter is due; of an address that is not confirmed, when all of it is deleted."""

    conditions: Mapped[list["VolunteerCondition"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="VolunteerCondition.name"
    )


class VolunteerCondition(Base):
    """One condition that somebody wants to hear about."""

    __tablename__ = "volunteer_conditions"

    volunteer_id: Mapped[str] = mapped_column(ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    """As in ``trial_topics``."""
    name: Mapped[str] = mapped_column(Text)
    """As records write it."""
