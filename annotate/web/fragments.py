"""Parts of pages for the scripts, which say so in a header: the same template, without the page around it."""

from flask import request

HEADER = "X-Fragment"
VERSION = "X-Version"
"""Names the version of a record that the page shows: a note stands elsewhere in each."""


def wanted() -> bool:
    """Tell whether a script asked, which puts the part into the page that it is on."""
    return request.headers.get(HEADER) == "1"


def version() -> str:
    """Give the id of the version that the page of the script shows; empty when it shows none."""
    return request.headers.get(VERSION, "")
