"""My labels and tags, as programs are shown them."""

from collections.abc import Mapping, Sequence
from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.codebook import models
from annotate.codebook.starters import Starter


class Label(Outgoing):
    """A label of mine."""

    id: str
    """Its id."""
    name: str
    """Its name; groups stand before a "/"."""
    hue: int
    """The number of its colour, 1 to 8."""

    @classmethod
    def of(cls, label: models.Label | Starter) -> Self:
        """Show a label."""
        return cls(id=label.id, name=label.name, hue=label.hue)


class DescribedLabel(Label):
    """A label of mine, and what it is for."""

    description: str
    """What it is for."""
    when_not: str
    """When it is not to be used."""

    @classmethod
    def of(cls, label: models.Label | Starter) -> Self:
        """Show a label."""
        words = {"description": label.description, "when_not": label.when_not}
        return cls(id=label.id, name=label.name, hue=label.hue, **words)


class Labels(Outgoing):
    """My labels in their order."""

    labels: tuple[DescribedLabel, ...]
    """All of them."""


class Tag(Outgoing):
    """A tag of mine."""

    id: str
    """Its id."""
    name: str
    """Its word."""
    notes: int
    """How many notes have it."""

    @classmethod
    def of(cls, tag: models.Tag, notes: Mapping[str, int]) -> Self:
        """Show a tag; ``notes`` counts the notes of each, by its id."""
        return cls(id=tag.id, name=tag.name, notes=notes.get(tag.id, 0))


class Tags(Outgoing):
    """My tags in the order of the alphabet."""

    tags: tuple[Tag, ...]
    """All of them."""

    @classmethod
    def of(cls, tags: Sequence[models.Tag], notes: Mapping[str, int]) -> Self:
        """Show tags; ``notes`` counts the notes of each, by its id."""
        return cls(tags=tuple(Tag.of(tag, notes) for tag in tags))
