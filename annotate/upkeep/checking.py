"""What always holds in sound data, looked at one by one: nothing that is found names a person or their words."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Table, and_, func, inspect, or_, select, text
from sqlalchemy.orm import Session

from annotate import clock
from annotate.accounts.models import Account
from annotate.activity.models import Activity, ActivitySequence
from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor
from annotate.core.viewer import Viewer
from annotate.core.words import same_spelling
from annotate.database import Base
from annotate.following.queries import strange_follows
from annotate.notes.indexing import count_left_behind, is_indexed
from annotate.notes.models import Anchor, Note, NoteRevision
from annotate.replies.indexing import replies_under
from annotate.replies.models import Reply, ReplyRevision, Thread, WithdrawnReply
from annotate.replies.rules import reader_of, visible_replies, visible_threads
from annotate.shares.models import Guest, Share, ShareNote
from annotate.shares.queries import PAGE_SIZE, my_links
from annotate.trials.models import TrialVersion
from annotate.upkeep.evidence import violations_of_tables
from annotate.upkeep.ownership import violations_of_ownership
from annotate.upkeep.participation import violations_of_participation
from annotate.upkeep.record_checks import check_trials, check_versions
from annotate.upkeep.rounds import violations_of_rounds
from annotate.upkeep.violations import Violation

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, and how many steps that takes."""

    name: str
    steps: int
    run: Callable[[], Iterator[Violation | None]]
    """Gives something after each step: what was found, or None."""


def checks(session: Session) -> list[Check]:
    """Give what is to be looked at in one snapshot of a database, in the order in which to do it."""
    versions, notes = _count(session, TrialVersion), _count(session, Note)
    accounts, threads = _count(session, Account), _count(session, Thread)
    looks = [
        Check("files and references", 1, lambda: _sound(session)),
        Check("records", versions, lambda: check_versions(session)),
        Check("current versions and search", 1, lambda: check_trials(session)),
        Check("notes", notes, lambda: _notes(session)),
        Check("search in notes", notes, lambda: _searched(session)),
        Check("earlier texts and the trash", 1, lambda: _earlier_texts(session)),
        Check("labels, tags and acts", 1, lambda: violations_of_ownership(session)),
        Check("anchors", 1, lambda: _anchors(session)),
        Check("links", accounts, lambda: _links(session)),
        Check("what links hold", 1, lambda: _shared(session)),
        Check("private replies", accounts + threads, lambda: _replies(session)),
        Check("double readings", 1, lambda: violations_of_rounds(session)),
        Check("activity and what people follow", 1, lambda: _activity(session)),
        Check("tables", 1, lambda: violations_of_tables(session)),
        Check("taking part", 1, lambda: violations_of_participation(session)),
    ]
    return [replace(look, run=partial(_bounded_by_damage, look.run)) for look in looks]


def _bounded_by_damage(run: Callable[[], Iterator[Violation | None]]) -> Iterator[Violation | None]:
    """End a check at a stored text that cannot be unpacked; "records" says which version it is of."""
    try:
        yield from run()
    except zlib.error:
        yield Violation("the text of a version cannot be read, so the rest of this was not looked at")


def _activity(session: Session) -> Iterator[Violation | None]:
    """Look for numbers beyond an account's sequence, which would give them once more, and for other people's searches."""
    last = func.coalesce(func.max(ActivitySequence.last), 0)
    joined = select(Activity.account_id).outerjoin(ActivitySequence, ActivitySequence.account_id == Activity.account_id)
    for account_id in session.scalars(joined.group_by(Activity.account_id).having(func.max(Activity.seq) > last)):
        yield Violation(f"account {account_id}: its activity has numbers beyond its sequence")
    for follow_id in strange_follows(session):
        yield Violation(f"follow {follow_id}: it is of another person's search")
    yield None


def _count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def _sound(session: Session) -> Iterator[Violation | None]:
    """Look at the pages of the file and at every reference between rows; PostgreSQL keeps its references by itself."""
    if session.get_bind().dialect.name == "sqlite":
        for (words,) in session.execute(text("PRAGMA integrity_check")):
            if words != "ok":
                yield Violation(f"the file: {words}")
        for row in session.execute(text("PRAGMA foreign_key_check")):
            yield Violation(f"{row[0]} row {row[1]} refers to a row of {row[2]} that is not there")
    else:
        unproved = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"
        for table, name in session.execute(text(unproved)):
            yield Violation(f"{table}: the constraint {name} was never proved")
    yield None


