"""What the tests of pages share: a trial, notes that were sent through the pages, programs."""

import pytest
from flask import Flask

from annotate.database import Database
from tests.cast import Cast
from tests.noting import Noting
from tests.programs import Programs


@pytest.fixture
def noting(cast: Cast, database: Database) -> Noting:
    """A trial with one version, on which the cast can write."""
    return Noting(cast, database)


@pytest.fixture
def programs(app: Flask, database: Database, cast: Cast) -> Programs:
    """Programs of the cast, which show access tokens."""
    return Programs(app, database, cast)
