"""What the Web Annotation Data Model demands (its MUST), as statements about what we give.

The sections are those of https://www.w3.org/TR/annotation-model/. Statements about what we never give (choices, SVG, CSS, styles,
audiences, rendering agents and the like) are in one: no key and no type is used that stands in none of the statements here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

CONTEXT = "http://www.w3.org/ns/anno.jsonld"

MOTIVATIONS = {"highlighting", "commenting", "replying", "tagging", "classifying"}
"""Those of section 3.3.5 that we use."""

Thing = Mapping[str, Any]
Statements = Mapping[str, Callable[[Any], bool]]

_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")


def is_iri(value: object) -> bool:
    """Tell whether a value is one absolute IRI (RFC 3987)."""
    if not isinstance(value, str) or re.search(r'[\x00-\x20<>"{}|\\^`]', value):
        return False
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or (parts.scheme == "urn" and parts.path)))


def is_instant(value: object) -> bool:
    """Tell whether a value is one xsd:dateTime in UTC."""
    return isinstance(value, str) and bool(_UTC.fullmatch(value))


def is_count(value: object) -> bool:
    """Tell whether a value is a number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def listed(value: object) -> list[Any]:
    """Give one value or several as a list."""
    return list(value) if isinstance(value, list) else [value]


def may(key: str, check: Callable[[Any], bool]) -> Callable[[Thing], bool]:
    """Say of a key that it need not be there, but has such a value if it is."""
    return lambda thing: key not in thing or check(thing[key])


def must(key: str, check: Callable[[Any], bool]) -> Callable[[Thing], bool]:
    """Say of a key that it is there, and has such a value."""
    return lambda thing: key in thing and check(thing[key])


def only(*keys: str) -> Callable[[Thing], bool]:
    """Say that a thing has no other keys."""
    return lambda thing: set(thing) <= set(keys)


def words(value: object) -> bool:
    """Tell whether a value is one text."""
    return isinstance(value, str)


AGENT: Statements = {
    "3.3.2 an agent is named by one IRI at most": may("id", is_iri),
    "3.3.2 an agent is a Person, an Organization or Software": may(
        "type", lambda value: value in {"Person", "Organization", "Software"}
    ),
    "3.3.2 an agent's name is a text": may("name", words),
    "3.3.2 an agent has no other keys here": only("id", "type", "name"),
}

BODY: Statements = {
    "3.2.4 a textual body has the type TextualBody": must("type", lambda value: value == "TextualBody"),
    "3.2.4 a textual body has one text as its value": must("value", words),
    "3.2.1 a format is one media type": may("format", lambda value: value in {"text/markdown", "text/plain"}),
    "3.3.5 a purpose is a motivation": may("purpose", lambda value: value in MOTIVATIONS),
    "3.2.4 a body has no other keys here": only("type", "value", "format", "purpose"),
}

QUOTE: Statements = {
    "4.2.4 a quote has one text": must("exact", words),
    "4.2.4 a quote has one prefix at most": may("prefix", words),
    "4.2.4 a quote has one suffix at most": may("suffix", words),
    "4.2.4 a quote has no other keys here": only("type", "exact", "prefix", "suffix"),
}

POSITION: Statements = {
    "4.2.5 a position has one start": must("start", is_count),
    "4.2.5 a position has one end": must("end", is_count),
    "4.2.5 a position ends after its start": lambda thing: thing.get("start", 0) < thing.get("end", 0),
    "4.2.5 a position has no other keys here": only("type", "start", "end"),
}

STATE: Statements = {
    "4.3.1 a state has the type TimeState": must("type", lambda value: value == "TimeState"),
    "4.3.1 a state has a time, in UTC": must("sourceDate", is_instant),
    "4.3.1 a state has no other keys here": only("type", "sourceDate"),
}

SPECIFIC: Statements = {
    "4 a specific resource has one source, an IRI": must("source", is_iri),
    "4 a specific resource says that it is one": must("type", lambda value: value == "SpecificResource"),
    "4.2 a selector is of a type of the model": may(
        "selector",
        lambda value: all(each.get("type") in {"TextQuoteSelector", "TextPositionSelector"} for each in listed(value)),
    ),
    "4 a specific resource has no other keys here": only("type", "source", "selector", "state"),
}

