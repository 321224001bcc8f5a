"""Client of the registry's API, with retries, bounded answers and turns.

Source: the registry's OpenAPI description 2.0.x. Errors are plain text there, and a record that was merged into another
one answers 301.
"""

import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlencode, urljoin, urlsplit

from urllib3 import BaseHTTPResponse, HTTPHeaderDict, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError

from annotate.core.record import normalise_registry_id
from annotate.core.text import one_line
from annotate.database import Database
from annotate.errors import NotFound, Unavailable
from annotate.registry.errors import AnswerTooLarge, QuestionRefused, RegistryRefusal
from annotate.registry.turns import Turns, TurnTaking
from annotate.settings import Settings

LARGEST_ANSWER = 5 * 1024 * 1024
"""Bytes of one record's answer, packed or unpacked."""
PAGE_SECONDS = 10.0
"""Longest time that a person waits for a page."""

PATIENT_SECONDS = 60.0
"""Longest time that a command or a job waits for one answer."""

_CONNECT_SECONDS = 3.0
_LONGEST_REDIRECTION = 3
_SHORTEST_WAIT = 0.05  # seconds
_CHUNK = 64 * 1024
_LONGEST_REASON = 200  # code points, and bytes that are read of it are no more than twice as many
_BUSY = frozenset({429, 500, 502, 503, 504})
_MISSING = frozenset({400, 404})  # a well-formed id that the registry refuses answers 400 too
TRIES = Retry(
    total=3, status_forcelist=_BUSY, backoff_factor=0.25, backoff_jitter=0.25, backoff_max=4, retry_after_max=3600
)
"""Attempts while a person waits."""
PATIENT_TRIES = Retry(
    total=5, status_forcelist=_BUSY, backoff_factor=1, backoff_jitter=1, backoff_max=30, retry_after_max=3600
)
"""Attempts while nobody waits."""

_DOWN = "The registry does not answer just now. Nothing was changed; please try again in a moment."
_NO_QUERY: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=4)
def kept_client(database: Database, base_url: str, timeout: float, agent: str) -> "RegistryClient":
    """Return this process's client of a registry, which reuses connections."""
    return RegistryClient(base_url, timeout=timeout, agent=agent, turns=Turns(database, base_url))


def patient_client(database: Database, settings: Settings, base_url: str = "") -> "RegistryClient":
    """Return a client for work that no page waits for: commands and jobs; ``base_url`` is another one than the API's."""
    base_url = base_url or settings.registry_url
    return RegistryClient(
        base_url,
        timeout=settings.registry_timeout,
        turns=Turns(database, base_url),
        agent=agent_of(settings),
        patience=PATIENT_SECONDS,
        tries=PATIENT_TRIES,
    )


def agent_of(settings: Settings) -> str:
    """Return what requests say of their sender: its name, and whom to write to (RFC 9110, 10.1.5)."""
    contact = settings.registry_contact
    return f"{settings.registry_agent} ({contact})" if contact else settings.registry_agent


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its bytes unpacked, and its ETag, which may be empty; ``changed`` is False for 304."""

    body: bytes
    etag: str = ""
    changed: bool = True


class RegistryClient:
    """Asks the registry's API at ``base_url``."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float,
        turns: TurnTaking,
        agent: str = "annotate",
        patience: float = PAGE_SECONDS,
        tries: Retry = TRIES,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set the limits for one answer: ``timeout`` seconds of silence, ``patience`` seconds in all."""
        self._base_url = base_url
        self._timeout, self._patience, self._tries = timeout, patience, tries
        self._turns, self._sleep = turns, sleep
        self._pool = PoolManager(
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": agent}, maxsize=2
        )

    def fetch(self, registry_id: str) -> bytes:
        """Return the record's JSON as the registry sends it. Raises NotFound, Unavailable; ValueError for an invalid id."""
        normal = normalise_registry_id(registry_id)
        try:
            return self.ask(f"/studies/{normal}", what=normal).body
        except QuestionRefused as error:
            raise NotFound(f"The registry has no {normal}.") from error

    def ask(
        self,
        path: str,
        query: Mapping[str, str] = _NO_QUERY,
        *,
        etag: str = "",
        largest: int = LARGEST_ANSWER,
        what: str = "this",
    ) -> Answer:
        """Return the answer to one question; ``largest`` bytes, ``what`` names it in sentences.

        Raises Unavailable: RegistryRefusal for 403, QuestionRefused for 400 and 404, AnswerTooLarge.
        """
        until = time.monotonic() + self._patience
        tries = self._tries
        url = f"{self._base_url}{path}"
        url += f"?{urlencode(query, safe=',[]|')}" if query else ""
        redirected = 0
        while True:
            try:
                response = self._send(url, until, etag)
                with response:
                    if response.status == HTTPStatus.OK:
                        return Answer(_body(response, until, largest), response.headers.get("ETag", ""))
                    if response.status == HTTPStatus.NOT_MODIFIED:
                        return Answer(b"", etag, changed=False)
                    if response.get_redirect_location():
                        redirected += 1
                        url = self._within(url, response, redirected)
                        continue
                    if response.status not in _BUSY:
                        raise _refusal(response, what)
                    tries = self._count(tries, response=response)
                    wait = self._asked_wait(tries, response)
            except HTTPError as error:
                tries = self._count(tries, error=error)
                wait = tries.get_backoff_time()
            if time.monotonic() + wait >= until:
                raise Unavailable(_DOWN, retry_after=max(5, round(wait)))
            self._sleep(wait)

    def _send(self, url: str, until: float, etag: str) -> BaseHTTPResponse:
        wait = self._turns.take(until - time.monotonic())
        if wait > 0:
            self._sleep(wait)
        left = max(_SHORTEST_WAIT, until - time.monotonic())
        timeout = Timeout(connect=min(_CONNECT_SECONDS, left), read=min(self._timeout, left))
        headers = HTTPHeaderDict(self._pool.headers)
        if etag:
            headers["If-None-Match"] = etag
        return self._pool.request(
            "GET", url, headers=headers, timeout=timeout, retries=False, redirect=False, preload_content=False
        )

    @staticmethod
    def _count(tries: Retry, *, response: BaseHTTPResponse | None = None, error: Exception | None = None) -> Retry:
        """Count one failed attempt; raises Unavailable if it was the last."""
        try:
            return tries.increment("GET", "/", response=response)
        except MaxRetryError:
            raise Unavailable(_DOWN) from error

    def _asked_wait(self, tries: Retry, response: BaseHTTPResponse) -> float:
        """Return the seconds to wait; what the registry asks for holds for all processes."""
        try:
            asked = tries.get_retry_after(response) or 0.0
        except InvalidHeader:
            asked = 0.0
        if asked > 0:
            self._turns.rest(asked)
        return max(asked, tries.get_backoff_time())

    def _within(self, url: str, response: BaseHTTPResponse, redirected: int) -> str:
        """Follow an alias, on the registry's own host only."""
        try:
            target = urljoin(url, str(response.get_redirect_location()))
            at_home = urlsplit(target)[:2] == urlsplit(self._base_url)[:2]
        except ValueError:  # not an address
            target, at_home = "", False
        if not at_home or redirected > _LONGEST_REDIRECTION:
            raise Unavailable("The registry's answer leads away from the registry, so it was not followed.")
        return target


