"""What the search index of notes holds: the words of a note, of its quote and of the replies under it.

Each word begins with a key of its author: a search reads the author's own part of the index alone, so that it takes no longer
for what other people wrote, and nobody learns anything from how long it takes.
"""

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.core.spelling import regional_spellings
from annotate.notes.query_fields import NoteCondition
from annotate.trials.index_words import index_words

LONGEST_WORD = 32
"""Code points of a word that are indexed and searched for."""

MOST_OF_NOTE, MOST_OF_REPLIES = 10_000, 6_000
"""Words of a note with its quote, and of its replies, that are indexed: PostgreSQL knows 16,383 places in a text."""

_BYTES_OF_WORD = 40  # on average: PostgreSQL's index of a text holds a megabyte
_KEY_BYTES, _KEY_LENGTH = 4, 6
_MOST_SPELT = 4  # words of one with hyphens, of which other spellings are searched for


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """Words that have to follow one another, as the index has them."""

    words: tuple[str, ...]
    prefix: bool = False


def key_of(account_id: str) -> str:
    """Return the key that an account's words begin with; few accounts share one, and the notes are still each one's own."""
    digest = hashlib.sha256(account_id.encode()).digest()[:_KEY_BYTES]
    return b32encode(digest).decode()[:_KEY_LENGTH].lower()


def indexed(account_id: str, texts: Iterable[str], most: int) -> list[str]:
    """Return the words of texts for the index, up to ``most``; the key alone stands between two texts, so that no phrase does."""
    key, room = key_of(account_id), most * _BYTES_OF_WORD
    found: list[str] = []
    for text in texts:
        found += [key] if found else []
        for word in index_words(text):
            cut = key + word[:LONGEST_WORD]
            room -= len(cut.encode())
            if len(found) >= most or room < 0:
                return found
            found.append(cut)
    return found


def spelt(condition: NoteCondition) -> tuple[tuple[str, ...], ...]:
    """Return the words that a word or phrase asks for, in order: as typed, and as they are spelt across the Atlantic."""
    words = tuple(word[:LONGEST_WORD] for word in index_words(condition.value))
    if condition.quoted or not 1 <= len(words) <= _MOST_SPELT:
        return (words,) if words else ()
    others = (
        (*words[:place], other, *words[place + 1 :])
        for place, word in enumerate(words)
        for other in regional_spellings(word)
    )
    return (words, *others)


def sought(account_id: str, condition: NoteCondition) -> tuple[SoughtWord, ...]:
    """Return what a word or phrase stands for in the index."""
    key = key_of(account_id)
    return tuple(SoughtWord(tuple(key + word for word in each), condition.prefix) for each in spelt(condition))


def fts5(groups: Sequence[Sequence[SoughtWord]]) -> str:
    """Write a question for SQLite's FTS5. Words are letters and digits alone, so that none is an operator."""
    return " AND ".join(f"({' OR '.join(map(_string, group))})" for group in groups)


def tsquery(groups: Sequence[Sequence[SoughtWord]]) -> str:
    """Write a question for PostgreSQL."""
    return " & ".join(f"({' | '.join(map(_lexemes, group))})" for group in groups)


def tsvector(words: Sequence[str]) -> str:
    """Write words with their places as PostgreSQL's index has them."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, start=1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _string(each: SoughtWord) -> str:
    return f'"{" ".join(each.words)}"{"*" if each.prefix else ""}'


def _lexemes(each: SoughtWord) -> str:
    *most, last = (f"'{word}'" for word in each.words)
    return f"({' <-> '.join([*most, last + (':*' if each.prefix else '')])})"