def _notes(session: Session) -> Iterator[Violation | None]:
    """Look for each note's words in the text of its version, at its offsets, between its context."""
    statement = select(Note, TrialVersion.text, TrialVersion.trial_id).join(
        TrialVersion, TrialVersion.id == Note.version_id
    )
    for note, words, trial_id in session.execute(
        statement.order_by(Note.version_id).execution_options(yield_per=_BATCH)
    ):
        yield _of_note(note, words, trial_id)
        session.expunge(note)


def _of_note(note: Note, words: str, trial_id: str) -> Violation | None:
    if trial_id != note.trial_id:
        return Violation(f"note {note.id}: its version is of another trial")
    start, end = note.start_offset, note.end_offset
    if start is None or end is None:
        return None if not note.exact else Violation(f"note {note.id}: it has words and no place")
    if not 0 <= start < end <= len(words):
        return Violation(f"note {note.id}: its place is outside its text")
    around = note.prefix + note.exact + note.suffix
    if words[start:end] != note.exact or not words.startswith(around, start - len(note.prefix)):
        return Violation(f"note {note.id}: other words stand at its place")
    return None


def _searched(session: Session) -> Iterator[Violation | None]:
    """Compare the words that the search index holds of each note with its own; notes without a number wait for the job."""
    if left := count_left_behind(session):
        yield Violation(f"the search index of notes holds {left} that are gone (annotate notes index --anew)")
    statement = select(Note).where(Note.number.is_not(None)).order_by(Note.number)
    for note in session.scalars(statement.execution_options(yield_per=_BATCH)):
        is_sound = note.erased_at is None and is_indexed(session, note, replies_under(session, note))
        other = f"note {note.id}: the search index holds other words than it (annotate notes index --anew)"
        yield None if is_sound else Violation(other)
        session.expunge(note)


def _earlier_texts(session: Session) -> Iterator[Violation | None]:
    """Look for earlier texts that are no earlier than the present one, and for words in notes that were deleted for good."""
    of_notes = select(NoteRevision.written_id).join(Note).where(NoteRevision.number >= Note.revision)
    for note_id in session.scalars(of_notes.distinct()):
        yield Violation(f"note {note_id}: an earlier text has the number of the present one, or a later one")
    of_replies = select(ReplyRevision.written_id).join(Reply).where(ReplyRevision.number >= Reply.revision)
    for reply_id in session.scalars(of_replies.distinct()):
        yield Violation(f"reply {reply_id}: an earlier text has the number of the present one, or a later one")
    held = or_(
        Note.body != "", Note.exact != "", Note.deleted_at.is_(None), Note.id.in_(select(NoteRevision.written_id)),
        Note.id.in_(select(ShareNote.note_id)), Note.id.in_(select(Anchor.note_id)),
    )  # fmt: skip
    for note_id in session.scalars(select(Note.id).where(Note.erased_at.is_not(None), held)):
        yield Violation(f"note {note_id}: it was deleted for good, and holds words or stands in a link")
    yield None


def _anchors(session: Session) -> Iterator[Violation | None]:
    """Look at every other table that keeps places in the text of a version."""
    inspector = inspect(session.connection())
    for table in Base.metadata.sorted_tables:
        columns = table.columns.keys()
        if (
            table.name != Note.__tablename__
            and inspector.has_table(table.name)
            and {"version_id", "start_offset", "end_offset"} <= set(columns)
        ):
            yield from _of_places(session, table)
    yield from _of_anchors(session)
    yield None


def _of_anchors(session: Session) -> Iterator[Violation | None]:
    """Look for anchors that are said to stand on their note's own words, and do not."""
    if not inspect(session.connection()).has_table(Anchor.__tablename__):
        return
    statement = (
        select(Anchor.id, Anchor.start_offset, Anchor.end_offset, Note.exact, TrialVersion.text)
        .join(Note, Note.id == Anchor.note_id)
        .join(TrialVersion, TrialVersion.id == Anchor.version_id)
        .where(Anchor.state.in_([AnchorState.EXACT, AnchorState.MOVED]))
        .order_by(Anchor.version_id)
    )
    for anchor_id, start, end, exact, whole in session.execute(statement.execution_options(yield_per=_BATCH)):
        if same_spelling(whole[start:end]) != same_spelling(exact):
            yield Violation(f"anchor {anchor_id}: it is said to stand on its note's words, and stands on others")


