"""Form for adding a trial."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from annotate.core.record import read_registry_id
from annotate.errors import Invalid
from annotate.web.forms import Form, Storable

LONGEST_ID = 2000
"""Code points: a page's address may be pasted, with its search."""


class AddForm(Form):
    """A trial by its registry id."""

    registry_id = StringField(
        "Registry id",
        [DataRequired("Please give the trial's registry id, such as NCT04561557."), Length(max=LONGEST_ID), Storable()],
    )

    def asked_id(self) -> str:
        """Return the id as the registry writes it; raises Invalid beside the field."""
        try:
            return read_registry_id(self.registry_id.data or "")
        except ValueError as error:
            raise Invalid.field("registry_id", str(error)) from error
