"""Earlier versions of records, from the registry's history as other programs saved it (curl, cthist, ctrdata).

They are filed as earlier versions by their dates; what is current stays so, and no version's number moves. A version that is here
already, in whichever flavour, is no new one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy.orm import Session

from annotate.core.document import Document
from annotate.core.editions import document_as_read_by
from annotate.core.record import READING_EDITION, is_whole_date
from annotate.database import Database
from annotate.notes.anchors.placing import AT_ONCE
from annotate.registry.digest import source_digest
from annotate.registry.errors import UnreadableRecord
from annotate.registry.files import bytes_of, in_utf8
from annotate.registry.flavours import in_markup, is_html
from annotate.registry.importing import Imported, ImportOutcome, store_read
from annotate.registry.reading import Refused
from annotate.registry.shapes import open_source, read_source
from annotate.trials.actions import Stored
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.preparing import PreparedVersion, prepare
from annotate.trials.queries import known_trial, version_content, versions_of

BATCH = 50
"""Versions stored in one transaction."""

_SORTED = 500  # versions that are put in order before they are stored
_SIGNS = re.compile(r"[\W_]+")
_PARTS = ("protocolSection", "resultsSection", "annotationSection", "documentSection", "derivedSection", "hasResults")
_LEADING = ("study", "studies", "versions", "history")
_NO_TEXTS = "The file lists the versions of a record and has none of their texts. Save each version by its number: …/history/0, …/history/1."


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """One version as the history gives it, in the API's flavour."""

    prepared: PreparedVersion
    words: Mapping[int, str]
    """The letters of its text as each edition reads it, to compare it with stored versions."""


def import_history(database: Database, files: Iterable[Path]) -> Iterator[ImportOutcome]:
    """Import the earlier versions in the files, and yield the outcome of each; a refused one stops no other."""
    read: list[tuple[Path, EarlierVersion | Refused]] = []
    for path in files:
        read += [(path, version) for version in _versions_in(path)]
        if len(read) >= _SORTED:
            yield from _store_all(database, read)
            read = []
    yield from _store_all(database, read)


def read_earlier(study: Mapping[str, Any], *, html: bool = False) -> EarlierVersion:
    """Return a study of the history in the API's flavour; ``html``: it is known to be written in HTML. Raises UnreadableRecord."""
    parts = {name: study[name] for name in _PARTS if name in study}
    raw = to_json(in_markup(parts) if html or is_html(parts.get("protocolSection")) else parts)
    source = open_source(raw)
    record = read_source(source)
    document = record.document
    words = {edition: _letters_of(document, edition) for edition in range(1, READING_EDITION + 1)}
    return EarlierVersion(prepare(record, raw, source_digest(source)), words)


def store_earlier(session: Session, version: EarlierVersion, room: int) -> Imported | Refused:
    """Store a version in its place by its date, if it is not here; the current version stays what it is."""
    record = version.prepared
    trial = known_trial(session, record.registry_id)
    if trial is None:
        return Refused(f"{record.registry_id} is not here yet. Add its record first, then its history.")
    versions = versions_of(session, trial)
    current = next(each for each in versions if each.number == trial.current_number)
    reason = _why_not(record, current, trial)
    if reason:
        return Refused(reason)
    if record.record_updated == current.record_updated or _is_here(session, version, versions):
        return Imported(record.registry_id, record.title, Stored.UNCHANGED)
    return store_read(session, record, room)


def _why_not(record: PreparedVersion, current: TrialVersion, trial: Trial) -> str:
    if current.sample:
        return f"{trial.registry_id} is a sample here. Add the registry's record first, then its history."
    if not is_whole_date(record.record_updated):
        return "The version has no whole date, so it has no place among the others."
    if not is_whole_date(current.record_updated):
        return f"The current record of {trial.registry_id} has no whole date, so nothing can be placed before it."
    if record.record_updated > current.record_updated:
        return (
            f"The version of {record.record_updated} is newer than the record here ({current.record_updated}). "
            "Bring that up to date first: annotate trials sync"
        )
    return ""


def _is_here(session: Session, version: EarlierVersion, versions: Iterable[TrialVersion]) -> bool:
    """True if a version of the same day has the same words, in whichever flavour; a day may have several versions."""
    same_day = [each for each in versions if each.record_updated == version.prepared.record_updated]
    return any(
        each.status == version.prepared.status
        and _letters(version_content(session, each.id).text) == version.words[each.edition]
        for each in same_day
    )


def _letters_of(document: Document, edition: int) -> str:
    """Return the letters of a document as an edition reads it."""
    read = document_as_read_by(document, edition)
    return _letters("\n".join(block.text for section in read.sections for block in section.blocks))


def _letters(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _order(version: "EarlierVersion | Refused") -> tuple[str, str]:
    return ("", "") if isinstance(version, Refused) else (version.prepared.registry_id, version.prepared.record_updated)


def _store_all(database: Database, read: list[tuple[Path, "EarlierVersion | Refused"]]) -> Iterator[ImportOutcome]:
    """Store versions a batch in each transaction, each trial's oldest first."""
    read.sort(key=lambda each: _order(each[1]))
    for first in range(0, len(read), BATCH):
        yield from _store_batch(database, read[first : first + BATCH])


def _store_batch(database: Database, read: list[tuple[Path, "EarlierVersion | Refused"]]) -> list[ImportOutcome]:
    def work(session: Session) -> list[ImportOutcome]:
        outcomes, room = [], AT_ONCE
        for path, version in read:
            result = version if isinstance(version, Refused) else store_earlier(session, version, room)
            room -= result.placed if isinstance(result, Imported) else 0
            outcomes.append(ImportOutcome(path, result))
        return outcomes

    return database.write(work)


def _versions_in(path: Path) -> Iterator["EarlierVersion | Refused"]:
    try:
        found = list(_studies_of(_parsed(path)))
    except UnreadableRecord as error:
        yield Refused(error.reason)
        return
    for number, (study, html) in enumerate(found, start=1):
        try:
            yield read_earlier(study, html=html)
        except UnreadableRecord as error:
            yield Refused(error.reason if len(found) == 1 else f"Version {number} in it: {error.reason}")


def _parsed(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON of a file, or the list of its lines' JSON. Raises UnreadableRecord."""
    raw = in_utf8(bytes_of(path))
    try:
        return from_json(raw)
    except ValueError as error:
        lines = [line for line in raw.splitlines() if line.strip()]
        try:
            return [from_json(line) for line in lines] if len(lines) > 1 else _refuse(error)
        except ValueError:
            _refuse(error)


def _refuse(error: ValueError) -> Any:  # noqa: ANN401 - it never returns
    raise UnreadableRecord(f"The file is not JSON: {error}.") from error


def _studies_of(data: Any) -> Iterator[tuple[dict[str, Any], bool]]:  # noqa: ANN401 - any JSON value
    """Give each study in a file, and whether it is known to be in HTML. Raises UnreadableRecord when there is none."""
    found, lists_only = False, False
    waiting = [(data, False)]
    while waiting:
        each, html = waiting.pop()
        if isinstance(each, list):
            waiting += [(item, html) for item in each]
        elif isinstance(each, dict):
            if isinstance(each.get("protocolSection"), dict):
                found = True
                yield each, html
            lists_only |= "changes" in each
            waiting += [(each[name], html or "studyVersion" in each) for name in _LEADING if name in each]
    if not found:
        raise UnreadableRecord(_NO_TEXTS if lists_only else "The file holds no version of a record.")
