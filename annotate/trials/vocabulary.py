"""The words of titles and topics: completing what people type."""

import re

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from annotate.core.text import storable
from annotate.trials.excerpts import fold
from annotate.trials.grammar import SHORTEST_PREFIX
from annotate.trials.models import SearchableWord

MOST_COMPLETIONS = 12
"""Most words that the beginning of a word stands for, the shortest ones."""

_TOKEN = re.compile(r"[^\W_]+")
_AFTER = "\U0010ffff"


def parts_of(typed: str) -> list[str]:
    """Return the words that an index finds in what was typed."""
    return _TOKEN.findall(fold(typed)) if storable(typed) else []


def completions(session: Session, typed: str) -> tuple[str, ...]:
    """Return what was typed and the words that its last word begins, each with what was typed before it."""
    parts = parts_of(typed)
    if not parts or len(parts[-1]) < SHORTEST_PREFIX:
        return (typed,)
    before = " ".join(parts[:-1])
    words = session.scalars(
        select(SearchableWord.word)
        .where(_begins(parts[-1]), SearchableWord.word != parts[-1])
        .order_by(func.length(SearchableWord.word), SearchableWord.word)
        .limit(MOST_COMPLETIONS)
    )
    return (typed, *(f"{before} {word}".strip() for word in words))


def _begins(beginning: str) -> ColumnElement[bool]:
    return and_(SearchableWord.word >= beginning, SearchableWord.word < beginning + _AFTER)
