"""What the tests of pages share: a trial, and notes that were sent through the pages."""

import pytest

from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting


@pytest.fixture
def noting(cast: Cast, database: Database) -> Noting:
    """A trial with one version, on which the cast can write."""
    return Noting(cast, database)