def _refusal(response: BaseHTTPResponse, what: str) -> Unavailable:
    """Return the error for an answer that no retry makes better."""
    status = response.status
    if status in _MISSING:
        return QuestionRefused(f"The registry does not know what was asked for. {_reason(response)}".strip())
    if status == HTTPStatus.FORBIDDEN:
        return RegistryRefusal(
            f"The registry refused the request for {what} (status 403): it may block this network or this program. "
            "Whoever runs this instance can import records that were saved with a browser: annotate trials import FILE."
        )
    return Unavailable(f"The registry refused the request for {what} (status {status}).")


def _reason(response: BaseHTTPResponse) -> str:
    """Return the beginning of the registry's own words; empty if they cannot be read."""
    with suppress(HTTPError):
        words = response.read1(2 * _LONGEST_REASON, decode_content=True).decode("utf-8", "replace")
        return f"It says: {one_line(words, _LONGEST_REASON)}" if words.strip() else ""
    return ""


def _body(response: BaseHTTPResponse, until: float, largest: int) -> bytes:
    """Read a bounded answer in bounded time, whatever its stated length."""
    headers: HTTPHeaderDict = response.headers
    if "json" not in headers.get("Content-Type", "json"):
        raise Unavailable("The registry answered with something that is not a record. Please try again later.")
    packed = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=False):
        packed += chunk
        _hurry(response, until)
        if len(packed) > largest:
            raise _too_large(largest)
        if time.monotonic() > until:
            raise Unavailable(_DOWN)
    return _unpacked(bytes(packed), headers.get("Content-Encoding", "identity").strip().lower(), largest)


def _hurry(response: BaseHTTPResponse, until: float) -> None:
    """Limit the wait for the next part of the answer to the time left: it may come byte by byte."""
    socket = getattr(response.connection, "sock", None)
    if socket is not None:
        socket.settimeout(max(_SHORTEST_WAIT, until - time.monotonic()))


def _unpacked(packed: bytes, encoding: str, largest: int) -> bytes:
    """Decompress gzip up to the limit and not a byte beyond."""
    if encoding in {"", "identity"}:
        return packed
    if encoding not in {"gzip", "x-gzip"}:
        raise Unavailable("The registry's answer is packed in a way that was not asked for.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        body = unpacker.decompress(packed, largest + 1)
    except zlib.error as error:
        raise Unavailable("The registry's answer arrived damaged. Please try again.") from error
    if len(body) > largest:
        raise _too_large(largest)
    if not unpacker.eof:
        raise Unavailable("The registry's answer arrived cut short. Please try again.")
    return body


def _too_large(largest: int) -> AnswerTooLarge:
    return AnswerTooLarge(
        f"The registry's answer is larger than {largest // (1024 * 1024)} MB, so it was not added. "
        "Such a record can be imported from a file."
    )
