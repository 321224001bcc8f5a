"""Codes as trees of XML: written from their paths, and read back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotate.core.refi.guids import derived_guid, read_guid
from annotate.core.text import collapse
from annotate.core.xml_text import xml_attribute, xml_words

Names = tuple[str, ...]
"""The path of a code: the names of its groups, and its own."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code, with the groups that it is in."""

    names: Names
    guids: tuple[str, ...]
    """GUIDs of its groups, and its own; as many as names."""
    colour: str = ""
    """``#RRGGBB``; empty for none."""
    description: str = ""

    @property
    def guid(self) -> str:
        """Its own GUID."""
        return self.guids[-1]


@dataclass(slots=True)
class _Branch:
    """A code or a group, with what is under it."""

    name: str
    guid: str
    code: Code | None = None
    """None for a group that is no code itself."""
    under: "dict[str, _Branch]" = field(default_factory=dict)


def write_codes(codes: Iterable[Code], indent: str = " ") -> Iterator[str]:
    """Write ``Code`` elements, line by line; a code stands under its groups, in the order in which each first comes."""
    top = _Branch("", "")
    own: set[str] = set()
    for code in codes:
        own.add(code.guid)
        branch = top
        for place, name in enumerate(code.names):
            branch = branch.under.setdefault(name, _Branch(name, code.guids[place]))
        # A group may have come before the code of its name, by a GUID that was only derived.
        branch.code, branch.guid = code, code.guid
    taken: set[str] = set()
    for branch in top.under.values():
        yield from _written(branch, (branch.name,), indent, _Guids(own, taken))


class _Guids(NamedTuple):
    """GUIDs that a code or group may not have."""

    own: set[str]
    """Of codes, which notes refer to: no group has one of them."""
    taken: set[str]


def _written(branch: _Branch, names: Names, indent: str, guids: _Guids) -> Iterator[str]:
    guid, code, taken = branch.guid, branch.code, guids.taken
    while guid in taken or (code is None and guid in guids.own):
        guid = derived_guid("another", guid, *names)
    taken.add(guid)
    colour = f" color={xml_attribute(code.colour)}" if code and code.colour else ""
    codable = "true" if code else "false"
    yield f'{indent}<Code guid="{guid}" name={xml_attribute(branch.name)} isCodable="{codable}"{colour}>\n'
    if code and code.description:
        yield f"{indent} <Description>{xml_words(code.description)}</Description>\n"
    for each in branch.under.values():
        yield from _written(each, (*names, each.name), f"{indent} ", guids)
    yield f"{indent}</Code>\n"


@dataclass(slots=True)
class OpenCode:
    """A code while it is read."""

    names: Names
    guids: tuple[str, ...]
    colour: str
    is_codable: bool
    description: str = ""

    def closed(self) -> Code:
        """Return it as it was read."""
        return Code(self.names, self.guids, self.colour, self.description)


def open_code(values: Mapping[str, str], group: OpenCode | None) -> OpenCode:
    """Begin a code by its attributes, under another one or none. Blanks in names are single ones, as in labels."""
    name = collapse(values.get("name", ""))
    guid = read_guid(values.get("guid", ""))
    above = group or OpenCode((), (), "", is_codable=False)
    return OpenCode(
        names=(*above.names, name),
        guids=(*above.guids, guid or derived_guid("code", *above.names, name)),
        colour=values.get("color", "").strip(),
        is_codable=values.get("isCodable", "true").strip().casefold() not in {"false", "0"},
    )
