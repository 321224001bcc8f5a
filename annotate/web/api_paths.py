"""Addresses for programs. No cookie is read below them, so no cookie can be abused there."""

from flask import Request

ROOT = "/api"
"""Prefix of the addresses of our own interface."""

W3C_ROOT = "/w3c"
"""Prefix of the addresses of the Web Annotation Protocol."""

ROOTS = (ROOT, W3C_ROOT)
"""Prefixes of all addresses for programs."""

_BEGINNINGS = tuple(f"{root}/" for root in ROOTS)


def is_for_programs(request: Request) -> bool:
    """True if the request goes to an address for programs.

    Only there are access tokens accepted (``web.identity``); cookies are not read there (``web.sessions``).
    """
    return request.path.startswith(_BEGINNINGS)
