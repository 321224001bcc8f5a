"""Metrics for Prometheus: number, duration and status of requests, by route and never by person.

All web processes count into files of one folder; the parent serves the sums on a local address. The library decides at its
first import whether it counts in files, so it is imported once that is known.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from annotate.settings import Settings, WrongSettings
from annotate.wal import wal_bytes
from annotate.web.logs import METHODS

if TYPE_CHECKING:
    from prometheus_client import Metric

ADDRESS = "127.0.0.1"
"""Only this machine may read the metrics."""

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def begin(settings: Settings) -> Callable[[], None]:
    """Serve the sums of all processes on the configured port; returns the function by which a web process closes that port.

    Raises WrongSettings if the port is not free.
    """
    folder = settings.data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[_FOLDER] = str(folder)
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 - see the top of this file
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - see the top of this file

    registry = CollectorRegistry()
    registry.register(_Living(folder))
    registry.register(_Disk(settings))
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it untyped
    try:
        server, _thread = start_http_server(settings.metrics_port, ADDRESS, registry)
    except OSError as error:
        raise WrongSettings(
            f"ANNOTATE_METRICS_PORT: port {settings.metrics_port} is not to be had: {error.strerror}."
        ) from error
    return server.socket.close


def attach(app: Flask) -> None:
    """Count this application's requests, if the parent serves metrics."""
    if _FOLDER not in os.environ:
        return
    from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: PLC0415 - see the top of this file

    registry = CollectorRegistry()
    total = Counter("annotate_requests", "Requests answered.", ("route", "method", "status"), registry=registry)
    seconds = Histogram(
        "annotate_request_seconds", "Time to answer a request.", ("route",), registry=registry, buckets=_SECONDS
    )
    under_way = Gauge(
        "annotate_requests_under_way", "Requests worked on now.", registry=registry, multiprocess_mode="livesum"
    )

    @app.before_request
    def begin_counting() -> None:
        g.counted_from = time.perf_counter()
        under_way.inc()

    @app.after_request
    def count(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        total.labels(route, method, str(response.status_code)).inc()
        if "counted_from" in g:
            seconds.labels(route).observe(time.perf_counter() - g.counted_from)
        return response

    @app.teardown_request
    def end_counting(_error: BaseException | None) -> None:
        if g.pop("counted_from", None) is not None:
            under_way.dec()


class _Living:
    """Collects nothing; removes the files of ended processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> "Iterator[Metric]":
        """Remove the current requests of ended processes."""
        for file in self._folder.glob("gauge_live*.db"):
            if not Path("/proc", file.stem.rpartition("_")[2]).exists():
                with suppress(FileNotFoundError):
                    file.unlink()
        yield from ()


class _Disk:
    """Reports the free disk space, and the size of SQLite's log."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> "Iterator[Metric]":
        """Measure now."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see the top of this file

        free = shutil.disk_usage(self._settings.data).free
        yield GaugeMetricFamily("annotate_disk_free_bytes", "Free space in the data folder.", value=free)
        log_bytes = wal_bytes(self._settings.database_url)
        if log_bytes is not None:
            yield GaugeMetricFamily("annotate_wal_bytes", "Length of SQLite's write-ahead log.", value=log_bytes)
