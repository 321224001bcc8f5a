"""Things that are done at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from unittest.mock import patch

from flask import Flask
from flask.testing import FlaskClient

from annotate import database
from annotate.accounts.credentials.password import hashing
from annotate.shares import passcodes
from annotate.web import admission

Answered = TypeVar("Answered")

PATIENCE = 60.0
"""Seconds that each waits for its turn: on a busy machine nobody is put off by the clock, which is tried elsewhere."""


def all_at_once(work: Sequence[Callable[[], Answered]]) -> list[Answered]:
    """Do everything at one moment, each in a thread of its own, and give what came of each."""
    barrier = Barrier(len(work))

    def one(do: Callable[[], Answered]) -> Answered:
        barrier.wait()
        return do()

    with (
        patch.object(database, "BUSY_TIMEOUT_MS", PATIENCE * 1000),
        patch.object(admission, "TURN_SECONDS", PATIENCE),
        patch.object(hashing._hasher, "_patience", PATIENCE),  # noqa: SLF001 - a setting of tests alone
        patch.object(passcodes._hasher, "_patience", PATIENCE),  # noqa: SLF001 - as above
        ThreadPoolExecutor(len(work)) as threads,
    ):
        return list(threads.map(one, work))


def at_once(app: Flask, like: FlaskClient, send: Callable[[FlaskClient], Answered], times: int) -> list[Answered]:
    """Send from browsers with the same cookies, all at one moment, and give what came of each."""

    def one() -> Answered:
        client = app.test_client()
        client._cookies = dict(like._cookies or {})  # noqa: SLF001 - werkzeug gives no other way to copy them
        return send(client)

    return all_at_once([one] * times)
