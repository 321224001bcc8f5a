"""Strict JSON: what every reader understands alike (RFC 8259, I-JSON of RFC 7493), with bounded depth, size and numbers."""

import json
import re
from typing import Any

from annotate.core.text import storable

MOST_DEPTH = 32
"""Deepest nesting of objects and lists."""

_DIGITS = 30
# A string, to its end or the end of the text; or a bracket or comma.
_SIGNS = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{\]},]', re.DOTALL)


def read_json(text: str, most_values: int) -> Any:  # noqa: ANN401 - JSON is anything
    """Parse one text of at most ``most_values`` values and names.

    Raises ValueError for what is no JSON, and for NaN, duplicate names, numbers too large, text that cannot be stored, deep
    nesting, and too many values. Brackets and commas are counted first: the parser recurses into the ones, and takes memory for
    what the others part.
    """
    _refuse_structure(text, most_values)
    value = json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_int=_whole_number,
        parse_float=_number,
        object_pairs_hook=_without_twins,
    )
    _refuse_unstorable(value, most_values)
    return value


def _refuse_structure(text: str, most_values: int) -> None:
    depth = parts = 0
    for found in _SIGNS.finditer(text):
        sign = found[0]
        if sign in "[{,":
            parts += 1
            if parts > most_values:
                raise ValueError("too many values")
        if sign in "[{":
            depth += 1
            if depth > MOST_DEPTH:
                raise ValueError("too deep")
        elif sign in "]}":
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


def _refuse_unstorable(value: object, most_values: int) -> None:
    waiting = [value]
    seen = 0
    while waiting:
        seen += 1
        if seen > most_values:
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
