"""Parts of pages for scripts, which ask by a header: the same template without the page around it."""

from flask import request

HEADER = "X-Fragment"
VERSION = "X-Version"
"""Header with the version of a record that the page shows: a note's place differs between versions."""


def wanted() -> bool:
    """True if a script asked, which inserts the part into its page."""
    return request.headers.get(HEADER) == "1"


def version() -> str:
    """Return the id of the version that the script's page shows; empty if it shows none."""
    return request.headers.get(VERSION, "")
