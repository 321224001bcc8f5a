"""Forms of replies. What a reply may hold is said by the actions."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from annotate.core.names import NAME_LENGTH
from annotate.database import ID_LENGTH
from annotate.notes.actions import LONGEST_CLIENT_KEY
from annotate.replies.actions import ReplyDraft, ReplyEdit
from annotate.texts.forms import MergeForm
from annotate.web.fields import WordsField
from annotate.web.forms import Form, Storable

_LONGEST_NAME_TYPED = 400  # blanks and the like are taken out before the name is measured
_LONG_NAME = f"A name has at most {NAME_LENGTH} characters."


class ReplyForm(Form):
    """A reply, and the name of a guest who writes for the first time."""

    name = StringField("Your name", [Storable(), Length(max=_LONGEST_NAME_TYPED, message=_LONG_NAME)])
    body = WordsField("Your reply", [Storable()])
    client_key = HiddenField(validators=[Storable(), Length(max=LONGEST_CLIENT_KEY)])
    place = HiddenField()

    def draft(self) -> ReplyDraft:
        """Give the reply as it came in."""
        return ReplyDraft(self.text("body"), self.text("client_key"))


class EditForm(MergeForm):
    """A reply's new words, and the revision that they were made on."""

    body = WordsField("Your reply", [Storable()])

    def edit(self) -> ReplyEdit:
        """Give the edit that was sent; raises Invalid when it states no revision."""
        return ReplyEdit(self.required_revision(), self.words)


class ReadForm(Form):
    """Up to which reply a thread was read."""

    seen = HiddenField(validators=[Storable(), Length(max=ID_LENGTH)])

    def reply_id(self) -> str:
        """Give the reply's id; empty when what was sent can be none."""
        return self.text("seen") if self.validate() else ""
