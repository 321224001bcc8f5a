"""Forms of taking part."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from annotate.core.countries import COUNTRIES
from annotate.participation.actions import LONGEST_MESSAGE, EnquiryDraft
from annotate.participation.contacts import Recipient
from annotate.participation.volunteers.actions import MOST_CONDITIONS, Wanted
from annotate.participation.volunteers.models import Volunteer
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Needed, Storable, line_ends

_TOO_LONG = f"A message has at most {LONGEST_MESSAGE:,} characters. Please shorten it; nothing of it is lost."
_LONGEST_KEY = 64


class EnquiryForm(Form):
    """A message to a study, to be looked at before it is sent."""

    answered_by_page = True

    contact = SelectField("Write to", choices=[], validators=[Needed()], validate_choice=False)
    message = WordsField(
        "Your message",
        filters=[line_ends],
        validators=[Needed(), Length(max=LONGEST_MESSAGE, message=_TOO_LONG), Storable()],
    )
    client_key = HiddenField(default="", validators=[Length(max=_LONGEST_KEY), Storable()])

    def offer(self, recipients: Iterable[Recipient]) -> None:
        """Let one of these be chosen; whether what was sent is one of them is asked when the mail is written."""
        self.contact.choices = [(each.key, each.words) for each in recipients]

    @property
    def draft(self) -> EnquiryDraft:
        """What was typed."""
        return EnquiryDraft(self.text("contact"), self.text("message"), self.text("client_key"))


class SendEnquiryForm(EnquiryForm):
    """The same message, after its mail was looked at."""

    seen = HiddenField(default="", validators=[Storable()])
    consent = BooleanField(
        "Send this mail, with my name and my address",
        validators=[InputRequired("Tick this to send the mail.")],
    )

    @property
    def draft(self) -> EnquiryDraft:
        """What was typed, and the fingerprint of the mail that was seen."""
        return EnquiryDraft(self.text("contact"), self.text("message"), self.text("client_key"), seen=self.text("seen"))


class WantedForm(Form):
    """What somebody wants to hear about. Looking for a condition sends the whole form, so nothing that was typed is lost."""

    look_for = StringField("Look for a condition", validators=[Storable()])
    find = SubmitField("Find")
    conditions = SelectMultipleField("Conditions", choices=[], validate_choice=False)
    country = SelectField(
        "Country", choices={"": "Any country"} | {name: name for name in COUNTRIES}, validate_choice=False
    )
    age = StringField("Age in years", validators=[Storable()])

    @property
    def only_looks(self) -> bool:
        """True if a condition is looked for, and nothing is to be stored."""
        return bool(self.find.data)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of the conditions that are chosen; of far too many, the first ones."""
        return tuple(dict.fromkeys(self.conditions.data or ()))[: 2 * MOST_CONDITIONS]

    @property
    def wanted(self) -> Wanted:
        """What was chosen and typed."""
        return Wanted(self.ticked, self.text("country"), self.text("age"))

    def tick(self, keys: Iterable[str]) -> None:
        """Show conditions as chosen."""
        self.conditions.data = list(keys)

    def show(self, volunteer: Volunteer) -> None:
        """Fill in what is stored."""
        self.tick(each.key for each in volunteer.conditions)
        self.country.data = volunteer.country
        self.age.data = "" if volunteer.age is None else str(volunteer.age)


class VolunteerForm(WantedForm):
    """A sign-up."""

    email = StringField("E-mail address", validators=[Needed(), Storable()])
    consent = BooleanField(
        "Store my address and my choices, to mail me about trials",
        validators=[InputRequired("Tick this to sign up.")],
    )


class VolunteerButtonForm(Form):
    """A button."""
