"""What the reading page shows: the record, and the viewer's notes on it with who reads them and who answered."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.core.record import PartialDate
from annotate.core.viewer import Viewer
from annotate.notes import presenters as notes
from annotate.notes.models import Note
from annotate.notes.presenters import Card
from annotate.trials.layout import SectionLayout
from annotate.trials.models import Trial, TrialVersion


@dataclass(frozen=True, slots=True)
class VersionNotice:
    """What a reader of a version that is not the current one has to know."""

    number: int
    dated: str
    """The registry's date of its last update, in words; may be empty."""
    current_dated: str
    versions: int


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """That a record has versions, for whoever reads its current one."""

    words: str
    """How many there are: ``2 versions of this record``."""
    before: int | None
    """The number of the version before the current one; None when there is none, or when another one is read."""
    first_seen: datetime
    """When the current version came in."""


@dataclass(frozen=True, slots=True)
class Margin:
    """The viewer's notes on a trial, as one version's margin shows them."""

    cards: tuple[Card, ...]
    """Notes whose passages are in this version, and notes on the whole trial."""
    elsewhere: tuple[Card, ...]
    """Notes that were made on other versions: their places in this one are not known."""


def version_notice(version: TrialVersion, trial: Trial, versions: int) -> VersionNotice | None:
    """Tell that the version is not the current one; None for the current one."""
    if version.number == trial.current_number:
        return None
    current = trial.current_version
    return VersionNotice(
        number=version.number,
        dated=PartialDate(version.record_updated).words(),
        current_dated=PartialDate(current.record_updated).words(),
        versions=versions,
    )


def record_history(version: TrialVersion, trial: Trial, versions: Sequence[TrialVersion]) -> RecordHistory:
    """Tell how many versions there are, and which one the current one took the place of; the newest stands first."""
    numbers = [each.number for each in versions]
    place = numbers.index(trial.current_number) + 1
    before = numbers[place] if version.number == trial.current_number and place < len(numbers) else None
    words = "1 version" if len(numbers) == 1 else f"{len(numbers):,} versions"
    return RecordHistory(f"{words} of this record", before, trial.current_version.imported_at)


def margin(
    own_notes: Iterable[Note],
    viewer: Viewer | None,
    version: TrialVersion,
    layout: Sequence[SectionLayout],
    links: Mapping[str, int],
) -> Margin:
    """Part the viewer's notes into those of this version and those of others; ``links`` counts live links by note."""
    sections = Sections(layout)
    here: list[Card] = []
    elsewhere: list[Card] = []
    for note in own_notes:
        audience = audience_words(links.get(note.id, 0))
        if note.version_id == version.id and note.start_offset is not None:
            href = f"#{sections.key_at(note.start_offset)}"
            here.append(notes.card(note, viewer, href=href, audience=audience))
        elif note.start_offset is None:
            here.append(notes.card(note, viewer, audience=audience))
        else:
            elsewhere.append(notes.card(note, viewer, href=notes.note_href(note), in_text=False, audience=audience))
    return Margin(tuple(here), tuple(elsewhere))


def own_page_card(note: Note, viewer: Viewer | None, layout: Sequence[SectionLayout], links: Mapping[str, int]) -> Card:
    """Show a note on its own page: the passage's link leads to the trial."""
    href = ""
    if note.start_offset is not None:
        href = f"{notes.version_href(note)}#{Sections(layout).key_at(note.start_offset)}"
    return notes.card(note, viewer, href=href, audience=audience_words(links.get(note.id, 0)))


def audience_words(links: int) -> str:
    """Say who reads a note of one's own: ``In 2 links``."""
    if links == 0:
        return notes.ONLY_AUTHOR
    return "In 1 link" if links == 1 else f"In {links} links"


class Sections:
    """Where each section of a version begins, to find the one that a passage stands in."""

    def __init__(self, layout: Sequence[SectionLayout]) -> None:
        self._keys = [section.key for section in layout]
        self._starts = [section.heading.start for section in layout]

    def key_at(self, offset: int) -> str:
        """Give the key of the section at an offset in code points."""
        return self._keys[max(bisect_right(self._starts, offset) - 1, 0)]
