"""Forms of accounts. What a field may hold is said by the actions, once for pages and for the command line."""

from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired

from annotate.accounts.access_tokens import LIFETIMES, TokenDraft
from annotate.core.scopes import EVERY_SCOPE, Scope, read_scopes, write_scopes
from annotate.web.fields import PasswordField
from annotate.web.forms import Form, Needed, Storable


class SignUpForm(Form):
    """A new account."""

    name = StringField("Your name", [Needed(), Storable()])
    email = StringField("E-mail address", [Needed(), Storable()])
    password = PasswordField("Password", [Needed(), Storable()])
    next = HiddenField()


class FinishSignUpForm(Form):
    """The password that was chosen when signing up."""

    password = PasswordField("Password", [Needed(), Storable()])


class SignUpAnewForm(Form):
    """Another name and password than those that were chosen when signing up."""

    name = StringField("Your name", [Needed(), Storable()])
    password = PasswordField("Password", [Needed(), Storable()])


class SignInForm(Form):
    """Who comes back."""

    email = StringField("E-mail address", [Needed(), Storable()])
    password = PasswordField("Password", [Needed(), Storable()])
    stay = BooleanField("Stay signed in on this device for 30 days")
    next = HiddenField()
    again = HiddenField()

    @property
    def only_carries(self) -> bool:
        """Whether another form has just come in, to be sent again afterwards, and nobody has filled in this one yet."""
        return bool(self.again.raw_data) and not self.email.raw_data


class AskForResetForm(Form):
    """Who has forgotten the password."""

    email = StringField("E-mail address", [Needed(), Storable()])


class ResetForm(Form):
    """A new password, by a mailed link."""

    password = PasswordField("New password", [Needed(), Storable()])


class PasswordForm(Form):
    """Another password."""

    current = PasswordField("Current password", [Needed(), Storable()])
    password = PasswordField("New password", [Needed(), Storable()])


class NameForm(Form):
    """Another name."""

    name = StringField("Your name", [Needed(), Storable()])


class EmailForm(Form):
    """Another address."""

    email = StringField("New e-mail address", [Needed(), Storable()])
    current = PasswordField("Current password", [Needed(), Storable()])


class AccessTokenForm(Form):
    """A new access token."""

    name = StringField("What it is for", [Needed(), Storable()])
    days = RadioField(
        "Valid for",
        choices={str(days): f"{days} days" for days in LIFETIMES},
        default="90",
        validators=[InputRequired("Choose how long it is valid.")],
    )
    scopes = RadioField(
        "It can",
        choices={
            write_scopes([Scope.READ]): "Read your notes and replies",
            write_scopes([Scope.READ, Scope.WRITE]): "Read and write your notes and replies",
            write_scopes(EVERY_SCOPE): "Read and write them, and make and end links",
        },
        default=write_scopes([Scope.READ]),
        validators=[InputRequired("Choose what it can do.")],
    )
    current = PasswordField("Current password", [Needed(), Storable()])
    client_key = HiddenField(validators=[Storable()])

    def draft(self) -> TokenDraft:
        """Give what was asked for; the choices are ours once the form is valid."""
        scopes = read_scopes(self.text("scopes"))
        return TokenDraft(self.text("name"), int(self.text("days")), self.text("client_key"), scopes)


class EmptyForm(Form):
    """A button."""
