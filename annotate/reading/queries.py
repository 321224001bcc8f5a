"""Selects that join features, and those that no other page needs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

from annotate.activity.kinds import OF_FOLLOWING, OF_REPLIES, ActivityKind
from annotate.activity.models import Activity
from annotate.core.anchoring import AnchorState
from annotate.core.document import Document, document_from_json
from annotate.core.record import TrialRecord, record_from_json
from annotate.core.viewer import Viewer
from annotate.errors import NotFound
from annotate.following import queries as following
from annotate.following.found import found_from_json
from annotate.following.models import SavedSearch
from annotate.notes.anchors.queries import HOLDS
from annotate.notes.models import Anchor, Note
from annotate.notes.queries import own_notes, visible_notes, whole_notes
from annotate.prepared import prepared
from annotate.replies.queries import threads_by_id
from annotate.replies.rules import reader_of
from annotate.reviews.queries import round_names
from annotate.shares.holding import more_trials
from annotate.shares.models import Share
from annotate.shares.unlocks.queries import SharedTrial, Visit
from annotate.trials.compression import unpack_record
from annotate.trials.conditions import condition_names
from annotate.trials.last_reads import last_reads_of
from annotate.trials.models import LastRead, Trial, TrialVersion
from annotate.trials.queries import IS_CURRENT

_LATE_NOTES = 60
"""The notes whose trials are taken for "my trials": those that were written last."""


@dataclass(frozen=True, slots=True)
class MyTrial:
    """A trial that the viewer reads or keeps notes on."""

    trial_id: str
    registry_id: str
    title: str
    current_number: int
    notes: int
    read_number: int | None
    """Number of the version that the viewer last read; None if they have not, or it is forgotten."""
    read_at: datetime | None
    read_record: int | None
    """Number of the version that the record came in as which the viewer last read; a new reading of it has the same one."""
    current_record: int


@dataclass(frozen=True, slots=True)
class SubjectTrial:
    """A trial that something happened to."""

    registry_id: str
    title: str


@dataclass(frozen=True, slots=True)
class ActivitySubjects:
    """What the rows of a page refer to, by id, as far as the viewer reads it now."""

    notes: Mapping[str, Note]
    shares: Mapping[str, Share]
    more_trials: Mapping[str, int]
    """How many trials links have notes on beside the first; those over one trial are left out."""
    trials: Mapping[str, SubjectTrial]
    threads: frozenset[str]
    rounds: Mapping[str, str]
    """Names of rounds."""


@dataclass(frozen=True, slots=True)
class NewsSubjects:
    """What rows about followed things refer to, and the viewer's notes on it."""

    trials: Mapping[str, SubjectTrial]
    """Those that changed, and those that are new, by id."""
    conditions: Mapping[str, str]
    """Names by key."""
    searches: Mapping[str, SavedSearch]
    notes: Mapping[str, int]
    """How many notes the viewer has on a trial, by its id."""
    affected: Mapping[tuple[str, int], int]
    """How many of them stand on words that a version changed, by the trial's id and the version's number."""


_AFFECTED = (AnchorState.CHANGED, AnchorState.AMBIGUOUS, AnchorState.ORPHANED)


def my_trials(session: Session, viewer: Viewer, limit: int) -> list[MyTrial]:
    """List the trials that the viewer read, or wrote a note on, last; the last first."""
    touched = {read.trial_id: read.read_at for read in last_reads_of(session, viewer, limit)}
    for trial_id, at in session.execute(*_lately_noted(viewer, _LATE_NOTES)):
        touched[trial_id] = max(at, touched.get(trial_id, at))
    last = sorted(touched, key=lambda trial_id: (touched[trial_id], trial_id), reverse=True)[:limit]
    found = {row.id: MyTrial(*row) for row in session.execute(*_my_trials(viewer, last))} if last else {}
    return [found[trial_id] for trial_id in last if trial_id in found]


def count_trials(session: Session) -> int:
    """Count the trials that are here."""
    counted: int = session.scalar(*_count_trials()) or 0
    return counted


def shared_trial(session: Session, visit: Visit, trials: Sequence[SharedTrial], wanted: str) -> Trial:
    """Give the trial of a share that is asked for by its registry id, or the first one, with its current version.

    Raises NotFound when the share has no notes on it.
    """
    ids = {trial.registry_id: trial.id for trial in trials}
    if wanted and wanted not in ids:
        raise NotFound("Nothing is shared on such a trial.")
    trial_id = ids[wanted] if wanted else next(iter(ids.values()), visit.trial_id)
    trial: Trial = session.scalars(*_by_id(trial_id)).one()
    return trial


def documents_of(session: Session, version_ids: Collection[str]) -> dict[str, Document]:
    """Give the documents of versions by the versions' ids."""
    if not version_ids:
        return {}
    wanted = select(TrialVersion.id, TrialVersion.document, TrialVersion.text).where(TrialVersion.id.in_(version_ids))
    return {row.id: document_from_json(row.document, row.text) for row in session.execute(wanted)}


def records_of(session: Session, version_ids: Collection[str]) -> dict[str, TrialRecord]:
    """Give the records of versions, facts and documents, by the versions' ids."""
    wanted = select(TrialVersion.id, TrialVersion.document, TrialVersion.text, TrialVersion.facts)
    rows = session.execute(wanted.where(TrialVersion.id.in_(version_ids)))
    return {row.id: record_from_json(row.facts, document_from_json(row.document, row.text)) for row in rows}


