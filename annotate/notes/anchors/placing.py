"""Placing notes in a version that they were not made on: worked out once, when it comes in, and kept as anchors.

Each note is tried from its own words in its own version, in every version that comes; see ``annotate.core.anchoring``.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotate.activity import actions as activity
from annotate.activity.kinds import ActivityKind
from annotate.clock import now
from annotate.core import anchoring
from annotate.core.anchoring import Choice, Comparison, Reanchored, Settled, compare
from annotate.core.document import Document, document_from_json
from annotate.core.record import record_from_json
from annotate.core.viewer import Viewer
from annotate.database import Database, new_id
from annotate.notes.anchors import queries as anchors
from annotate.notes.anchors.queries import Chosen, Unplaced
from annotate.notes.models import Anchor, Note, Placing
from annotate.notes.queries import own_notes
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import version_content

AT_ONCE = 2000
"""Notes that are placed in the transaction that stores their version; it holds up other writers for about a second."""


@dataclass(frozen=True, slots=True)
class _Version:
    """A version as it is compared."""

    document: Document
    drugs: tuple[str, ...]


def place_notes(session: Session, version: TrialVersion, limit: int = AT_ONCE) -> int:
    """Place up to ``limit`` notes in the version, and give how many; when some are left, it is kept that they are.

    Whoever calls it holds the trial's row, so that no note on the trial comes in meanwhile.
    """
    waiting = anchors.unplaced_notes(session, version, limit + 1)
    placed = waiting[:limit]
    _place(session, version, placed)
    if len(waiting) > limit:
        if session.get(Placing, version.id) is None:
            session.add(Placing(version_id=version.id, asked_at=now()))
    else:
        session.execute(delete(Placing).where(Placing.version_id == version.id))
    session.flush()
    return len(placed)


def place_note(session: Session, note_id: str, version: TrialVersion) -> None:
    """Place one note in the version, from its own words and the choices that hold."""
    _place(session, version, anchors.unplaced_notes(session, version, 1, only=Note.id == note_id))


def place_some(session: Session, note_ids: Collection[str], version: TrialVersion) -> None:
    """Place some notes in the version that have no place in it yet; the two texts are compared once for all of them."""
    _place(session, version, anchors.unplaced_notes(session, version, len(note_ids), only=Note.id.in_(note_ids)))


def place_own(session: Session, viewer: Viewer, version_id: str) -> None:
    """Place the viewer's own notes in a version that waits for it, up to ``AT_ONCE``; the others are left to the job."""
    version = anchors.claim_version(session, version_id)
    if version is not None:
        _place(session, version, anchors.unplaced_notes(session, version, AT_ONCE, only=own_notes(viewer)))


def place_waiting(database: Database, version_ids: Sequence[str] = ()) -> Iterator[int]:
    """Place what is left in the versions, or in all that have some left; after each transaction, give how many it placed."""
    with database.reader() as session:
        waiting = tuple(version_ids) or anchors.waiting_versions(session)
    for version_id in waiting:
        more = True
        while more:
            with database.transaction() as session:
                version = anchors.claim_version(session, version_id)
                placed = place_notes(session, version) if version else 0
                more = version is not None and session.get(Placing, version_id) is not None
            yield placed


def _place(session: Session, version: TrialVersion, notes: Sequence[Unplaced]) -> None:
    if not notes:
        return
    to = _version(session, version.id)
    chosen = anchors.chosen_places(session, [note.id for note in notes])
    comparisons = _Comparisons(session, to)
    at, rows = now(), []
    authors = {note.id: note.author_id for note in notes}
    for origin, those in groupby(sorted(notes, key=lambda note: note.version_id), key=lambda note: note.version_id):
        comparison = comparisons.of(origin)
        for note in those:
            choice = chosen.get(note.id)
            own = comparison.reanchor(note.start, note.end)
            settled = _settled(note, own, choice, comparisons, to.document.text)
            follows = choice.anchor_id if choice is not None and settled.follows else None
            rows.append({"note_id": note.id, "version_id": version.id, "follows_id": follows} | _columns(settled, at))
    session.execute(insert(Anchor), rows)
    if version.number != session.scalar(select(Trial.current_number).where(Trial.id == version.trial_id)):
        return  # an earlier version that came in late: what asks for an eye is what is current
    asked = Counter(authors[row["note_id"]] for row in rows if row["asked_at"] is not None)
    for author_id, count in asked.items():
        activity.record(session, author_id, ActivityKind.NOTES_TO_CHECK, version.trial_id, detail={"notes": count})


def _settled(note: Unplaced, own: Reanchored, choice: Chosen | None, comparisons: "_Comparisons", text: str) -> Settled:
    if choice is None:
        return anchoring.settle(own)
    if choice.choice is Choice.KEPT or choice.start is None or choice.end is None:
        return anchoring.settle_kept(own, choice.number)
    stands = comparisons.of(choice.version_id).reanchor(choice.start, choice.end)
    return anchoring.settle_chosen(note.exact, own, stands, text, choice.number)


def _columns(settled: Settled, at: datetime) -> dict[str, Any]:
    reanchored = settled.reanchored
    span = anchoring.span_of(reanchored)
    return {
        "id": new_id(),
        "state": reanchored.state,
        "start_offset": span.start if span else None,
        "end_offset": span.end if span else None,
        "score": reanchored.score,
        "evidence": list(reanchored.evidence),
        "candidates": [[each.start, each.end] for each in anchoring.candidates_of(reanchored)],
        "crossed": anchoring.crossed(reanchored),
        "asked_at": at if settled.asks else None,
        "made_at": at,
    }


class _Comparisons:
    """Comparisons of earlier versions with one, each made when it is first asked for."""

    def __init__(self, session: Session, to: _Version) -> None:
        self._session, self._to = session, to
        self._made: dict[str, Comparison] = {}

    def of(self, version_id: str) -> Comparison:
        """Give the comparison of a version with the one in which notes are placed."""
        if version_id not in self._made:
            origin = _version(self._session, version_id)
            self._made[version_id] = compare(origin.document, self._to.document, (*origin.drugs, *self._to.drugs))
        return self._made[version_id]


def _version(session: Session, version_id: str) -> _Version:
    content = version_content(session, version_id)
    drugs = tuple(each.name for each in record_from_json(content.facts).interventions)
    return _Version(document_from_json(content.document, content.text), drugs)
