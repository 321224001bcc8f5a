"""Forms of the codebook."""

from collections.abc import Collection
from typing import TypedDict

from wtforms import FileField, HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # wtforms 3.3 has it, its stubs are of 3.2
from wtforms.validators import AnyOf, DataRequired, Length

from annotate.codebook.actions import LONGEST_HELP, LONGEST_NAME
from annotate.codebook.files import MOST_XML_BYTES, decode_file, read_labels
from annotate.codebook.models import HUE_NAMES
from annotate.errors import Invalid
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Storable, line_ends

UP, DOWN = "up", "down"
"""Where a label is moved to."""

_LONG_HELP = f"This can be {LONGEST_HELP} characters long. Please shorten it; nothing of it is lost."


class LabelWords(TypedDict):
    """What a form says of a label."""

    name: str
    hue: int
    description: str
    when_not: str


class LabelForm(Form):
    """A label's name, colour and description."""

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
    description = WordsField(
        "When to use it", filters=[line_ends], validators=[Length(max=LONGEST_HELP, message=_LONG_HELP), Storable()]
    )
    when_not = WordsField(
        "When not to use it", filters=[line_ends], validators=[Length(max=LONGEST_HELP, message=_LONG_HELP), Storable()]
    )

    @property
    def words(self) -> LabelWords:
        """What was sent; the colour is one of ours once the form is valid."""
        return {
            "name": self.text("name"),
            "hue": int(self.text("hue")),
            "description": self.text("description"),
            "when_not": self.text("when_not"),
        }


class PositionForm(Form):
    """Where a label is moved to."""

    direction = HiddenField(validators=[AnyOf((UP, DOWN), message="Say whether it moves up or down.")])
    group = HiddenField()

    @property
    def is_up(self) -> bool:
        """True if it moves up."""
        return self.text("direction") == UP

    @property
    def of_group(self) -> bool:
        """True if the whole group moves."""
        return bool(self.text("group"))


class TagForm(Form):
    """A tag's name."""

    name = StringField("Name", validators=[DataRequired("Give the tag a name, such as “to discuss”."), Storable()])


class MergerForm(Form):
    """What something is merged into."""

    into = HiddenField("Merge into", validators=[DataRequired("Choose what to merge it into."), Storable()])

    def validate_among(self, ids: Collection[str]) -> bool:
        """Validate the form; what it is merged into is one of these."""
        if not self.validate():
            return False
        if self.text("into") in ids:
            return True
        self.into.errors = [*self.into.errors, "This no longer exists. Choose another one."]
        return False


class LabelsFileForm(Form):
    """A file of labels."""

    file = FileField("File")

    def sent_text(self) -> str:
        """Return the text of the file, at most as many bytes as are read. Raises Invalid when there is none to read."""
        sent = self.file.data
        if not getattr(sent, "filename", ""):  # text in place of a file, or no file chosen
            raise Invalid.field("file", "Choose a file first.")
        text = decode_file(sent.stream.read(MOST_XML_BYTES + 1))
        try:
            read_labels(text)
        except Invalid as refusal:
            raise Invalid.field("file", refusal.message) from None
        return text


class ReadLabelsForm(Form):
    """The text of a file of labels, after a look at it."""

    file_text = WordsField(
        "The file",
        filters=[line_ends],
        validators=[DataRequired("Choose a file first."), Length(max=MOST_XML_BYTES), Storable()],
    )
