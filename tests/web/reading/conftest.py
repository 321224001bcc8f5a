"""What several tests of shared pages read."""

import pytest

from annotate.database import Database
from tests.cast import Cast
from tests.sharing import Shared, share


@pytest.fixture
def shared(database: Database, cast: Cast) -> Shared:
    """A link of Alice's over four notes of one trial, the last one on the whole of it."""
    return share(
        database,
        cast.viewer("alice"),
        bodies=("One", "Two", "Three", "Four"),
        words=("240 mg", "160 mg", "≥18 Years", ""),
    )
