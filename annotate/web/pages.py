"""Pages that rooms lead to without knowing the features that show them: the application names their endpoints."""

import re
from dataclasses import astuple, dataclass

from flask import Flask, current_app

_EXTENSION = "annotate.pages"
_PATHS = "annotate.paths"
_VALUE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Pages:
    """Endpoints as Flask knows them; those of one thing take its ``registry_id``, ``number``, ``share_id`` or ``token``."""

    search: str
    notes: str
    links: str
    replies: str
    activity: str
    notifications: str
    trash: str
    account: str
    devices: str
    sign_in: str
    sign_up: str
    sign_out: str
    trial: str
    version: str
    shared: str
    to_check: str
    """Notes whose place is for their author to decide."""
    landing: str
    """Whose address holds a secret: it is written on no other page."""
    notes_for_programs: str


def attach(app: Flask, named: Pages) -> None:
    """Let rooms and templates lead to these, as ``pages``, whose views are registered; before ``path_of`` goes ``root``."""
    app.extensions[_EXTENSION] = named
    app.extensions[_PATHS] = {
        endpoint: _VALUE.sub(r"{\1}", next(app.url_map.iter_rules(endpoint)).rule) for endpoint in astuple(named)
    }
    app.jinja_env.globals.update(pages=named, path_of=path_of)


def pages() -> Pages:
    """Give what the application named."""
    found: Pages = current_app.extensions[_EXTENSION]
    return found


def path_of(endpoint: str, **values: object) -> str:
    """Give the path of one of the pages, below the site's own; ids and numbers in it need no quoting.

    A margin names hundreds of addresses: that ``url_for`` looks each up among the routes was felt.
    """
    paths: dict[str, str] = current_app.extensions[_PATHS]
    return paths[endpoint].format_map(values)
