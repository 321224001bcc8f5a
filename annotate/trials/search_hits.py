"""The searched words within one record: where a reader who comes from a list finds them."""

from sqlalchemy.orm import Session

from annotate.trials.excerpts import find_hits
from annotate.trials.grammar import read_words
from annotate.trials.understanding import understand

MOST_HITS = 300
"""Most places that are marked in a record."""


def hits_in(session: Session, text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Return the places of a search's words in a record's text, as spans of code points, in order."""
    words = read_words(query)
    if not words or words.registry_id:
        return ()
    typed = [term.text for term in words.terms if term.prefix]
    marked = [word for group in understand(session, words).question.groups for word in group if word not in typed]
    return find_hits(text, [*marked, *typed], last_is_prefix=bool(typed), most=MOST_HITS)
