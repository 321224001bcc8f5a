"""Forms of notes."""

from collections.abc import Callable

from wtforms import Field, HiddenField, TextAreaField, ValidationError
from wtforms.validators import Length

from annotate.errors import Invalid
from annotate.notes.actions import LONGEST_BODY, NoteDraft, NoteEdit, Passage
from annotate.notes.anchors.actions import Decision
from annotate.texts.forms import MergeForm
from annotate.web.forms import Form, Storable, line_ends

Validator = Callable[[Form, Field], None]

_TOO_LONG = f"A note can be {LONGEST_BODY:,} characters long. Please shorten it; nothing of it is lost."


def _sent(_form: Form, field: Field) -> None:
    """Refuse a form without the field: what is missing is not what is empty, and must not empty a note."""
    if not field.raw_data:
        raise ValidationError("The form came in without this field, so nothing was changed. Open it again.")


def _body(*more: Validator) -> TextAreaField:
    return TextAreaField(
        "Note", filters=[line_ends], validators=[*more, Length(max=LONGEST_BODY, message=_TOO_LONG), Storable()]
    )


def _hidden() -> HiddenField:
    return HiddenField(default="", validators=[Storable()])


def _passage(form: Form) -> Passage | None:
    """Read the offsets and the words of a form; None when there are none. Raises Invalid when they are no numbers."""
    if not form.text("start") and not form.text("end"):
        return None
    start, end = form.number("start"), form.number("end")
    if start is None or end is None:
        raise Invalid("The selection could not be read, so nothing was stored. Select the words again.")
    return Passage(start, end, form.text("exact"))


class NoteForm(Form):
    """A new note, as the composer sends it; without offsets it is about the whole trial."""

    version = _hidden()
    start = _hidden()
    end = _hidden()
    exact = HiddenField(default="", filters=[line_ends], validators=[Storable()])
    client_key = _hidden()
    body = _body()
    label = _hidden()

    def draft(self) -> NoteDraft:
        """Give the note that was sent; raises Invalid when its offsets are no numbers."""
        return NoteDraft(
            version_id=self.text("version"),
            passage=_passage(self),
            body=self.text("body"),
            label_id=self.text("label"),
            client_key=self.text("client_key"),
        )


class EditForm(MergeForm):
    """A note's new words and label, and the revision that they were made on."""

    body = _body(_sent)
    label = _hidden()

    def edit(self) -> NoteEdit:
        """Give the edit that was sent; raises Invalid when it states no revision."""
        label = self.text("label") if self.label.raw_data else None
        return NoteEdit(self.required_revision(), self.words, label)


class AnchorForm(Form):
    """Where a note's author puts it: on words, or without offsets in no place."""

    anchor = HiddenField(default="", validators=[_sent, Storable()])
    start = _hidden()
    end = _hidden()
    exact = HiddenField(default="", filters=[line_ends], validators=[Storable()])
    back = _hidden()

    def decision(self) -> Decision:
        """Give what was decided; raises Invalid when its offsets are no numbers."""
        return Decision(self.text("anchor"), _passage(self))


class NoteLabelForm(Form):
    """Another label for a note."""

    label = HiddenField(default="", validators=[_sent, Storable()])


class PreviewForm(Form):
    """Words to be shown as they will look."""

    body = _body()
