"""Addresses of mail servers."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit


class Security(StrEnum):
    """Encryption on the way to a mail server; the values are the schemes of its address."""

    TLS = "smtps"
    """TLS from the first byte (RFC 8314, section 3.3)."""
    STARTTLS = "smtp"
    """TLS before anything else is sent; a server without it gets nothing (RFC 3207)."""
    NONE = "smtp+plain"
    """Unencrypted: for a server on this machine."""


_PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server, and the credentials for it."""

    security: Security
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def here(self) -> bool:
        """True if it is on this machine, by a name that always is."""
        return self.host in _LOOPBACK


def read_server(url: str) -> SmtpServer:
    """Read an address such as ``smtps://user:password@mail.example.org``, its parts percent-encoded where needed.

    Raises ValueError with the expected form, without the address, which holds a password.
    """
    parts = urlsplit(url)
    try:
        security, port = Security(parts.scheme), parts.port
    except ValueError:
        raise ValueError("it must begin with smtps://, smtp:// or smtp+plain://, and a port is a number") from None
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("it must be like smtps://user:password@mail.example.org:465")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("it must have both a user and a password, or neither")
    return SmtpServer(
        security,
        parts.hostname,
        port or _PORTS[security],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )
