"""Settings: read once, understood or refused, and nothing weak in production."""

import multiprocessing
import os
import stat
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from annotate.settings import Settings, WrongSettings

STRONG = "kS3vY8qL1nZ5xW7cR2mT9bH4fJ6gD0pA"
ANOTHER = STRONG[::-1]
PRODUCTION = {
    "ANNOTATE_ENVIRONMENT": "production",
    "ANNOTATE_SECRET_KEY": STRONG,
    "ANNOTATE_SHARE_KEYS": f"{ANOTHER},{STRONG.lower()}",
    "ANNOTATE_TRUSTED_HOSTS": "notes.example.org, localhost",
}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def read(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environ({"ANNOTATE_DATA": str(tmp_path / "data")} | environ)


def test_a_fresh_machine_needs_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({})
    assert settings.data == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'annotate.sqlite3'}"
    assert not settings.production
    assert settings.workers == 2
    assert len(settings.secret_key) >= 64


def test_only_the_owner_reads_the_data(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        data = read(tmp_path).data
    finally:
        os.umask(mask)
    assert mode(data) == 0o700
    kept = {path.name: mode(path) for path in data.iterdir()}
    assert kept == {"annotate.sqlite3": 0o600, "secret-key": 0o600, "share-key": 0o600}


def test_keys_are_made_once_and_differ(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert first.share_keys == second.share_keys
    assert first.secret_key not in first.share_keys
    assert read(tmp_path / "other").secret_key != first.secret_key


def _read_key(data: str, barrier: object, keys: object) -> None:
    barrier.wait()  # type: ignore[attr-defined]  # multiprocessing.Barrier has no public type
    settings = Settings.from_environ({"ANNOTATE_DATA": data})
    keys.put((settings.secret_key, settings.share_keys))  # type: ignore[attr-defined]  # nor has its Queue


def test_processes_that_start_at_once_get_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    barrier, keys = context.Barrier(6), context.Queue()
    starting = [
        context.Process(target=_read_key, args=(str(tmp_path / "data"), barrier, keys)) for _ in range(barrier.parties)
    ]
    for process in starting:
        process.start()
    got = {keys.get(timeout=20) for _ in starting}
    for process in starting:
        process.join(timeout=20)
    assert len(got) == 1
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"annotate.sqlite3", "secret-key", "share-key"}


def test_a_key_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    data = read(tmp_path).data
    (data / "secret-key").write_text("short\n")
    with pytest.raises(WrongSettings, match="secret-key"):
        read(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(WrongSettings, match="ANNOTATE_DATA"):
        read(tmp_path)


def test_production_takes_strong_keys_and_generates_none(tmp_path: Path) -> None:
    settings = read(tmp_path, **PRODUCTION)
    assert settings.production
    assert settings.secret_key == STRONG
    assert settings.share_keys == (ANOTHER, STRONG.lower())
    assert settings.trusted_hosts == ("notes.example.org", "localhost")
    assert {path.name for path in settings.data.iterdir()} == {"annotate.sqlite3"}


@pytest.mark.parametrize(
    "changed",
    [
        {"ANNOTATE_SECRET_KEY": ""},
        {"ANNOTATE_SECRET_KEY": STRONG[:-1]},
        {"ANNOTATE_SECRET_KEY": "a" * 64},
        {"ANNOTATE_SECRET_KEY": "abcdefg" * 10},
        {"ANNOTATE_SECRET_KEY": "please-Change-me-0123456789-abcdefghijklm"},
        {"ANNOTATE_SHARE_KEYS": "my-own-Secret-key-0123456789-abcdefghijkl"},
        {"ANNOTATE_SHARE_KEYS": ""},
        {"ANNOTATE_SHARE_KEYS": " , "},
        {"ANNOTATE_SHARE_KEYS": f"{ANOTHER},weak"},
        {"ANNOTATE_SHARE_KEYS": f"{ANOTHER},{STRONG}"},
        {"ANNOTATE_SECRET_KEY_FALLBACKS": "weak"},
        {"ANNOTATE_SHARE_KEYS": STRONG[::-1], "ANNOTATE_SECRET_KEY_FALLBACKS": STRONG[::-1]},
        {"ANNOTATE_TRUSTED_HOSTS": ""},
    ],
)
def test_production_refuses_what_is_missing_or_weak(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(WrongSettings, match=next(iter(changed))) as refused:
        read(tmp_path, **PRODUCTION | changed)
    for name in ("ANNOTATE_SECRET_KEY", "ANNOTATE_SHARE_KEYS"):
        assert all(not key.strip() or key not in str(refused.value) for key in (PRODUCTION | changed)[name].split(","))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANNOTATE_ENVIRONMENT", "prod"),
        ("ANNOTATE_JOBS", "nobody"),
        ("ANNOTATE_WORKERS", "0"),
        ("ANNOTATE_WORKERS", "two"),
        ("ANNOTATE_WORKERS", "1.5"),
        ("ANNOTATE_WORKERS", "nan"),
        ("ANNOTATE_WORKERS", "inf"),
        ("ANNOTATE_PROXY_HOPS", "-1"),
        ("ANNOTATE_METRICS_PORT", "65536"),
        ("ANNOTATE_REDIS_URL", "http://localhost:6379"),
        ("ANNOTATE_REGISTRY_TIMEOUT", "0"),
        ("ANNOTATE_REGISTRY_TIMEOUT", "1e999"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSettings, match=name):
        read(tmp_path, **{name: value})


def test_every_field_is_read_from_its_own_name(tmp_path: Path) -> None:
    values = {
        "DATA": str(tmp_path / "data"),
        "ENVIRONMENT": "production",
        "DATABASE_URL": "sqlite://",
        "REDIS_URL": "redis://localhost:6379/0",
        "SECRET_KEY": STRONG,
        "SECRET_KEY_FALLBACKS": f"{STRONG.swapcase()},{STRONG[1:]}{STRONG[0]}",
        "SHARE_KEYS": ANOTHER,
        "BASE_URL": "https://notes.example.org/",
        "TRUSTED_HOSTS": "notes.example.org",
        "PROXY_HOPS": "1",
        "REGISTRY_URL": "https://registry.example/api/",
        "REGISTRY_TIMEOUT": "2.5",
        "REGISTRY_AGENT": "margin/1",
        "REGISTRY_CONTACT": "notes@example.org",
        "REGISTRY_HISTORY": "https://registry.example/history/",
        "SYNC": "known",
        "WORKERS": "3",
        "JOBS": "worker",
        "METRICS_PORT": "9464",
        "SMTP_URL": "smtps://annotate:secret@mail.example.org",
        "MAIL_FROM": "annotate <notes@example.org>",
    }
    assert {field.name.upper() for field in fields(Settings)} == set(values)
    assert Settings.from_environ({f"ANNOTATE_{name}": value for name, value in values.items()}) == Settings(
        data=tmp_path / "data",
        environment="production",
        database_url="sqlite://",
        redis_url="redis://localhost:6379/0",
        secret_key=STRONG,
        secret_key_fallbacks=(STRONG.swapcase(), STRONG[1:] + STRONG[0]),
        share_keys=(ANOTHER,),
        base_url="https://notes.example.org",
        trusted_hosts=("notes.example.org",),
        proxy_hops=1,
        registry_url="https://registry.example/api",
        registry_timeout=2.5,
        registry_agent="margin/1",
        registry_contact="notes@example.org",
        registry_history="https://registry.example/history",
        sync="known",
        workers=3,
        jobs="worker",
        metrics_port=9464,
        smtp_url="smtps://annotate:secret@mail.example.org",
        mail_from="annotate <notes@example.org>",
    )


MAIL = {
    "ANNOTATE_SMTP_URL": "smtp://mail.example.org",
    "ANNOTATE_MAIL_FROM": "notes@example.org",
    "ANNOTATE_BASE_URL": "https://notes.example.org",
}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"ANNOTATE_SMTP_URL": "https://mail.example.org"}, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_SMTP_URL": "smtp://"}, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_SMTP_URL": "smtp://mail.example.org:many"}, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_SMTP_URL": "smtp://somebody@mail.example.org"}, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_SMTP_URL": "smtp://mail.example.org/inbox"}, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_SMTP_URL": "smtp+plain://mail.example.org"} | PRODUCTION, "ANNOTATE_SMTP_URL"),
        ({"ANNOTATE_MAIL_FROM": ""}, "ANNOTATE_MAIL_FROM"),
        ({"ANNOTATE_MAIL_FROM": "nobody"}, "ANNOTATE_MAIL_FROM"),
        ({"ANNOTATE_MAIL_FROM": "a <a@example.org>\r\nBcc: b@example.org"}, "ANNOTATE_MAIL_FROM"),
        ({"ANNOTATE_BASE_URL": ""}, "ANNOTATE_BASE_URL"),
    ],
)
def test_mail_that_could_not_be_sent_is_refused_by_name(tmp_path: Path, changed: dict[str, str], named: str) -> None:
    with pytest.raises(WrongSettings, match=f"^{named}") as refused:
        read(tmp_path, **MAIL | changed)
    assert "somebody" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example.org",
        "smtps://a:b%40c@mail.example.org:4650",
        "smtp+plain://127.0.0.1:2525",
        "smtp+plain://localhost",
    ],
)
def test_mail_servers_that_can_be_used(tmp_path: Path, url: str) -> None:
    settings = read(tmp_path, **PRODUCTION | MAIL | {"ANNOTATE_SMTP_URL": url})
    assert settings.smtp_url == url
    assert url not in repr(settings)


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        read(tmp_path).workers = 4  # type: ignore[misc]  # that is the point
