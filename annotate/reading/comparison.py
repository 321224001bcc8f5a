"""What the page that compares two versions shows: rows side by side, unchanged ones folded, the viewer's notes by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from annotate.core.comparison import Change, ComparedSection, Row, Side
from annotate.core.document import BlockKind, Document
from annotate.core.numbers import many
from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.anchors.presenters import AnchorView, anchor_view, place_in
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.reading.history import counts_words, dated_words
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.presenters import RecordPage
from annotate.web.public_url import site_path

_ALWAYS_OTHER = frozenset({"Last updated"})
"""Facts that differ between any two versions, and stand above the columns already."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows that did not change, and what stands for them until they are opened."""

    kind: ClassVar[str] = "fold"
    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """A block of both versions: one whose words changed, or one that leads to others that did."""

    kind: ClassVar[str] = "both"
    row: Row


@dataclass(frozen=True, slots=True)
class Lot:
    """Blocks in a row, all with one fate: ``added``, ``moved to exclusion criteria``."""

    words: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Blocks of one place that only one version has there: beside each other, not below."""

    kind: ClassVar[str] = "apart"
    old: tuple[Lot, ...]
    new: tuple[Lot, ...]


Part = Fold | Both | Apart


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One of the two versions, and where the viewer's notes stand in it, by the notes' ids."""

    version: TrialVersion
    record: RecordPage
    anchors: Mapping[str, Anchor]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A note with its place in one of the versions."""

    note: Note
    place: tuple[int, int]
    stands: AnchorView | None
    href: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section: what changed in it, its rows, and the viewer's notes on either side."""

    key: str
    title: str
    words: str
    """What changed; empty when nothing did."""
    parts: tuple[Part, ...]
    old_notes: tuple[Card, ...]
    new_notes: tuple[Card, ...]

    @property
    def noted(self) -> bool:
        """Whether the viewer has notes in it."""
        return bool(self.old_notes or self.new_notes)


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that the versions state differently."""

    name: str
    old: str
    """Empty when it does not state it."""
    new: str


@dataclass(frozen=True, slots=True)
class VersionColumn:
    """One of the two versions."""

    number: int
    is_current: bool
    sample: bool
    dated: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two versions side by side."""

    registry_id: str
    title: str
    old: VersionColumn
    new: VersionColumn
    facts: tuple[FactChange, ...]
    same_record: bool
    """Whether both are readings of one record, which did not change."""
    same_edition: bool
    """Whether both show the same parts of a record."""
    left_out: tuple[str, ...]
    """Titles of the sections that were not compared, because they are too long for it."""
    too_long: bool
    """Whether the texts were not compared, because one of them is too long for it."""
    sections: tuple[SectionView, ...]
    page_notes: tuple[Card, ...]
    """The viewer's notes on the whole trial that were made on one of the two."""
    old_notes: tuple[Card, ...] = ()
    """The viewer's other notes, where no section shows them because the texts were not compared."""
    new_notes: tuple[Card, ...] = ()

    @property
    def noted(self) -> bool:
        """Whether the viewer has notes that no section shows."""
        return bool(self.old_notes or self.new_notes)

    @property
    def changed(self) -> tuple[SectionView, ...]:
        """The sections that differ."""
        return tuple(section for section in self.sections if section.words)

    @property
    def involves_sample(self) -> bool:
        """Whether one of the two, and not the other, is a sample."""
        return self.old.sample != self.new.sample


def comparison_page(
    trial: Trial,
    shown: tuple[ShownVersion, ShownVersion],
    sections: Sequence[ComparedSection] | None,
    own: Sequence[Note],
    viewer: Viewer | None,
) -> ComparisonPage:
    """Put the page together; of the notes those are shown that have a place in one of the two versions."""
    old, new = (each.version for each in shown)
    ids = {old.id, new.id}
    sides = [_placed(own, each) for each in shown]
    beside = [
        _cards(those, (0, len(each.record.document.text)), viewer) for those, each in zip(sides, shown, strict=True)
    ]
    return ComparisonPage(
        registry_id=trial.registry_id,
        title=new.title,
        old=_column(old, trial),
        new=_column(new, trial),
        facts=fact_changes(*(each.record for each in shown)),
        same_record=old.record_number == new.record_number,
        same_edition=old.edition == new.edition,
        left_out=_left_out([each.record.document for each in shown], sections or ()) if sections is not None else (),
        too_long=sections is None,
        sections=tuple(
            _section(section, sides, viewer)
            for section in sections or ()
            if section.key != "facts" or all(each.record.facts_heading for each in shown)
        ),
        page_notes=tuple(
            notes.card(note, viewer, in_text=False)
            for note in own
            if note.start_offset is None and note.version_id in ids
        ),
        old_notes=beside[0] if sections is None else (),
        new_notes=beside[1] if sections is None else (),
    )


