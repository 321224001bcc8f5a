"""What the shared page shows: the shared notes where they stand in the current version, and on those they were made on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate import clock
from annotate.core.anchoring import AnchorState
from annotate.core.lifetimes import in_words
from annotate.core.marks import WHOLE, Mark, marks_to_text
from annotate.core.record import PartialDate
from annotate.errors import NotFound
from annotate.notes import presenters as notes
from annotate.notes.anchors.presenters import anchor_view, place_in
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card
from annotate.reading.wanted import WantedCards
from annotate.shares.unlocks.queries import OpenedBefore, SharedTrial, Visit
from annotate.trials.layout import Sections
from annotate.trials.models import Trial, TrialVersion
from annotate.trials.presenters import RecordPage


@dataclass(frozen=True, slots=True)
class SharedVersionChoice:
    """The current version, or one that shared notes were made on."""

    number: int
    dated: str
    is_current: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class SharedTrialChoice:
    """A trial that notes are shared on."""

    registry_id: str
    title: str
    notes: int
    named: str | None
    """What its address names; None for the one that the share begins with."""
    shown: bool


@dataclass(frozen=True, slots=True)
class SharedLabel:
    """A label of a shared note: its name and colour, and nothing else of it."""

    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class SharedPlaces:
    """What stands beside a version: the anchors there, by the notes' ids, and what the address asks for of it."""

    anchors: Mapping[str, Anchor]
    wanted: WantedCards


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The shared page around its record."""

    share_id: str
    visitor: str
    """Whose unsent words this page may show."""
    registry_id: str
    version_id: str
    title: str
    owner: str
    initials: str
    """Of the owner, who wrote every note here."""
    cards: tuple[Card, ...]
    """Of the notes on this trial: all, or where they are many the first ones."""
    marks: str
    """Where all of those stand, as ``annotate.core.marks`` writes it."""
    labels: tuple[SharedLabel, ...]
    """Those that the notes bear, in the order of the alphabet."""
    on_trial: int
    """How many notes stand beside this version."""
    elsewhere: int
    """Shared notes on this trial that have no place in this version."""
    notes: int
    """All shared notes, on whichever trial and version."""
    trials: tuple[SharedTrialChoice, ...]
    """Trials to read, the shown one among them; empty when there is one."""
    trial_named: str | None
    """What addresses of this page name to stay on this trial; None on the one that the share begins with."""
    versions: tuple[SharedVersionChoice, ...]
    """Versions to switch between; empty when there is one."""
    outdated: bool
    """Whether the record has changed since the shown version."""
    expires_at: datetime
    left: str
    """How long the passcode opens it, in words."""
    can_reply: bool
    is_owner: bool
    respondent: str
    """As whom the visitor replies; empty before a guest has given a name."""
    is_guest: bool
    opened_before: OpenedBefore | None


def shared_version(trial: Trial, shared: Sequence[Note], wanted: str, beside: str = "") -> TrialVersion:
    """Choose the version to show: the one asked for, else the trial's current one.

    ``beside`` is the id of the version that the page of a script shows, into which it puts a card: there a note stands so.

    Raises NotFound when a version is asked for that is not current and that no shared note was made on.
    """
    versions = {str(note.version.number): note.version for note in shared}
    versions[str(trial.current_number)] = trial.current_version
    if wanted not in {"", *versions}:
        raise NotFound("Nothing is shared on such a version.")
    by_id = {version.id: version for version in versions.values()}
    return versions[wanted] if wanted else by_id.get(beside, trial.current_version)


def shared_page(
    visit: Visit,
    trial: Trial,
    shared: Sequence[Note],
    beside: SharedPlaces,
    record: RecordPage,
    *,
    trials: Sequence[SharedTrial],
    opened_before: OpenedBefore | None,
) -> SharedPage:
    """Put the page of a trial together, one of ``trials``.

    Beside the current version stands every shared note, also one that has no place there; beside another one those that
    have.
    """
    is_current = record.number == trial.current_number
    places = {note.id: place_in(note, record.version_id, beside.anchors.get(note.id)) for note in shared}
    here = [note for note in shared if is_current or places[note.id] or note.start_offset is None]
    here.sort(key=lambda note: places[note.id] or (-1, -1))
    labels = _labels(here)
    names = {name: name for name in labels}
    wanted = [note for note in here if beside.wanted.takes(note.label.name if note.label else None, names)]
    ids = set(beside.wanted.cards([note.id for note in wanted]))
    return SharedPage(
        share_id=visit.share_id,
        visitor=visit.mark,
        registry_id=trial.registry_id,
        version_id=record.version_id,
        title=record.title,
        owner=visit.owner_name,
        initials=initials(visit.owner_name),
        cards=shared_cards([note for note in here if note.id in ids], beside.anchors, record),
        marks=marks_to_text(_marks(here, places, beside.anchors, list(labels))),
        labels=tuple(SharedLabel(name, hue) for name, hue in labels.items()),
        on_trial=len(here),
        elsewhere=len(shared) - len(here),
        notes=sum(each.notes for each in trials),
        trials=_trials(trials, trial, visit),
        trial_named=None if trial.id == visit.trial_id else trial.registry_id,
        versions=_versions(trial, shared, record.number),
        outdated=record.record_number != trial.current_version.record_number,
        expires_at=visit.expires_at,
        left=in_words(visit.expires_at - clock.now()),
        can_reply=visit.can_reply,
        is_owner=visit.is_owner,
        respondent=visit.respondent.name if visit.respondent else "",
        is_guest=visit.respondent is not None and visit.respondent.guest_id is not None,
        opened_before=opened_before,
    )


def shared_cards(shared: Sequence[Note], anchors: Mapping[str, Anchor], record: RecordPage) -> tuple[Card, ...]:
    """Show shared notes as they stand in a version; ``anchors`` are theirs there, by the notes' ids."""
    sections = Sections(record.sections)
    cards = []
    for note in shared:
        anchor = anchors.get(note.id)
        cards.append(_card(note, place_in(note, record.version_id, anchor), anchor, sections, record))
    return tuple(cards)


