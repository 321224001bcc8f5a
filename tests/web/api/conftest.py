"""What the tests of the addresses for programs share."""

import pytest

from tests.programs import Program, Programs


@pytest.fixture
def alice(programs: Programs) -> Program:
    """Alice's program."""
    return programs.of("alice")