def _left_out(documents: Iterable[Document], compared: Iterable[ComparedSection]) -> tuple[str, ...]:
    titles = {section.key: section.title for document in documents for section in document.sections}
    keys = {section.key for section in compared}
    return tuple(title for key, title in titles.items() if key not in keys)


def fact_changes(old: RecordPage, new: RecordPage) -> tuple[FactChange, ...]:
    """Give the facts that two versions state differently; what a version does not state is empty.

    None where both have their facts in the text, which is compared as such.
    """
    if old.facts_heading and new.facts_heading:
        return ()
    stated = [
        {"Status": page.status.words}
        | {fact.name: fact.words for fact in (*page.facts, *page.eligibility) if fact.stated}
        for page in (old, new)
    ]
    names = [name for name in dict.fromkeys([*stated[0], *stated[1]]) if name not in _ALWAYS_OTHER]
    found = (FactChange(name, stated[0].get(name, ""), stated[1].get(name, "")) for name in names)
    return tuple(fact for fact in found if fact.old != fact.new)


def fold_words(section: str, rows: Sequence[Row]) -> str:
    """Say what is folded: ``… 42 unchanged criteria``."""
    only_items = all(row.new is not None and row.new.block.kind is BlockKind.ITEM for row in rows)
    one, more = ("criterion", "criteria") if section == "eligibility" and only_items else ("paragraph", "paragraphs")
    return f"… {many(len(rows), f'unchanged {one}', f'unchanged {more}')}"


def _placed(own: Iterable[Note], shown: ShownVersion) -> list[_Placed]:
    """Give the notes that have a place in a version, as they stand there."""
    found = []
    for note in own:
        anchor = shown.anchors.get(note.id)
        place = place_in(note, shown.version.id, anchor)
        if place is not None:
            stands = anchor_view(note, anchor, shown.record.document.text) if anchor else None
            href = site_path(f"/trials/{note.trial.registry_id}/versions/{shown.version.number}#note-{note.id}")
            found.append(_Placed(note, place, stands, href))
    return sorted(found, key=lambda each: each.place)


def _section(section: ComparedSection, sides: Sequence[Sequence[_Placed]], viewer: Viewer | None) -> SectionView:
    rows = section.rows
    if rows and rows[0].change is Change.UNCHANGED and rows[0].new and rows[0].new.block.text == section.title:
        rows = rows[1:]  # its title is the page's heading already
    parts = section_parts(section.key, rows)
    old_notes, new_notes = (_cards(those, _span(section, which), viewer) for which, those in enumerate(sides))
    return SectionView(section.key, section.title, counts_words(section.counts), parts, old_notes, new_notes)


def section_parts(section: str, rows: Iterable[Row]) -> tuple[Part, ...]:
    """Give the rows of a section as pages show them, unchanged ones folded."""
    return tuple(_parts(section, rows))


def _parts(section: str, rows: Iterable[Row]) -> Iterator[Part]:
    for kind, group in groupby(rows, key=_kind):
        those = tuple(group)
        if kind is Fold:
            yield Fold(fold_words(section, those), those)
        elif kind is Apart:
            yield Apart(_lots(those, 0), _lots(those, 1))
        else:
            yield from map(Both, those)


def _kind(row: Row) -> type[Part]:
    if row.change is Change.UNCHANGED and not row.leads:
        return Fold
    return Apart if row.old is None or row.new is None else Both


def _lots(rows: Iterable[Row], which: int) -> tuple[Lot, ...]:
    sides = [(_fate(row, which), side) for row in rows if (side := (row.old, row.new)[which]) is not None]
    return tuple(
        Lot(words, tuple(side for _, side in group)) for words, group in groupby(sides, key=lambda each: each[0])
    )


def _fate(row: Row, which: int) -> str:
    return f"{row.change} {('to', 'from')[which]} {row.elsewhere}" if row.elsewhere else row.change.value


def _span(section: ComparedSection, which: int) -> tuple[int, int]:
    """From where to where a section stands in one version (0 old, 1 new); the line break after it belongs to it."""
    blocks = [side.block for row in section.rows if (side := (row.old, row.new)[which]) is not None]
    return (blocks[0].start, blocks[-1].end) if blocks else (0, -1)


def _cards(placed: Iterable[_Placed], span: tuple[int, int], viewer: Viewer | None) -> tuple[Card, ...]:
    """The notes that begin within a span."""
    return tuple(
        notes.card(each.note, viewer, href=each.href, in_text=False, anchor=each.stands)
        for each in placed
        if span[0] <= each.place[0] <= span[1]
    )


def _column(version: TrialVersion, trial: Trial) -> VersionColumn:
    return VersionColumn(version.number, version.number == trial.current_number, version.sample, dated_words(version))
