"""Forms of tables."""

from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from annotate.evidence.actions import TableDraft
from annotate.evidence.decisions import CellDecision, SeenNote, read_seen
from annotate.evidence.limits import LONGEST_IDS, LONGEST_NAME
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.shares.actions import LONGEST_RECIPIENT, ShareDraft
from annotate.shares.forms import ExpiryForm, OpeningsForm, PasscodeForm
from annotate.web.fields import WordsField, WordsLine
from annotate.web.forms import Form, Needed, Storable, line_ends

_LONG_NAME = f"A name can be {LONGEST_NAME} characters long."
_LONG_IDS = f"Up to {LONGEST_IDS:,} characters are read at once."
_MOST_PLACES = 1_000  # what a place of a column can be


def _name(example: str) -> StringField:
    needed = DataRequired(f"Give it a name, such as “{example}”.")
    return StringField("Name", validators=[needed, Length(max=LONGEST_NAME, message=_LONG_NAME), Storable()])


class TableNameForm(Form):
    """A table's name."""

    name = _name("Doses in gout")


def _ids(*more: Needed) -> WordsField:
    checked = [*more, Length(max=LONGEST_IDS, message=_LONG_IDS), Storable()]
    return WordsField("Registry ids", filters=[line_ends], validators=checked)


class TrialIdsForm(Form):
    """Trials to put into a table, and those to take out."""

    ids = _ids()
    partly = BooleanField("Leave out the ids that are not here")
    remove = SelectMultipleField("Take out", validate_choice=False)

    @property
    def removed(self) -> frozenset[str]:
        """Registry ids of the trials to take out."""
        return frozenset(self.remove.data or ())


class NewTableForm(TableNameForm, TrialIdsForm):
    """A new table."""

    ids = _ids(Needed())
    columns = SelectMultipleField("Columns", validate_choice=False)
    client_key = HiddenField(validators=[Storable(), Length(max=LONGEST_CLIENT_KEY)])

    def draft(self, trial_ids: tuple[str, ...]) -> TableDraft:
        """Return the table as it is wanted."""
        return TableDraft(self.text("name"), tuple(self.columns.data or ()), trial_ids, self.text("client_key"))


class ColumnsForm(Form):
    """The columns of a table: each that can be one, with its place; without a place it is none."""

    columns = SelectMultipleField("Columns", validate_choice=False)
    places = SelectMultipleField("Places", validate_choice=False)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns with a place, in that order; those of one place as the page had them."""
        pairs = zip(self.columns.data or (), self.places.data or (), strict=False)
        placed = [(_place(place), key) for key, place in pairs if _place(place) is not None]
        return tuple(key for _, key in sorted(placed, key=lambda pair: pair[0] or 0))


class RowForm(Form):
    """What was looked for in a trial, and is not reported: ids of labels."""

    labels = SelectMultipleField("Not reported", validate_choice=False)
    version = HiddenField()

    @property
    def label_ids(self) -> frozenset[str]:
        """The ids of the labels."""
        return frozenset(self.labels.data or ())


class DecisionForm(Form):
    """A decision about notes that the page showed."""

    notes = SelectMultipleField("Cells", validate_choice=False)
    decision = StringField(validators=[InputRequired("Choose what to do with these cells.")])
    back = HiddenField(validators=[Storable()])

    @property
    def seen(self) -> list[SeenNote]:
        """The notes, as the page showed them."""
        return [read_seen(value) for value in self.notes.data or ()]

    @property
    def decided(self) -> CellDecision | None:
        """The decision; None for anything else."""
        sent = self.text("decision")
        return CellDecision(sent) if sent in list(CellDecision) else None


class FrozenNameForm(Form):
    """The name under which a table is frozen."""

    name = _name("As submitted, November 2026")


class TableShareForm(ExpiryForm, OpeningsForm, PasscodeForm):
    """A link over a table: its notes are those in it."""

    answered_by_page = True
    recipient = WordsLine(
        "Name for this link",
        [
            InputRequired("Give the link a name, such as “Bob”."),
            Storable(),
            Length(max=LONGEST_RECIPIENT, message=f"A link's name can be {LONGEST_RECIPIENT} characters long."),
        ],
    )
    can_reply = BooleanField("Let them reply privately", default=True)
    client_key = HiddenField(validators=[Storable(), Length(max=LONGEST_CLIENT_KEY)])

    def draft(self, note_ids: tuple[str, ...]) -> ShareDraft:
        """Return the link as it is wanted; raises Invalid."""
        return ShareDraft(
            recipient=self.text("recipient"),
            note_ids=note_ids,
            expires_at=self.expires_at(),
            can_reply=bool(self.can_reply.data),
            client_key=self.text("client_key"),
            most_openings=self.most_openings.data,
        )


def _place(sent: str) -> int | None:
    return min(int(sent), _MOST_PLACES) if sent.isascii() and sent.isdigit() and len(sent) < 5 else None
