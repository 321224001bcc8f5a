"""What the search index of notes holds, by properties."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.notes.grammar import read_query
from annotate.notes.indexed_words import (
    LONGEST_WORD,
    MOST_OF_NOTE,
    MOST_OF_REPLIES,
    fts5,
    indexed,
    key_of,
    sought,
    tsquery,
    tsvector,
)
from annotate.notes.query_fields import Field, NoteCondition

MEGABYTE = 2**20


def word(value: str, *, quoted: bool = False, prefix: bool = False) -> NoteCondition:
    return NoteCondition(Field.WORDS, value, quoted, prefix)


@given(st.lists(st.text(), max_size=5), st.text(min_size=1))
def test_words_are_letters_and_digits_behind_their_author_s_key(texts: list[str], account_id: str) -> None:
    key = key_of(account_id)
    for each in indexed(account_id, texts, MOST_OF_NOTE):
        assert each.startswith(key)
        assert each.isalnum()
        assert len(each) <= len(key) + LONGEST_WORD


@pytest.mark.parametrize("unit", ["a ", "\U00020000 ", "x" * 50 + " ", '"', "\0", "' ", "\ud800"])
def test_no_text_is_too_long_for_postgresql(unit: str) -> None:
    note = indexed("a", (unit * 10**6,), MOST_OF_NOTE)
    replies = indexed("a", (unit * 10**6,) * 3, MOST_OF_REPLIES)
    assert len(note) + len(replies) < 16_383
    numbered = [f"{each}{place:05}" for place, each in enumerate(note + replies)]
    assert len(tsvector(numbered).encode()) < MEGABYTE


def test_a_phrase_ends_with_its_text() -> None:
    key = key_of("a")
    assert indexed("a", ("One two", "Three"), 9) == [f"{key}one", f"{key}two", key, f"{key}three"]


def test_words_are_spelt_as_on_either_side_of_the_atlantic_but_not_in_quotes() -> None:
    key = key_of("a")
    spelt = {each.words for each in sought("a", word("tumour"))}
    assert {(f"{key}tumour",), (f"{key}tumor",)} <= spelt
    assert {each.words for each in sought("a", word("tumour", quoted=True))} == {(f"{key}tumour",)}


@given(st.text())
def test_no_query_holds_an_operator_that_was_typed(typed: str) -> None:
    groups = [[each for one in group for each in sought("a", one)] for group in [[w] for w in read_query(typed).words]]
    groups = [group for group in groups if group]
    assert re.fullmatch(r'[\w ()"*]*', fts5(groups))
    assert re.fullmatch(r"[\w ()'<>:*|&-]*", tsquery(groups))
