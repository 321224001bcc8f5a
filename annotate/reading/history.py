"""The history of a trial's record: its versions, and what each changed in the text of the one before."""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from annotate.cache import Cache
from annotate.core.comparison import ComparedSection, Counts, compare_documents
from annotate.core.document import Document
from annotate.core.editions import document_as_read_by
from annotate.core.numbers import many
from annotate.core.record import PartialDate
from annotate.core.record_changes import ALWAYS_OTHER
from annotate.errors import NotFound
from annotate.reading import queries
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.queries import versions_of
from annotate.trials.status import badge

PAGE_SIZE = 20
"""Versions on one page of a history."""

_MOST_BYTES_OF_CHANGES, _MOST_BYTES_OF_COMPARISONS = 4 * 1024 * 1024, 32 * 1024 * 1024
LONGEST_COMPARED = 250_000
"""Code points of a version up to which it is compared; the longest of a thousand real records has 41,000."""

MOST_BLOCKS_COMPARED = 2_500
"""Blocks likewise; without results the real ones have 700 at most, with results up to 16,000."""

LONG_SECTIONS = frozenset({"results", "places"})
"""Sections that are not compared where a version is too long for it with them."""

PAGE_SECONDS = 2.0
"""How long the versions of one page are compared, in seconds; what is left is compared when the page is asked for again."""

_FIRST_KEY = re.compile(rb'"(\w)')
_BEGINNING = 512  # bytes of a record, enough to see its shape


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that differs from the version before, and how, in words: ``2 changed, 1 added``."""

    key: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the history."""

    number: int
    is_current: bool
    sample: bool
    is_reading: bool
    """Whether it is a new reading of a record that was here."""
    shape: str
    """How the record came; empty for a sample."""
    dated: str
    """The registry's date of its last update, in words; may be empty."""
    first_seen: datetime
    before: int | None
    """The number of the version before; None for the first one."""
    summary: str
    status: str
    """How the trial's status changed; empty when it did not."""
    sections: tuple[SectionChange, ...]


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A version to choose."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """One page of a trial's versions, the newest record first."""

    registry_id: str
    title: str
    current: int
    lines: tuple[VersionLine, ...]
    choices: tuple[VersionChoice, ...]
    total: int
    old: int
    """The version that the form proposes to compare."""
    new: int
    same: bool
    """Whether a version was asked to be compared with itself."""
    newer_page: int | None
    older_page: int | None

    @property
    def count(self) -> str:
        """How many versions there are, in words."""
        return many(self.total, "version")


_changes: Cache[tuple[str, str], tuple[SectionChange, ...] | None] = Cache(_MOST_BYTES_OF_CHANGES)
_comparisons: Cache[tuple[str, str], tuple[ComparedSection, ...] | None] = Cache(_MOST_BYTES_OF_COMPARISONS)


def compared(session: Session, old: TrialVersion, new: TrialVersion) -> tuple[ComparedSection, ...] | None:
    """Compare two versions, once, for neither ever changes; None when one is too long for it."""

    def make() -> tuple[ComparedSection, ...] | None:
        documents = queries.documents_of(session, [old.id, new.id])
        return compare_bounded(documents[old.id], documents[new.id])

    return _comparisons.get((old.id, new.id), make)


def compare_bounded(old: Document, new: Document) -> tuple[ComparedSection, ...] | None:
    """Compare two versions, without their longest sections where they are too long otherwise; None when they are still."""
    for left_out in (frozenset[str](), LONG_SECTIONS):
        pair = [_without(document, left_out) for document in (old, new)]
        if all(_length(document) <= LONGEST_COMPARED for document in pair) and all(
            len(document.blocks) <= MOST_BLOCKS_COMPARED for document in pair
        ):
            return compare_documents(*pair)
    return None


def _without(document: Document, keys: frozenset[str]) -> Document:
    """Return the document without some sections; offsets are those of the whole text."""
    return Document(tuple(each for each in document.sections if each.key not in keys), document.text)


def _length(document: Document) -> int:
    return sum(len(block.text) + 1 for block in document.blocks)


def history(session: Session, trial: Trial, *, page: int, asked: int | None) -> VersionHistory:
    """Give one page of the history; ``asked`` is the number of a version that was to be compared with itself.

    Raises NotFound for a page beyond the last one, and for a version that is not there.
    """
    versions = versions_of(session, trial)
    first = (page - 1) * PAGE_SIZE
    shown = versions[first : first + PAGE_SIZE + 1]
    numbers = [version.number for version in versions]
    if not shown or (asked is not None and asked not in numbers):
        raise NotFound("There is no such version of this trial.")
    place = min(numbers.index(trial.current_number), max(len(numbers) - 2, 0))
    return VersionHistory(
        registry_id=trial.registry_id,
        title=trial.current_version.title,
        current=trial.current_number,
        lines=_lines(session, trial, shown),
        choices=tuple(VersionChoice(version.number, _choice_words(version, trial)) for version in versions),
        total=len(versions),
        old=asked or numbers[min(place + 1, len(numbers) - 1)],
        new=asked or numbers[place],
        same=asked is not None,
        newer_page=page - 1 if page > 1 else None,
        older_page=page + 1 if first + PAGE_SIZE < len(versions) else None,
    )


