"""Every setting, read from the environment once; over 300 lines, for each has its words and its check in this one place."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from annotate.core.smtp import Security, read_server

KEY_BYTES = 32
"""The least number of random bytes in a signing key."""

_LOCAL, _PRODUCTION = "local", "production"
_WEB, _WORKER = "web", "worker"
_ON, _OFF = "on", "off"

# Words of keys that somebody has written down for others: a random key holds none of them by chance.
_PLACEHOLDERS = ("change", "default", "example", "insecure", "password", "replace", "secret")

_REGISTRY_URL = "https://clinicaltrials.gov/api/v2"
_REGISTRY_TIMEOUT = 8.0
_REGISTRY_AGENT = "annotate"
SYNC_OFF, SYNC_KNOWN, SYNC_ALL = "off", "known", "all"
_WORKERS = 2
_MAIL_FROM = "annotate <annotate@localhost>"


class WrongSettings(Exception):
    """The environment asks for something that cannot be served safely."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an instance runs with. Each field is read from ``ANNOTATE_`` and its name in capitals."""

    data: Path
    """``ANNOTATE_DATA``: the folder of the database and the generated keys. Default ``instance``; mode 0700."""

    environment: str = _LOCAL
    """``ANNOTATE_ENVIRONMENT``: ``local`` (plain HTTP on this machine, keys generated) or ``production`` (keys required, cookies only over HTTPS)."""

    database_url: str = ""
    """``ANNOTATE_DATABASE_URL``: an SQLAlchemy URL. Default: ``annotate.sqlite3`` in the data folder."""

    redis_url: str = field(default="", repr=False)
    """``ANNOTATE_REDIS_URL``: where web processes count together how often an address knocks. Default: each counts by itself."""

    secret_key: str = ""
    """``ANNOTATE_SECRET_KEY``: signs session cookies. Default: generated into the data folder; required in production."""

    secret_key_fallbacks: tuple[str, ...] = ()
    """``ANNOTATE_SECRET_KEY_FALLBACKS``: comma-separated earlier keys of session cookies, oldest first: they still open."""

    share_keys: tuple[str, ...] = ()
    """``ANNOTATE_SHARE_KEYS``: comma-separated keys of share links, oldest first; the last one signs. Default: generated; required in production."""

    base_url: str = ""
    """``ANNOTATE_BASE_URL``: the address that links are made with, with its path, if any. Default: the request's own host."""

    trusted_hosts: tuple[str, ...] = ()
    """``ANNOTATE_TRUSTED_HOSTS``: comma-separated host names that requests may ask for. Default: any in ``local``; required in production."""

    proxy_hops: int = 0
    """``ANNOTATE_PROXY_HOPS``: how many reverse proxies stand in front and set ``X-Forwarded-*``. Default 0: such headers are ignored."""

    registry_url: str = _REGISTRY_URL
    """``ANNOTATE_REGISTRY_URL``: base address of the registry's API."""

    registry_timeout: float = _REGISTRY_TIMEOUT
    """``ANNOTATE_REGISTRY_TIMEOUT``: seconds to wait for the registry at most, for each try."""

    registry_agent: str = _REGISTRY_AGENT
    """``ANNOTATE_REGISTRY_AGENT``: the name that the registry knows this instance by. Default ``annotate``."""

    registry_contact: str = ""
    """``ANNOTATE_REGISTRY_CONTACT``: whom the registry can write to about requests, as an address or URL; sent with each."""

    registry_history: str = ""
    """``ANNOTATE_REGISTRY_HISTORY``: base address of the registry's history, an undocumented route. Default: it is not fetched."""

    sync: str = SYNC_OFF
    """``ANNOTATE_SYNC``: ``off``, ``known`` (a job brings the trials here up to date once a day) or ``all`` (and adds new ones)."""

    workers: int = _WORKERS
    """``ANNOTATE_WORKERS``: web processes of ``annotate serve``."""

    jobs: str = _WEB
    """``ANNOTATE_JOBS``: who runs jobs: ``web`` (each web process of ``annotate serve``) or ``worker`` (``annotate worker`` alone)."""

    metrics_port: int = 0
    """``ANNOTATE_METRICS_PORT``: port on 127.0.0.1 that tells Prometheus metrics. Default 0: none."""

    smtp_url: str = field(default="", repr=False)
    """``ANNOTATE_SMTP_URL``: where mail is handed over, such as ``smtps://user:password@mail.example.org``. Default: mail is written to files."""

    mail_from: str = _MAIL_FROM
    """``ANNOTATE_MAIL_FROM``: whom mail is from, such as ``annotate <notes@example.org>``; required with ``ANNOTATE_SMTP_URL``."""

    enquiries: bool = True
    """``ANNOTATE_ENQUIRIES``: ``on`` (people can write to a study's contact where mail is sent) or ``off``."""

    @property
    def production(self) -> bool:
        """Tell whether the instance serves real people over HTTPS."""
        return self.environment == _PRODUCTION

    @property
    def jobs_beside_requests(self) -> bool:
        """True if web processes run jobs."""
        return self.jobs == _WEB

    @property
    def public_url(self) -> str:
        """The address that mails lead back to, as far as settings tell; empty when none does."""
        if not self.base_url and self.production and self.trusted_hosts:
            return f"https://{self.trusted_hosts[0].lstrip('.')}"
        return self.base_url

    def mailed_url(self, served_at: str = "") -> str:
        """The address that mails lead back to: as settings say, else where a server listens, else this machine's usual one."""
        return self.public_url or served_at or "http://localhost:8000"

    @property
    def path(self) -> str:
        """The path that the pages are served below, as ``/annotate``; empty when they have their host for themselves."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def relays_enquiries(self) -> bool:
        """True if messages to a study's contact are passed on: the operator allows it, and mail reaches people."""
        return self.enquiries and bool(self.smtp_url)

    @property
    def takes_volunteers(self) -> bool:
        """True if people can sign up for mail about trials: mail reaches them, or the instance is for trying on one's own."""
        return bool(self.smtp_url) or not self.production

    @property
    def mail_folder(self) -> Path:
        """The folder that mail is written to when no mail server is set."""
        return self.data / "mail"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings, making the data folder and, locally, missing keys.

        Raises WrongSettings when a value cannot be understood, or is too weak for production.
        """
        environment = _one_of(environ, "ANNOTATE_ENVIRONMENT", (_LOCAL, _PRODUCTION))
        data = _made_folder(Path(environ.get("ANNOTATE_DATA") or "instance").absolute())
        secret_key = environ.get("ANNOTATE_SECRET_KEY", "")
        earlier_keys = _listed(environ.get("ANNOTATE_SECRET_KEY_FALLBACKS", ""))
        share_keys = _listed(environ.get("ANNOTATE_SHARE_KEYS", ""))
        trusted_hosts = _listed(environ.get("ANNOTATE_TRUSTED_HOSTS", ""))
        if environment == _PRODUCTION:
            _require_strong("ANNOTATE_SECRET_KEY", (secret_key,))
            _require_strong("ANNOTATE_SHARE_KEYS", share_keys)
            if earlier_keys:
                _require_strong("ANNOTATE_SECRET_KEY_FALLBACKS", earlier_keys)
            if {secret_key, *earlier_keys} & set(share_keys):
                raise WrongSettings(
                    "ANNOTATE_SHARE_KEYS must not hold ANNOTATE_SECRET_KEY or one of its fallbacks: each key signs one kind of thing."
                )
            if not trusted_hosts:
                raise WrongSettings("ANNOTATE_TRUSTED_HOSTS must name the host names of this instance in production.")
        return cls(
            data=data,
            environment=environment,
            database_url=environ.get("ANNOTATE_DATABASE_URL")
            or f"sqlite:///{_private_file(data / 'annotate.sqlite3')}",
            redis_url=_redis(environ.get("ANNOTATE_REDIS_URL", "")),
            secret_key=secret_key or _kept_key(data / "secret-key"),
            secret_key_fallbacks=earlier_keys,
            share_keys=share_keys or (_kept_key(data / "share-key"),),
            base_url=environ.get("ANNOTATE_BASE_URL", "").rstrip("/"),
            trusted_hosts=trusted_hosts,
            proxy_hops=_whole_number(environ, "ANNOTATE_PROXY_HOPS", 0, least=0),
            registry_url=environ.get("ANNOTATE_REGISTRY_URL", _REGISTRY_URL).rstrip("/"),
            registry_timeout=_number(environ, "ANNOTATE_REGISTRY_TIMEOUT", _REGISTRY_TIMEOUT, least=0.1),
            registry_agent=_header(environ, "ANNOTATE_REGISTRY_AGENT") or _REGISTRY_AGENT,
            registry_contact=_header(environ, "ANNOTATE_REGISTRY_CONTACT"),
            registry_history=environ.get("ANNOTATE_REGISTRY_HISTORY", "").rstrip("/"),
            sync=_sync(environ),
            workers=_whole_number(environ, "ANNOTATE_WORKERS", _WORKERS, least=1),
            jobs=_one_of(environ, "ANNOTATE_JOBS", (_WEB, _WORKER)),
            metrics_port=_port(environ, "ANNOTATE_METRICS_PORT"),
            smtp_url=_mail_server(environ, production=environment == _PRODUCTION),
            mail_from=environ.get("ANNOTATE_MAIL_FROM") or _MAIL_FROM,
            enquiries=_one_of(environ, "ANNOTATE_ENQUIRIES", (_ON, _OFF)) == _ON,
        )


def _made_folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSettings(f"ANNOTATE_DATA: no data can be kept in {path}: {error.strerror}.") from error
    return path


def _private_file(path: Path) -> Path:
    """Make the file, empty, for its owner alone; SQLite gives its side files the same mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return the one of these words that is set; without any, the first one."""
    word = environ.get(name, choices[0])
    if word not in choices:
        raise WrongSettings(f"{name} is {word!r}; it must be {' or '.join(map(repr, choices))}.")
    return word


def _sync(environ: Mapping[str, str]) -> str:
    word = _one_of(environ, "ANNOTATE_SYNC", (SYNC_OFF, SYNC_KNOWN, SYNC_ALL))
    if word != SYNC_OFF and not environ.get("ANNOTATE_REGISTRY_CONTACT", "").strip():
        raise WrongSettings("ANNOTATE_SYNC needs ANNOTATE_REGISTRY_CONTACT: the registry must be able to write to you.")
    return word


def _number(environ: Mapping[str, str], name: str, default: float, *, least: float) -> float:
    text = environ.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number < float("inf"):
        raise WrongSettings(f"{name} is {text!r}; it must be a number of at least {least:g}.")
    return number


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    number = _number(environ, name, default, least=least)
    if not number.is_integer():
        raise WrongSettings(f"{name} is {number:g}; it must be a whole number.")
    return int(number)


def _header(environ: Mapping[str, str], name: str) -> str:
    """Return words for a header: printable ASCII without brackets, which would end its comment."""
    words = environ.get(name, "").strip()
    if words.isascii() and words.isprintable() and not set("()\\") & set(words):
        return words
    raise WrongSettings(f"{name} must be plain ASCII without brackets, such as notes@example.org.")


def _redis(url: str) -> str:
    if url and not url.startswith(("redis://", "rediss://", "redis+unix://")):
        raise WrongSettings("ANNOTATE_REDIS_URL must begin with redis://, rediss:// or redis+unix://.")
    if url and find_spec("redis") is None:
        raise WrongSettings("ANNOTATE_REDIS_URL is set, but the extra is missing: pip install annotate[redis]")
    return url


def _mail_server(environ: Mapping[str, str], *, production: bool) -> str:
    url = environ.get("ANNOTATE_SMTP_URL", "")
    sender = environ.get("ANNOTATE_MAIL_FROM", "")
    if sender and not _is_mailbox(sender):
        raise WrongSettings("ANNOTATE_MAIL_FROM must be an e-mail address, such as 'annotate <notes@example.org>'.")
    if not url:
        return ""
    try:
        server = read_server(url)
    except ValueError as error:
        raise WrongSettings(f"ANNOTATE_SMTP_URL cannot be used: {error}.") from None
    if production and server.security is Security.NONE and not server.here:
        raise WrongSettings("ANNOTATE_SMTP_URL must be smtps:// or smtp:// in production, or a server on this machine.")
    for name in ("ANNOTATE_MAIL_FROM", "ANNOTATE_BASE_URL"):
        if not environ.get(name):
            raise WrongSettings(
                f"{name} must be set where mail is sent: every message says whom it is from and leads back here."
            )
    return url


def _is_mailbox(text: str) -> bool:
    local, _, domain = parseaddr(text)[1].rpartition("@")
    return bool(local and domain) and text.isprintable()


def _port(environ: Mapping[str, str], name: str) -> int:
    number = _whole_number(environ, name, 0, least=0)
    if number > 65535:
        raise WrongSettings(f"{name} is {number}; it must be a port, 65535 at most.")
    return number


def _require_strong(name: str, keys: tuple[str, ...]) -> None:
    known = any(word in key.lower() for key in keys for word in _PLACEHOLDERS)
    if known or not keys or any(len(key) < KEY_BYTES or len(set(key)) < KEY_BYTES // 4 for key in keys):
        raise WrongSettings(
            f"{name} must hold at least {KEY_BYTES} random bytes in production, for example from 'openssl rand -base64 48'."
        )


def _kept_key(path: Path) -> str:
    """Read the key of this instance, or make it: two processes starting at once end with the same one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(KEY_BYTES + 16))
        with suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and never over a key that another process has just made
        draft.unlink()
    return _complete_key(path)


def _complete_key(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < KEY_BYTES:
        raise WrongSettings(
            f"{path.name} in the data folder is too short to be a key; remove it to have a new one made."
        )
    return key
