"""What pages show of a note's anchor: how it stands in a version that it was not made on, and what its author chose."""

from dataclasses import dataclass
from datetime import datetime

from annotate.core.anchoring import AnchorState, Choice
from annotate.core.merging import Piece, differences
from annotate.core.text import shortened
from annotate.notes.models import Anchor, Note

_LONGEST_WORDING = 1200
"""Code points of each wording that a card sets side by side."""

_WORDS = {
    AnchorState.EXACT: "Unchanged",
    AnchorState.MOVED: "Same words, moved",
    AnchorState.CHANGED: "The words changed",
    AnchorState.AMBIGUOUS: "Several possible places",
    AnchorState.ORPHANED: "The text was removed",
}
_CROSSED = "Same words, in another place of the record"
_CHOSEN = {
    Choice.ACCEPTED: "You accepted these words",
    Choice.CHOSEN: "You chose this place",
    Choice.ATTACHED: "You put it here",
    Choice.KEPT: "You keep it unattached",
}


@dataclass(frozen=True, slots=True)
class AnchorView:
    """How a note stands in the version that the page shows."""

    anchor_id: str
    state: AnchorState
    words: str
    """The state, in words."""
    evidence: tuple[str, ...]
    wording: tuple[Piece, ...]
    """The note's words and those that stand there now, as one; empty when they are the same."""
    made_on: int
    """The number of the version that the note was made on."""
    crossed: bool
    asks: bool
    """Whether its author has something to decide."""
    chosen: str
    """What its author chose, in words to them; empty when it was worked out."""
    chosen_at: datetime | None

    @property
    def is_loud(self) -> bool:
        """Whether it is said before anybody asks."""
        return self.state not in {AnchorState.EXACT, AnchorState.MOVED} or self.crossed


def place_in(note: Note, version_id: str, anchor: Anchor | None) -> tuple[int, int] | None:
    """Give where a passage stands in a version, by the note itself or by its anchor there; None when it has no place."""
    of = note if note.version_id == version_id else anchor
    if of is None or of.start_offset is None or of.end_offset is None:
        return None
    return of.start_offset, of.end_offset


def anchor_view(note: Note, anchor: Anchor, text: str = "") -> AnchorView:
    """Show how a note stands; ``text`` is that of the anchor's version, without which wordings are not compared."""
    state = AnchorState(anchor.state)
    now = text[anchor.start_offset : anchor.end_offset] if state is AnchorState.CHANGED and text else note.exact
    return AnchorView(
        anchor_id=anchor.id,
        state=state,
        words=_CROSSED if anchor.crossed else _WORDS[state],
        evidence=tuple(anchor.evidence),
        wording=wording(note.exact, now),
        made_on=note.version.number,
        crossed=anchor.crossed,
        asks=anchor.asked_at is not None,
        chosen=_CHOSEN[Choice(anchor.choice)] if anchor.choice else "",
        chosen_at=anchor.chosen_at,
    )


def wording(was: str, now: str) -> tuple[Piece, ...]:
    """Set two wordings of a passage side by side; empty when they are the same."""
    if was == now:
        return ()
    return differences(shortened(was, _LONGEST_WORDING), shortened(now, _LONGEST_WORDING))
