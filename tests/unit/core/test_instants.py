"""Instants as addresses carry them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from annotate.core.instants import read_instant


@given(some.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), some.integers(-1439, 1439))  # noqa: DTZ001 - the zone is drawn apart
def test_an_instant_is_read_as_it_was_written(local: datetime, minutes: int) -> None:
    written = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = read_instant(written.isoformat())
    assert read == written
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-00:01", "\0"],
)
def test_what_names_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"instant|isoformat"):
        read_instant(text)
