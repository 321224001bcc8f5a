"""Static files, served under one digest of the whole tree, so browsers may cache them for ever."""

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Request, current_app, redirect, send_from_directory, url_for
from werkzeug.wrappers import Response

from annotate.resources import STATIC
from annotate.web.public_url import site_path

blueprint = Blueprint("assets", __name__)

_ONE_YEAR = 31_536_000  # seconds


def attach(app: Flask) -> None:
    """Serve the files and give templates ``static_url(name)``."""
    digest = tree_digest(STATIC)
    app.config["STATIC_DIGEST"] = digest
    app.register_blueprint(blueprint)
    # Not url_for: a page names dozens of files, whose addresses never change.
    app.add_template_global(lambda name: site_path(f"/static/{digest}/{name}"), "static_url")


def is_for_files(request: Request) -> bool:
    """True for requests of public files: no session is opened for them, because shared caches store the answers."""
    return request.path.startswith("/static/") or request.path == "/favicon.ico"


def tree_digest(folder: Path) -> str:
    """Return 16 hex digits over the names and bytes of every file below ``folder``."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]


@blueprint.get("/static/<digest>/<path:name>")
def file(digest: str, name: str) -> Response:
    """Serve a file of the current tree; redirect the address of an earlier tree."""
    current: str = current_app.config["STATIC_DIGEST"]
    if digest != current:
        return redirect(url_for(".file", digest=current, name=name))
    response = send_from_directory(STATIC, name, max_age=_ONE_YEAR)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Serve the icon under its old name."""
    return redirect(url_for(".file", digest=current_app.config["STATIC_DIGEST"], name="icons/favicon.svg"))
