"""Dockerfile and compose.yaml: what they name is there, and what they promise holds. No container is started here."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from annotate.cli import main
from annotate.settings import Settings
from tests.stub_servers import running

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "annotate"]
SETTINGS = {f"ANNOTATE_{field.name.upper()}" for field in fields(Settings)}
HOST = "notes.example.org"


def instructions(word: str) -> list[str]:
    return re.findall(rf"^{word} +(.+?) *$", DOCKERFILE, re.MULTILINE)


def known(words: list[str]) -> bool:
    """Tell whether annotate takes these words."""
    command: click.Command = main
    program, *rest = words
    context = click.Context(command)
    while rest and isinstance(command, click.Group) and (found := command.get_command(context, rest[0])):
        command, rest = found, rest[1:]
    command.make_parser(context).parse_args(list(rest))
    return program == "annotate" and not isinstance(command, click.Group)


def test_the_image_copies_what_is_there_and_the_build_may_see_it() -> None:
    seen = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {
        source for words in instructions("COPY") if not words.startswith("--from") for source in words.split()[:-1]
    }
    assert {"annotate", "migrations", "static", "templates", "requirements-server.lock"} <= copied
    assert copied == seen
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_installs_what_is_hashed_alone() -> None:
    installed = [command for command in instructions("RUN") if "pip install" in command]
    assert len(installed) == 2
    assert "--require-hashes" in installed[0]
    assert "--no-deps" in installed[1]
    assert "--no-build-isolation" in installed[1]


def test_the_image_runs_as_nobody_in_particular_and_stops_gracefully() -> None:
    assert len(instructions("FROM")) == 2
    assert instructions("USER") == ["10001:10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.rindex("CMD [")
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert known(json.loads(instructions("CMD")[-1]))
    assert set(re.findall(r"\b(ANNOTATE_\w+)=", DOCKERFILE)) <= SETTINGS


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = (self.path, self.headers["Host"])
        self.send_response(200 if asked == ("/readyz", HOST) else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class fixes the name
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with running(Ready) as server:
        yield server.port


def test_the_image_asks_whether_it_is_ready_under_its_own_name(port: int) -> None:
    (check,) = instructions("HEALTHCHECK")
    program, option, script = json.loads(check[check.index("[") :])
    assert (program, option) == ("python", "-c")

    def asked(hosts: str) -> int:
        command = [sys.executable, "-c", script.replace("8000", str(port))]
        return subprocess.run(command, check=False, env={"ANNOTATE_TRUSTED_HOSTS": hosts}).returncode

    assert asked(f" .{HOST}, localhost") == 0
    assert asked("another.example.org") == 1


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_has_known_settings_and_rights_to_nothing_else(name: str) -> None:
    service = SERVICES[name]
    assert set(service["environment"]) <= SETTINGS
    assert {"ANNOTATE_SECRET_KEY", "ANNOTATE_SHARE_KEYS", "ANNOTATE_TRUSTED_HOSTS"} <= set(service["environment"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service, "the proxy alone is reached from outside"
    assert int(service["stop_grace_period"].rstrip("s")) > 30
    if "command" in service:
        assert known(service["command"])


def test_services_wait_for_those_that_are_there_and_mount_what_is_there() -> None:
    assert set(OURS) == {"migrate", "web"}
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_no_secret_stands_in_the_file() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    for name in ("POSTGRES_PASSWORD", "ANNOTATE_SECRET_KEY", "ANNOTATE_SHARE_KEYS"):
        assert re.search(rf"{name}: \${{{name}:\?", text) or f"${{{name}:?" in text
        assert not re.search(rf"{name}: [^$]", text)


def test_the_proxy_leads_to_the_web_processes() -> None:
    caddyfile = (ROOT / "deploy/Caddyfile").read_text("utf-8")
    (port,) = instructions("EXPOSE")
    assert f"dynamic a web {port}" in caddyfile
    assert "{$PUBLIC_HOST}" in caddyfile
    assert SERVICES["web"]["environment"]["ANNOTATE_PROXY_HOPS"] == "1"


def test_caddy_takes_the_file(tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("needs Caddy")
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(tmp_path))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        env = homes | {"PUBLIC_HOST": HOST}
        return subprocess.run([caddy, *words], check=False, capture_output=True, text=True, env=env)

    version = tuple(map(int, re.findall(r"[0-9]+", run("version").stdout)[:2]))
    if version < (2, 7):
        pytest.skip("older ones do not know request_buffers")
    ended = run("validate", "--adapter", "caddyfile", "--config", str(ROOT / "deploy/Caddyfile"))
    assert ended.returncode == 0, ended.stderr
