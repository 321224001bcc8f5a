"""Clients that other people wrote, unchanged, against the real server: they make, read, change, find, page through and delete notes."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate import schema
from annotate.accounts import actions
from annotate.core.viewer import Viewer
from annotate.database import Database
from annotate.notes.actions import NoteDraft, add_note
from annotate.settings import Settings
from annotate.trials.queries import find_trial
from tests.cast import PASSWORD
from tests.programs import token_of
from tests.serving import HOST, Server
from tests.texts import REGISTRY_ID, kept_trial

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "tests/clients"
PLACE = ROOT / ".cache/hypothesis-clients"
NOTES = 205
"""More than one page of the largest size."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python() -> Path:
    """The Python of an environment that holds the clients: made once, for one of them has a module named like our test library."""
    wanted = SCRIPTS / "requirements.txt"
    name = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:16]
    place, done = PLACE / name, PLACE / name / "done"
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests may run in several processes
        if not done.exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True, capture_output=True)
            pip = [str(place / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            made = subprocess.run(
                [*pip, "--require-hashes", "--no-deps", "-r", str(wanted)], check=False, capture_output=True, text=True
            )
            if made.returncode:
                why = (made.stderr.strip() or "no reason").splitlines()[-1]
                assert os.environ.get("CI") != "true", f"the clients could not be installed: {why}"
                pytest.skip(f"the clients could not be installed: {why}")
            done.touch()
    return place / "bin/python"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a running server, and a token of somebody who has notes there."""
    data = tmp_path_factory.mktemp("clients") / "data"
    data.mkdir()
    database = Database(Settings.from_environ({"ANNOTATE_DATA": str(data)}).database_url)
    schema.upgrade(database)
    kept_trial(database)
    viewer = _alice(database)
    with database.transaction() as session:
        trial = find_trial(session, REGISTRY_ID)
        for number in range(NOTES):
            add_note(session, viewer, trial, NoteDraft(trial.current_version.id, body=f"Note {number}"))
    token = token_of(database, viewer)
    database.engine.dispose()
    with Server(data, workers=1, ANNOTATE_TRUSTED_HOSTS=f"{HOST},127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}", token


def _alice(database: Database) -> Viewer:
    new = actions.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
    with database.transaction() as session:
        account = actions.sign_up(session, new)
        return actions.begin_sign_in(session, account, user_agent="tests", address="127.0.0.1", stay=True)


@pytest.mark.parametrize("client", ["python_hypothesis", "hypothepy", "hypothesis_api"])
def test_it_runs_unchanged(python: Path, instance: tuple[str, str], client: str) -> None:
    site, token = instance
    page = f"https://{HOST}/trials/{REGISTRY_ID}"  # as people see it, behind the proxy
    # Its own folder alone is searched: ours holds the library of tests that has the same name as one of the clients.
    command = [str(python), "-I", str(SCRIPTS / f"walk_{client}.py"), site, token, page, str(NOTES)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
