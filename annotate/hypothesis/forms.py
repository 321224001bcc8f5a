"""Annotations and searches as clients of Hypothesis send them. What a note cannot hold is refused with a sentence."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotate.api.forms import refusal
from annotate.errors import Invalid
from annotate.hypothesis.actions import SentChange
from annotate.hypothesis.naming import WORLD
from annotate.interchange.foreign import ForeignNote
from annotate.interchange.readers.hypothesis import first_target, read_annotation, read_quote, read_tags
from annotate.interchange.readers.values import instant_of

OURS = frozenset(
    {
        *("id", "created", "updated", "user", "user_info", "document", "links", "permissions", "flagged", "hidden"),
        *("moderation", "moderation_status", "mentions", "actions", "references", "group", "shared", "metadata"),
    }
)
"""What a client may send along and what is ours to say: it counts for nothing."""

_LONGEST_NAME = 60  # code points of a field's name that are told back
_SAID = {"missing": "This field is missing", "model_type": "This has to be a JSON object"}


class SentAnnotationForm(BaseModel):
    """What is read of an annotation."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    text: str | None = None
    tags: list[str] | None = None
    uri: str | None = None
    target: list[dict[str, Any]] | None = None
    group: str | None = None
    references: list[str] = Field(default=[])


def read_new(given: object) -> ForeignNote:
    """Read an annotation to be made; raises Invalid, naming the field."""
    sent = _checked(given)
    if not sent.uri:
        raise Invalid.field("uri", "This field is missing: it is the address of a trial. Nothing was saved.")
    if sent.references:
        raise Invalid.field("references", "Replies are written under shared notes, on their page. Nothing was saved.")
    note = read_annotation(
        {"uri": sent.uri, "text": sent.text or "", "tags": sent.tags or [], "target": sent.target or []}
    )
    if note is None:
        raise Invalid.field(
            "target", "A passage is known by a TextQuoteSelector with the words in exact. Nothing was saved."
        )
    return note


def read_change(given: object) -> SentChange:
    """Read a change of an annotation, as far as it goes; raises Invalid, naming the field."""
    sent = _checked(given)
    quote, has_selectors = read_quote(first_target(sent.target).get("selector"))
    if has_selectors and quote is None:
        raise Invalid.field("target", "A passage is known by a TextQuoteSelector with the words in exact.")
    return SentChange(
        words=sent.text,
        tags=None if sent.tags is None else read_tags(sent.tags),
        uri=sent.uri,
        target=quote or (False if sent.target else None),
        seen_at=instant_of((sent.model_extra or {}).get("updated")),
    )


def _checked(given: object) -> SentAnnotationForm:
    try:
        sent = SentAnnotationForm.model_validate(given)
    except ValidationError as error:
        raise refusal(error, _SAID) from None
    unknown: Mapping[str, object] = {
        name: value for name, value in (sent.model_extra or {}).items() if name not in OURS
    }
    for name, value in unknown.items():
        if value and not name.startswith("$"):
            raise Invalid.field(name[:_LONGEST_NAME], "A note cannot hold this, so leave it out.")
    if sent.group not in {None, "", WORLD}:
        raise Invalid.field("group", f"There are no groups here, but for {WORLD}, in which you are alone.")
    if first_target(sent.target).get("description"):
        raise Invalid.field("target.0.description", "A note cannot hold this, so leave it out.")
    return sent
