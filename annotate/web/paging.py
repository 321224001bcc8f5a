"""Which page of a list is asked for, where lists are paged by key."""

from collections.abc import Callable
from typing import TypeVar

from flask import request

from annotate.errors import NotFound

Place = TypeVar("Place")


def after(read: Callable[[str], Place]) -> Place | None:
    """Give the place that the address asks to go on after, None for the first page; raises NotFound for nonsense."""
    text = request.args.get("after", "")
    try:
        return read(text) if text else None
    except ValueError:
        raise NotFound("There is no such page of this list.") from None
