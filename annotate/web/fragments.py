"""Parts of pages for scripts, which ask by a header: the same template without the page around it."""

from flask import request

HEADER = "X-Fragment"
NOTE = "X-Note"
"""Header with the id of the note that a script acts on: its card is in the answer, however many notes there are."""
VERSION = "X-Version"
"""Header with the version of a record that the page shows: a note's place differs between versions."""


def wanted() -> bool:
    """True if a script asked, which inserts the part into its page."""
    return request.headers.get(HEADER) == "1"


def version() -> str:
    """Return the id of the version that the script's page shows; empty if it shows none."""
    return request.headers.get(VERSION, "")


def note() -> str:
    """Return the id of the note that the script acts on; empty if there is none."""
    return request.headers.get(NOTE, "")
