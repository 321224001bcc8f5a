"""F18: after the server has warmed up it holds as many files and threads as it did, however long people go on.

Two hours and more are for ``python -m benchmarks.soak``, which also tells how much memory it holds.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.soak import soak

SECONDS = 40.0
MOST_WAL_MEGABYTES = 64


def test_what_the_server_holds_does_not_grow(tell: Callable[..., None]) -> None:
    told: dict[str, Any] = soak(SECONDS, 20.0, 2)
    assert told["errors"] == {}
    assert told["stopped_with"] == 0
    assert told["files"]["factor"] < 1.25
    assert told["threads"]["factor"] < 1.5
    assert told["wal_mb"]["most"] < MOST_WAL_MEGABYTES
    tell(**told)
