"""The description of the interface for programs (OpenAPI 3.1.1), made of the operations that the views are held to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from annotate.api.operations import Operation
from annotate.api.presenters.problems import Problem, StaleProblem
from annotate.core.scopes import Scope

OPENAPI = "3.1.1"

PARAMETERS = {
    "registry_id": "The registry's number of a trial, such as `NCT04561557`.",
    "number": "The number of a version, from 1.",
    "note_id": "A note's id.",
    "thread_id": "A thread's id.",
    "reply_id": "A reply's id.",
    "label_id": "A label's id.",
    "tag_id": "A tag's id.",
    "share_id": "A link's id.",
    "table_id": "A table's id.",
    "frozen_id": "A frozen table's id.",
}
"""What stands in addresses, by its name in the rule."""

REFUSALS = {
    400: "The request, or its JSON, could not be read.",
    401: "The token is missing, wrong, revoked or expired; the answer does not say which.",
    403: "The token does not allow this; or the link of the thread has ended, or takes no more replies; or the reply is withdrawn.",
    404: "There is nothing, or it is not yours; or no answer gave this `after`.",
    406: "The request accepts no `application/ld+json`, and there is nothing else.",
    409: "The passage has other words, or the key has made another thing.",
    410: "The note is in the trash.",
    412: "The words have changed since. Both texts are given, and how they come together.",
    413: "The body is larger than 2 MB.",
    415: "The body is of another media type than the address takes.",
    422: "A field is wrong, missing or unknown.",
    428: "The change does not say which text it was made on.",
    429: "Too often (600 a minute for an account), or too many things: wait for the seconds of `Retry-After`, if it says any.",
    503: "Busy: wait for the seconds of `Retry-After`.",
    507: "There is no room for more.",
}
"""What each refusal means, by its status."""

GOOD = {200: "Done.", 201: "Made.", 204: "Done; there is nothing to say."}

SCOPES = {
    Scope.READ: "Read what the account may read, but for its links.",
    Scope.WRITE: "Write, change and delete notes, replies, labels and tags.",
    Scope.SHARE: "Read, make, change and end links.",
}

_PROBLEM = "application/problem+json"
_VALUE = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_SCHEMAS = "#/components/schemas/"
_RETRY = {429, 503}
_BOTH = {409, 412}

Json = dict[str, Any]
Shapes = Mapping[tuple[type[BaseModel], JsonSchemaMode], Json]


@dataclass(frozen=True, slots=True)
class DescribedView:
    """One method of one address, with the view behind it."""

    name: str
    room: str
    method: str
    rule: str
    """The address as a rule of Werkzeug's."""
    words: str
    """The view's docstring."""
    operation: Operation

    @property
    def path(self) -> str:
        """The address with its values in braces (RFC 6570)."""
        return _VALUE.sub(lambda value: f"{{{value['name']}}}", self.rule)

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""
        return " ".join(self.words.strip().partition("\n\n")[0].split())


def describe(views: Iterable[DescribedView], *, version: str, server: str) -> Json:
    """Describe an instance's interface as a document of OpenAPI 3.1.1 (spec.openapis.org/oas/v3.1.1)."""
    listed = list(views)
    shapes, schemas = _shapes(listed)
    paths: dict[str, Json] = {}
    for view in listed:
        paths.setdefault(view.path, {})[view.method.lower()] = _operation(view, shapes)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "annotate",
            "version": version,
            "summary": "My notes on clinical trials, and my private threads, for my programs.",
            "description": "What one may not see is missing (404). Offsets count Unicode code points, half-open.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "tags": [{"name": room} for room in dict.fromkeys(view.room for view in listed)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _refusal(status, shapes) for status in sorted(REFUSALS)},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token, made on Account → Access tokens. It allows: "
                    + " ".join(f"`{scope}`: {words}" for scope, words in SCOPES.items()),
                }
            },
        },
    }


