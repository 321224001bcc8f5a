"""Faults on purpose. ``make faults`` runs all of them and tells the numbers; the suite runs a short version of some."""

import json
import os
from collections.abc import Callable

import pytest

FULL = os.environ.get("FAULTS") == "full"
"""Whether this is the long run of ``make faults``."""

_NUMBERS = pytest.StashKey[dict[str, object]]()

# What takes half a minute and more is not even collected in the suite.
collect_ignore_glob = [] if FULL else ["test_long_*.py"]


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keep numbers under the test's name, for the end of the run."""
    told = request.config.stash.setdefault(_NUMBERS, {})
    return lambda **numbers: told.update({request.node.name.removeprefix("test_"): numbers})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the numbers, and once more all of them as one JSON object."""
    told = config.stash.get(_NUMBERS, {})
    if FULL and told:
        terminalreporter.section("numbers")
        for name, numbers in told.items():
            terminalreporter.line(f"{name.replace('_', ' ')}: {json.dumps(numbers)}")
        terminalreporter.line(json.dumps(told))
