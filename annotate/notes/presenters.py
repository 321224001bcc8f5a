"""What pages show of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.codebook.presenters import LabelChoice
from annotate.core.text import one_line, shortened
from annotate.core.viewer import Viewer
from annotate.notes.anchors.presenters import AnchorView, anchor_view, place_in
from annotate.notes.models import Anchor, Note
from annotate.texts.presenters import Merging
from annotate.trials.layout import SectionLayout, Sections
from annotate.trials.presenters import RecordPage
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

ONLY_AUTHOR = "Only you"

_NAME_LENGTH = 60
_QUOTE_LENGTH = 400
"""Code points of a quote that a card holds: more than its two lines ever show, so that a page stays light."""


@dataclass(frozen=True, slots=True)
class Card:
    """A note as the margin, the shared page and the note's own page show it."""

    id: str
    name: str
    """What the card is called: ``Note on “5 mg/kg”``."""
    quote: str
    """The passage's words, cut when very long; empty for a note on the whole trial."""
    href: str
    """Where the passage stands; empty for a note on the whole trial."""
    place: str
    """Where the note stands in the margin of the current version."""
    start: int | None
    """Code points of the version that the page shows; None when the passage is not in it."""
    end: int | None
    hue: int | None
    label: str
    tags: tuple[str, ...]
    """For its author's eyes."""
    body: str
    left_out: int
    """Code points at the end of the words that the page leaves out, for it would grow too large."""
    revision: int
    author: str
    added_at: datetime
    edited_at: datetime | None
    """When the words were last changed; None when they never were."""
    mine: bool
    deleted: bool
    audience: str
    """Who reads it, for its author's eyes."""
    registry_id: str
    trial_title: str
    version_number: int
    on_current: bool
    """Whether the version that it was made on is the trial's current one."""
    made_href: str
    """The address of the text that it was made on."""
    anchor: AnchorView | None
    """How it stands in the version that the page shows; None when it was made on that one, or its place is not known."""

    @property
    def is_page_note(self) -> bool:
        """Whether it is about the whole trial."""
        return not self.quote

    @property
    def is_highlight(self) -> bool:
        """Whether it has no words."""
        return not self.body


@dataclass(frozen=True, slots=True)
class Composer:
    """A form for a note's words: a new one's, or those of a note that is edited."""

    action: str
    labels: tuple[LabelChoice, ...]
    version_id: str = ""
    client_key: str = ""
    start: str = ""
    end: str = ""
    exact: str = ""
    body: str = ""
    label_id: str = ""
    tags: str = ""
    """With commas between them."""
    revision: str | None = None
    """The revision that an edit was begun on; None for a new note."""
    suffix: str = ""
    """Keeps ids apart when several forms stand on one page."""
    errors: tuple[str, ...] = ()
    conflict: str = ""
    """Why these words were not saved over those that stand there now."""
    merging: Merging | None = None
    """These words and those that stand there now, when they are not those that were edited."""
    page: str = ""
    """Of the note that is edited."""
    save_words: str = "Save note"


def card(
    note: Note,
    viewer: Viewer | None,
    *,
    href: str = "",
    in_text: bool = True,
    place: tuple[int, int] | None = None,
    anchor: AnchorView | None = None,
    audience: str = ONLY_AUTHOR,
) -> Card:
    """Show a note; ``in_text`` tells whether it stands in the version that the page shows.

    ``place`` is where it stands there, when it was made on another one.
    """
    start, end = place or (note.start_offset, note.end_offset)
    mine = viewer is not None and viewer.id == note.account_id
    return Card(
        id=note.id,
        name=name_of(note),
        quote=shortened(note.exact, _QUOTE_LENGTH),
        href=href if note.start_offset is not None else "",
        place=note_href(note),
        start=start if in_text else None,
        end=end if in_text else None,
        hue=note.label.hue if note.label else None,
        label=note.label.name if note.label else "",
        tags=note.tags if mine else (),
        body=note.body,
        left_out=note.left_out,
        revision=note.revision,
        author=note.account.name,
        added_at=note.created_at,
        edited_at=note.edited_at,
        mine=mine,
        deleted=note.deleted_at is not None,
        audience=audience,
        registry_id=note.trial.registry_id,
        trial_title=note.version.title,
        version_number=note.version.number,
        on_current=note.version.number == note.trial.current_number,
        made_href=made_href(note),
        anchor=anchor,
    )


def card_beside(note: Note, anchor: Anchor | None, record: RecordPage, viewer: Viewer | None, audience: str) -> Card:
    """Show a note as it stands in a version; ``anchor`` is its anchor there."""
    place = place_in(note, record.version_id, anchor)
    return card(
        note,
        viewer,
        href=f"#{Sections(record.sections).key_at(place[0])}" if place else made_href(note),
        in_text=place is not None,
        place=place,
        anchor=anchor_view(note, anchor, record.document.text) if anchor else None,
        audience=audience,
    )


def own_page_card(note: Note, viewer: Viewer | None, layout: Sequence[SectionLayout], audience: str) -> Card:
    """Show a note on its own page: the passage's link leads to the trial."""
    href = ""
    if note.start_offset is not None:
        text = made_href(note).partition("#")[0]
        href = f"{text}#{Sections(layout).key_at(note.start_offset)}"
    return card(note, viewer, href=href, audience=audience)


def name_of(note: Note) -> str:
    """Name a note for people who hear the page: ``Highlight of “≥18 Years”``."""
    if note.start_offset is None:
        return "Note on the whole trial"
    return f"{'Note on' if note.body else 'Highlight of'} “{one_line(note.exact, _NAME_LENGTH)}”"


def note_href(note: Note) -> str:
    """Give the address of the note beside the current version, where it has its place or waits for one."""
    return f"{site_path(path_of(pages().trial, registry_id=note.trial.registry_id))}#note-{note.id}"


def made_href(note: Note) -> str:
    """Give the address of the note beside the version that it was made on."""
    if note.version.number == note.trial.current_number:
        return note_href(note)
    path = path_of(pages().version, registry_id=note.trial.registry_id, number=note.version.number)
    return f"{site_path(path)}#note-{note.id}"
