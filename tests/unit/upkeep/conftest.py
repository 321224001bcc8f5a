"""A full instance, made once for each file and copied for each test."""

import shutil
from pathlib import Path

import pytest

from annotate.database import opened
from tests.command import Command
from tests.databases import SERVER
from tests.instances import Instance, make_instance


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    made = make_instance(tmp_path_factory.mktemp("made") / "data", lite=True)
    with opened(made.annotate.database_url) as database, database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


@pytest.fixture
def lite_instance(tmp_path: Path, _made: Instance) -> Instance:
    """An instance of the test's own in a file of SQLite."""
    data = tmp_path / "a folder" / "data"
    shutil.copytree(_made.annotate.data, data)
    return Instance(Command(data, lite=True), _made.first, _made.second)


@pytest.fixture
def instance(tmp_path: Path, request: pytest.FixtureRequest) -> Instance:
    """An instance of the test's own."""
    if SERVER:
        return make_instance(tmp_path / "data")
    found: Instance = request.getfixturevalue("lite_instance")
    return found
