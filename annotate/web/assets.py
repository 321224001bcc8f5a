"""Static files, served under one digest of the whole tree, so browsers may cache them for ever; text is sent compressed.

Compressing gives nothing away here: the files are public, and hold nothing of any request (the attack BREACH needs a secret and
words of the attacker's choice in one answer).
"""

import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Flask, Request, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from annotate.resources import STATIC
from annotate.web.bundles import script_bundle, style_bundle
from annotate.web.packed import FOR_EVER, PackedBody, packed_response
from annotate.web.public_url import site_path

blueprint = Blueprint("assets", __name__)

_ONE_YEAR = 31_536_000  # seconds
_FILES = "annotate.static"
_BUNDLES: Mapping[str, Callable[[Path], str]] = {
    "js/main.js": script_bundle,
    "js/other-pages.js": lambda entry: script_bundle(entry, beside=entry.with_name("main.js")),
    "css/main.css": style_bundle,
}
"""What these files import is sent with them."""
_TEXT = ("text/", "image/svg", "application/javascript")


@dataclass(frozen=True)
class Asset:
    """A static file as it is sent; it is read when it is asked for first."""

    path: Path
    name: str

    @property
    def mimetype(self) -> str:
        """Its kind."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @cached_property
    def body(self) -> bytes:
        """Its bytes; those of a bundle have everything that the file imports."""
        make = _BUNDLES.get(self.name)
        return make(self.path).encode() if make else self.path.read_bytes()

    @cached_property
    def packed(self) -> PackedBody | None:
        """The same in the codings of browsers, if it is text."""
        return PackedBody(self.body, FOR_EVER) if self.mimetype.startswith(_TEXT) else None


def attach(app: Flask) -> None:
    """Serve the files and give templates ``static_url(name)``."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    app.extensions[_FILES] = {name: Asset(path, name) for name, path in files.items()}
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
    files: Mapping[str, Asset] = current_app.extensions[_FILES]
    asset = files.get(name)
    if asset is None:
        abort(404)
    if asset.packed is not None:
        response = packed_response(asset.packed, asset.mimetype, digest)
    else:
        response = Response(asset.body, mimetype=asset.mimetype)
        response.set_etag(digest)
    response.cache_control.max_age = _ONE_YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response.make_conditional(request)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Serve the icon under its old name."""
    return redirect(url_for(".file", digest=current_app.config["STATIC_DIGEST"], name="icons/favicon.svg"))
