"""Forms of labels."""

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # wtforms 3.3 has it, its stubs are of 3.2
from wtforms.validators import DataRequired, Length

from annotate.codebook.actions import LONGEST_NAME
from annotate.codebook.models import HUE_NAMES
from annotate.web.forms import Form, Storable


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
