"""Forms of taking part."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from annotate.participation.actions import LONGEST_MESSAGE, EnquiryDraft
from annotate.participation.contacts import Recipient
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Needed, Storable, line_ends

_TOO_LONG = f"A message has at most {LONGEST_MESSAGE:,} characters. Please shorten it; nothing of it is lost."
_LONGEST_KEY = 64


class EnquiryForm(Form):
    """A message to a study, to be looked at before it is sent."""

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
        "Send this mail. The contact learns my name and my e-mail address, and answers to that address.",
        validators=[InputRequired("Tick this to send the mail.")],
    )

    @property
    def draft(self) -> EnquiryDraft:
        """What was typed, and the fingerprint of the mail that was seen."""
        return EnquiryDraft(self.text("contact"), self.text("message"), self.text("client_key"), seen=self.text("seen"))


class EmptyParticipationForm(Form):
    """A button."""
