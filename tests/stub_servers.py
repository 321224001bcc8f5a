"""Servers that play a neighbour in tests: an error of their own fails the test, and does not pass for an answer."""

import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class StubServer(socketserver.ThreadingTCPServer):
    """A server on a free port of this machine, with a thread for each connection; collects the errors of its handlers."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, handler: type[socketserver.BaseRequestHandler]) -> None:
        """Listen."""
        super().__init__(("127.0.0.1", 0), handler)
        self.errors: list[Exception] = []

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port: int = self.server_address[1]
        return port

    def handle_error(self, *_request: object) -> None:
        """Store what a handler raised, unless its client went away; printed, it would speak in whichever test runs then."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ConnectionError):
            self.errors.append(error)


@contextmanager
def running(handler: type[socketserver.BaseRequestHandler]) -> Iterator[StubServer]:
    """Run a server until the block ends, which then raises what the server's handlers had raised."""
    with StubServer(handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            if server.errors:
                raise ExceptionGroup("a stub server broke", server.errors)
