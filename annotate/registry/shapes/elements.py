"""What both readers of results in older XML do with elements."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from annotate.core.text import collapse

Fields = dict[str, Any]
"""One object of the API's JSON."""

HYPOTHESES = {True: "NON_INFERIORITY_OR_EQUIVALENCE", False: "SUPERIORITY_OR_OTHER", None: ""}
"""Codes that the registry gave to analyses from before it had any, by whether they tested non-inferiority."""

_NONE = Element("none")


def child(parent: Element, tag: str) -> Element:
    """Return the element of this tag; an empty one if there is none."""
    found = parent.find(tag)
    return _NONE if found is None else found


def texts_of(parent: Element, names: Mapping[str, str]) -> Fields:
    """Return texts under the names that the API has for their tags."""
    return {name: text_of(parent, tag) for tag, name in names.items()}


def text_of(parent: Element, tag: str) -> str:
    """Return the text of an element with its lines as they are; empty if there is none."""
    return content_of(child(parent, tag))


def content_of(element: Element) -> str:
    """Return all text in an element."""
    return "".join(element.itertext())


def words_of(parent: Element, tag: str) -> str:
    """Return the text of an element on one line; empty if there is none."""
    return collapse(text_of(parent, tag))
