"""Labels and tags of notes that come in: those that their new owner has, those that are made, and those that cannot be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from annotate.codebook.actions import MOST_LABELS, begin_labels, create_label, tidy_label
from annotate.codebook.codes import code_of, remember
from annotate.codebook.models import HUE_NAMES, LabelDraft
from annotate.codebook.queries import has_begun, labels_of, labels_to_choose
from annotate.codebook.tags.actions import MOST_TAGS
from annotate.codebook.tags.queries import tags_of
from annotate.core.refi.codes import Code
from annotate.core.tags import LONGEST_TAG, MOST_ON_NOTE, SEPARATOR, clean_tags, key_of
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.interchange.foreign import ForeignNote
from annotate.notes.queries import has_notes

_HUES = {name.casefold(): hue for hue, name in HUE_NAMES.items()}


@dataclass(frozen=True, slots=True)
class ImportMarks:
    """Which labels and tags the notes of a file get."""

    labels: dict[str, LabelDraft]
    """What each name in the file stands for; names without an entry cannot be a label here."""
    new_labels: tuple[str, ...]
    new_tags: frozenset[str]
    """Keys of tags that are made."""
    no_labels: tuple[str, ...]
    """Names in the file that cannot be a label here."""
    no_tags: tuple[str, ...]
    """Tags in the file that cannot be one here."""
    colours: dict[str, int] = field(default_factory=dict)
    """Hues of starter labels that the file colours anew, for an account that has not begun."""
    tag_keys: frozenset[str] = frozenset()
    codes: dict[str, Code] = field(default_factory=dict)
    """The codes that new labels were in their file, by the names of the labels."""

    def label_for(self, note: ForeignNote) -> str:
        """Return the name of a note's label here; empty for none."""
        draft = self.labels.get(note.label)
        return draft.name if draft else ""

    def tags_for(self, note: ForeignNote) -> tuple[str, ...]:
        """Return a note's tags here."""
        return tuple(tag for tag in _tags(note) if key_of(tag) in self.tag_keys)[:MOST_ON_NOTE]

    def of(self, labels: Iterable[str], tags: Iterable[tuple[str, ...]]) -> "ImportMarks":
        """Return the same without new ones that no note of those that come in has."""
        used, tagged = set(labels), {key_of(tag) for each in tags for tag in each}
        return replace(
            self,
            new_labels=tuple(name for name in self.new_labels if name in used),
            new_tags=self.new_tags & tagged,
        )


def known_marks(session: Session, viewer: Viewer, notes: Sequence[ForeignNote]) -> ImportMarks:
    """Match the labels and tags of some notes with the viewer's; nothing is made."""
    existing = labels_to_choose(session, viewer, has_notes)
    begun = has_begun(session, viewer, has_notes)
    known = {label.name.casefold(): LabelDraft(label.name, label.hue) for label in existing}
    room = MOST_LABELS - len(existing)
    labels: dict[str, LabelDraft] = {}
    new, refused, colours = [], [], {}
    for name, colour in dict.fromkeys((note.label, note.colour) for note in notes if note.label):
        if name in labels or name in refused:
            continue
        draft = _draft(name, colour)
        if draft is None:
            refused.append(name)
        elif (mine := known.get(draft.name.casefold())) is not None:
            labels[name] = mine
            if not begun:
                colours[mine.name] = draft.hue
        elif room > 0:
            room -= 1
            labels[name] = known[draft.name.casefold()] = draft
            new.append(draft.name)
        else:
            refused.append(name)
    keys, new_tags, no_tags = _known_tags(session, viewer, notes)
    codes = {labels[note.label].name: note.code for note in notes if note.code and note.label in labels}
    return ImportMarks(labels, tuple(new), new_tags, tuple(refused), no_tags, colours, keys, codes)


def make_labels(session: Session, viewer: Viewer, marks: ImportMarks) -> None:
    """Make the new labels of an import. Raises Invalid if one cannot be made any more."""
    begin_labels(session, viewer, has_notes)
    present = {label.name.casefold(): label for label in labels_of(session, viewer)}
    for name, hue in marks.colours.items():
        if (starter := present.get(name.casefold())) is not None:
            starter.hue = hue
    drafts = {draft.name: draft for draft in marks.labels.values()}
    for name in marks.new_labels:
        if name.casefold() not in present:
            label = create_label(session, viewer, has_notes, name=name, hue=drafts[name].hue)
            code = marks.codes.get(name)
            if code is not None and all(code_of(each).guid != code.guid for each in present.values()):
                remember(label, code, drafts[name])


def _draft(name: str, colour: str) -> LabelDraft | None:
    try:
        return tidy_label(LabelDraft(name, _HUES.get(colour.strip().casefold(), 1)))
    except Invalid:
        return None


def _tags(note: ForeignNote) -> tuple[str, ...]:
    return clean_tags(note.tags)


def _known_tags(
    session: Session, viewer: Viewer, notes: Sequence[ForeignNote]
) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Return the keys of all tags that can be had, those of new ones, and what cannot be one."""
    present = {tag.key for tag in tags_of(session, viewer)}
    room = MOST_TAGS - len(present)
    new: set[str] = set()
    refused: dict[str, None] = {}
    for note in notes:
        for place, tag in enumerate(_tags(note)):
            key = key_of(tag)
            if place >= MOST_ON_NOTE or len(tag) > LONGEST_TAG or SEPARATOR in tag:
                refused[tag] = None
            elif key not in present and key not in new:
                if len(new) < room:
                    new.add(key)
                else:
                    refused[tag] = None
    usable = frozenset(present | new)
    return usable, frozenset(new), tuple(refused)
