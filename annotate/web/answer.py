"""The return type of views."""

from werkzeug.wrappers import Response

Answer = Response | str | tuple[str, int, dict[str, str]]
"""A response; a page with status 200; or a page with its status and headers."""
