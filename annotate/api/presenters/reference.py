"""The page on the interface for programs, read from its description (``annotate.api.description``)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "null", "object": "object"}
_FORMATS = {"date-time": "instant"}


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A part of the words on a type; a shape's name leads to the shape."""

    words: str
    is_shape: bool = False


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a shape, or something that stands in or behind an address."""

    name: str
    type: tuple[TypeWord, ...]
    words: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer by its status."""

    status: str
    words: str
    shape: str
    """The name of its shape; empty without one."""


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One method of one address."""

    name: str
    method: str
    path: str
    words: str
    scope: str
    """What a token has to allow; empty where none is needed."""
    parameters: tuple[FieldLine, ...]
    takes: str
    """The name of the body's shape; empty without one."""
    answers: tuple[AnswerLine, ...]
    refusals: tuple[str, ...]
    """The statuses of its refusals, which the page explains once."""


@dataclass(frozen=True, slots=True)
class ShapeEntry:
    """A shape of what is sent or answered."""

    name: str
    words: str
    fields: tuple[FieldLine, ...]
    example: str
    """JSON of one; empty without any."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The page."""

    rooms: tuple[tuple[str, tuple[OperationEntry, ...]], ...]
    shapes: tuple[ShapeEntry, ...]
    refusals: tuple[AnswerLine, ...]


def reference(described: Schema) -> Reference:
    """Show a description of OpenAPI 3.1."""
    rooms: dict[str, list[OperationEntry]] = {tag["name"]: [] for tag in described["tags"]}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            rooms[operation["tags"][0]].append(_operation(method.upper(), path, operation))
    parts = described["components"]
    return Reference(
        tuple((room, tuple(entries)) for room, entries in rooms.items()),
        tuple(_shape(name, schema) for name, schema in sorted(parts["schemas"].items()) if "properties" in schema),
        tuple(AnswerLine(status, refusal["description"], "") for status, refusal in parts["responses"].items()),
    )


def _operation(method: str, path: str, said: Schema) -> OperationEntry:
    answers = said["responses"].items()
    (allowed,) = said["security"] or [{"token": [""]}]
    return OperationEntry(
        said["operationId"],
        method,
        path,
        said["summary"],
        allowed["token"][0],
        tuple(
            FieldLine(each["name"], tuple(_type(each["schema"])), each["description"], each.get("required", False))
            for each in said["parameters"]
        ),
        _named(said["requestBody"]) if "requestBody" in said else "",
        tuple(
            AnswerLine(status, answer["description"], _named(answer))
            for status, answer in answers
            if "$ref" not in answer
        ),
        tuple(status for status, answer in answers if "$ref" in answer),
    )


def _shape(name: str, schema: Schema) -> ShapeEntry:
    required = set(schema.get("required", ()))
    return ShapeEntry(
        name,
        " ".join(schema.get("description", "").split()),
        tuple(
            FieldLine(field, tuple(_type(said)), " ".join(said["description"].split()), field in required)
            for field, said in schema["properties"].items()
        ),
        next((json.dumps(each, ensure_ascii=False, indent=2) for each in schema.get("examples", ())), ""),
    )


def _named(message: Schema) -> str:
    """Give the name of the shape that a body has."""
    content = message.get("content", {})
    return next((_name_of(media["schema"]) for media in content.values() if "schema" in media), "")


def _name_of(schema: Schema) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(schema: Schema) -> Iterator[TypeWord]:
    """Say in words what a field holds."""
    if name := _name_of(schema):
        yield TypeWord(name, is_shape=True)
    elif "anyOf" in schema:
        for place, each in enumerate(schema["anyOf"]):
            if place:
                yield TypeWord(" or ")
            yield from _type(each)
    elif "prefixItems" in schema:
        yield TypeWord("pair of ")
        yield from _type(schema["prefixItems"][0])
        yield TypeWord("s")
    elif schema.get("type") == "array":
        yield TypeWord("list: ")
        yield from _type(schema["items"])
    elif "type" not in schema and "const" not in schema:
        yield TypeWord("anything")
    else:
        yield TypeWord(_FORMATS.get(schema.get("format", ""), _TYPES[schema.get("type", "string")]))
