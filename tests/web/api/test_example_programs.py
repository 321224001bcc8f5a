"""GET /programs/examples: the programs that are shown there, run against a real server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from annotate.accounts import actions as accounts
from annotate.accounts.access_tokens import issue_token
from annotate.core.scopes import Scope
from annotate.database import opened
from annotate.resources import TEMPLATES
from tests.cast import PASSWORD
from tests.rungs import refuse_other_methods
from tests.serving import HOST, Server
from tests.unit.interchange.readers import csv_rows

VIEWS = ("GET programs.examples",)
FOLDER = TEMPLATES / "api" / "examples"


def test_works__it_shows_the_files_as_they_are(client: FlaskClient) -> None:
    page = client.get("/programs/examples").text
    for name in ("notes.sh", "notes.py", "notes.R"):
        assert (FOLDER / name).read_text("utf-8").rstrip() in unescape(page)
    assert 'href="/programs/examples"' in client.get("/programs").text


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


@dataclass(frozen=True, slots=True)
class Site:
    """A server with the sample records, and a token of somebody who has an account there."""

    environ: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("examples") / "data"
    data.mkdir()
    server = Server(
        data,
        workers=1,
        ANNOTATE_DATABASE_URL=f"sqlite:///{data / 'annotate.sqlite3'}",
        ANNOTATE_TRUSTED_HOSTS=f"{HOST},127.0.0.1",
    )
    with server, opened(server.environ["ANNOTATE_DATABASE_URL"]) as database:
        with database.transaction() as session:
            new = accounts.prepare_account(email="alice@example.org", name="Alice", password=PASSWORD)
            accounts.sign_up(session, new)
            made = issue_token(session, "alice@example.org", name="Examples", days=1, scopes=Scope)
        yield Site({"ANNOTATE_SITE": f"http://127.0.0.1:{server.port}", "ANNOTATE_TOKEN": made.token})


@pytest.mark.parametrize(
    ("name", "program", "needs"),
    [
        ("notes.py", [sys.executable], ""),
        ("notes.sh", ["sh"], "curl jq"),
        ("notes.R", ["Rscript", "--vanilla"], "Rscript"),
    ],
)
def test_the_program_runs(site: Site, tmp_path: Path, name: str, program: list[str], needs: str) -> None:
    for each in needs.split():
        if shutil.which(each) is None:
            pytest.skip(f"{each} is not installed")
    if (
        name.endswith(".R")
        and subprocess.run([*program, "-e", "library(httr2)"], check=False, capture_output=True).returncode
    ):
        pytest.skip("the R package httr2 is not installed")
    ran = subprocess.run(
        [*program, FOLDER / name],
        check=False,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **site.environ},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout.splitlines()
    assert said[0].startswith("note ")
    assert "NCT04561557\tCT103A\tWhich dose?" in said
    assert [line for line in said if line.startswith("link http")]
    assert said[-1] == "notes.csv"
    rows = csv_rows((tmp_path / "notes.csv").read_bytes())
    assert {(row["quote"], row["note"]) for row in rows} == {("CT103A", "Which dose?")}
