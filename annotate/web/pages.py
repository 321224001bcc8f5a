"""The pages of higher features that lower rooms link to. ``app.py`` names their endpoints, so that no lower room has to."""

import re
from dataclasses import astuple, dataclass

from flask import Flask, current_app

_EXTENSION = "annotate.pages"
_PATHS = "annotate.paths"
_VALUE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Pages:
    """Flask endpoints. Where an address names one thing, its values are ``registry_id``, ``number``, ``share_id`` or ``token``."""

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
    archive: str
    """Everything that a person stored, as one file."""
    deactivation: str
    deletion: str
    add_trial: str
    trial: str
    version: str
    participation: str
    """What taking part in a trial means, and whom to ask."""
    comparison: str
    """Two versions side by side; its values are ``registry_id``, ``old`` and ``new``."""
    shared: str
    whats_new: str
    counts: str
    """The numbers of the header alone."""
    following: str
    tables: str
    """Evidence tables."""
    new_table: str
    """The form for one; its address can name a search of trials or of notes."""
    rounds: str
    """Double readings; the address of one continues this one."""
    to_check: str
    """Notes whose place their author has to decide."""
    enquiries: str
    """What one has written to studies."""
    volunteers: str
    """Signing up for mail about trials, without an account."""
    new_link: str
    """The sheet for a link over one's notes on a trial."""
    new_link_over_trials: str
    """The same over one's notes on several trials."""
    landing: str
    """A page whose address holds a secret; no other page links to it."""
    notes_for_programs: str
    interface: str
    """What programs can ask for."""
    new_export: str
    """The sheet on which the format of an export is chosen."""
    snapshot: str
    """A version as a file that can be checked; its values are ``registry_id`` and ``number``."""
    verification: str
    """Whether this site holds a version with a digest."""
    notes_imports: str
    """The form for a file of notes."""
    citation_file: str
    """A version as a file for reference managers; its values are ``registry_id`` and ``number``, and behind the address ``format``."""
    then_and_now: str
    """One trial at four moments; its value is ``registry_id``."""
    moments_document: str
    """The same as a Word document."""


def attach(app: Flask, named: Pages) -> None:
    """Make the pages available to rooms and templates, once their views are registered; templates write ``root`` first."""
    app.extensions[_EXTENSION] = named
    app.extensions[_PATHS] = {
        endpoint: _VALUE.sub(r"{\1}", next(app.url_map.iter_rules(endpoint)).rule) for endpoint in astuple(named)
    }
    app.jinja_env.globals.update(pages=named, path_of=path_of)


def pages() -> Pages:
    """Return the pages that the application named."""
    found: Pages = current_app.extensions[_EXTENSION]
    return found


def path_of(endpoint: str, **values: object) -> str:
    """Return the path of one of these pages below the site's root. Values are our own ids and numbers, which need no quoting.

    Faster than ``url_for``, which searches the routes: a margin names hundreds of addresses.
    """
    paths: dict[str, str] = current_app.extensions[_PATHS]
    return paths[endpoint].format_map(values)
