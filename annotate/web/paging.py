"""The requested page of a list that is paged by key."""

from collections.abc import Callable
from typing import TypeVar

from flask import request

from annotate.errors import NotFound

Place = TypeVar("Place")


def after(read: Callable[[str], Place]) -> Place | None:
    """Return the cursor in the address, None for the first page; raises NotFound for nonsense."""
    text = request.args.get("after", "")
    try:
        return read(text) if text else None
    except ValueError:
        raise NotFound("There is no such page of this list.") from None
