"""Keeping the records up to date: what changed at the registry is listed, then read, a group in each transaction.

A run asks for the version of the registry's data first. If it is a new one, the ids of what was updated since the last one are
listed, page by page; those that are to be read become rows (``registry_pending``). These are read by their ids, 50 at a time, and
stored. What is committed holds: a run that was killed or stopped is gone on with by the next one.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from annotate import clock
from annotate.core.numbers import many, written
from annotate.core.record import is_whole_date
from annotate.database import Database
from annotate.errors import AnnotateError, Invalid, Unavailable
from annotate.notes.anchors.placing import AT_ONCE
from annotate.registry import queries
from annotate.registry.changes import DataVersion, changed_page, data_version, records_of
from annotate.registry.client import RegistryClient
from annotate.registry.errors import AnswerTooLarge, QuestionRefused, RegistryRefusal, UnreadableRecord
from annotate.registry.files import likely_id
from annotate.registry.importing import store_read
from annotate.registry.models import RegistrySync
from annotate.registry.reading import Refused, prepared
from annotate.registry.sync_run import Synced, SyncRun
from annotate.trials.actions import Stored
from annotate.trials.preparing import PreparedVersion

GROUP = 50
"""Records that are read by one request and stored in one transaction."""

READ_ALL = 20_000
"""Trials up to which all are read, whatever their dates, when it is not known how old they are."""

OVERLAP = timedelta(days=3)
"""Days before the last version of the data that are listed once more; what is here with the same date is not read again."""

WATCHED_EVERY = timedelta(days=7)
"""Pause between two readings of what somebody annotates: the registry also changes records without a new date."""

_MOST_TRIES = 3
_MOST_EMPTY_PAGES = 100
_ALL_STRANGE = 3  # records; when none of so many can be read, it is not they who are wrong


@dataclass(frozen=True, slots=True)
class _Answered:
    """A record that was read, or the reason why not; ``names`` are its own id and its former ones."""

    names: frozenset[str]
    prepared: PreparedVersion | None = None
    reason: str = ""


class Sync:
    """One run over one registry; ``reasons`` says which records could not be stored, and why."""

    def __init__(
        self,
        database: Database,
        client: RegistryClient,
        base_url: str,
        *,
        adds: bool = False,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """Take the registry's client and address; ``adds``: changed trials that are not here are added. ``tell`` takes sentences."""
        self._database, self._client, self._adds = database, client, adds
        self._run = SyncRun(urlsplit(base_url).netloc)
        self._tell = tell or (lambda _sentence: None)
        self.reasons: list[tuple[str, str]] = []

    def run(self, *, since: str = "") -> Synced:
        """Bring the records up to date; with ``since``, list what changed since that day, ``2026-03-25``.

        Raises Unavailable when the registry does not answer, Conflict while another run is at it. What came until then is here.
        """
        if since and not _is_date(since):
            raise Invalid("A day is written like 2026-03-25.")
        self._database.write(self._begin)
        try:
            self._list_changes(since)
            self._database.write(self._queue_watched)
            self._read_pending()
        except BaseException as error:  # a kill by Ctrl-C as well: the next run need not wait
            with suppress(Exception):
                self._stopped(error)
            raise
        return self._database.write(self._run.end)

    def _stopped(self, error: BaseException) -> None:
        words = (
            error.message if isinstance(error, AnnotateError) else f"The run was broken off ({type(error).__name__})."
        )
        refused = isinstance(error, RegistryRefusal)
        self._database.write(lambda session: self._run.end(session, words, refused=refused))

    # What changed

    def _begin(self, session: Session) -> None:
        """Take the run's row, and see to what came in by other ways since the last run: files may be old.

        It is queued; if it is very much, the list of changes goes back as far as its age.
        """
        last = self._run.begin(session)
        row = self._run.row(session)
        if not row.since or last is None:
            return
        if queries.count_registered(session, last) <= READ_ALL:
            queries.queue(session, queries.registered_ids(session, last))
            return
        row.since = min(row.since, queries.day_of_many(session, last) or row.since)
        row.data_version = row.etag = row.listing = row.page_token = ""

    def _list_changes(self, since: str) -> None:
        known = self._database.write(lambda session: _Known.of(self._run.row(session)))
        if since or not known.listing:
            version = data_version(self._client, "" if since else known.etag)
            if version is None or (version.timestamp == known.data_version and not since):
                self._tell(f"The registry's data are still those of {known.data_version}.")
                return
            self._tell(f"The registry's data are of {version.timestamp}.")
            if not self._database.write(lambda session: self._open_listing(session, version, since)):
                return
        self._go_on_listing()

    def _open_listing(self, session: Session, version: DataVersion, since: str) -> bool:
        """Write down what is to be listed; False if nothing is, because all that is here will be read."""
        row = self._run.row(session)
        row.since = since or row.since
        if not row.since:
            if queries.count_registered(session) <= READ_ALL:
                queries.queue(session, queries.registered_ids(session))
                row.since, row.data_version, row.etag = version.day, version.timestamp, version.etag
                return False
            row.since = queries.day_of_many(session) or version.day
        row.listing, row.listing_etag, row.page_token = version.timestamp, version.etag, ""
        return True

    def _go_on_listing(self) -> None:
        restarted, empty, seen = False, 0, set[str]()
        while True:
            known = self._database.write(lambda session: _Known.of(self._run.row(session)))
            try:
                page = changed_page(self._client, known.from_day, known.page_token)
            except QuestionRefused:
                if not known.page_token or restarted:
                    raise
                restarted, seen = (
                    True,
                    set(),
                )  # the token died with an earlier version of the data: the list begins anew
                self._database.write(self._restart_listing)
                continue
            empty = 0 if page.dates else empty + 1
            if page.next_token in seen or empty > _MOST_EMPTY_PAGES:
                self._database.write(self._restart_listing)
                raise Unavailable("The registry's list of changes has no end, so it was not read further.")
            seen.add(page.next_token)
            queued = self._queue_page(page.dates, page.next_token)
            self._tell(f"{many(len(page.dates), 'changed record')} listed, {written(queued)} to be read.")
            if not page.next_token:
                return

    def _restart_listing(self, session: Session) -> None:
        self._run.row(session).page_token = ""

    def _queue_page(self, dates: Mapping[str, str], next_token: str) -> int:
        """Queue what is to be read of a page, and write down where the listing goes on."""

        def work(session: Session) -> int:
            row = self._run.row(session)
            here = queries.dates_of(session, dates)
            wanted = [each for each, day in dates.items() if (here[each] != day if each in here else self._adds)]
            row.page_token = next_token
            if not next_token:
                row.since, row.data_version, row.etag = row.listing[:10], row.listing, row.listing_etag
                row.listing = row.listing_etag = ""
            return queries.queue(session, wanted)

        return self._database.write(work)

    def _queue_watched(self, session: Session) -> None:
        row, now = self._run.row(session), clock.now()
        if row.watched_at is None or not now - WATCHED_EVERY < row.watched_at <= now:
            queries.queue(session, queries.watched_ids(session))
            row.watched_at = now

    # Reading

    def _read_pending(self) -> None:
        size = GROUP
        while ids := self._next(size):
            try:
                read = [_read(raw) for raw in records_of(self._client, ids)]
            except AnswerTooLarge as error:
                size = max(1, len(ids) // 2)
                if len(ids) == 1:
                    self._store(ids, [_Answered(frozenset(ids), reason=error.message)])
                continue
            if len(read) >= _ALL_STRANGE and all(each.reason for each in read):
                raise Unavailable(
                    f"None of {len(read)} records could be read, so nothing was changed: the registry may have a new format. "
                    f"Of the first one: {read[0].reason}"
                )
            left = self._store(ids, read)
            self._tell(f"{many(len(read), 'record')} read, {written(left)} left.")
            size = GROUP

    def _next(self, size: int) -> list[str]:
        def work(session: Session) -> list[str]:
            begun_at = self._run.row(session).begun_at or clock.now()
            return queries.next_pending(session, begun_at, size)

        return self._database.write(work)

    def _store(self, ids: Sequence[str], read: Sequence[_Answered]) -> int:
        """Store a group and take it off the list in one transaction; return how many are left on it."""

        def work(session: Session) -> tuple[int, list[tuple[str, str]]]:
            row, room, reasons, came = self._run.row(session), AT_ONCE, [], set[str]()
            for each in read:
                asked = each.names & set(ids)
                if not asked:
                    continue  # nobody asked for it
                came |= asked
                refusal, placed = _stored(session, row, each, room)
                room -= placed
                if refusal:
                    row.refused += 1
                    reasons.append((min(asked), refusal.reason))
                    if refusal.passing:
                        came -= asked  # it stays on the list, for another try
            self._run.extend(row)
            row.missing += queries.take_off(session, ids, came, clock.now(), _MOST_TRIES)
            return queries.count_pending(session), reasons

        left, reasons = self._database.write(work)
        self.reasons += reasons
        return left


@dataclass(frozen=True, slots=True)
class _Known:
    """What a run reads of its row before it asks the registry."""

    data_version: str
    etag: str
    listing: str
    page_token: str
    from_day: str

    @classmethod
    def of(cls, row: RegistrySync) -> "_Known":
        from_day = (date.fromisoformat(row.since) - OVERLAP).isoformat() if row.since else ""
        return cls(row.data_version, row.etag, row.listing, row.page_token, from_day)


def _read(raw: bytes) -> _Answered:
    try:
        read = prepared(raw)
        return _Answered(frozenset({read.registry_id, *read.former_ids}), read)
    except UnreadableRecord as error:
        return _Answered(frozenset(filter(None, (likely_id(raw),))), reason=error.reason)


def _stored(session: Session, row: RegistrySync, read: _Answered, room: int) -> tuple[Refused | None, int]:
    """Store a record and count it; return why it could not be stored, if so, and how many notes were placed."""
    if read.prepared is None:
        return Refused(read.reason), 0
    result = store_read(session, read.prepared, room)
    if isinstance(result, Refused):
        return result, 0
    row.added += result.stored is Stored.NEW
    row.changed += result.stored is Stored.NEW_VERSION
    row.unchanged += result.stored is Stored.UNCHANGED
    return None, result.placed


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return bool(is_whole_date(text) and date.fromisoformat(text).year > 1)
    return False
