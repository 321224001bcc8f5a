"""A request: how often, what it reads and writes, and what is logged of it."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask.testing import FlaskClient

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from annotate.web.templating import instant
from tests.web_pages import token


def test_a_whole_ipv6_network_is_one_client(shell: FlaskClient) -> None:
    def asked(address: str) -> int:
        return shell.get("/counted", environ_base={"REMOTE_ADDR": address}).status_code

    assert [asked(f"2001:db8:1:2::{host:x}") for host in range(5)] == [200, 200, 200, 429, 429]
    assert asked("2001:db8:1:3::1") == 200
    assert [asked("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
    assert asked("192.0.2.2") == 200


def test_what_a_request_wrote_it_reads(shell: FlaskClient) -> None:
    own = token(shell.get("/sign-in").text)
    assert shell.post("/writes", headers={"X-CSRFToken": own}).text == "1 2"


def test_an_instant_is_shown_in_utc_for_scripts_to_make_local(shell: FlaskClient) -> None:
    shown = shell.get("/answers/instant").text
    assert "2026-07-08T10:05:00Z" in shown
    assert "8 July 2026, 10:05 UTC" in shown
    noon = datetime(2026, 7, 8, 12, 5, tzinfo=timezone(timedelta(hours=2)))
    assert instant(noon.astimezone(UTC)) == instant(noon)


def test_a_request_is_logged_by_its_route_alone(
    settings: Settings, migrated: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    production = Settings(
        data=settings.data,
        environment="production",
        secret_key=settings.secret_key,
        share_keys=settings.share_keys,
        trusted_hosts=("notes.example.org",),
    )
    client = create_app(production, migrated).test_client()
    here = "https://notes.example.org"
    own = token(client.get("/sign-in", base_url=here).text)
    sent = {"email": "canary@example.org", "password": "canary password", "csrf_token": own}
    client.post(
        "/sign-in?next=/canary",
        data=sent,
        base_url=here,
        headers={"Referer": f"{here}/s/canary", "User-Agent": "canary"},
    )
    client.get("/s/canary", base_url=here)
    client.get("/nothing/canary\n{}", base_url=here)
    create_app(settings, migrated)  # tests go on with warnings alone
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "request"][:2] == ["/sign-in", "/sign-in"]
    assert all(line["request_id"] for line in lines)
    assert "canary" not in json.dumps(lines)
