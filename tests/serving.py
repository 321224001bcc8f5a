"""The real server in a process of its own: ``annotate serve`` with two workers in production settings.

On SQLite, or on PostgreSQL when ``database_url`` says so. A browser of it speaks HTTP to the server, which believes the
``X-Forwarded-Proto: https`` of the one proxy that its settings name.
"""

import http.client
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from tests.command import free_port

HOST = "notes.example.org"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    text: str
    set_cookies: tuple[str, ...] = ()


class Server:
    """``annotate serve`` until the block ends; ``environ`` adds settings or overrides them."""

    def __init__(self, data: Path, *, database_url: str = "", workers: int = 2, **environ: str) -> None:
        self.data = data
        self.port = free_port()
        self.environ = {
            "ANNOTATE_DATA": str(data),
            "ANNOTATE_ENVIRONMENT": "production",
            "ANNOTATE_SECRET_KEY": secrets.token_urlsafe(48),
            "ANNOTATE_SHARE_KEYS": secrets.token_urlsafe(48),
            "ANNOTATE_TRUSTED_HOSTS": HOST,
            "ANNOTATE_PROXY_HOPS": "1",
            "ANNOTATE_WORKERS": str(workers),
            "ANNOTATE_REGISTRY_URL": "http://127.0.0.1:9/api/v2",
            **({"ANNOTATE_DATABASE_URL": database_url} if database_url else {}),
            **environ,
        }

    def __enter__(self) -> Self:
        self.log = self.data.with_name(f"{self.data.name}.log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("annotate"), "serve", "--prepare", "--port", str(self.port)],
                env={**os.environ, **self.environ},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        began = time.monotonic()
        while time.monotonic() - began < 60:
            with suppress(OSError):
                if self.browser().get("/readyz").status == 200:
                    return self
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError("it did not answer within a minute")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.stop()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and give its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        """End all its processes as a crash would, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=60)

    def processes(self) -> list[int]:
        """Give the ids of the web processes and of the one that looks after them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text("ascii").split())]

    def said(self) -> str:
        """Give all that it wrote to its standard output and error."""
        return self.log.read_text("utf-8", "replace")

    def browser(self, address: str = "192.0.2.1") -> "Browser":
        """Give a browser with no cookies, seen through the proxy at this address."""
        return Browser(self.port, address)


class Browser:
    """Keeps cookies, follows nothing, and sends the token of forged requests that it last read."""

    def __init__(self, port: int, address: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._forwarded = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST}

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str | list[str]] | None = None, **headers: str) -> Answer:
        """Send a form, with the token that stood on the last page."""
        sent = urlencode({"csrf_token": self.token} | dict(fields or {}), doseq=True).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}{path}"}
        return self.send("POST", path, sent, {**form, **headers})

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection, broken = self.connected(), True
        kept = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        try:
            connection.request(method, path, body, {"Host": HOST, **self._forwarded, **kept, **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            broken = False
        finally:
            self.hung_up(connection, broken=broken)
        set_cookies = tuple(response.headers.get_all("Set-Cookie", []))
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if found := re.search(r'<meta name="csrf-token" content="([^"]+)">', text):
            self.token = found[1]
        return Answer(response.status, dict(response.headers.items()), text, set_cookies)

    def connected(self) -> http.client.HTTPConnection:
        """Give a connection; a new one for each request."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def hung_up(self, connection: http.client.HTTPConnection, *, broken: bool) -> None:
        """Be done with a connection."""
        connection.close()


class KeptBrowser(Browser):
    """A browser that keeps its connection, as browsers and proxies do."""

    def __init__(self, browser: Browser) -> None:
        """Go on as another one, with its cookies."""
        super().__init__(browser.port, "")
        self.cookies, self.token, self._forwarded = browser.cookies, browser.token, browser._forwarded  # noqa: SLF001 - the same browser
        self._connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=60)

    def connected(self) -> http.client.HTTPConnection:
        """Give the one connection, wherever it was left."""
        return self._connection

    def close(self) -> None:
        """Be done with it."""
        self._connection.close()

    def hung_up(self, connection: http.client.HTTPConnection, *, broken: bool) -> None:
        """Keep it, unless it broke."""
        if broken:
            connection.close()
