"""What pages show of labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.codebook.models import Label
from annotate.codebook.starters import Starter
from annotate.core.label_paths import LabelGroup, in_groups, leaf_of
from annotate.errors import NotFound


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A label to choose."""

    id: str
    name: str
    hue: int
    notes: int = 0
    description: str = ""
    """When to use it; may be empty."""
    when_not: str = ""
    """When not to use it; may be empty."""

    @property
    def leaf(self) -> str:
        """What it is called under its group's heading."""
        return leaf_of(self.name)

    @property
    def help(self) -> bool:
        """True if its owner said when to use it, or when not to."""
        return bool(self.description or self.when_not)

    @property
    def help_words(self) -> str:
        """The same on one line, for where there is room for no more."""
        not_for = f"Not for: {self.when_not}" if self.when_not else ""
        return " ".join(f"{self.description} {not_for}".split())


@dataclass(frozen=True, slots=True)
class LabelChange:
    """Something that was lately done to a label, and can be undone."""

    label_id: str
    name: str
    """As it is now, or was when it was deleted."""
    hue: int
    words: str
    """What was done, in a few words."""
    at: datetime


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """The page of one's labels."""

    groups: tuple[LabelGroup[LabelChoice], ...]
    changes: tuple[LabelChange, ...]
    """What can be undone, the last first."""


def label_choices(labels: Sequence[Label | Starter], notes: Mapping[str, int] | None = None) -> tuple[LabelChoice, ...]:
    """Show labels in their order, with how many notes bear each."""
    return tuple(
        LabelChoice(label.id, label.name, label.hue, (notes or {}).get(label.id, 0), label.description, label.when_not)
        for label in labels
    )


def codebook_page(choices: Sequence[LabelChoice], changed: Sequence[Label]) -> CodebookPage:
    """Show labels by group, and what was lately done to labels."""
    names = {choice.id: choice.name for choice in choices}
    return CodebookPage(
        in_groups(choices, lambda choice: choice.name), tuple(_change(label, names) for label in changed)
    )


def find_choice(choices: Sequence[LabelChoice], label_id: str) -> LabelChoice:
    """Find one of the labels to choose; raises NotFound."""
    found = next((choice for choice in choices if choice.id == label_id), None)
    if found is None:
        raise NotFound
    return found


def _change(label: Label, names: Mapping[str, str]) -> LabelChange:
    at = label.deleted_at or label.changed_at or label.created_at
    return LabelChange(label.id, label.name, label.hue, _words(label, names), at)


def _words(label: Label, names: Mapping[str, str]) -> str:
    if label.merged_into_id is not None:
        into = names.get(label.merged_into_id)
        return f"merged into “{into}”" if into else "merged into another label"
    if label.deleted_at is not None:
        return "deleted"
    former = str((label.former or {}).get("name", label.name))
    return f"renamed, before “{former}”" if former != label.name else "changed"
