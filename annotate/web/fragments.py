"""Parts of pages for the scripts, which say so in a header: the same template, without the page around it."""

from flask import request

HEADER = "X-Fragment"


def wanted() -> bool:
    """Tell whether a script asked, which puts the part into the page that it is on."""
    return request.headers.get(HEADER) == "1"