def _of_places(session: Session, table: Table) -> Iterator[Violation | None]:
    place = table.columns
    words = [place.exact] if "exact" in place else []
    statement = (
        select(place.version_id, place.start_offset, place.end_offset, TrialVersion.text, *words)
        .join(TrialVersion, TrialVersion.id == place.version_id)
        .where(place.start_offset.is_not(None))
        .order_by(place.version_id)
    )
    for version_id, start, end, whole, *exact in session.execute(statement.execution_options(yield_per=_BATCH)):
        if not 0 <= start < end <= len(whole):
            yield Violation(f"{table.name}: a place is outside the text of version {version_id}")
        elif exact and exact[0] is not None and whole[start:end] != exact[0]:
            yield Violation(f"{table.name}: other words stand at a place in version {version_id}")


def _links(session: Session) -> Iterator[Violation | None]:
    """Compare each owner's links with the list that they are shown."""
    for account_id in session.scalars(select(Account.id)).all():
        stored = set(session.scalars(select(Share.id).where(Share.account_id == account_id)))
        yield (
            None
            if _listed(session, account_id) == stored
            else Violation(f"account {account_id}: the links that are listed are not the links that there are")
        )


def _listed(session: Session, account_id: str) -> set[str]:
    viewer = Viewer(id=account_id, name="", email="", sign_in_id="")
    listed: set[str] = set()
    after: Cursor | None = None
    while True:
        rows = my_links(session, viewer, after)
        listed |= {row.share.id for row in rows}
        if len(rows) <= PAGE_SIZE:
            return listed
        last = rows[PAGE_SIZE - 1].share
        after = Cursor(last.created_at, last.id)


def _shared(session: Session) -> Iterator[Violation | None]:
    """Look for notes in a link of somebody else's."""
    strange = Note.account_id != Share.account_id
    statement = select(ShareNote.share_id).join(Share).join(Note).where(strange).distinct()
    for share_id in session.scalars(statement):
        yield Violation(f"link {share_id}: it holds a note that is not its owner's")
    yield None


def _replies(session: Session) -> Iterator[Violation | None]:
    """Ask the rule of who reads what, for every account, and look at who each exchange is between."""
    for account_id in session.scalars(select(Account.id)).all():
        yield _of_reader(session, account_id)
    statement = (
        select(
            Thread.id, Note.account_id, Share.account_id, Thread.respondent_account_id, Guest.share_id, Thread.share_id
        )
        .join(Note, Note.id == Thread.note_id)
        .join(Share, Share.id == Thread.share_id)
        .outerjoin(Guest, Guest.id == Thread.respondent_guest_id)
    )
    for thread_id, author, sharer, respondent, guest_of, share_id in session.execute(statement):
        fits = author == sharer and respondent != author and guest_of in {None, share_id}
        yield None if fits else Violation(f"thread {thread_id}: it is not between a note's author and one respondent")
    said = or_(
        Reply.withdrawn_at.is_not(None) & (Reply.body != ""),
        Reply.withdrawn_at.is_(None) & WithdrawnReply.reply_id.is_not(None),
    )
    for reply_id in session.scalars(select(Reply.id).outerjoin(WithdrawnReply).where(said)):
        yield Violation(f"reply {reply_id}: it is withdrawn and can be read, or is not and has words aside")


def _of_reader(session: Session, account_id: str) -> Violation | None:
    reader = reader_of(Viewer(id=account_id, name="", email="", sign_in_id=""))
    third = and_(
        Note.account_id != account_id,
        or_(Thread.respondent_account_id.is_(None), Thread.respondent_account_id != account_id),
    )
    threads = (
        select(func.count())
        .select_from(Thread)
        .join(Note, Note.id == Thread.note_id)
        .where(third, visible_threads(reader))
    )
    replies = (
        select(func.count())
        .select_from(Reply)
        .join(Thread, Thread.id == Reply.thread_id)
        .join(Note, Note.id == Thread.note_id)
        .where(third, visible_replies(reader, clock.now()))
    )
    if session.scalar(threads) or session.scalar(replies):
        return Violation(f"account {account_id}: it reads an exchange between two others")
    return None
