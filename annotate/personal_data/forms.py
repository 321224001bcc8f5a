"""Forms of leaving."""

from wtforms import StringField

from annotate.web.fields import PasswordField
from annotate.web.forms import Form, Needed, Storable


class DeactivationForm(Form):
    """Leaving for a while."""

    current = PasswordField("Current password", [Needed(), Storable()])


class DeletionForm(Form):
    """Leaving for good."""

    email = StringField("Your e-mail address", [Needed(), Storable()])
    current = PasswordField("Current password", [Needed(), Storable()])
