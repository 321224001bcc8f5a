"""Run the parent of the web processes, by granian."""

import logging
import resource
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.common import AbstractWorker

from annotate.serving import signals, web_process
from annotate.serving.web_process import CONNECTIONS
from annotate.settings import Settings
from annotate.web import admission, logs, metrics

log = structlog.get_logger(__name__)

STOPPING_SECONDS = 30
"""How long requests under way may take to end when the server stops."""

HEADER_SECONDS = 15
"""How long the head of a request may take to arrive, and how long an idle connection is kept."""

_HEAD_BYTES = 64 * 1024
_SPARE_FILES = 512


def serve(
    settings: Settings,
    address: str,
    port: int,
    *,
    application: Callable[[], Callable[..., Any]],
    ready: Callable[[], None],
) -> None:
    """Serve until a signal; each web process makes its own ``application``. Calls ``ready`` when the address is taken.

    Raises WrongSettings when the port of the metrics is not to be had.
    At the first signal no connection is taken any more, and requests under way may end; at the second, or when they
    take too long, they are cut.
    """
    logs.configure(every_request=settings.production)
    let_go = metrics.begin(settings) if settings.metrics_port else None
    _allow_files(CONNECTIONS + _SPARE_FILES)
    server = Granian(
        "annotate.app:create_app",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=admission.THREADS,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        # HTTP/1.1 alone: what stands in front speaks it, and what is not there cannot be attacked.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=_HEAD_BYTES),
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        # Its lines go the way of all others.
        log_dictconfig={"loggers": {"_granian": {"level": "WARNING"}}},
    )
    # It finds the threads many. They wait for bodies and for their turn: admission lets few of them work.
    logging.getLogger("_granian").addFilter(lambda line: "Python threads" not in line.getMessage())
    signals.block_in_forks()
    stop = partial(_stop, server.wrks, server.signal_handler_interrupt)
    # Its own workers_kill_timeout knows no second signal, and may warn of a process that has just ended.
    server.on_startup(lambda: signals.stop_parent(stop, partial(_cut, server.wrks), STOPPING_SECONDS))
    server.on_startup(ready)
    guarded = None if settings.proxy_hops else port  # behind a proxy, all connections come from there
    server.serve(target_loader=partial(web_process.begin, application, let_go, guarded), wrap_loader=False)


def _stop(processes: Sequence[AbstractWorker], stop: Callable[[], None]) -> None:
    """Ask the web processes to end, which Ctrl-C has told them as well: one that is quicker than this did not fail."""
    for process in processes:
        process.interrupt_by_parent = True
    stop()


def _cut(processes: Sequence[AbstractWorker]) -> None:
    """End the web processes with all that they are at."""
    log.warning("requests under way are cut")
    for process in list(processes):
        process.kill()  # type: ignore[no-untyped-call]  # granian leaves it untyped


def _allow_files(wanted: int) -> None:
    """Let the processes keep so many files open, as far as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
