"""A round of Alice's, for all tests of rounds."""

import pytest

from annotate.database import Database
from tests.cast import Cast
from tests.reviewing import Reviewing


@pytest.fixture
def reviewing(cast: Cast, database: Database) -> Reviewing:
    """What a round needs, and no round yet."""
    return Reviewing(cast, database)


@pytest.fixture
def round_(reviewing: Reviewing) -> Reviewing:
    """A round of Alice's over one trial, in which she reads with Bob."""
    reviewing.make()
    reviewing.join("bob")
    return reviewing
