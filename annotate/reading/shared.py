"""What the shared page shows: the shared notes on their own version of the text, and never on another one's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate import clock
from annotate.core.lifetimes import in_words
from annotate.errors import NotFound
from annotate.notes import presenters as notes
from annotate.notes.models import Note
from annotate.notes.presenters import Card
from annotate.reading.presenters import Sections
from annotate.shares.visits import OpenedBefore, Visit
from annotate.trials.layout import SectionLayout
from annotate.trials.models import Trial, TrialVersion


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A version with shared notes."""

    number: int
    dated: str
    notes: int
    shown: bool


@dataclass(frozen=True, slots=True)
class SharedPage:
    """The shared page around its record."""

    share_id: str
    registry_id: str
    version_id: str
    title: str
    owner: str
    initials: str
    """Of the owner, who wrote every note here."""
    cards: tuple[Card, ...]
    notes: int
    """All shared notes, on whichever version."""
    versions: tuple[VersionChoice, ...]
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


def shared_version(trial: Trial, shared: Sequence[Note], wanted: str) -> TrialVersion:
    """Choose the version to show: the one asked for, else the newest that has shared notes, else the current one.

    Raises NotFound when a version without shared notes is asked for.
    """
    versions = {str(note.version.number): note.version for note in shared}
    if wanted:
        if wanted not in versions:
            raise NotFound("Nothing is shared on such a version.")
        return versions[wanted]
    passages = [note.version for note in shared if note.start_offset is not None] or list(versions.values())
    return max(passages, key=lambda version: version.number, default=trial.current_version)


def shared_page(
    visit: Visit,
    trial: Trial,
    shared: Sequence[Note],
    version: TrialVersion,
    layout: Sequence[SectionLayout],
    opened_before: OpenedBefore | None,
) -> SharedPage:
    """Put the page together; a note on the whole trial stands beside every version."""
    sections = Sections(layout)
    here = [note for note in shared if note.start_offset is None or note.version_id == version.id]
    return SharedPage(
        share_id=visit.share_id,
        registry_id=trial.registry_id,
        version_id=version.id,
        title=version.title,
        owner=visit.owner_name,
        initials=initials(visit.owner_name),
        cards=tuple(_card(note, sections) for note in here),
        notes=len(shared),
        versions=_versions(shared, version),
        outdated=version.number != trial.current_number,
        expires_at=visit.expires_at,
        left=in_words(visit.expires_at - clock.now()),
        can_reply=visit.can_reply,
        is_owner=visit.is_owner,
        respondent=visit.respondent.name if visit.respondent else "",
        is_guest=visit.respondent is not None and visit.respondent.guest_id is not None,
        opened_before=opened_before,
    )


def initials(name: str) -> str:
    """Give the first letters of a name's first and last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _card(note: Note, sections: Sections) -> Card:
    # Without a viewer: on this page nobody has an author's rights, the author neither.
    href = f"#{sections.key_at(note.start_offset)}" if note.start_offset is not None else ""
    return notes.card(note, None, href=href, audience="")


def _versions(shared: Sequence[Note], shown: TrialVersion) -> tuple[VersionChoice, ...]:
    by_number: dict[int, list[Note]] = {}
    for note in shared:
        by_number.setdefault(note.version.number, []).append(note)
    if len(by_number) < 2:  # one version leaves nothing to choose
        return ()
    return tuple(
        VersionChoice(number, those[0].version.record_updated, len(those), number == shown.number)
        for number, those in sorted(by_number.items(), reverse=True)
    )
