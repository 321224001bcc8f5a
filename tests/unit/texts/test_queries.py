"""Earlier texts are found by number, and an edit finds the one that it was made on."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from annotate import clock
from annotate.errors import NotFound
from annotate.texts.queries import base_of, find_revision, revisions_of
from tests.unit.texts.conftest import Text


@pytest.fixture
def texts(session: Session, text: Text) -> Text:
    """Texts 1, 2 and 5 are stored; 3 and 4 went on in 5, and 6 is the present one."""
    at = clock.now()
    for number in (1, 2, 5):
        kept_at = at + timedelta(minutes=number)
        row = text.model(
            written_id=text.written.id, number=number, body=f"Text {number}", written_at=at, kept_at=kept_at
        )
        session.add(row)
    text.written.revision = 6
    session.flush()
    return text


def test_they_come_newest_first_before_a_number(session: Session, texts: Text) -> None:
    def numbers(before: int | None = None, limit: int = 9) -> list[int]:
        return [each.number for each in revisions_of(session, texts.model, texts.written, before, limit)]

    assert numbers() == [5, 2, 1]
    assert numbers(5) == [2, 1]
    assert numbers(limit=2) == [5, 2]


def test_one_is_found_by_its_number(session: Session, texts: Text) -> None:
    assert find_revision(session, texts.model, texts.written, 2).body == "Text 2"
    for number in (0, 3, 6):
        with pytest.raises(NotFound):
            find_revision(session, texts.model, texts.written, number)


@pytest.mark.parametrize(("made_on", "base"), [(0, None), (1, 1), (2, 2), (4, 2), (5, 5), (6, None), (9, None)])
def test_an_edit_was_made_on_a_text_or_on_the_last_one_stored_before_it(
    session: Session, texts: Text, made_on: int, base: int | None
) -> None:
    found = base_of(session, texts.model, texts.written, made_on)
    assert (found.number if found else None) == base
