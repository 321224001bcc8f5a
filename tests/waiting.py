"""Waiting for what another thread or process does: by looking at it, never by the clock."""

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds, for a busy machine; nothing that works takes as long."""


def eventually(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < PATIENCE, f"never: {what}"
        time.sleep(0.01)
