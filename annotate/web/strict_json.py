"""Requests' JSON is read strictly: see ``annotate.core.strict_json``."""

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from annotate.core.strict_json import read_json

MOST_VALUES = 100_000
"""Values and names in one text."""


class StrictJSON(DefaultJSONProvider):
    """Raises ValueError for what ``read_json`` refuses; Flask then answers 400."""

    def loads(self, s: str | bytes, **_options: Any) -> Any:  # noqa: ANN401 - the base class gives anything
        """Parse one text."""
        return read_json(s.decode("utf-8") if isinstance(s, bytes) else s, MOST_VALUES)


def attach(app: Flask) -> None:
    """Read every request's JSON strictly."""
    app.json = StrictJSON(app)
