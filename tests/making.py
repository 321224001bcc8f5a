"""Making links through their form, as a person does."""

import html
import re
from typing import Any

from sqlalchemy import select

from annotate.database import Database, new_id
from annotate.shares.models import Share
from tests.texts import REGISTRY_ID

TARGET = f"/trials/{REGISTRY_ID}/shares"
"""Where the form is sent."""


def form(notes: list[str], **more: object) -> dict[str, Any]:
    """Give the form as it is filled in for a colleague."""
    return {
        "notes": notes,
        "recipient": "Bob, second reader",
        "expiry": "7d",
        "can_reply": "y",
        "kind": "generated",
        "client_key": new_id(),
        **more,
    }


def shown(page: str, box: str) -> str:
    """Give what a page shows in one of its boxes to copy."""
    found = re.search(rf'id="{box}"[^>]* value="([^"]*)"', page)
    assert found
    return html.unescape(found.group(1))


def only_share(database: Database) -> Share:
    """Give the one share that there is."""
    with database.reader() as session:
        return session.scalars(select(Share)).one()
