"""What differs between two versions of a record, by kind: the parts that a reader would name, and how much of each.

The count is of passages, dates, places or contacts. A passage whose words changed counts once; so does one that was added or
removed. One that only moved does not count.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotate.core.document import Block, BlockKind, Document, Section
from annotate.core.record import Site, TrialRecord


class ChangeKind(StrEnum):
    """The part of a record that changed, in the order in which pages name them."""

    ELIGIBILITY = "eligibility"
    OUTCOMES = "outcomes"
    ARMS = "arms"
    DATES = "dates"
    STATUS = "status"
    PLACES = "places"
    CONTACTS = "contacts"
    RESULTS = "results"
    OTHER = "other"


MINOR = frozenset({ChangeKind.STATUS, ChangeKind.PLACES, ChangeKind.CONTACTS})
"""Kinds that change often and seldom matter to notes: a change of these alone is news of its own kind."""

_OF_SECTIONS: Mapping[str, ChangeKind] = {
    "eligibility": ChangeKind.ELIGIBILITY,
    "outcomes": ChangeKind.OUTCOMES,
    "arms": ChangeKind.ARMS,
    "treatments": ChangeKind.ARMS,
    "places": ChangeKind.PLACES,
    "results": ChangeKind.RESULTS,
    **dict.fromkeys(("title", "summary", "description", "conditions", "design"), ChangeKind.OTHER),
    **dict.fromkeys(("sponsors", "ids", "oversight", "sharing", "references", "documents"), ChangeKind.OTHER),
}
"""Kinds of the sections of a record's text, by the section's key; ``facts`` are told apart by ``_OF_KEY_FACTS``."""

_OF_KEY_FACTS: Mapping[str, ChangeKind] = {
    "start": ChangeKind.DATES,
    "primary-completion": ChangeKind.DATES,
    "completion": ChangeKind.DATES,
    "ages": ChangeKind.ELIGIBILITY,
    "sex": ChangeKind.ELIGIBILITY,
    "healthy-volunteers": ChangeKind.ELIGIBILITY,
    "why-stopped": ChangeKind.STATUS,
}
"""Kinds of the rows of key facts, by the facts' keys of ``core/facts``."""

_WHY_STOPPED = "design/why-stopped/"

_COUNTED: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.DATES: ("date", "dates"),
    ChangeKind.PLACES: ("place", "places"),
    ChangeKind.CONTACTS: ("contact", "contacts"),
}
_PASSAGES = ("passage", "passages")


ALWAYS_OTHER = frozenset({"dates"})
"""Sections that differ between any two records: the date of the last update is in them."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A kind of change, and how many passages, dates, places or contacts differ."""

    kind: ChangeKind
    count: int

    @property
    def words(self) -> str:
        """The change as pages and feeds say it: ``eligibility: 2 passages``, ``3 places``, ``status``."""
        if self.kind is ChangeKind.STATUS:
            return self.kind.value
        named = _COUNTED.get(self.kind, _PASSAGES)
        counted = f"{self.count:,} {named[self.count != 1]}"
        return counted if self.kind in _COUNTED else f"{self.kind.value}: {counted}"


def record_changes(old: TrialRecord, new: TrialRecord) -> tuple[RecordChange, ...]:
    """Compare two versions of a record, text and facts; empty if nothing that a page shows differs."""
    counts = Counter({kind: _differing(_facts(old, kind), _facts(new, kind)) for kind in ChangeKind})
    texts = _passages(old), _passages(new)
    for kind in ChangeKind:
        # A fact that is part of the text too counts once.
        counts[kind] = max(counts[kind], _differing(*(text.get(kind, ()) for text in texts)))
    return tuple(RecordChange(kind, counts[kind]) for kind in ChangeKind if counts[kind])


