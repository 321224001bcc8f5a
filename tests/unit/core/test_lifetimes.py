"""How long a share lives, and how that is said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.lifetimes import LONGEST, SPANS, Lifetime, Preset, ShareState, a_week_later, expiry, in_words

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before clocks in Europe leap."""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (3_599, "59 minutes"),
        (3_600, "1 hour"),
        (3_660, "1 hour 1 minute"),
        (86_399, "23 hours 59 minutes"),
        (86_400, "1 day"),
        (86_400 + 3_599, "1 day"),
        (7 * 86_400 - 1, "6 days 23 hours"),
        (90 * 86_400, "90 days"),
    ],
)
def test_what_is_left_in_words(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize("preset", [preset for preset in Preset if preset is not Preset.UNTIL])
def test_each_span_counts_from_now(preset: Preset) -> None:
    assert expiry(preset, NOW) == NOW + SPANS[preset]
    assert SPANS[preset] <= LONGEST


def test_a_local_moment_is_an_instant() -> None:
    assert expiry(Preset.UNTIL, NOW, until="2026-04-01T18:00", offset_minutes=120) == datetime(
        2026, 4, 1, 16, 0, tzinfo=UTC
    )
    assert expiry(Preset.UNTIL, NOW, until="2026-04-01T18:00", offset_minutes=-210) == datetime(
        2026, 4, 1, 21, 30, tzinfo=UTC
    )
    assert expiry(Preset.UNTIL, NOW, until="2026-04-01T18:00+02:00", offset_minutes=-60) == datetime(
        2026, 4, 1, 16, 0, tzinfo=UTC
    )


@given(until=st.text(max_size=40), offset=st.integers(-(10**9), 10**9))
def test_whatever_is_typed_is_a_moment_within_bounds_or_refused(until: str, offset: int) -> None:
    try:
        chosen = expiry(Preset.UNTIL, NOW, until=until, offset_minutes=offset)
    except ValueError:
        return
    assert NOW < chosen <= NOW + LONGEST


@given(at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), offset=st.integers(-840, 840))  # noqa: DTZ001 - as a form sends them
def test_every_moment_is_taken_when_it_is_within_bounds(at: datetime, offset: int) -> None:
    instant = at.replace(tzinfo=UTC) - timedelta(minutes=offset)
    if NOW < instant <= NOW + LONGEST:
        assert expiry(Preset.UNTIL, NOW, until=at.isoformat(), offset_minutes=offset) == instant
    else:
        with pytest.raises(ValueError, match=r"already passed|90 days at most"):
            expiry(Preset.UNTIL, NOW, until=at.isoformat(), offset_minutes=offset)


LATER, EARLIER = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("lifetime", "state"),
    [
        (Lifetime(LATER), ShareState.LIVE),
        (Lifetime(NOW), ShareState.EXPIRED),
        (Lifetime(EARLIER), ShareState.EXPIRED),
        (Lifetime(LATER, revoked_at=EARLIER), ShareState.REVOKED),
        (Lifetime(EARLIER, revoked_at=EARLIER), ShareState.REVOKED),
        (Lifetime(LATER, suspended_at=EARLIER), ShareState.SUSPENDED),
        (Lifetime(LATER, owner_left_at=EARLIER), ShareState.ORPHANED),
    ],
)
def test_states(lifetime: Lifetime, state: ShareState) -> None:
    assert lifetime.state(NOW) is state


@given(left=st.timedeltas(-timedelta(days=400), LONGEST))
def test_a_week_later_adds_a_week_to_what_is_left_as_long_as_that_may_be(left: timedelta) -> None:
    later = a_week_later(NOW + left, NOW)
    wanted = max(left, timedelta()) + SPANS[Preset.WEEK]
    assert later == (NOW + wanted if wanted <= LONGEST else None)
