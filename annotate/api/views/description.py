"""The description of the interface: as a document for programs, open to everybody, and what a page shows of it."""

import json
from collections.abc import Iterator

from flask import current_app

from annotate import __version__
from annotate.api.description import DescribedView, Json, describe
from annotate.api.operations import Operation
from annotate.api.views.blueprint import JSON, OPERATIONS, operation
from annotate.web.answer import Answer
from annotate.web.public_url import leading_here

_EXTENSION = "annotate.description"


@operation("GET", "/openapi.json", Operation({200: None}, scope=None))
def openapi() -> Answer:
    """Describe every address, for programs that write programs."""
    headers = {"Content-Type": JSON, "Cache-Control": "public, max-age=300"}
    return json.dumps(described(), ensure_ascii=False), 200, headers


def described() -> Json:
    """Give the description of this instance's interface, which is made once: strangers ask for it, and it takes a while."""
    known = current_app.extensions
    if _EXTENSION not in known:
        known[_EXTENSION] = describe(_views(), version=__version__, server=leading_here("/").rstrip("/"))
    found: Json = known[_EXTENSION]
    return found


def _views() -> Iterator[DescribedView]:
    """Give every address of the interface, in the order of the rooms and then of the addresses."""
    found = [
        DescribedView(
            name=rule.endpoint.partition(".")[2],
            room=current_app.view_functions[rule.endpoint].__module__.rpartition(".")[2],
            method=method,
            rule=rule.rule,
            words=current_app.view_functions[rule.endpoint].__doc__ or "",
            operation=OPERATIONS[rule.endpoint],
        )
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint in OPERATIONS
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    yield from sorted(found, key=lambda view: (view.room == "description", view.room, view.path, view.method))
