"""Lists that are paged by key: what stands after a row in the order of a time and an id, with an index for both.

The time is compared by itself first: an index is entered at that, and read from its start for what is joined by OR alone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import QueryableAttribute

Column = QueryableAttribute[Any] | ColumnElement[Any]


def older(at: Column, row_id: Column, than: datetime, than_id: str) -> ColumnElement[bool]:
    """Hold for rows after a place in a list with the newest first."""
    return and_(at <= than, or_(at < than, row_id < than_id))


def newer(at: Column, row_id: Column, than: datetime, than_id: str) -> ColumnElement[bool]:
    """Hold for rows after a place in a list with the oldest first."""
    return and_(at >= than, or_(at > than, row_id > than_id))
