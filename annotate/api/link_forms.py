"""What programs may send of links."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from annotate.api.forms import Body, Key, example
from annotate.shares.actions import ShareDraft

A_NOTE = "Svj4AcRcf4auxxSDKexQOw"
"""A note's id in examples."""


def _written(instant: object) -> object:
    """Take an instant as text alone: a number could be seconds or milliseconds."""
    if not isinstance(instant, str):
        raise ValueError("Write it as an instant, such as 2027-01-31T12:00:00Z")  # noqa: TRY004 - pydantic's way
    return instant


Instant = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_written)]
"""An instant with its offset from UTC (RFC 3339)."""


class NewLink(Body):
    """A link to be made over some of my notes."""

    model_config = example(client_key="first", name="Bob", notes=[A_NOTE], expires_at="2027-01-31T12:00:00Z")

    client_key: Key
    """Any text of yours that is new for each link: the same request sent again makes no second one."""
    name: str
    """What to call it, such as the name of whoever gets it; visitors do not see it."""
    notes: list[str]
    """The ids of the notes that it holds."""
    expires_at: Instant
    """When it ends: within 90 days."""
    can_reply: bool = True
    """Whether visitors can reply privately."""
    most_openings: int | None = None
    """How often it opens at most; null for no limit."""
    passcode: str | None = None
    """A passcode of your own; null for one of four words, which is made."""

    def draft(self) -> ShareDraft:
        """Give the link as the use case takes it."""
        return ShareDraft(
            recipient=self.name,
            note_ids=tuple(self.notes),
            expires_at=self.expires_at,
            can_reply=self.can_reply,
            client_key=self.client_key,
            most_openings=self.most_openings,
        )


class LinkChange(Body):
    """What changes about a link; what is not named stays."""

    model_config = example(expires_at="2027-02-14T12:00:00Z", can_reply=False, most_openings=3)

    notes: list[str] = Field(default_factory=list)
    """The ids of all notes that it holds from now on."""
    expires_at: Instant | None = None
    """When it ends: within 90 days from now. An expired link lives again."""
    can_reply: bool = True
    """Whether visitors can reply privately."""
    most_openings: int | None = None
    """How often it opens at most in all; null for no limit."""
    suspended: bool = False
    """Whether it opens for nobody until this is false again."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Say what changes: notes, expires_at, can_reply, most_openings, suspended, or several")
        return self


class NewPasscode(Body):
    """Another passcode of a link."""

    model_config = example(passcode=None)

    passcode: str | None = None
    """A passcode of your own; null for one of four words, which is made."""
