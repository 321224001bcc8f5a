"""Shapes of what goes out as Web Annotations, for the description of the interface; a test compares them with the answers."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from annotate.api.forms import Query
from annotate.api.presenters.shapes import Outgoing
from annotate.interchange.writers.web_annotation import CONTEXT

_EXACTLY = ConfigDict(extra="forbid", populate_by_name=True)


class ShownAgent(Outgoing):
    """Who, or what, made an annotation."""

    model_config = _EXACTLY

    id: str
    """An IRI. Of you it is a number that says nothing of you; of the program the address of this site."""
    type: Literal["Person", "Software"]
    """What it is."""
    name: str = ""
    """The program's name; you have none here."""


class ShownBody(Outgoing):
    """A note's words, its label or a tag."""

    model_config = _EXACTLY

    type: Literal["TextualBody"]
    """Always ``TextualBody``."""
    value: str
    """The words, the label's name or the tag."""
    format: Literal["text/markdown", "text/plain"]
    """Words are Markdown."""
    purpose: Literal["commenting", "classifying", "tagging"]
    """Words, label or tag."""


class ShownSelector(Outgoing):
    """The words that a note is about (TextQuoteSelector), or where they stand (TextPositionSelector)."""

    model_config = _EXACTLY

    type: Literal["TextQuoteSelector", "TextPositionSelector"]
    """Which of the two it is."""
    exact: str = ""
    """Of a quote: the words."""
    prefix: str = ""
    """Of a quote: what stands right before them."""
    suffix: str = ""
    """Of a quote: what stands right after them."""
    start: int = 0
    """Of a position: where the words begin, in code points of the version's text."""
    end: int = 0
    """Of a position: where they end, the place after the last one."""


class ShownState(Outgoing):
    """When our copy of the version was taken."""

    model_config = _EXACTLY

    type: Literal["TimeState"]
    """Always ``TimeState``."""
    sourceDate: str  # noqa: N815 - the model's name
    """The instant, in UTC."""


class ShownTarget(Outgoing):
    """A passage of a version."""

    model_config = _EXACTLY

    type: Literal["SpecificResource"]
    """Always ``SpecificResource``."""
    source: str
    """The version's address."""
    selector: list[ShownSelector]
    """A quote and a position."""
    state: ShownState
    """When our copy was taken."""


class ShownAnnotation(Outgoing):
    """A note as a Web Annotation (www.w3.org/TR/annotation-model)."""

    model_config = _EXACTLY

    context: Annotated[str, Field(alias="@context")] = CONTEXT
    """The context of Web Annotations."""
    id: str
    """Its address."""
    type: Literal["Annotation"]
    """Always ``Annotation``."""
    motivation: Literal["commenting", "highlighting"]
    """``commenting`` for a note with words, ``highlighting`` for one without."""
    creator: ShownAgent
    """You, without a name."""
    created: str
    """When it was written, in UTC."""
    modified: str
    """When anything about it was last changed, in UTC."""
    generator: ShownAgent
    """This program."""
    body: tuple[ShownBody, ...] = ()
    """Words, label and tags; none for a highlight without label and tags."""
    target: str | ShownTarget
    """A passage; or the version's address, for a note on the whole trial."""


class ShownPart(Outgoing):
    """The container that a page is part of."""

    model_config = _EXACTLY

    id: str
    """The container's address."""
    total: int
    """How many notes it holds."""


class ShownPage(Outgoing):
    """A page of the container."""

    model_config = _EXACTLY

    context: Annotated[str, Field(alias="@context")] = CONTEXT
    """The context of Web Annotations."""
    id: str
    """Its address."""
    type: Literal["AnnotationPage"]
    """Always ``AnnotationPage``."""
    partOf: ShownPart  # noqa: N815 - the model's name
    """The container."""
    startIndex: int  # noqa: N815 - the model's name
    """How many notes stand on the pages before."""
    prev: str = ""
    """The page before; left out on the first one."""
    next: str = ""
    """The next page; left out on the last one."""
    items: list[str | ShownAnnotation]
    """Notes, or their addresses where these are preferred."""


class ShownContainer(Outgoing):
    """The container of your notes."""

    model_config = _EXACTLY

    context: Annotated[list[str], Field(alias="@context")]
    """The contexts of Web Annotations and of containers."""
    id: str
    """Its address."""
    type: list[str]
    """``BasicContainer`` and ``AnnotationCollection``."""
    label: str
    """Its name."""
    total: int
    """How many notes it holds."""
    first: str | ShownPage | None = None
    """The first page, or its address where a minimal container is preferred; left out while there are no notes."""
    last: str = ""
    """The address of the last page; left out while there are no notes."""


class ContainerQuery(Query):
    """Which part of the container."""

    page: str = ""
    """The place of a page, as ``first``, ``next``, ``prev`` and ``last`` give it: then the answer is that page."""
    iris: str = ""
    """``1`` for addresses in place of notes, ``0`` for notes."""