ANNOTATION: Statements = {
    "3.1 an annotation has the model's context": must("@context", lambda value: CONTEXT in listed(value)),
    "3.1 an annotation has one IRI": must("id", is_iri),
    "3.1 an annotation has the type Annotation": must("type", lambda value: "Annotation" in listed(value)),
    "3.1 an annotation has a target": must("target", bool),
    "3.2 a target is an IRI or a resource": may(
        "target", lambda value: all(is_iri(each) or isinstance(each, dict) for each in listed(value))
    ),
    "3.2 a body is a resource": may("body", lambda value: all(isinstance(each, dict) for each in listed(value))),
    "3.2.5 there is a body or a body's value, not both": lambda thing: not {"body", "bodyValue"} <= set(thing),
    "3.3.1 it was created at one time, in UTC": may("created", is_instant),
    "3.3.1 it was modified at one time, in UTC": may("modified", is_instant),
    "3.3.5 a motivation is one of the model's": may("motivation", lambda value: value in MOTIVATIONS),
    "3 an annotation has no other keys here": only(
        "@context", "id", "type", "motivation", "creator", "created", "modified", "generator", "body", "target"
    ),
}

COLLECTION: Statements = {
    "5.1 a collection has the model's context": must("@context", lambda value: CONTEXT in listed(value)),
    "5.1 a collection has one IRI": must("id", is_iri),
    "5.1 a collection has the type AnnotationCollection": must(
        "type", lambda value: "AnnotationCollection" in listed(value)
    ),
    "5.1 a collection's label is a text": may("label", words),
    "5.1 a collection has one total": may("total", is_count),
    "5.1 a collection that is not empty has a first page": lambda thing: not thing.get("total") or "first" in thing,
    "5.1 the first page is an IRI or a page": may("first", lambda value: is_iri(value) or isinstance(value, dict)),
    "5.1 the last page is one IRI": may("last", is_iri),
    "5.1 a collection was created at one time, in UTC": may("created", is_instant),
    "5.1 a collection has no other keys here": only(
        "@context", "id", "type", "label", "total", "first", "last", "created"
    ),
}

PAGE: Statements = {
    "5.2 a page has one IRI": must("id", is_iri),
    "5.2 a page has the type AnnotationPage": must("type", lambda value: value == "AnnotationPage"),
    "5.2 a page has one list of items": must("items", lambda value: isinstance(value, list)),
    "5.2 an item is an IRI or an annotation": may(
        "items", lambda value: all(is_iri(each) or isinstance(each, dict) for each in value)
    ),
    "5.2 a page is part of one collection": must(
        "partOf", lambda value: is_iri(value if isinstance(value, str) else value.get("id"))
    ),
    "5.2 the next page is one IRI": may("next", is_iri),
    "5.2 the page before is one IRI": may("prev", is_iri),
    "5.2 a page begins at one index": may("startIndex", is_count),
    "5.2 a page has no other keys here": only(
        "@context", "id", "type", "partOf", "startIndex", "prev", "next", "items"
    ),
}


def _broken(thing: Thing, statements: Statements) -> Iterator[str]:
    return (said for said, holds in statements.items() if not holds(thing))


def broken_by(annotation: Thing) -> list[str]:
    """Give the statements that an annotation, or a part of it, breaks."""
    found = list(_broken(annotation, ANNOTATION))
    for key in ("creator", "generator"):
        if key in annotation:
            found += _broken(annotation[key], AGENT)
    for body in listed(annotation.get("body", [])):
        if isinstance(body, dict):
            found += _broken(body, BODY)
    for target in listed(annotation.get("target", [])):
        if isinstance(target, dict):
            found += _broken(target, SPECIFIC)
            for selector in listed(target.get("selector", [])):
                found += _broken(selector, QUOTE if selector.get("type") == "TextQuoteSelector" else POSITION)
            for state in listed(target.get("state", [])):
                found += _broken(state, STATE)
    return found


def broken_by_page(page: Thing, *, embedded: bool = False) -> list[str]:
    """Give the statements that a page, or an annotation in it, breaks; one that is embedded has its collection's context."""
    found = list(_broken(page, PAGE))
    if not embedded and CONTEXT not in listed(page.get("@context")):
        found.append("5.2 a page has the model's context")
    for item in page.get("items", []):
        found += broken_by(item) if isinstance(item, dict) else []
    return found


def broken_by_collection(collection: Thing) -> list[str]:
    """Give the statements that a collection, or its first page, breaks."""
    found = list(_broken(collection, COLLECTION))
    first = collection.get("first")
    return found + (broken_by_page(first, embedded=True) if isinstance(first, dict) else [])
