"""What the tests of use cases share: Alice, and a transaction that is given up at the end."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from annotate.core.viewer import Viewer
from annotate.database import Database
from tests.cast import Cast


@pytest.fixture
def alice(cast: Cast) -> Viewer:
    return cast.viewer("alice")


@pytest.fixture
def session(alice: Viewer, database: Database) -> Iterator[Session]:
    """A writing session that begins when Alice is there."""
    with database.transaction() as session:
        yield session
        session.rollback()
