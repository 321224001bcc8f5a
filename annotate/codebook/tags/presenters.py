"""What pages show of tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.codebook.models import Tag


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag, and how many notes have it."""

    id: str
    name: str
    notes: int


def tag_views(tags: Sequence[Tag], notes: Mapping[str, int]) -> tuple[TagView, ...]:
    """Show tags in their order; ``notes`` counts the notes of each, by its id."""
    return tuple(TagView(tag.id, tag.name, notes.get(tag.id, 0)) for tag in tags)
