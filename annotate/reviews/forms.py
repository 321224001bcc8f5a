"""Forms of rounds."""

from wtforms import BooleanField, HiddenField, RadioField, SelectMultipleField, StringField

from annotate.database import new_id
from annotate.reviews.actions import RoundDraft
from annotate.reviews.deciding import ALL, NOTHING, DecisionDraft
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Needed, Storable, line_ends


class RoundForm(Form):
    """A new round."""

    name = StringField("Name", [Needed(), Storable()])
    trials = WordsField("Trials", [Needed(), Storable()], filters=[line_ends])
    labels = SelectMultipleField("Labels", validate_choice=False)
    instructions = WordsField("What you ask of the readers", [Storable()], filters=[line_ends])
    reads = BooleanField("I read, too")
    client_key = HiddenField(default=new_id)

    def draft(self) -> RoundDraft:
        """Return what was filled in."""
        return RoundDraft(
            name=self.text("name"),
            instructions=self.text("instructions"),
            trials=self.text("trials"),
            label_ids=tuple(dict.fromkeys(self.labels.data or ())),
            owner_reads=bool(self.reads.data),
            client_key=self.text("client_key"),
        )


class RoundInvitationForm(Form):
    """Whom to invite, and for what."""

    email = StringField("E-mail address", [Needed(), Storable()])
    does = RadioField(
        "They will",
        choices={"reads": "read", "decides": "decide about differences", "both": "do both"},
        default="reads",
        validate_choice=False,
    )

    @property
    def will_read(self) -> bool:
        """Whether a reader is invited."""
        return self.text("does") in {"reads", "both"}

    @property
    def will_decide(self) -> bool:
        """Whether somebody is invited who decides."""
        return self.text("does") in {"decides", "both"}


class NothingFoundForm(Form):
    """For which labels a reader looked and found nothing."""

    labels = SelectMultipleField("Looked, nothing found", validate_choice=False)


class ClosingForm(Form):
    """A trial that is closed for good, as the page showed it."""

    seen = HiddenField()


class DecisionForm(Form):
    """A decision about a difference."""

    choice = RadioField("What holds", validate_choice=False)
    reason = WordsField("Reason", [Needed(), Storable()], filters=[line_ends])
    made_on = HiddenField()

    def draft(self) -> DecisionDraft:
        """Return what was filled in."""
        return DecisionDraft(self.text("choice"), self.text("reason"), self.text("made_on"))

    def offer(self, readers: list[tuple[str, str]], *, found_by: int) -> None:
        """Offer the answers of these readers, by id and name, and what all of them marked if several marked something."""
        together = [(ALL, "All marked passages together")] if found_by > 1 else []
        self.choice.choices = [
            *((reader_id, f"As {name} answered") for reader_id, name in readers),
            *together,
            (NOTHING, "Not reported in the record"),
        ]