def subjects_of(session: Session, viewer: Viewer, rows: Sequence[Activity]) -> ActivitySubjects:
    """Give what the viewer's activity is about, as far as they read it now, in six statements at most."""
    notes = whole_notes().where(Note.id.in_(_subject_ids(rows, "note")), own_notes(viewer))
    shares = (
        select(Share)
        .join(Share.trial)
        .options(contains_eager(Share.trial))
        .where(Share.id.in_(_subject_ids(rows, "link")), Share.account_id == viewer.id)
    )
    links = {share.id: share for share in session.scalars(shares)}
    return ActivitySubjects(
        notes={note.id: note for note in session.scalars(notes)},
        shares=links,
        more_trials=more_trials(session, sorted(links)),
        trials=_trials(session, _subject_ids(rows, "trial")),
        threads=frozenset(
            row.thread.id for row in threads_by_id(session, reader_of(viewer), _subject_ids(rows, "thread"))
        ),
        rounds=round_names(session, viewer, _subject_ids(rows, "round")),
    )


def news_subjects(session: Session, viewer: Viewer, rows: Sequence[Activity], *, most_named: int) -> NewsSubjects:
    """Give what rows about followed things refer to, in five statements; of new trials the first few of each row."""
    found = [found_from_json(row.detail) for row in rows if row.kind == ActivityKind.FOLLOWED_FOUND]
    changed = sorted({row.subject_id for row in rows if row.kind != ActivityKind.FOLLOWED_FOUND})
    new = {trial_id for each in found for trial_id in each.trials[:most_named]}
    keys = {each.condition for each in found if each.condition}
    searches = [search for search in following.searches_of(session, viewer) if search.deleted_at is None]
    noted = select(Note.trial_id, func.count()).where(visible_notes(viewer), Note.trial_id.in_(changed))
    on_changed_words = (
        select(TrialVersion.trial_id, TrialVersion.number, func.count())
        .join(Anchor, Anchor.version_id == TrialVersion.id)
        .join(Note, Note.id == Anchor.note_id)
        .where(visible_notes(viewer), Note.trial_id.in_(changed), Anchor.state.in_(_AFFECTED), HOLDS)
    )
    return NewsSubjects(
        trials=_trials(session, {*changed, *new}),
        conditions=condition_names(session, sorted(keys)),
        searches={search.id: search for search in searches},
        notes={row[0]: row[1] for row in session.execute(noted.group_by(Note.trial_id))},
        affected={
            (row[0], row[1]): row[2]
            for row in session.execute(on_changed_words.group_by(TrialVersion.trial_id, TrialVersion.number))
        },
    )


def ids_of(row: Activity) -> dict[str, str]:
    """Give what a row refers to by noun; a reply to the author's note refers to their link and to its thread."""
    noun = "trial" if row.kind in OF_FOLLOWING else row.kind.partition(".")[0]
    if row.kind == ActivityKind.FOLLOWED_FOUND:
        return {}
    if row.kind not in OF_REPLIES:
        return {noun: row.subject_id}
    # A respondent's row is about the thread. An author's is about the link, and tells the thread, but for the oldest.
    return {"link": row.subject_id, "thread": row.detail["thread"] if row.detail else row.subject_id}


def record_beginnings(session: Session, version_ids: Collection[str], size: int) -> dict[str, bytes]:
    """Give up to so many bytes of the beginnings of the records as they came, by the versions' ids."""
    head = func.substr(TrialVersion.raw, 1, size, type_=TrialVersion.raw.type)
    wanted = select(TrialVersion.id, TrialVersion.text, head.label("head")).where(TrialVersion.id.in_(version_ids))
    return {row.id: unpack_record(row.head, row.text, size) for row in session.execute(wanted)}


def _trials(session: Session, trial_ids: Collection[str]) -> dict[str, SubjectTrial]:
    """Give trials by id, with their present titles."""
    wanted = select(Trial.id, Trial.registry_id, TrialVersion.title).join(TrialVersion, IS_CURRENT)
    rows = session.execute(wanted.where(Trial.id.in_(trial_ids)))
    return {row.id: SubjectTrial(row.registry_id, row.title) for row in rows}


def _subject_ids(rows: Iterable[Activity], noun: str) -> list[str]:
    """Give the ids of the rows' subjects of one noun: ``note``, ``link``, ``trial``, ``thread`` or ``round``."""
    return sorted({row_id for row in rows if (row_id := ids_of(row).get(noun)) is not None})


@prepared
def _by_id(trial_id: str) -> Select[Trial]:
    return select(Trial).where(Trial.id == trial_id).options(joinedload(Trial.current_version, innerjoin=True))


@prepared
def _lately_noted(viewer: Viewer, limit: int) -> Select[str, datetime]:
    lately = select(Note.trial_id, Note.created_at).where(visible_notes(viewer))
    return lately.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit)


@prepared
def _my_trials(viewer: Viewer, trial_ids: list[str]) -> Select[str, str, str, int, int, int, datetime, int, int]:
    notes = select(func.count()).where(Note.trial_id == Trial.id, visible_notes(viewer)).scalar_subquery()
    read = and_(LastRead.trial_id == Trial.id, LastRead.account_id == viewer.id)
    was = aliased(TrialVersion)
    return (
        select(
            Trial.id,
            Trial.registry_id,
            TrialVersion.title,
            Trial.current_number,
            notes,
            LastRead.version_number,
            LastRead.read_at,
            func.coalesce(was.rereads, was.number),
            func.coalesce(TrialVersion.rereads, TrialVersion.number),
        )
        .join(TrialVersion, IS_CURRENT)
        .outerjoin(LastRead, read)
        .outerjoin(was, and_(was.trial_id == Trial.id, was.number == LastRead.version_number))
        .where(Trial.id.in_(trial_ids))
    )


@prepared
def _count_trials() -> Select[int]:
    return select(func.count()).select_from(Trial)