def changed_sections(old: Document, new: Document) -> tuple[str, ...]:
    """Return the titles of sections whose text differs or that only one document has; the new document's first, in order.

    Without those that every change of a record changes.
    """
    before = {section.key: _text_of(section) for section in old.sections if section.key not in ALWAYS_OTHER}
    after = {section.key: _text_of(section) for section in new.sections if section.key not in ALWAYS_OTHER}
    told = [section for section in new.sections if section.key in after]
    changed = [section.title for section in told if before.get(section.key) != after[section.key]]
    gone = [section.title for section in old.sections if section.key in before and section.key not in after]
    return (*changed, *gone)


def is_minor(changes: Iterable[RecordChange]) -> bool:
    """True if nothing but places, contacts and status changed."""
    return all(change.kind in MINOR for change in changes)


def changes_to_json(changes: Iterable[RecordChange]) -> dict[str, int]:
    """Return the changes as plain JSON values."""
    return {change.kind.value: change.count for change in changes}


def changes_from_json(data: object) -> tuple[RecordChange, ...]:
    """Return the stored changes; kinds that this release does not know are left out."""
    stored = data if isinstance(data, Mapping) else {}
    return tuple(
        RecordChange(kind, stored[kind.value]) for kind in ChangeKind if isinstance(stored.get(kind.value), int)
    )


def _differing(old: Iterable[Hashable], new: Iterable[Hashable]) -> int:
    """Count what only one of the two has; what took another's place counts once."""
    before, after = Counter(old), Counter(new)
    return max((before - after).total(), (after - before).total())


def _passages(record: TrialRecord) -> dict[ChangeKind, list[str]]:
    found: dict[ChangeKind, list[str]] = {}
    for section in record.document.sections:
        if section.key in ALWAYS_OTHER:
            continue  # the date of the last update is no change, and the others are facts
        for block in section.blocks[1:]:  # the first one is the section's heading
            if _says_something(block):
                found.setdefault(_kind_of(section.key, block), []).append(block.text)
    return found


def _says_something(block: Block) -> bool:
    """True unless the block is a row's name, which says nothing without the value."""
    return block.kind is not BlockKind.CELL or block.column > 0


def _kind_of(key: str, block: Block) -> ChangeKind:
    if block.path.startswith(_WHY_STOPPED):
        return ChangeKind.STATUS
    if key == "facts":
        return _OF_KEY_FACTS.get(block.path.split("/")[1], ChangeKind.OTHER)
    return _OF_SECTIONS.get(key, ChangeKind.OTHER)


def _facts(record: TrialRecord, kind: ChangeKind) -> Iterable[Hashable]:
    """Return the facts of one kind that pages show beside the text."""
    read = _FACTS.get(kind)
    return read(record) if read else ()


def _text_of(section: Section) -> list[str]:
    return [block.text for block in section.blocks]


def _dates(record: TrialRecord) -> Iterable[Hashable]:
    named = (record.start_date, record.primary_completion_date, record.completion_date)
    return [(place, date.text, date.kind) for place, date in enumerate(named) if date is not None]


def _contacts(record: TrialRecord) -> Iterable[Hashable]:
    at_places = ((_place(site), contact) for site in record.places for contact in site.contacts)
    return [*record.contacts, *record.officials, *at_places]


def _others(record: TrialRecord) -> Iterable[Hashable]:
    single = enumerate((record.sponsor, record.org_id))
    return [*single, *record.collaborators, *record.secondary_ids, *record.references]


def _place(site: Site) -> Hashable:
    return (site.facility, site.status, site.city, site.state, site.zip, site.country)


_FACTS: Mapping[ChangeKind, Callable[[TrialRecord], Iterable[Hashable]]] = {
    ChangeKind.ARMS: lambda record: [(each.kind, each.name) for each in record.interventions],
    ChangeKind.DATES: _dates,
    ChangeKind.STATUS: lambda record: [record.status],
    ChangeKind.PLACES: lambda record: [_place(site) for site in record.places],
    ChangeKind.CONTACTS: _contacts,
    ChangeKind.RESULTS: lambda record: ["posted"] if record.has_results else [],
    ChangeKind.OTHER: _others,
}
