"""What the tests of the Web Annotation Protocol share."""

import pytest

from tests.annotating import Annotating
from tests.noting import Noting
from tests.programs import Program, Programs


@pytest.fixture
def alice(programs: Programs) -> Program:
    """Alice's program."""
    return programs.of("alice")


@pytest.fixture
def annotating(alice: Program, noting: Noting) -> Annotating:
    """Alice's program, which sends annotations on a trial that is there."""
    del noting  # it stores the trial
    return Annotating(alice)
