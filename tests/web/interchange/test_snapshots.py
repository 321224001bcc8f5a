"""GET /trials/<id>/versions/<n>/snapshot and /verification: a version as a file, and whether this site holds it."""

import hashlib
import json
from base64 import b64encode

import pytest
from flask.testing import FlaskClient

from annotate.core.snapshots import Snapshot
from annotate.database import Database
from annotate.interchange import snapshots
from annotate.trials.models import Trial, TrialVersion
from tests.cast import Cast
from tests.changing import add_version
from tests.noting import Noting
from tests.rungs import refuse_other_methods
from tests.texts import REGISTRY_ID, SECTIONS

VIEWS = ("GET interchange.snapshot", "GET interchange.verification")
FILE, PAGE = f"/trials/{REGISTRY_ID}/versions/1/snapshot", "/verification"


@pytest.fixture(autouse=True)
def _trial(noting: Noting) -> None:
    """There is a trial."""


def test_works__the_file_is_the_version_s_text_and_the_page_knows_its_digest(client: FlaskClient) -> None:
    answer = client.get(FILE)
    digest = hashlib.sha256(answer.data).hexdigest()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{REGISTRY_ID}v1.snapshot.json"'
    assert answer.headers["Repr-Digest"] == f"sha-256=:{b64encode(bytes.fromhex(digest)).decode()}:"
    held = json.loads(answer.data)
    assert (held["registry_id"], "160 mg" in held["text"]) == (REGISTRY_ID, True)
    checked = client.get(f"{PAGE}?id={REGISTRY_ID.lower()}&sha256={digest.upper()}")
    assert checked.status_code == 200
    assert "This site holds it:" in checked.text
    assert digest in checked.text
    assert "160 mg" not in checked.text, "the text is not in it"
    assert digest in client.get(f"{PAGE}?id={REGISTRY_ID}&number=1").text
    page = client.get(f"/trials/{REGISTRY_ID}").text
    assert f'href="{FILE}"' in page
    assert f'href="{PAGE}?id={REGISTRY_ID}&amp;number=1"' in page


def test_works__another_digest_is_not_held(client: FlaskClient) -> None:
    answer = client.get(f"{PAGE}?id={REGISTRY_ID}&sha256={'0' * 64}")
    assert (answer.status_code, "holds no version" in answer.text) == (200, True)


def test_validates__what_cannot_be_asked_is_said(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 200
    for asked, status, words in (
        (f"id={REGISTRY_ID}", 422, "Give both"),
        (f"sha256={'0' * 64}", 422, "Give both"),
        (f"id={REGISTRY_ID}&sha256=abc", 422, "64 digits"),
        (f"id={REGISTRY_ID}&number=x", 422, "has a number"),
        (f"id={REGISTRY_ID}&number={'9' * 30}", 422, "has a number"),
        (f"id={REGISTRY_ID}&number=99", 404, "notice-error"),
        (f"id=NCT00000099&sha256={'0' * 64}", 404, "no trial"),
        (f"id=%00&sha256={'0' * 64}", 404, "no trial"),
    ):
        answer = client.get(f"{PAGE}?{asked}")
        assert answer.status_code == status, asked
        assert words in answer.text, asked
    assert client.get(FILE.replace("versions/1", "versions/99")).status_code == 404


def test_whose__it_is_the_same_for_everybody(client: FlaskClient, cast: Cast, database: Database) -> None:
    assert client.get(FILE).data == cast.client("alice").get(FILE).data


def test_method__no_other_is_answered(client: FlaskClient) -> None:
    refuse_other_methods(client, VIEWS)


def test_a_version_is_read_and_digested_once(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_version(database, SECTIONS)
    add_version(database, {**SECTIONS, "summary": ("Summary", ["Another summary."])})
    made: list[int] = []
    make = snapshots.snapshot_of

    def count(trial: Trial, version: TrialVersion) -> Snapshot:
        made.append(version.number)
        return make(trial, version)

    monkeypatch.setattr(snapshots, "snapshot_of", count)
    for _ in range(3):
        assert "holds no version" in client.get(f"{PAGE}?id={REGISTRY_ID}&sha256={'0' * 64}").text
    assert len(made) == len(set(made)) >= 2
