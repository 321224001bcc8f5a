"""Requests that browsers of one person send at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient

Answered = TypeVar("Answered")


def at_once(app: Flask, like: FlaskClient, send: Callable[[FlaskClient], Answered], times: int) -> list[Answered]:
    """Send from browsers with the same cookies, all at one moment, and give what came of each."""
    barrier = Barrier(times)

    def one(_: int) -> Answered:
        client = app.test_client()
        client._cookies = dict(like._cookies or {})  # noqa: SLF001 - werkzeug gives no other way to copy them
        barrier.wait()
        return send(client)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))
