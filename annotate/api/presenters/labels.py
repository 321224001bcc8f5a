"""My labels, as programs are shown them."""

from typing import Self

from annotate.api.presenters.shapes import Outgoing
from annotate.codebook import models
from annotate.codebook.starters import Starter


class Label(Outgoing):
    """A label of mine."""

    id: str
    name: str
    hue: int

    @classmethod
    def of(cls, label: models.Label | Starter) -> Self:
        """Show a label."""
        return cls(id=label.id, name=label.name, hue=label.hue)


class Labels(Outgoing):
    """My labels, the oldest first."""

    labels: tuple[Label, ...]
