"""Addresses of pages: the site's root on its host, and whole addresses, as in mails.

Whole addresses are made from settings, never from the request's host, which a client chooses.
"""

from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, current_app, has_request_context, request
from markupsafe import escape

from annotate.errors import NotFound

_EXTENSION = "annotate.public_address"
_NOWHERE = "http://localhost"


def attach(app: Flask, base: str, served_at: str, path: str) -> None:
    """Lead back to ``base`` (a setting), else to where the server listens; templates write ``root`` before a path.

    ``path`` is what the site is served below. A margin names hundreds of addresses: a call for each was felt.
    """
    app.extensions[_EXTENSION] = (base or served_at or _NOWHERE).rstrip("/")
    app.jinja_env.globals["root"] = escape(path)


def root() -> str:
    """Return the path that the site is served below; empty if it has a host of its own."""
    return request.script_root if has_request_context() else ""


def site_path(path: str) -> str:
    """Return a path of the site as a browser requests it."""
    return root() + path


def leading_here(path: str) -> str:
    """Return the whole address of a page, for use outside the site; ``path`` is as ``url_for`` returns it."""
    base: str = current_app.extensions[_EXTENSION]
    return base + path.removeprefix(root())


class Below:
    """Serves an application below a path, whether the proxy passes that path on or removes it."""

    def __init__(self, app: WSGIApplication, prefix: str) -> None:
        """Serve the application below ``prefix``, such as ``/annotate``."""
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Call the application, which makes its addresses below the prefix."""
        path: str = environ.get("PATH_INFO", "")
        if path == self._prefix or path.startswith(f"{self._prefix}/"):
            environ["PATH_INFO"] = path.removeprefix(self._prefix) or "/"
        environ["SCRIPT_NAME"] = self._prefix
        return self._app(environ, start_response)


def here() -> str:
    """Return the requested address, without the host."""
    query = request.query_string.decode("ascii", "ignore")
    return quote(site_path(request.path)) + (f"?{query}" if query else "")


def asked_number(name: str, within: range, refusal: str) -> int | None:
    """Return a number from the query, None if absent; raises NotFound(refusal) for any other text."""
    text = request.args.get(name)
    if text is None:
        return None
    # ASCII digits alone, as our own links have them: int() takes blanks, underscores and the digits of every script.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(within.stop)) and int(text) in within):
        raise NotFound(refusal)
    return int(text)
