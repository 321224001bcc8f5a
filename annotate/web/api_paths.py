"""Addresses for programs. No cookie is read below them, so no cookie can be abused there."""

from flask import Request

ROOT = "/api"
"""Prefix of the addresses of our own interface."""

W3C_ROOT = "/w3c"
"""Prefix of the addresses of the Web Annotation Protocol."""

HYPOTHESIS_ROOT = "/hypothesis/api"
"""Prefix of the addresses of the API of Hypothesis."""

ROOTS = (ROOT, W3C_ROOT, HYPOTHESIS_ROOT)
"""Prefixes of all addresses for programs."""

_OPEN_TO_SITES = (f"{HYPOTHESIS_ROOT}/",)

_BEGINNINGS = tuple(f"{root}/" for root in ROOTS)


def is_for_programs(request: Request) -> bool:
    """True if the request goes to an address for programs.

    Only there are access tokens accepted (``web.identity``); cookies are not read there (``web.sessions``).
    """
    return request.path.startswith(_BEGINNINGS)


def is_open_to_sites(request: Request) -> bool:
    """True if pages of other sites may ask there: the browser client of Hypothesis does, and shows its token as all programs do."""
    return request.path.startswith(_OPEN_TO_SITES)
