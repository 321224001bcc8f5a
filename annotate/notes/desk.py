"""What the list of my notes shows: the notes, and what narrows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from annotate.codebook.models import Label
from annotate.codebook.presenters import LabelChoice, label_choices
from annotate.core.anchoring import AnchorState
from annotate.core.cursors import Cursor, page_of, write_cursor
from annotate.core.text import collapse
from annotate.core.viewer import Viewer
from annotate.notes import query_fields
from annotate.notes.acts.models import NoteAct
from annotate.notes.acts.presenters import ActView, act_view
from annotate.notes.anchors.presenters import anchor_view
from annotate.notes.grammar import NotesQuery, read_query
from annotate.notes.marking import WordMarker
from annotate.notes.models import Anchor, Note
from annotate.notes.presenters import Card, card
from annotate.notes.queries import PAGE_SIZE
from annotate.notes.query_fields import ASKING, WITHOUT_LABEL, Field, NoteCondition
from annotate.notes.saved.models import SavedNoteSearch
from annotate.notes.search import MOST_WITH_STATES, NoteCounts, NotesSearch, TrialMatches
from annotate.web.pages import pages, path_of
from annotate.web.public_url import site_path

STATE_CHOICES = {
    ASKING: "To check",
    AnchorState.EXACT: "Unchanged",
    AnchorState.MOVED: "Moved",
    AnchorState.CHANGED: "Words changed",
    AnchorState.AMBIGUOUS: "Place not certain",
    AnchorState.ORPHANED: "Words gone",
}
"""How a note can stand in the current version of its record, as the list of notes asks for it."""

MOST_NAMED = 100
"""Notes that one address names: for a link, and for an export."""

TRIALS_ON_PAGE = 10
"""Trials on one page of the list by trials."""

_LONGEST_VALUE = 300  # code points of a value in an address of earlier releases


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One value to narrow the list by, or to take away again."""

    words: str
    href: str
    notes: int | None
    """How many of the notes that match now have it; None where that is not counted."""
    chosen: bool
    hue: int | None = None


@dataclass(frozen=True, slots=True)
class ListedNote:
    """A note in the list."""

    card: Card
    elsewhere: str
    """Where the searched words are, if not in what the list shows of it."""


@dataclass(frozen=True, slots=True)
class ListedTrial:
    """A trial in the list by trials, with the first of its notes."""

    registry_id: str
    title: str
    notes: tuple[ListedNote, ...]
    total: int
    href: str
    """The list of all its notes that match."""


@dataclass(frozen=True, slots=True)
class RefusedAct:
    """An act that was not done, as the list shows it again; without a problem there was none."""

    problem: str = ""
    """Why nothing was done to the ticked notes."""
    ticked: frozenset[str] = frozenset()
    tag: str = ""
    """As it was typed."""


NOT_REFUSED = RefusedAct()


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the list."""

    typed: str
    """What the box holds."""
    query: str
    """The query as acts on all that match take it."""
    told: tuple[str, ...]
    notes: tuple[ListedNote, ...]
    trials: tuple[ListedTrial, ...]
    total: int
    labels: tuple[FilterChip, ...]
    states: tuple[FilterChip, ...]
    saved: tuple[FilterChip, ...]
    """The viewer's saved searches."""
    can_save: bool
    """True if this is a search that can be saved, and is not."""
    marker: WordMarker
    has_any: bool
    """True if the viewer has a note at all."""
    by_trial: bool
    flat_href: str
    trials_href: str
    older_href: str
    """The next, older page; empty on the last one."""
    choices: tuple[LabelChoice, ...]
    """The labels that notes can be given."""
    act: ActView | None
    """What was just done to many notes."""
    refused: RefusedAct


@dataclass(frozen=True, slots=True)
class AskedPage:
    """What the address asks for."""

    query: NotesQuery
    typed: str
    by_trial: bool = False

    def href(
        self, query: NotesQuery | None = None, *, by_trial: bool | None = None, after: str = "", did: str = ""
    ) -> str:
        """Give the address of the list for a query."""
        words = self.typed if query is None else query.written
        grouped = self.by_trial if by_trial is None else by_trial
        asked = {"q": words, "by": "trial" if grouped else "", "after": after, "did": did}
        said = urlencode({name: value for name, value in asked.items() if value})
        return site_path(path_of(pages().notes)) + (f"?{said}" if said else "")


@dataclass(frozen=True, slots=True)
class FoundNotes:
    """What a search of my notes gave."""

    search: NotesSearch
    counts: NoteCounts
    labels: Sequence[Label]
    anchors: Mapping[str, Anchor]
    """Where those stand in the current versions that were made on others, by the notes' ids."""
    notes: Sequence[Note] = ()
    trials: Sequence[TrialMatches] = ()
    has_any: bool = True
    saved: Sequence[SavedNoteSearch] = ()
    act: NoteAct | None = None
    act_tag: str = ""
    """The name of its tag."""
    refused: RefusedAct = NOT_REFUSED


def read_asked(args: Mapping[str, str], labels: Sequence[Label] = ()) -> AskedPage:
    """Read what the address asks for; values of earlier releases (``trial``, ``label``, ``state``) become part of the query.

    The label's id becomes its name, if it is one of these.
    """
    typed = collapse(args.get("q", ""))
    query = read_query(typed)
    former = tuple(_former(args, labels))
    for condition in former:
        query = query if query.holds(condition) else query.narrowed(condition)
    return AskedPage(query, query.written if former else typed, args.get("by") == "trial")


