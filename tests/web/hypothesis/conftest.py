"""What the tests of the API of Hypothesis share."""

import pytest

from tests.hypothesis_clients import HypothesisClient
from tests.noting import Noting
from tests.programs import Program, Programs


@pytest.fixture
def alice(programs: Programs) -> Program:
    """Alice's program."""
    return programs.of("alice")


@pytest.fixture
def hypothesis_client(alice: Program, noting: Noting) -> HypothesisClient:
    """Alice's client, which sends annotations on a trial that is there."""
    del noting  # it stores the trial
    return HypothesisClient(alice)
