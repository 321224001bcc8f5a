"""What the tests of the addresses for programs share."""

import pytest
from flask import Flask

from annotate.database import Database
from tests.cast import Cast
from tests.programs import Program, Programs


@pytest.fixture
def programs(app: Flask, database: Database, cast: Cast) -> Programs:
    return Programs(app, database, cast)


@pytest.fixture
def alice(programs: Programs) -> Program:
    """Alice's program."""
    return programs.of("alice")
