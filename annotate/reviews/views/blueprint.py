"""Where the pages of double readings are registered, and what several of them share."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session

from annotate.reviews import queries
from annotate.reviews.queries import Seat
from annotate.web import transactions
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer

blueprint = Blueprint("reviews", __name__)

Returned = TypeVar("Returned")


def seat_in(round_id: str) -> Seat:
    """Give the viewer's seat in a round; raises NotFound."""
    return queries.find_seat(transactions.reader(), required_viewer(), round_id)


def change_round(round_id: str, work: Callable[[Session, Seat], Returned]) -> Returned:
    """Do something in a round that nobody else changes meanwhile; raises NotFound without a seat in it."""
    viewer = required_viewer()
    return transactions.write(lambda session: work(session, queries.hold_seat(session, viewer, round_id)))


def to_round(round_id: str) -> Answer:
    """Lead to the page of a round."""
    return redirect(url_for("reviews.round_page", round_id=round_id), 303)
