"""The words of titles and topics: completing, correcting and translating what people type."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from annotate.core.spelling import distance, regional_spellings
from annotate.core.text import storable
from annotate.prepared import prepared
from annotate.trials.grammar import SHORTEST_PREFIX
from annotate.trials.index_words import index_words
from annotate.trials.models import SearchableWord

MOST_COMPLETIONS = 12
"""Most words that the beginning of a word stands for, the shortest ones."""

_AFTER = "\U0010ffff"
_SHORTEST_CORRECTED = 4
_LONG = 8
"""Letters from which a word may be wrong in two places."""
_MOST_COMPARED = 4_000
_MOST_CORRECTIONS = 5


def parts_of(typed: str) -> list[str]:
    """Return the words that an index finds in what was typed."""
    return index_words(typed) if storable(typed) else []


def completions(session: Session, typed: str) -> tuple[str, ...]:
    """Return what was typed and the words that its last word begins, each with what was typed before it."""
    parts = parts_of(typed)
    if not parts or len(parts[-1]) < SHORTEST_PREFIX:
        return (typed,)
    before = " ".join(parts[:-1])
    words = session.scalars(*_completing(parts[-1], parts[-1] + _AFTER))
    return (typed, *(f"{before} {word}".strip() for word in words))


def other_spellings(session: Session, words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the British or American spellings of each word that records use."""
    variants = {word: regional_spellings(word) for word in words}
    known = known_words(session, [each for of_one in variants.values() for each in of_one])
    return {
        word: found for word, of_one in variants.items() if (found := tuple(each for each in of_one if each in known))
    }


def known_words(session: Session, words: Iterable[str]) -> frozenset[str]:
    """Return those of the words that titles and topics use."""
    asked = list(dict.fromkeys(words))
    if not asked:
        return frozenset()
    return frozenset(session.scalars(*_known(asked)))


def corrections(session: Session, word: str) -> tuple[str, ...]:
    """Return the words most like one that no title or topic uses, the nearest first; a wrong first letter is looked for too."""
    if len(word) < _SHORTEST_CORRECTED or word.isdigit():
        return ()
    most = 2 if len(word) >= _LONG else 1
    spelt = (other[:2] for other in regional_spellings(word))
    beginnings = dict.fromkeys((word[:2], word[1] + word[0], word[1:3], word[0] + word[2], *spelt))
    length = func.length(SearchableWord.word)
    words = session.scalars(
        select(SearchableWord.word)
        .where(or_(*map(_begins, beginnings)), length.between(len(word) - most, len(word) + most))
        .limit(_MOST_COMPARED)
    )
    letters = set(word)
    alike = (other for other in words if len(letters.symmetric_difference(other)) <= 2 * most)
    near = [(far, other) for other in alike if 0 < (far := distance(word, other, most)) <= most]
    return tuple(other for _, other in sorted(near)[:_MOST_CORRECTIONS])


@prepared
def _known(words: list[str]) -> Select[str]:
    return select(SearchableWord.word).where(SearchableWord.word.in_(words))


@prepared
def _completing(beginning: str, after: str) -> Select[str]:
    longer = (SearchableWord.word > beginning, SearchableWord.word < after)
    order = (func.length(SearchableWord.word), SearchableWord.word)
    return select(SearchableWord.word).where(*longer).order_by(*order).limit(MOST_COMPLETIONS)


def _begins(beginning: str) -> ColumnElement[bool]:
    return and_(SearchableWord.word >= beginning, SearchableWord.word < beginning + _AFTER)
