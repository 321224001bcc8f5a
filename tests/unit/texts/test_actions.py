"""Other words for a note or reply: what becomes an earlier text, and what is stale."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from annotate import clock
from annotate.errors import Conflict, TooMany
from annotate.texts.actions import change_words, refuse_stale
from annotate.texts.queries import revisions_of
from tests.unit.texts.conftest import Text


def change(session: Session, text: Text, *bodies: str, apart: int) -> list[int]:
    """Put these words in place one after the other, and give how many code points each added."""
    begun = clock.now() + timedelta(hours=1)
    added = []
    for step, body in enumerate(bodies):
        with time_machine.travel(begun + timedelta(seconds=step * apart), tick=False):
            added.append(change_words(session, text.model, text.written, body).added)
            session.flush()
    return added


def earlier(session: Session, text: Text) -> list[tuple[int, str]]:
    return [(each.number, each.body) for each in revisions_of(session, text.model, text.written)]


def test_the_words_before_become_an_earlier_text(session: Session, text: Text) -> None:
    written_at = text.written.created_at
    assert change(session, text, "Second", "Third", apart=120) == [6, 5]
    assert (text.written.body, text.written.revision) == ("Third", 3)
    second, first = revisions_of(session, text.model, text.written)
    assert [(each.number, each.body) for each in (second, first)] == [(2, "Second"), (1, "First")]
    assert first.written_at == written_at
    assert second.written_at == first.kept_at
    assert text.written.edited_at == second.kept_at


def test_while_typing_goes_on_the_words_before_are_dropped(session: Session, text: Text) -> None:
    assert change(session, text, "First, and", "First, and more", "Not first", apart=20) == [10, 5, 9]
    assert earlier(session, text) == [(3, "First, and more"), (1, "First")]


def test_there_are_no_more_than_so_many(session: Session, text: Text) -> None:
    change(session, text, "Second", "Third", apart=120)
    with pytest.raises(TooMany):
        change_words(session, text.model, text.written, "Fourth", most=2)
    assert (text.written.body, text.written.revision) == ("Third", 3)


def test_a_change_is_stale_unless_it_was_made_on_the_present_words_or_has_made_them(
    session: Session, text: Text
) -> None:
    change(session, text, "Second", apart=0)
    for made_on, words in ((2, "Third"), (2, None), (1, "Second"), (0, "Second")):
        refuse_stale(text.written, made_on, words)
    for made_on, words in ((1, "Third"), (1, None), (0, "First"), (3, "Third")):
        with pytest.raises(Conflict) as conflict:
            refuse_stale(text.written, made_on, words)
        assert conflict.value.current == "Second"
