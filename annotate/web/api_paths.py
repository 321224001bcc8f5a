"""Which requests come from programs: below one address there are no cookies, so that nobody can be made to act by theirs."""

from flask import Request

ROOT = "/api"
"""What every address for programs begins with."""


def is_for_programs(request: Request) -> bool:
    """Tell whether the request goes to an address for programs.

    There no cookie is read (``web.sessions``) and an access token is believed (``web.identity``); nowhere else is one.
    """
    return request.path.startswith(f"{ROOT}/")
