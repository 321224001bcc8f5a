"""What pages show of labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.codebook.models import Label
from annotate.codebook.starters import Starter
from annotate.errors import NotFound


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """A label to choose."""

    id: str
    name: str
    hue: int
    notes: int = 0


def label_choices(labels: Sequence[Label | Starter], notes: Mapping[str, int] | None = None) -> tuple[LabelChoice, ...]:
    """Show labels in their order, with how many notes bear each."""
    return tuple(LabelChoice(label.id, label.name, label.hue, (notes or {}).get(label.id, 0)) for label in labels)


def find_choice(choices: Sequence[LabelChoice], label_id: str) -> LabelChoice:
    """Find one of the labels to choose; raises NotFound."""
    found = next((choice for choice in choices if choice.id == label_id), None)
    if found is None:
        raise NotFound
    return found
