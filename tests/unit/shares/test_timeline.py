"""The chart of a link's life: columns that add up, and the same in a table."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from annotate.activity.kinds import ActivityKind
from annotate.shares.queries import DayRow
from annotate.shares.timeline import HEIGHT, STEP, timeline

MADE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
DAY = MADE.date()


def rows(*counted: tuple[int, ActivityKind, int]) -> list[DayRow]:
    return [DayRow(DAY + timedelta(days=day), kind, times) for day, kind, times in counted]


def test_nothing_to_draw() -> None:
    assert timeline([], MADE, MADE + timedelta(days=3)) is None
    assert timeline(rows((0, ActivityKind.LINK_CREATED, 1), (1, ActivityKind.LINK_EXTENDED, 2)), MADE, MADE) is None


def test_a_column_for_each_day() -> None:
    found = timeline(
        rows((0, ActivityKind.LINK_OPENED, 2), (2, ActivityKind.LINK_FAILED, 3), (2, ActivityKind.REPLY_CAME, 1)),
        MADE,
        MADE + timedelta(days=6),
    )
    assert found is not None
    assert (found.width, found.span, found.most, found.is_drawn) == (7 * STEP, "day", 4, True)
    assert (found.first, found.last) == ("1 March 2026", "7 March 2026")
    assert [(column.words, column.openings, column.failures, column.replies) for column in found.columns] == [
        ("1 Mar 2026", 2, 0, 0),
        ("3 Mar 2026", 0, 3, 1),
    ]
    assert [(part.mark, part.height) for part in found.parts] == [("opened", 30), ("failed", 45), ("replied", 15)]
    assert found.summary == "From 1 March 2026 to 7 March 2026: 2 openings, 3 wrong passcodes, 1 reply."


def test_fewer_than_seven_days_are_a_list() -> None:
    opened = rows((0, ActivityKind.LINK_OPENED, 2), (1, ActivityKind.REPLY_CAME, 1))
    found = timeline(opened, MADE, MADE + timedelta(days=5))
    assert found is not None
    assert not found.is_drawn
    assert [column.summary for column in found.columns] == ["2 openings", "1 reply"]


def test_a_long_life_is_drawn_by_weeks() -> None:
    found = timeline(
        rows((0, ActivityKind.LINK_OPENED, 1), (8, ActivityKind.LINK_OPENED, 1)), MADE, MADE + timedelta(days=89)
    )
    assert found is not None
    assert (found.span, found.width) == ("week", 13 * STEP)
    assert [column.words for column in found.columns] == ["1 Mar 2026", "8 Mar 2026"]


kinds = st.sampled_from(
    [ActivityKind.LINK_OPENED, ActivityKind.LINK_FAILED, ActivityKind.REPLY_CAME, ActivityKind.LINK_NOTES]
)
counted = st.dictionaries(st.tuples(st.integers(-3, 200), kinds), st.integers(1, 10_000), max_size=12)


@given(counted=counted, lives=st.integers(0, 400))
def test_every_event_is_in_one_column_and_no_column_leaves_the_chart(
    counted: dict[tuple[int, ActivityKind], int], lives: int
) -> None:
    found = timeline(
        [DayRow(DAY + timedelta(days=day), kind, times) for (day, kind), times in counted.items()],
        MADE,
        MADE + timedelta(days=lives),
    )
    drawn = {kind: sum(n for (_, k), n in counted.items() if k == kind) for kind in ActivityKind}
    if found is None:
        assert not any(
            drawn[kind] for kind in (ActivityKind.LINK_OPENED, ActivityKind.LINK_FAILED, ActivityKind.REPLY_CAME)
        )
        return
    assert sum(column.openings for column in found.columns) == drawn[ActivityKind.LINK_OPENED]
    assert sum(column.failures for column in found.columns) == drawn[ActivityKind.LINK_FAILED]
    assert sum(column.replies for column in found.columns) == drawn[ActivityKind.REPLY_CAME]
    for part in found.parts:
        assert part.x >= 0
        assert part.x + part.width <= found.width
        assert part.y >= -0.1
        assert part.y + part.height <= HEIGHT + 0.1