def _labels(shared: Sequence[Note]) -> dict[str, int]:
    """Give the colours of the labels that notes bear, by name, in the order of the alphabet."""
    return dict(sorted({note.label.name: note.label.hue for note in shared if note.label}.items()))


def _marks(
    shared: Sequence[Note],
    places: Mapping[str, tuple[int, int] | None],
    anchors: Mapping[str, Anchor],
    labels: Sequence[str],
) -> list[Mark]:
    return [
        Mark(
            note.id,
            *(places[note.id] or (WHOLE, WHOLE)),
            labels.index(note.label.name) + 1 if note.label else 0,
            (anchor := anchors.get(note.id)) is not None and anchor.state == AnchorState.CHANGED,
        )
        for note in shared
    ]


def initials(name: str) -> str:
    """Give the first letters of a name's first and last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _card(
    note: Note, place: tuple[int, int] | None, anchor: Anchor | None, sections: Sections, record: RecordPage
) -> Card:
    # Without a viewer: on this page nobody has an author's rights, the author neither.
    return notes.card(
        note,
        None,
        href=f"#{sections.key_at(place[0])}" if place else "",
        in_text=place is not None,
        place=place,
        anchor=anchor_view(note, anchor, record.document.text) if anchor else None,
        audience="",
    )


def _trials(trials: Sequence[SharedTrial], shown: Trial, visit: Visit) -> tuple[SharedTrialChoice, ...]:
    if len(trials) < 2:  # one trial leaves nothing to choose
        return ()
    return tuple(
        SharedTrialChoice(
            registry_id=each.registry_id,
            title=each.title,
            notes=each.notes,
            named=None if each.id == visit.trial_id else each.registry_id,
            shown=each.id == shown.id,
        )
        for each in trials
    )


def _versions(trial: Trial, shared: Sequence[Note], shown: int) -> tuple[SharedVersionChoice, ...]:
    versions = {note.version.number: note.version for note in shared if note.start_offset is not None}
    versions[trial.current_number] = trial.current_version
    if len(versions) == 1:  # one version leaves nothing to choose
        return ()
    return tuple(
        SharedVersionChoice(
            number, PartialDate(version.record_updated).words(), number == trial.current_number, number == shown
        )
        for number, version in sorted(versions.items(), reverse=True)
    )
