"""F12, F13, F22: a hundred people, then beside a flood of wrong passcodes and passwords: nobody is refused without a reason.

How long they wait is measured (``python -m benchmarks.load``), and judged by nobody here: that depends on the machine.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.load import measure

SECONDS = 40.0
MOST_MEGABYTES = 512


def test_a_hundred_people_are_served_beside_a_flood(tell: Callable[..., None]) -> None:
    told: dict[str, Any] = measure(SECONDS, 2, {})
    assert told["errors_by_status"] == {}
    assert set(told["flooded"]["errors_by_status"]) <= {503}
    for statuses in told["flooded"]["strangers"].values():
        assert set(statuses) <= {422, 429, 503}
    assert told["memory_mb"]["after"] < MOST_MEGABYTES
    tell(**told)
