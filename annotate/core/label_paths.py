"""Names of labels as paths: “Safety/Death” belongs under “Safety”."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from annotate.core.text import collapse

SEPARATOR = "/"
"""What stands between the parts of a path."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LabelGroup(Generic[Item]):
    """Labels that are listed under one heading, or one label that stands alone."""

    name: str
    """The first part of their paths; empty for a label that stands alone."""
    labels: tuple[Item, ...]


def tidy_path(name: str) -> str:
    """Return a label's name as it is stored: single blanks, none around a slash. Raises ValueError for an empty part."""
    parts = [collapse(part) for part in name.split(SEPARATOR)]
    if len(parts) > 1 and not all(parts):
        raise ValueError("a part of the path is empty")
    return SEPARATOR.join(parts)


def in_groups(labels: Iterable[Item], name_of: Callable[[Item], str]) -> tuple[LabelGroup[Item], ...]:
    """Group labels by the first part of their paths; a group stands where its first label does.

    A label “Safety” belongs to the group of “Safety/Death”, if there is one.
    """
    groups: dict[str, list[Item]] = {}
    for label in labels:
        groups.setdefault(_split(name_of(label))[0].casefold(), []).append(label)
    return tuple(_group(members, name_of) for members in groups.values())


def leaf_of(name: str) -> str:
    """Return what a label is called under its group's heading; its whole name outside of one."""
    return _split(name)[1] or name


def _group(members: list[Item], name_of: Callable[[Item], str]) -> LabelGroup[Item]:
    parts = [_split(name_of(label)) for label in members]
    heading = next((first for first, rest in parts if rest), parts[0][0] if len(parts) > 1 else "")
    return LabelGroup(heading, tuple(members))


def _split(name: str) -> tuple[str, str]:
    """Return the first part of a path and the rest; earlier releases took names in which one of them is empty."""
    first, _, rest = name.partition(SEPARATOR)
    return (first, rest) if first.strip() and rest.strip() else (name, "")
