"""Forms of leaving."""

from wtforms import PasswordField, StringField

from annotate.web.forms import Form, Needed, Storable


class DeactivationForm(Form):
    """Leaving for a while."""

    current = PasswordField("Present password", [Needed(), Storable()])


class DeletionForm(Form):
    """Leaving for good."""

    email = StringField("Your e-mail address", [Needed(), Storable()])
    current = PasswordField("Present password", [Needed(), Storable()])
