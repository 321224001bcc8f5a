"""Which notes a margin shows at once: those of one label, or all; all of their cards, or where they are many the first ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.core.text import collapse

MOST_CARDS = 60
"""Cards that a page holds without being asked; scripts fetch those of more notes when they come near."""

FIRST_CARDS = 12
"""Cards of a page that has more notes than that."""

MOST_ON_PAGE = 2_000
"""Cards of a page that is asked for all: to be printed, or read without scripts."""

MOST_UNPLACED = 50
"""Notes without a place in a version that its page shows; the list of notes has the others."""

UNLABELLED = "none"
"""Asks for the notes that bear no label; a label is asked for by ``=`` and its name."""


@dataclass(frozen=True, slots=True)
class WantedCards:
    """What the address of a reading page asks for."""

    label: str = ""
    """``none``, or ``=`` and a label's name; empty for notes of any label."""
    is_all: bool = False
    also: str = ""
    """The id of a note whose card is in the page wherever it stands."""

    def takes(self, label_id: str | None, label_ids: Mapping[str, str]) -> bool:
        """True if a note that bears this label is asked for; ``label_ids`` are the labels' ids by name."""
        if not self.label:
            return True
        return label_id == (None if self.label == UNLABELLED else label_ids.get(self.label[1:], ""))

    def cards(self, note_ids: Sequence[str]) -> Sequence[str]:
        """Return those of the notes whose cards are in the page."""
        if self.is_all or len(note_ids) <= MOST_CARDS:
            return note_ids[:MOST_ON_PAGE]
        first = note_ids[:FIRST_CARDS]
        return [*first, self.also] if self.also in note_ids and self.also not in first else first


def read_wanted(args: Mapping[str, str], also: str = "") -> WantedCards:
    """Read what an address asks for; what it cannot mean asks for nothing. ``also`` is a note that was acted on."""
    label = collapse(args.get("label", "")[:200])
    is_label = label == UNLABELLED or label.startswith("=")
    return WantedCards(label if is_label else "", args.get("notes") == "all", also)