def _shapes(views: Sequence[DescribedView]) -> tuple[Shapes, Json]:
    """Give the schema of each shape, and all that they refer to, by name."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization"), (StaleProblem, "serialization")]
    for view in views:
        said = view.operation
        wanted += [(shape, "serialization") for shape in (*said.gives.values(), said.or_gives) if shape]
        wanted += [(shape, "validation") for shape in (said.takes, said.asks) if shape]
    found, whole = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_SCHEMAS + "{model}")
    schemas: Json = whole["$defs"]
    return {(shape, mode): schema for (shape, mode), schema in found.items() if issubclass(shape, BaseModel)}, schemas


def _operation(view: DescribedView, shapes: Shapes) -> Json:
    said = view.operation
    described: Json = {
        "operationId": view.name,
        "tags": [view.room],
        "summary": view.summary,
        "parameters": [*_values(view.rule), *_query(said), *_headers(said)],
        "security": [{"token": [said.scope.value]}] if said.scope else [],
        "responses": {
            **{str(status): _good(status, said, shapes) for status in sorted(said.gives)},
            **(
                {"304": {"description": "Not changed since the answer with this entity tag."}}
                if _reads_tag(view)
                else {}
            ),
            **{
                str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(said.refusals(view.rule))
            },
        },
    }
    if said.takes:
        schema = shapes[said.takes, "validation"]
        described["requestBody"] = {"required": True, "content": {said.media_type: {"schema": schema}}}
    return described


def _reads_tag(view: DescribedView) -> bool:
    return view.method == "GET" and view.operation.is_tagged


def _values(rule: str) -> list[Json]:
    """Describe what stands in an address."""
    return [
        {
            "name": value["name"],
            "in": "path",
            "required": True,
            "description": PARAMETERS[value["name"]],
            "schema": {"type": "integer", "minimum": 1} if value["kind"] == "int" else {"type": "string"},
        }
        for value in _VALUE.finditer(rule)
    ]


def _query(said: Operation) -> list[Json]:
    """Describe what may stand behind an address."""
    if said.asks is None:
        return []
    schema = said.asks.model_json_schema(mode="validation", ref_template=_SCHEMAS + "{model}")
    return [
        {
            "name": name,
            "in": "query",
            "description": field["description"],
            "schema": {key: value for key, value in field.items() if key not in {"description", "title"}},
        }
        for name, field in schema["properties"].items()
    ]


def _headers(said: Operation) -> list[Json]:
    headers: list[Json] = [
        {"name": name, "in": "header", "description": words, "schema": {"type": "string"}}
        for name, words in said.heeds.items()
    ]
    if said.states_text:
        words = "The `etag` of the text that this changes, as it was read."
        headers.append(
            {"name": "If-Match", "in": "header", "required": True, "description": words, "schema": {"type": "string"}}
        )
    return headers


def _good(status: int, said: Operation, shapes: Shapes) -> Json:
    shape = said.gives[status]
    answer: Json = {"description": GOOD[status]}
    if shape is not None:
        schema = shapes[shape, "serialization"]
        if said.or_gives is not None:
            schema = {"anyOf": [schema, shapes[said.or_gives, "serialization"]]}
        answer["content"] = {said.media_type: {"schema": schema}}
    if said.files:
        answer["content"] = {media_type: {} for media_type in said.files}
    if said.is_tagged:
        words = "Names this answer: send it as `If-None-Match`, or as `If-Match` with a change."
        answer["headers"] = {"ETag": {"description": words, "schema": {"type": "string"}}}
    return answer


def _refusal(status: int, shapes: Shapes) -> Json:
    problem = shapes[Problem, "serialization"]
    schema = {"anyOf": [problem, shapes[StaleProblem, "serialization"]]} if status in _BOTH else problem
    answer: Json = {"description": REFUSALS[status], "content": {_PROBLEM: {"schema": schema}}}
    if status in _RETRY:
        answer["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return answer
