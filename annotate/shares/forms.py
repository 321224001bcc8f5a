"""Forms of shares."""

from datetime import datetime

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import HiddenInput

from annotate import clock
from annotate.core.lifetimes import Preset, expiry
from annotate.core.passcodes import LONGEST
from annotate.errors import Invalid
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.shares.actions import LONGEST_RECIPIENT, MOST_OPENINGS, ShareDraft
from annotate.shares.holding import MOST_NOTES, TOO_MANY_NOTES
from annotate.web.fields import PasscodeField, WordsLine
from annotate.web.forms import Form, Needed, Storable

GENERATED, OWN = "generated", "own"

LINKS = "links"
"""Where a button stands: in the list of links; else it is on a link's own page."""

_LONGEST_MOMENT = 40
_LONG_RECIPIENT = f"A link's name can be {LONGEST_RECIPIENT} characters long."


class ExpiryForm(Form):
    """When a share ends, counted from now."""

    expiry = RadioField(
        "It expires after",
        choices={
            Preset.HOUR.value: "1 hour",
            Preset.DAY.value: "1 day",
            Preset.WEEK.value: "7 days",
            Preset.FORTNIGHT.value: "14 days",
            Preset.MONTH.value: "30 days",
            Preset.UNTIL.value: "A date",
        },
        default=Preset.WEEK.value,
        # A form without the choice is no form of ours: nothing may be taken for granted in it.
        validators=[InputRequired("Choose when the link expires.")],
    )
    until = StringField("Date and time", [Needed(), Storable(), Length(max=_LONGEST_MOMENT)])
    offset = IntegerField("Minutes ahead of UTC", [MayBeEmpty(), NumberRange(-900, 900)])

    def validate_until(self, _field: StringField) -> None:
        """Name a moment that cannot be taken together with the other wrong fields; raises ValidationError."""
        if self.text("expiry") == Preset.UNTIL:
            try:
                self.expires_at()
            except Invalid as refusal:
                raise ValidationError(refusal.fields["until"]) from refusal

    def expires_at(self) -> datetime:
        """Give the chosen instant; raises Invalid beside ``until``."""
        try:
            return expiry(
                Preset(self.text("expiry")), clock.now(), until=self.text("until"), offset_minutes=self.offset.data or 0
            )
        except ValueError as error:
            raise Invalid.field("until", str(error)) from None


class WeekForm(Form):
    """A week more for a link, by the button beside it."""

    ends = HiddenField()
    """The end that the page showed; a form without it takes any."""
    place = HiddenField()
    """``LINKS`` where the button stands in the list."""
    after = HiddenField()
    """Which page of the list that was."""

    @property
    def in_list(self) -> bool:
        """Whether the button stands in the list of links."""
        return self.text("place") == LINKS


class PasscodeForm(Form):
    """A passcode that is made, or one's own."""

    kind = RadioField(
        "Passcode",
        choices={GENERATED: "Generate a four-word passcode", OWN: "Choose my own"},
        default=GENERATED,
        validators=[InputRequired("Generate a passcode, or choose your own.")],
    )
    passcode = PasscodeField(
        "My own passcode",
        [Needed(), Storable(), Length(max=LONGEST, message=f"A passcode has at most {LONGEST} characters.")],
    )

    @property
    def is_own(self) -> bool:
        """Whether the owner chose the passcode."""
        return self.text("kind") == OWN

    @property
    def own(self) -> str | None:
        """The passcode that the owner chose; None when one is to be made."""
        return self.text("passcode") if self.is_own else None


class NewPasscodeForm(PasscodeForm):
    """Another passcode of a link, in the place of the one that it had when the form was shown."""

    client_key = HiddenField(validators=[Storable(), Length(max=LONGEST_CLIENT_KEY)])
    replaces = IntegerField(validators=[MayBeEmpty()], widget=HiddenInput())
    """The link's ``unlock_epoch``; empty in a form that was shown before forms told it."""


class AddressForm(Form):
    """Another address of a link, in the place of the one that it had when the form was shown."""

    replaces = IntegerField(validators=[MayBeEmpty()], widget=HiddenInput())
    """The link's ``epoch``; empty as above."""


class OpeningsForm(Form):
    """How often a share opens."""

    most_openings = IntegerField(
        "Limit the number of openings",
        [
            MayBeEmpty(),
            NumberRange(1, MOST_OPENINGS, message=f"Choose a number from 1 to {MOST_OPENINGS:,}, or leave it empty."),
        ],
    )


class NotesForm(Form):
    """Which notes a share holds, and whether visitors may reply."""

    notes = SelectMultipleField("Notes", [DataRequired("Choose at least one note.")], validate_choice=False)
    can_reply = BooleanField("Let them reply privately", default=True)

    def validate_notes(self, field: SelectMultipleField) -> None:
        """Refuse more notes than a link holds before anything is hashed or looked up for them; raises ValidationError."""
        if len(set(field.data or ())) > MOST_NOTES:
            raise ValidationError(TOO_MANY_NOTES)

    @property
    def note_ids(self) -> tuple[str, ...]:
        """The ids of the chosen notes."""
        return tuple(self.notes.data or ())


class NewShareForm(NotesForm, ExpiryForm, OpeningsForm, PasscodeForm):
    """A new share."""

    answered_by_page = True
    recipient = WordsLine(
        "Name for this link",
        [
            InputRequired("Give the link a name, such as “Bob”."),
            Storable(),
            Length(max=LONGEST_RECIPIENT, message=_LONG_RECIPIENT),
        ],
    )
    client_key = HiddenField(validators=[Storable(), Length(max=LONGEST_CLIENT_KEY)])

    def draft(self) -> ShareDraft:
        """Give the share as it is wanted; raises Invalid."""
        return ShareDraft(
            recipient=self.text("recipient"),
            note_ids=self.note_ids,
            expires_at=self.expires_at(),
            can_reply=bool(self.can_reply.data),
            client_key=self.text("client_key"),
            most_openings=self.most_openings.data,
        )


class LandingForm(Form):
    """The passcode of a link."""

    passcode = PasscodeField("Passcode", [InputRequired("Enter the passcode that you were given.")])


class LeaveForm(Form):
    """Leaving a shared page."""

    forget = BooleanField("Forget my name on this device as well")
