"""Labels as codes of REFI-QDA, and back. A code that came from another program goes out as it came, until its label is changed."""

from dataclasses import asdict, dataclass
from typing import Any

from annotate.codebook.models import Label, LabelDraft
from annotate.codebook.starters import Starter
from annotate.core.label_paths import SEPARATOR, tidy_path
from annotate.core.refi.codes import Code, Names
from annotate.core.refi.colours import PALETTE, is_colour, nearest_hue
from annotate.core.refi.guids import derived_guid, guid_of_id

_MARK = "When not to use it: "
"""Begins the second part of a description: a code has one text, a label two."""


@dataclass(frozen=True, slots=True)
class CodeOrigin:
    """A code as a file had it: what a label of ours does not say."""

    names: tuple[str, ...]
    guids: tuple[str, ...]
    colour: str
    """``#RRGGBB``; empty for none."""
    hue: int
    """The hue that its label got for it."""

    def stored(self) -> dict[str, Any]:
        """Return it as a label stores it."""
        return asdict(self)


def code_of(label: Label | Starter) -> Code:
    """Return the code of a label: GUID, groups and colour are those of the file that named it, as far as they still hold."""
    origin = _origin(label)
    description = _joined(label.description, label.when_not)
    if origin is None:
        names = _names(label.name)
        return Code(names, (*_groups(names), guid_of_id(label.id)), PALETTE[label.hue], description)
    if _is_named(label, origin.names):
        names, guids = origin.names, origin.guids
    else:
        names = _names(label.name)
        guids = (*_groups(names), origin.guids[-1])
    return Code(names, guids, origin.colour if origin.hue == label.hue else PALETTE[label.hue], description)


def name_of(code: Code) -> str:
    """Return the name of a code's label."""
    return SEPARATOR.join(code.names)


def origin_of(code: Code, hue: int) -> CodeOrigin:
    """Return what a label has to remember of a code that it gets this hue for."""
    return CodeOrigin(code.names, code.guids, code.colour if is_colour(code.colour) else "", hue)


def hue_of(code: Code) -> int | None:
    """Return the hue that is nearest to a code's colour; None if it has none."""
    return nearest_hue(code.colour) if is_colour(code.colour) else None


def split_description(description: str) -> tuple[str, str]:
    """Return a code's description as the two of a label: when to use it, and when not."""
    before, mark, after = description.rpartition(f"\n\n{_MARK}")
    if mark:
        return before, after
    return ("", description.removeprefix(_MARK)) if description.startswith(_MARK) else (description, "")


def remember(label: Label, code: Code, draft: LabelDraft) -> None:
    """Let a label be the code of a file from now on; nothing is stored for one that it would be anyway."""
    mine = code_of(label)
    if (mine.names, mine.guids, mine.colour) != (code.names, code.guids, code.colour):
        label.code = origin_of(code, draft.hue).stored()


def _is_named(label: Label | Starter, names: Names) -> bool:
    """True if a label still has the name that it got from a path; a name of another program may hold slashes itself."""
    try:
        return tidy_path(SEPARATOR.join(names)) == label.name
    except ValueError:
        return False


def _origin(label: Label | Starter) -> CodeOrigin | None:
    stored = label.code if isinstance(label, Label) else None
    if not stored:
        return None
    return CodeOrigin(tuple(stored["names"]), tuple(stored["guids"]), stored["colour"], stored["hue"])


def _names(name: str) -> Names:
    """Return the path of a name; earlier releases took names in which a part is empty, and these are no paths."""
    parts = tuple(name.split(SEPARATOR))
    return parts if all(part.strip() for part in parts) else (name,)


def _groups(names: Names) -> tuple[str, ...]:
    """Return the GUIDs of groups, which no instance stores: those of one path are the same everywhere."""
    return tuple(derived_guid("group", *names[:depth]) for depth in range(1, len(names)))


def _joined(description: str, when_not: str) -> str:
    if not when_not:
        return description
    return f"{description}\n\n{_MARK}{when_not}" if description else f"{_MARK}{when_not}"
