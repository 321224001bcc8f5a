"""What the start page shows a signed-in person of their own: what needs them, and the trials that they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from annotate.core.viewer import Viewer
from annotate.reading.queries import MyTrial
from annotate.shares.presenters import LinkView, link_view
from annotate.shares.queries import LinkRow

SOON = timedelta(days=2)
"""Links that end within this are "about to expire"."""


@dataclass(frozen=True, slots=True)
class TrialOfMine:
    """A trial that the viewer reads or keeps notes on, in one line."""

    registry_id: str
    title: str
    notes: int
    read_at: datetime | None
    changed_since: int | None
    """Number of the version that the viewer last read, if the record has changed since."""
    current_number: int


@dataclass(frozen=True, slots=True)
class Needs:
    """How much waits for the viewer."""

    unread: int
    """Conversations with unread replies."""
    asking: int
    """Notes whose place their author has to decide."""
    new: int
    """How much happened that the viewer wants to be told of and has not seen."""
    followed: int
    """How much is new in what the viewer follows, as far as it is counted."""
    links: tuple[LinkView, ...]
    """Links that end soon."""

    def __bool__(self) -> bool:
        """True if anything waits."""
        return bool(self.unread or self.asking or self.new or self.followed or self.links)


@dataclass(frozen=True, slots=True)
class Mine:
    """The viewer's own corner of the start page."""

    name: str
    needs: Needs
    trials: tuple[TrialOfMine, ...]


def present_needs(unread: int, asking: int, new: int, followed: int, links: Sequence[LinkRow]) -> Needs:
    """Put into words what waits for the viewer."""
    return Needs(unread, asking, new, followed, tuple(link_view(row) for row in links))


def present_mine(viewer: Viewer, needs: Needs, trials: Sequence[MyTrial]) -> Mine:
    """Put the viewer's own corner together."""
    return Mine(viewer.name, needs, tuple(_line(trial) for trial in trials))


def _line(trial: MyTrial) -> TrialOfMine:
    is_other = trial.read_record is not None and trial.read_record != trial.current_record
    return TrialOfMine(
        registry_id=trial.registry_id,
        title=trial.title,
        notes=trial.notes,
        read_at=trial.read_at,
        changed_since=trial.read_number if is_other else None,
        current_number=trial.current_number,
    )