def asked_of(search: SavedNoteSearch) -> AskedPage:
    """Give what the address of a saved search asks for."""
    return AskedPage(read_query(search.query), search.query, search.by_trial)


def desk_page(asked: AskedPage, found: FoundNotes, viewer: Viewer) -> DeskPage:
    """Show what was found; one note or trial more than a page holds tells that there is another page."""
    marker = WordMarker(found.search.query.words)
    notes, trials = page_of(found.notes, PAGE_SIZE), page_of(found.trials, TRIALS_ON_PAGE)
    after = notes.next_after(lambda last: write_cursor(Cursor(last.created_at, last.id)))
    after = after or trials.next_after(lambda last: write_cursor(Cursor(last.last_at, last.trial_id)))
    saved = tuple(_saved_chip(asked, each) for each in found.saved)
    return DeskPage(
        typed=asked.typed,
        query=asked.query.written,
        told=found.search.told,
        notes=tuple(_listed(note, found, viewer, marker) for note in notes.rows),
        trials=tuple(_trial(each, asked, found, viewer, marker) for each in trials.rows),
        total=found.counts.total,
        labels=tuple(_label_chips(asked, found)),
        states=tuple(_state_chips(asked, found.counts)),
        saved=saved,
        can_save=bool(asked.query and not asked.query.strange) and not any(chip.chosen for chip in saved),
        marker=marker,
        has_any=found.has_any,
        by_trial=asked.by_trial,
        flat_href=asked.href(by_trial=False),
        trials_href=asked.href(by_trial=True),
        older_href=asked.href(after=after) if after else "",
        choices=label_choices(found.labels),
        act=act_view(found.act, found.labels, found.act_tag) if found.act else None,
        refused=found.refused,
    )


def _former(args: Mapping[str, str], labels: Sequence[Label]) -> Iterator[NoteCondition]:
    trial, label, state = (args.get(name, "")[:_LONGEST_VALUE] for name in ("trial", "label", "state"))
    if trial:
        yield NoteCondition(Field.TRIAL, trial.upper())
    if label:
        yield next((_named(each) for each in labels if each.id == label), query_fields.label(label))
    if state in STATE_CHOICES:
        yield query_fields.state(state)


def _listed(note: Note, found: FoundNotes, viewer: Viewer, marker: WordMarker) -> ListedNote:
    anchor = found.anchors.get(note.id)
    shown = card(note, viewer, anchor=anchor_view(note, anchor) if anchor else None)
    elsewhere = ""
    if marker and not marker.finds(note.body) and not marker.finds(shown.quote):
        elsewhere = "Found further on in the passage" if marker.finds(note.exact) else "Found in a reply"
    return ListedNote(shown, elsewhere)


def _trial(
    matches: TrialMatches, asked: AskedPage, found: FoundNotes, viewer: Viewer, marker: WordMarker
) -> ListedTrial:
    first = matches.notes[0]
    only = query_fields.NoteCondition(Field.TRIAL, first.trial.registry_id)
    query = asked.query if asked.query.holds(only) else asked.query.narrowed(only)
    return ListedTrial(
        first.trial.registry_id,
        first.version.title,
        tuple(_listed(note, found, viewer, marker) for note in matches.notes),
        matches.total,
        asked.href(query, by_trial=False),
    )


def _label_chips(asked: AskedPage, found: FoundNotes) -> Iterator[FilterChip]:
    for label in found.labels:
        condition = _chosen_name(asked.query, label) or _named(label)
        yield from _chip(asked, condition, label.name, found.counts.by_label.get(label.id, 0), label.hue)
    yield from _chip(asked, query_fields.label(WITHOUT_LABEL), "No label", found.counts.by_label.get(None, 0))


def _state_chips(asked: AskedPage, counts: NoteCounts) -> Iterator[FilterChip]:
    counted = counts.total <= MOST_WITH_STATES
    for state, words in STATE_CHOICES.items():
        yield from _chip(asked, query_fields.state(state), words, counts.by_state.get(state, 0) if counted else None)


def _saved_chip(asked: AskedPage, search: SavedNoteSearch) -> FilterChip:
    is_shown = (search.query, search.by_trial) == (asked.query.written, asked.by_trial)
    return FilterChip(search.name, asked_of(search).href(), None, chosen=is_shown)


def _chip(
    asked: AskedPage, condition: NoteCondition, words: str, notes: int | None, hue: int | None = None
) -> Iterable[FilterChip]:
    """Give a chip, but for a value that no note has."""
    if asked.query.holds(condition):
        return [FilterChip(words, asked.href(asked.query.widened(condition)), notes, chosen=True, hue=hue)]
    if notes == 0:
        return []
    return [FilterChip(words, asked.href(asked.query.narrowed(condition)), notes, chosen=False, hue=hue)]


def _named(label: Label) -> NoteCondition:
    """Ask for a label by its name, or by its id where the grammar would read the name as something else."""
    is_plain = '"' not in label.name and label.name.lower() != WITHOUT_LABEL
    return query_fields.label(label.name if is_plain else label.id)


def _chosen_name(query: NotesQuery, label: Label) -> NoteCondition | None:
    """Find the condition that asks for a label in whatever spelling, or by its id."""
    names = {label.id, label.name.lower()}
    asked = (group[0] for group in query.groups if len(group) == 1 and group[0].field is Field.LABEL)
    return next((each for each in asked if each.value in names or each.value.lower() in names), None)
