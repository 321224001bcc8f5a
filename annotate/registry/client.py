"""Client of the registry's API: one record by its id, with retries and bounded answers.

Source: the registry's OpenAPI description 2.0.x, ``GET /studies/{nctId}``; errors are plain text there, and a record
that was merged into another one answers 301.
"""

import time
import zlib
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, HTTPHeaderDict, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError

from annotate.core.record import normalise_registry_id
from annotate.errors import NotFound, Unavailable

LARGEST_ANSWER = 5 * 1024 * 1024
"""Bytes of one answer, packed or unpacked."""
PAGE_SECONDS = 10.0
"""Longest time that a person waits for a page."""

_CONNECT_SECONDS = 3.0
_LONGEST_REDIRECTION = 3
_SHORTEST_WAIT = 0.05  # seconds
_CHUNK = 64 * 1024
_BUSY = frozenset({429, 500, 502, 503, 504})
_MISSING = frozenset({400, 404})  # a well-formed id that the registry refuses answers 400 too
_TRIES = Retry(
    total=3, status_forcelist=_BUSY, backoff_factor=0.25, backoff_jitter=0.25, backoff_max=4, retry_after_max=3600
)

_DOWN = "The registry does not answer just now. Nothing was changed; please try again in a moment."
_TOO_LARGE = (
    f"The registry's answer is larger than {LARGEST_ANSWER // (1024 * 1024)} MB, so it was not added. "
    "Such a record can be imported from a file."
)


@lru_cache(maxsize=4)
def kept_client(base_url: str, timeout: float) -> "RegistryClient":
    """Return this process's client of a registry, which reuses connections."""
    return RegistryClient(base_url, timeout=timeout)


class RegistryClient:
    """Fetches records from the registry's API at ``base_url``."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float,
        patience: float = PAGE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Set the limits for one record: ``timeout`` seconds of silence, ``patience`` seconds in all."""
        self._base_url = base_url
        self._timeout = timeout
        self._patience = patience
        self._sleep = sleep
        self._pool = PoolManager(
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "annotate"}, maxsize=2
        )

    def fetch(self, registry_id: str) -> bytes:
        """Return the record's JSON as the registry sends it. Raises NotFound, Unavailable; ValueError for an invalid id."""
        normal = normalise_registry_id(registry_id)
        until = time.monotonic() + self._patience
        tries = _TRIES
        url = f"{self._base_url}/studies/{normal}"
        redirected = 0
        while True:
            try:
                response = self._ask(url, until)
                with response:
                    if response.status == HTTPStatus.OK:
                        return self._body(response, until)
                    if response.status in _MISSING:
                        raise NotFound(f"The registry has no {normal}.")
                    if response.get_redirect_location():
                        redirected += 1
                        url = self._within(url, response, redirected)
                        continue
                    if response.status not in _BUSY:
                        raise Unavailable(f"The registry refused the request for {normal} (status {response.status}).")
                    tries = self._count(tries, response=response)
                    wait = self._asked_wait(tries, response)
            except HTTPError as error:
                tries = self._count(tries, error=error)
                wait = tries.get_backoff_time()
            if time.monotonic() + wait >= until:
                raise Unavailable(_DOWN, retry_after=max(5, round(wait)))
            self._sleep(wait)

    def _ask(self, url: str, until: float) -> BaseHTTPResponse:
        left = max(_SHORTEST_WAIT, until - time.monotonic())
        timeout = Timeout(connect=min(_CONNECT_SECONDS, left), read=min(self._timeout, left))
        return self._pool.request("GET", url, timeout=timeout, retries=False, redirect=False, preload_content=False)

    @staticmethod
    def _count(tries: Retry, *, response: BaseHTTPResponse | None = None, error: Exception | None = None) -> Retry:
        """Count one failed attempt; raises Unavailable if it was the last."""
        try:
            return tries.increment("GET", "/", response=response)
        except MaxRetryError:
            raise Unavailable(_DOWN) from error

    @staticmethod
    def _asked_wait(tries: Retry, response: BaseHTTPResponse) -> float:
        try:
            asked = tries.get_retry_after(response) or 0.0
        except InvalidHeader:
            asked = 0.0
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

    @staticmethod
    def _body(response: BaseHTTPResponse, until: float) -> bytes:
        """Read a bounded answer in bounded time, whatever its stated length."""
        headers: HTTPHeaderDict = response.headers
        if "json" not in headers.get("Content-Type", "json"):
            raise Unavailable("The registry answered with something that is not a record. Please try again later.")
        packed = bytearray()
        while chunk := response.read1(_CHUNK, decode_content=False):
            packed += chunk
            _hurry(response, until)
            if len(packed) > LARGEST_ANSWER:
                raise Unavailable(_TOO_LARGE)
            if time.monotonic() > until:
                raise Unavailable(_DOWN)
        return _unpacked(bytes(packed), headers.get("Content-Encoding", "identity").strip().lower())


def _hurry(response: BaseHTTPResponse, until: float) -> None:
    """Limit the wait for the next part of the answer to the time left: it may come byte by byte."""
    socket = getattr(response.connection, "sock", None)
    if socket is not None:
        socket.settimeout(max(_SHORTEST_WAIT, until - time.monotonic()))


def _unpacked(packed: bytes, encoding: str) -> bytes:
    """Decompress gzip up to the limit and not a byte beyond."""
    if encoding in {"", "identity"}:
        return packed
    if encoding not in {"gzip", "x-gzip"}:
        raise Unavailable("The registry's answer is packed in a way that was not asked for.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        body = unpacker.decompress(packed, LARGEST_ANSWER + 1)
    except zlib.error as error:
        raise Unavailable("The registry's answer arrived damaged. Please try again.") from error
    if len(body) > LARGEST_ANSWER:
        raise Unavailable(_TOO_LARGE)
    if not unpacker.eof:
        raise Unavailable("The registry's answer arrived cut short. Please try again.")
    return body
