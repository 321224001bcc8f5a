"""Strict JSON of requests: what every reader understands alike (RFC 8259, I-JSON of RFC 7493), with bounded depth."""

import re
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from annotate.core.text import storable

MOST_DEPTH = 32
"""Deepest nesting of objects and lists."""

MOST_VALUES = 100_000
"""Values and names in one text."""

_DIGITS = 30
# A string, to its end or the end of the text; or a bracket.
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{\]}]', re.DOTALL)


class StrictJSON(DefaultJSONProvider):
    """Refuses NaN, duplicate names, text that cannot be stored, and deep nesting; raises ValueError.

    Flask then answers 400.
    """

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:  # noqa: ANN401 - the base class gives anything
        """Parse one text."""
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        _refuse_depth(text)
        value = super().loads(
            text,
            parse_constant=_refuse_constant,
            parse_int=_whole_number,
            parse_float=_number,
            object_pairs_hook=_without_twins,
            **kwargs,
        )
        _refuse_unstorable(value)
        return value


def attach(app: Flask) -> None:
    """Read every request's JSON strictly."""
    app.json = StrictJSON(app)


def _refuse_depth(text: str) -> None:
    """Count brackets outside of strings before the parser recurses into them."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise ValueError("too deep")
        elif found[0] in "]}":
            depth -= 1


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _whole_number(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("too large a number")
    return number


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("a name comes twice")
    return named


def _refuse_unstorable(value: object) -> None:
    waiting = [value]
    seen = 0
    while waiting:
        seen += 1
        if seen > MOST_VALUES:
            raise ValueError("too many values")
        match waiting.pop():
            case str() as text if not storable(text):
                raise ValueError("a character that cannot be stored")
            case dict() as named:
                waiting += [*named, *named.values()]
            case list() as several:
                waiting += several
            case _:
                pass
