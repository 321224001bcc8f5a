"""Forms of notes and labels."""

import re
from collections.abc import Callable

from wtforms import Field, HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # wtforms 3.3 has it, its stubs are of 3.2
from wtforms.validators import DataRequired, Length

from annotate.core.text import line_feeds
from annotate.errors import Invalid
from annotate.notes.actions import LONGEST_BODY, NoteDraft, NoteEdit, Passage
from annotate.notes.anchors.actions import Decision
from annotate.notes.labels import HUE_NAMES, LONGEST_NAME
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Storable

Validator = Callable[[Form, Field], None]

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_TOO_LONG = f"A note can be {LONGEST_BODY:,} characters long. Please shorten it; nothing of it is lost."


def _line_ends(text: str | None) -> str:
    # Browsers send CRLF for every line break, which would count twice against the longest length.
    return line_feeds(text or "")


def _sent(_form: Form, field: Field) -> None:
    """Refuse a form without the field: what is missing is not what is empty, and must not empty a note."""
    if not field.raw_data:
        raise ValidationError("The form came in without this field, so nothing was changed. Open it again.")


def _body(*more: Validator) -> WordsField:
    return WordsField(
        "Note", filters=[_line_ends], validators=[*more, Length(max=LONGEST_BODY, message=_TOO_LONG), Storable()]
    )


def _hidden() -> HiddenField:
    return HiddenField(default="", validators=[Storable()])


def _passage(form: Form) -> Passage | None:
    """Read the offsets and the words of a form; None when there are none. Raises Invalid when they are no numbers."""
    start, end = form.text("start"), form.text("end")
    if not start and not end:
        return None
    if not (_NUMBER.fullmatch(start) and _NUMBER.fullmatch(end)):
        raise Invalid("The selection could not be read, so nothing was stored. Select the words again.")
    return Passage(int(start), int(end), form.text("exact"))


class NoteForm(Form):
    """A new note, as the composer sends it; without offsets it is about the whole trial."""

    version = _hidden()
    start = _hidden()
    end = _hidden()
    exact = HiddenField(default="", filters=[_line_ends], validators=[Storable()])
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


class RevisionForm(Form):
    """Which text of a note or reply was changed, or read, when this form was made."""

    revision = _hidden()

    @property
    def made_on(self) -> int:
        """The revision that the form was made on; 0 for none."""
        sent = self.text("revision")
        return int(sent) if _NUMBER.fullmatch(sent) else 0

    def required_revision(self) -> int:
        """Give the revision that the form was made on; raises Invalid when it states none."""
        if not self.made_on:
            raise Invalid("The form does not say which text it changes, so nothing was changed. Open it again.")
        return self.made_on


class MergeForm(RevisionForm):
    """Words that were made on a revision; where those of another window were brought in, one's own stand by."""

    mine = HiddenField(filters=[_line_ends], validators=[Length(max=LONGEST_BODY, message=_TOO_LONG), Storable()])
    take = HiddenField(default="")

    @property
    def words(self) -> str:
        """What is to be saved: the text in the box, or one's own as it was before the two were brought together."""
        return self.text("mine") if self.text("take") == "mine" else self.text("body")


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
    exact = HiddenField(default="", filters=[_line_ends], validators=[Storable()])
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


class LabelForm(Form):
    """A label's name and colour."""

    name = StringField(
        "Name",
        validators=[
            DataRequired("Give the label a name, such as “Dose”."),
            Length(max=LONGEST_NAME, message=f"A label's name can be {LONGEST_NAME} characters long."),
            Storable(),
        ],
    )
    hue = RadioField(
        "Colour",
        choices=[SelectChoice(str(hue), name) for hue, name in HUE_NAMES.items()],
        validators=[DataRequired("Choose one of the colours.")],
    )

    @property
    def hue_number(self) -> int:
        """The colour's number; the choice is one of ours once the form is valid."""
        return int(self.text("hue"))
