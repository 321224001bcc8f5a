"""Addresses for programs. No cookie is read below them, so no cookie can be abused there."""

from flask import Request

ROOT = "/api"
"""Prefix of all addresses for programs."""


def is_for_programs(request: Request) -> bool:
    """True if the request goes to an address for programs.

    Only there are access tokens accepted (``web.identity``); cookies are not read there (``web.sessions``).
    """
    return request.path.startswith(f"{ROOT}/")
