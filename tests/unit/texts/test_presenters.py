"""The pages of a history, and two texts brought together."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from annotate.notes.models import NoteRevision
from annotate.texts.presenters import history, merging
from annotate.texts.queries import PAGE_SIZE

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Present:
    """A note or reply, as the history sees it."""

    id: str
    body: str
    revision: int
    created_at: datetime = BEGUN
    edited_at: datetime | None = None


def earlier(*numbers: int) -> list[NoteRevision]:
    return [
        NoteRevision(number=number, body=f"Text {number}", written_at=BEGUN + timedelta(days=number))
        for number in numbers
    ]


def test_each_text_is_compared_with_the_one_before_it() -> None:
    shown = history(Present("n", "Text 3", 3), earlier(2, 1), first_page=True)
    assert [(text.number, text.present, bool(text.pieces)) for text in shown.texts] == [
        (3, True, True),
        (2, False, True),
        (1, False, False),
    ]
    assert (shown.revision, shown.before, shown.complete) == (3, None, True)


def test_one_more_than_a_page_tells_of_another_page() -> None:
    numbers = range(PAGE_SIZE + 5, 4, -1)
    shown = history(Present("n", "Now", PAGE_SIZE + 6), earlier(*numbers), first_page=True)
    assert len(shown.texts) == PAGE_SIZE + 1
    assert (shown.before, shown.complete) == (6, False)


def test_a_history_that_begins_later_is_not_complete() -> None:
    shown = history(Present("n", "Text 3", 3), [], first_page=True)
    assert (len(shown.texts), shown.complete) == (1, False)


def test_lines_that_one_side_changed_come_together_and_others_stand_one_below_the_other() -> None:
    both = merging("one\ntwo", "one!\ntwo", "one\ntwo\nthree")
    assert (both.both, both.clean) == ("one!\ntwo\nthree", True)
    both = merging(None, "theirs", "mine")
    assert (both.both, both.clean, both.mine) == ("theirs\nmine", False, "mine")
