"""Statements that are built once and cached: most of a page's time went into building the same ones for every request.

A builder is called once for each shape of its arguments, with a placeholder for every value. The cached statement holds no
values: each request sends its own to the database as parameters.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass, replace
from datetime import datetime
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import BindParameter, ClauseElement, Integer, Select, String
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

from annotate.cache import Cache
from annotate.database import UtcDateTime

Given = ParamSpec("Given")
Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]])

MOST_SHAPES = 200
"""Most cached statements of one builder; the least recently used are evicted."""

_TYPES: Mapping[type, TypeEngine[Any]] = {str: String(), int: Integer(), datetime: UtcDateTime()}


def prepared(build: Callable[Given, Statement]) -> Callable[Given, tuple[Statement, dict[str, Any]]]:
    """Return a builder's statement and the values of this call: ``session.scalars(*notes_of(viewer))``.

    A builder takes text, numbers and instants, lists of text for ``in_``, and tuples and dataclasses of all these. It may
    compare columns with values, but not inspect values: None, True, False, members of an Enum and the length of a tuple belong
    to the shape, all else is a placeholder. Raises TypeError for other arguments, for a builder that inspects a value, and for
    one that reads the time, which would be cached.
    """
    cached: Cache[object, tuple[Statement, tuple[str, ...]]] = Cache(MOST_SHAPES, weigh=lambda _: 1)
    names = build.__code__.co_varnames[: build.__code__.co_argcount]

    @wraps(build)
    def give(*args: Given.args, **named: Given.kwargs) -> tuple[Statement, dict[str, Any]]:
        arguments = dict(zip(names[: len(args)], args, strict=True)) | named
        values: dict[str, Any] = {}
        shape = tuple([(name, _taken(name, given, values)) for name, given in arguments.items()])

        def make() -> tuple[Statement, tuple[str, ...]]:
            made = build(**{name: _placeholder(name, given) for name, given in arguments.items()})  # type: ignore[call-arg]  # placeholders replace the typed values
            return made, _used(made, values)

        statement, used = cached.get(shape, make)
        return statement, {name: values[name] for name in used}

    return give


class Placeholder(BindParameter[Any]):
    """Placeholder of a value while a statement is built; any use of the value itself raises TypeError.

    With a plain parameter, ``label == "none"`` is an expression that ``if`` takes for False, and an f-string writes its name. A
    search in a set is not noticed: it asks only for the hash, and statements are built of hashed parts.
    """

    inherit_cache = True

    def operate(self, op: Callable[..., Any], *other: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the base class's signature
        """Make an expression with a column; raises TypeError for a comparison with a plain value."""
        if op in _COMPARISONS and not all(
            hasattr(each, "__clause_element__") or isinstance(each, ClauseElement) for each in other
        ):
            raise TypeError(
                f"{self.key} is a placeholder while a statement is built: it cannot be compared with {other[0]!r}"
            )
        return super().operate(op, *other, **kwargs)

    def __bool__(self) -> bool:
        """Raise: the value is not known."""
        raise TypeError(f"{self.key} is a placeholder while a statement is built: whether it is empty is not known")

    def __str__(self) -> str:
        """Raise: the text is not known."""
        raise TypeError(f"{self.key} is a placeholder while a statement is built: its text is not known")

    def __format__(self, _spec: str) -> str:
        """Raise, as for ``str``."""
        return str(self)


_COMPARISONS = {operators.eq, operators.ne, operators.lt, operators.le, operators.gt, operators.ge}


def _taken(name: str, given: object, values: dict[str, Any]) -> object:
    """Return an argument's shape; put its values into ``values`` under names of their own."""
    kind = type(given)
    if kind in _TYPES or kind is list:
        values[name] = given
        return kind
    if given is None or isinstance(given, bool | Enum):
        return given
    if isinstance(given, tuple):
        return (kind, *[_taken(f"{name}__{place}", part, values) for place, part in enumerate(given)])
    return (kind, *[_taken(f"{name}__{part}", getattr(given, part), values) for part in _parts(kind)])


def _placeholder(name: str, given: Any) -> Any:  # noqa: ANN401 - replaces a value of any type
    """Return the argument with placeholders for its values."""
    kind = type(given)
    if kind in _TYPES:
        return Placeholder(name, type_=_TYPES[kind])
    if kind is list:
        return Placeholder(name, type_=String(), expanding=True)
    if given is None or isinstance(given, bool | Enum):
        return given
    if isinstance(given, tuple):
        return tuple(_placeholder(f"{name}__{place}", part) for place, part in enumerate(given))
    return replace(given, **{part: _placeholder(f"{name}__{part}", getattr(given, part)) for part in _parts(kind)})


def _parts(kind: type) -> Iterable[str]:
    if not is_dataclass(kind):
        raise TypeError(f"no statement is prepared for a {kind.__name__}")
    return kind.__dataclass_fields__


def _used(statement: Select[Any], values: Mapping[str, Any]) -> tuple[str, ...]:
    found = [each for each in iterate(statement) if isinstance(each, BindParameter)]
    if any(isinstance(each.value, datetime) for each in found):
        raise TypeError("an instant was built into a statement that is kept")
    return tuple({each.key for each in found} & values.keys())
