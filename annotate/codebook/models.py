"""Labels, and the colours that they can have."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from annotate.database import Base, Id, new_id

HUE_NAMES = {
    1: "Yellow",
    2: "Green",
    3: "Blue",
    4: "Rose",
    5: "Orange",
    6: "Teal",
    7: "Violet",
    8: "Slate",
}
"""The eight hues by number, as the style sheet draws them."""


class Label(Base):
    """A person's own named colour."""

    __tablename__ = "labels"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        CheckConstraint("hue BETWEEN 1 AND 8", name="hue"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    hue: Mapped[int]
    created_at: Mapped[datetime]
