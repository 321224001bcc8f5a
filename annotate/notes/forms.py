"""Forms of notes."""

from collections.abc import Callable

from wtforms import BooleanField, Field, HiddenField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from annotate.core.passage import Passage
from annotate.core.tags import LONGEST_TAG, MOST_ON_NOTE, read_tags
from annotate.core.text import storable
from annotate.errors import Invalid
from annotate.notes.actions import LONGEST_BODY, NoteDraft, NoteEdit
from annotate.notes.anchors.actions import Decision
from annotate.search_names import LONGEST_NAME
from annotate.texts.forms import MergeForm
from annotate.web.fields import WordsField, WordsLine
from annotate.web.forms import Form, Storable, line_ends

Validator = Callable[[Form, Field], None]

_TOO_LONG = f"A note can be {LONGEST_BODY:,} characters long. Please shorten it; nothing of it is lost."


_NEEDS_NAME = "Give the search a name, such as “Doses to discuss”."
_LONG_NAME = f"A name can be {LONGEST_NAME} characters long."

_LONGEST_TAGS = 2 * MOST_ON_NOTE * LONGEST_TAG
_TOO_MANY_TAGS = f"A note can have {MOST_ON_NOTE} tags of {LONGEST_TAG} characters. Please leave out some."


def _sent(_form: Form, field: Field) -> None:
    """Refuse a form without the field: what is missing is not what is empty, and must not empty a note."""
    if not field.raw_data:
        raise ValidationError("The form came in without this field, so nothing was changed. Open it again.")


def _body(*more: Validator) -> WordsField:
    return WordsField(
        "Note", filters=[line_ends], validators=[*more, Length(max=LONGEST_BODY, message=_TOO_LONG), Storable()]
    )


def _hidden() -> HiddenField:
    return HiddenField(default="", validators=[Storable()])


def _tags() -> WordsLine:
    return WordsLine("Tags", validators=[Length(max=_LONGEST_TAGS, message=_TOO_MANY_TAGS), Storable()])


class _PassageForm(Form):
    """A passage of a version's text, or none."""

    start = _hidden()
    end = _hidden()
    exact = HiddenField(default="", filters=[line_ends], validators=[Storable()])

    @property
    def passage(self) -> Passage | None:
        """The passage; None without offsets. Raises Invalid when they are no numbers."""
        start, end = self.text("start"), self.text("end")
        if not start and not end:
            return None
        try:
            return Passage.read(start, end, self.text("exact"))
        except ValueError:
            raise Invalid("The selection could not be read, so nothing was stored. Select the words again.") from None


class NoteForm(_PassageForm):
    """A new note, as the composer sends it; without offsets it is about the whole trial."""

    version = _hidden()
    client_key = _hidden()
    body = _body()
    label = _hidden()
    tags = _tags()

    def draft(self) -> NoteDraft:
        """Give the note that was sent; raises Invalid when its offsets are no numbers."""
        return NoteDraft(
            version_id=self.text("version"),
            passage=self.passage,
            body=self.text("body"),
            label_id=self.text("label"),
            client_key=self.text("client_key"),
            tags=read_tags(self.text("tags")),
        )


class EditForm(MergeForm):
    """A note's new words, label and tags, and the revision that they were made on."""

    body = _body(_sent)
    label = _hidden()
    tags = _tags()

    def edit(self) -> NoteEdit:
        """Give the edit that was sent; raises Invalid when it states no revision."""
        label = self.text("label") if self.label.raw_data else None
        tags = read_tags(self.text("tags")) if self.tags.raw_data else None
        return NoteEdit(self.required_revision(), self.words, label, tags)


class AnchorForm(_PassageForm):
    """Where a note's author puts it: on words, or without offsets in no place."""

    anchor = HiddenField(default="", validators=[_sent, Storable()])
    back = _hidden()

    def decision(self) -> Decision:
        """Give what was decided; raises Invalid when its offsets are no numbers."""
        return Decision(self.text("anchor"), self.passage)


class NoteLabelForm(Form):
    """Another label for a note."""

    label = HiddenField(default="", validators=[_sent, Storable()])


class ActForm(Form):
    """An act on the notes that are ticked, or on all that match the query of the list."""

    act = HiddenField(default="", validators=[Storable()])
    label = HiddenField(default="", validators=[Storable()])
    tag = HiddenField(default="", validators=[Storable()])
    notes = SelectMultipleField("Notes", validate_choice=False)
    all = BooleanField("All that match")
    q = HiddenField(default="")
    by = HiddenField(default="")

    @property
    def note_ids(self) -> tuple[str, ...]:
        """The ids of the ticked notes, each once."""
        return tuple(dict.fromkeys(each for each in self.notes.data or () if storable(each)))


class NoteSearchNameForm(Form):
    """The name of a saved search of notes."""

    name = StringField(
        "Name", validators=[DataRequired(_NEEDS_NAME), Length(max=LONGEST_NAME, message=_LONG_NAME), Storable()]
    )


class SaveNoteSearchForm(NoteSearchNameForm):
    """A search of notes to save: what the box of the list holds, and how the list stands."""

    q = HiddenField(default="")
    by = HiddenField(default="")

    @property
    def place(self) -> dict[str, str]:
        """The part of the list's address that it brings along."""
        return {"q": self.text("q"), "by": self.text("by")}


class PreviewForm(Form):
    """Words to be shown as they will look."""

    body = _body()
