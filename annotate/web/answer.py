"""What every view gives."""

from werkzeug.wrappers import Response

Answer = Response | str | tuple[str, int, dict[str, str]]
"""A whole response; a page, for which all went well; or a page with its status and headers."""
