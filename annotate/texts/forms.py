"""Forms that change words: each states the text that it was made on."""

from collections.abc import Iterator
from contextlib import contextmanager

from wtforms import HiddenField
from wtforms.validators import Length

from annotate.errors import Conflict, Invalid
from annotate.texts.actions import LONGEST_TEXT
from annotate.web.errors import status_of
from annotate.web.forms import Form, Storable, line_ends

_TOO_LONG = f"A text can be {LONGEST_TEXT:,} characters long. Please shorten it; nothing of it is lost."


class RevisionForm(Form):
    """Which text of a note or reply was changed, or read, when this form was made."""

    revision = HiddenField(default="", validators=[Storable()])

    stale: Conflict | None = None
    """Says that the change was made on another text than the present one."""

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Take a stale change into the form as well."""
        try:
            with super().refusals():
                yield
        except Conflict as conflict:
            self.stale = conflict

    @property
    def status(self) -> tuple[int, dict[str, str]]:
        """Give the status and the headers of the page that shows the form, or both texts of a stale one."""
        return (status_of(self.stale), {}) if self.stale else super().status

    @property
    def made_on(self) -> int:
        """The revision that the form was made on; 0 for none."""
        return self.number("revision") or 0

    def required_revision(self) -> int:
        """Give the revision that the form was made on; raises Invalid when it states none."""
        if not self.made_on:
            raise Invalid("The form does not say which text it changes, so nothing was changed. Open it again.")
        return self.made_on


class MergeForm(RevisionForm):
    """New words in ``body``; where those of another window were brought in, one's own stand by in ``mine``."""

    mine = HiddenField(filters=[line_ends], validators=[Length(max=LONGEST_TEXT, message=_TOO_LONG), Storable()])
    take = HiddenField(default="")

    @property
    def words(self) -> str:
        """What is to be saved: the text in the box, or one's own as it was before the two were brought together."""
        return self.text("mine") if self.text("take") == "mine" else self.text("body")