def dated_words(version: TrialVersion) -> str:
    """Give the registry's date of a version in words; may be empty."""
    return PartialDate(version.record_updated).words()


def counts_words(counts: Counts) -> str:
    """Say how many blocks became what: ``2 changed, 1 added``; empty when nothing differs."""
    named = (
        (counts.changed, "changed"), (counts.added, "added"), (counts.removed, "removed"), (counts.moved, "moved")
    )  # fmt: skip
    return ", ".join(f"{count:,} {word}" for count, word in named if count)


def section_changes(sections: Iterable[ComparedSection]) -> tuple[SectionChange, ...]:
    """Give the sections that differ."""
    return tuple(
        SectionChange(section.key, section.title, counts_words(section.counts))
        for section in sections
        if section.counts and section.key not in ALWAYS_OTHER
    )


def _lines(session: Session, trial: Trial, versions: Sequence[TrialVersion]) -> tuple[VersionLine, ...]:
    """Show a page of versions, each against the next one, which came before it; the very first has none."""
    pairs = list(zip(versions, [*versions[1:], None], strict=True))[:PAGE_SIZE]
    version_ids = [version.id for version in versions]
    beginnings = queries.record_beginnings(session, version_ids, _BEGINNING)
    changes = _Changes(session, version_ids)
    lines = []
    for version, before in pairs:
        sections: tuple[SectionChange, ...] | None = ()
        late = False
        try:
            sections = changes.between(before, version) if before else ()
        except TimeoutError:
            late = True
        lines.append(
            VersionLine(
                number=version.number,
                is_current=version.number == trial.current_number,
                sample=version.sample,
                is_reading=version.rereads is not None,
                shape="" if version.sample else _shape(beginnings[version.id]),
                dated=dated_words(version),
                first_seen=version.imported_at,
                before=before.number if before else None,
                summary=_summary(version, before, sections, late=late),
                status=_status(version, before),
                sections=sections or (),
            )
        )
    return tuple(lines)


class _Changes:
    """What changed between versions of one page; their documents are loaded when the first is not kept already.

    Raises TimeoutError for a pair that nobody has compared yet when the page has taken long enough; nothing is kept of it.
    """

    def __init__(self, session: Session, version_ids: Sequence[str]) -> None:
        self._session, self._version_ids = session, version_ids
        self._documents: dict[str, Document] = {}
        self._until = time.monotonic() + PAGE_SECONDS

    def between(self, old: TrialVersion, new: TrialVersion) -> tuple[SectionChange, ...] | None:
        """The sections that differ; None when one of the two is too long to be compared."""
        return _changes.get((old.id, new.id), lambda: self._make(old, new))

    def _make(self, old: TrialVersion, new: TrialVersion) -> tuple[SectionChange, ...] | None:
        if time.monotonic() > self._until:
            raise TimeoutError
        if not self._documents:
            self._documents = queries.documents_of(self._session, self._version_ids)
        before, after = self._documents[old.id], self._documents[new.id]
        if old.record_number != new.record_number:  # what only one of two editions reads is no change of the record
            edition = min(old.edition, new.edition)
            before, after = document_as_read_by(before, edition), document_as_read_by(after, edition)
        sections = compare_bounded(before, after)
        return None if sections is None else section_changes(sections)


def _summary(
    version: TrialVersion, before: TrialVersion | None, sections: Sequence[SectionChange] | None, *, late: bool
) -> str:
    """Say what this version is to the one before."""
    if before is None:
        return "New: the first version here."
    if version.record_number == before.record_number:
        return "Read anew: this version shows more of the record, which did not change."
    if version.sample != before.sample:
        return "A sample, after the registry's record." if version.sample else "The registry's record, after a sample."
    what = "The sample changed" if version.sample else "The registry record changed"
    where = "." if sections else ", but no word of its text: the difference is in its facts, contacts or places."
    if late:
        where = ". Reload this page to see where: comparing took too long."
    elif sections is None:
        where = ". It is too long to say where."
    return what + where


def _status(version: TrialVersion, before: TrialVersion | None) -> str:
    if before is None or version.status == before.status:
        return ""
    return f"{badge(before.status).words} → {badge(version.status).words}"


def _choice_words(version: TrialVersion, trial: Trial) -> str:
    parts = [f"Version {version.number}", dated_words(version), "sample" if version.sample else ""]
    parts += ["read anew" if version.rereads else "", "current" if version.number == trial.current_number else ""]
    return ", ".join(filter(None, parts))


def _shape(begun: bytes) -> str:
    """Tell by its first bytes how a record came."""
    if begun.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "older XML"
    key = _FIRST_KEY.search(begun)
    return "first JSON" if key and key[1].isupper() else "JSON"
