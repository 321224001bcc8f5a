"""Forms of following and of saved searches."""

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from annotate.errors import NotFound
from annotate.following.subjects import Subject, SubjectKind
from annotate.search_names import LONGEST_NAME
from annotate.web.forms import Form, Storable

_NEEDS_NAME = "Give the search a name, such as “Gout in adults”."
_LONG_NAME = f"A name can be {LONGEST_NAME} characters long."

ON_LIST = "list"
"""Where a form was sent from: the page of what one follows."""


class FollowForm(Form):
    """What to follow: one of the three."""

    trial = HiddenField()
    condition = HiddenField()
    search = HiddenField()
    back = HiddenField()

    @property
    def subject(self) -> Subject:
        """What was sent; raises NotFound for nothing."""
        for kind in SubjectKind:
            if key := self.text(kind.value):
                return Subject(kind, key)
        raise NotFound

    @property
    def from_list(self) -> bool:
        """True if it was sent from the page of what one follows."""
        return self.text("back") == ON_LIST


class SearchNameForm(Form):
    """A saved search's name."""

    name = StringField(
        "Name", validators=[DataRequired(_NEEDS_NAME), Length(max=LONGEST_NAME, message=_LONG_NAME), Storable()]
    )


class SaveSearchForm(SearchNameForm):
    """A search to save."""

    query = HiddenField()
    follow = BooleanField("Tell me of new trials in it")
