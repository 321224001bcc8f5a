"""What programs may send: JSON bodies and queries. A name that is not here is refused, and a number is no text."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from annotate.core.passage import Passage
from annotate.core.text import line_feeds
from annotate.errors import Invalid
from annotate.notes import actions as notes
from annotate.notes.desk import STATE_CHOICES
from annotate.replies import actions as replies

PAGE = 30
"""Things of one answer to a list, unless it is asked for fewer or more."""

MOST_ON_PAGE = 100
"""Things of one answer at most; who asks for more gets as many."""

BEGUN = "begun"
"""The order of threads in which nothing moves."""

_MOST_WRONG = 20  # fields that one answer names
_LONGEST_NAME = 60  # code points of a field's name that are told back

_SAID = {
    "extra_forbidden": "There is no such field.",
    "missing": "This field is missing.",
    "model_type": "This has to be a JSON object.",
}
"""Sentences in place of pydantic's own, by its kinds of errors."""

Words = Annotated[str, AfterValidator(line_feeds)]
Key = Annotated[str, Field(min_length=1, max_length=notes.LONGEST_CLIENT_KEY)]


def _known_state(state: str) -> str:
    if state and state not in STATE_CHOICES:
        raise ValueError(f"A state is one of {', '.join(STATE_CHOICES)}")
    return state


class Body(BaseModel):
    """A JSON body: numbers are no texts, and texts are no numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


def example(**fields: JsonValue) -> ConfigDict:
    """Give a body an example for its description; tests/web/api/test_examples.py sends it."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Query(BaseModel):
    """What stands behind an address: texts alone, so that numbers are read out of them."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SentPassage(Body):
    """The words that a note is about, and where the program saw them: code points, half-open."""

    start: int
    """Where it begins in the version's text."""
    end: int
    """Where it ends: the place after its last code point."""
    exact: str
    """The words that stand there. Others are refused."""

    def value(self) -> Passage:
        """Give the core's passage. Strict pydantic reads no dataclass from a dict, so this model stands before it."""
        return Passage(self.start, self.end, self.exact)


class NewNote(Body):
    """A note to be made; without a passage it is about the whole trial, without words it is a highlight."""

    model_config = example(
        client_key="first",
        version=1,
        passage={"start": 6, "end": 12, "exact": "CT103A"},
        body="Which dose?",
        tags=["elderly"],
    )

    client_key: Key
    """Any text of yours that is new for each note: the same request sent again makes no second one."""
    version: Annotated[int, Field(ge=1)]
    """The number of the version that the offsets count in."""
    passage: SentPassage | None = None
    """The words that it is about; left out for a note on the whole trial."""
    body: Words = ""
    """What the note says, in Markdown; empty for a highlight."""
    label: str | None = None
    """A label's id."""
    tags: list[str] = []
    """Words that the note can be found by."""

    def draft(self, version_id: str) -> notes.NoteDraft:
        """Give the note as the use case takes it."""
        passage = self.passage.value() if self.passage else None
        return notes.NoteDraft(version_id, passage, self.body, self.label or "", self.client_key, tuple(self.tags))


class NoteChange(Body):
    """Other words for a note, another label (null for none), other tags, or several of these; what is not named stays."""

    model_config = example(body="Which dose, and how often?", label="starter-dose")

    body: Words = ""
    """The new words, in Markdown."""
    label: str | None = None
    """The new label's id; null for none."""
    tags: list[str] = []
    """All tags that the note has from now on."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Say what changes: body, label, tags, or several of them")
        return self

    @property
    def words(self) -> str | None:
        """The new words; None when they stay."""
        return self.body if "body" in self.model_fields_set else None

    @property
    def label_id(self) -> str | None:
        """The new label's id; None when it stays, empty for none."""
        return self.label or "" if "label" in self.model_fields_set else None

    @property
    def tag_names(self) -> tuple[str, ...] | None:
        """All tags that the note has from now on; None when they stay."""
        return tuple(self.tags) if "tags" in self.model_fields_set else None


class NewReply(Body):
    """A reply to be sent."""

    model_config = example(client_key="first", body="Twice a day.")

    client_key: Key
    """Any text of yours that is new for each reply: the same request sent again makes no second one."""
    body: Words
    """What the reply says, in Markdown."""

    def draft(self) -> replies.ReplyDraft:
        """Give the reply as the use case takes it."""
        return replies.ReplyDraft(self.body, self.client_key)


class ReplyChange(Body):
    """Other words for a reply."""

    model_config = example(body="Twice a day, with food.")

    body: Words
    """The new words, in Markdown."""


class Page(Query):
    """Which part of a list is asked for."""

    after: str = ""
    """The ``next`` of the page before; left out for the first page."""
    limit: Annotated[int, AfterValidator(lambda limit: max(1, min(limit, MOST_ON_PAGE)))] = PAGE
    """How many are wanted; 100 at most."""


class NotesQuery(Page):
    """Which of my notes are asked for, by a query as on the page; the other fields are those of earlier releases."""

    q: str = ""
    """A query, as the box of the list of notes takes it."""
    trial: str = ""
    """The registry's number of a trial."""
    label: str = ""
    """A label's id, or ``none``."""
    state: Annotated[str, AfterValidator(_known_state), Field(json_schema_extra={"enum": ["", *STATE_CHOICES]})] = ""
    """How the notes stand in the current version."""


class ExportQuery(Query):
    """Which of my notes go into a file, and into what kind of file."""

    format: str = "json"
    """The name of a format, as in the form that exports notes."""
    order: str = ""
    """``text``, the order of the passages, or ``date``, the order in which the notes were written."""
    q: str = ""
    """A query, as the box of the list of notes takes it."""


class ThreadsQuery(Page):
    """Which of my threads are asked for."""

    note: str = ""
    """The id of the note that they are under."""
    order: Literal["unread", "begun"] = "unread"
    """``unread``: those with something unread first, then by their last reply, which moves them while others write.
    ``begun``: the one that began last first; who reads all pages reads each thread once."""


def refusal(error: ValidationError, words: Mapping[str, str] = _SAID) -> Invalid:
    """Say which fields are wrong, each by its place in what was sent (a JSON pointer, RFC 6901).

    ``words`` are sentences in place of pydantic's own, by its kinds of errors.
    """
    whole = "Something in the request is wrong. Nothing was changed."
    fields: dict[str, str] = {}
    for wrong in error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_WRONG]:
        said = words.get(wrong["type"], f"{wrong['msg'].removeprefix('Value error, ')}.")
        place = "/".join(str(part)[:_LONGEST_NAME].replace("~", "~0").replace("/", "~1") for part in wrong["loc"])
        if place:
            fields[place] = said
        else:
            whole = f"{said} Nothing was changed."
    return Invalid(whole, fields)
