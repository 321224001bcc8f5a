"""Web Annotations as programs send them. What a note cannot keep is refused with a sentence, and never left out silently."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, ValidationError

from annotate.api.forms import Body, Words, example, refusal
from annotate.core.instants import read_instant
from annotate.core.passage import Passage
from annotate.errors import Invalid
from annotate.interchange.writers.web_annotation import CONTEXT, MARKDOWN
from annotate.w3c.actions import SelectedWords, SentAnnotation

_SAID = {
    "extra_forbidden": "A note cannot keep this, so leave it out.",
    "missing": "This field is missing.",
    "model_type": "This has to be a JSON object with a type: addresses of other resources cannot be kept.",
}

_FORMATS = (MARKDOWN, "text/plain")
_PURPOSES = ("commenting", "tagging", "classifying")
_QUOTE, _POSITION = "TextQuoteSelector", "TextPositionSelector"


def _listed(value: object) -> object:
    """Give one value as a list of it: JSON-LD takes both."""
    return value if isinstance(value, list) else [value]


def _one_of(*known: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"It has to be {' or '.join(known)}")
        return value

    return AfterValidator(check)


def _says(known: str) -> AfterValidator:
    def check(values: list[str]) -> list[str]:
        if values != [known]:
            raise ValueError(f"It has to be {known}, and nothing else")
        return values

    return AfterValidator(check)


def _identified(value: object) -> object:
    """Give a resource that is named alone by its address."""
    return value["id"] if isinstance(value, dict) and set(value) == {"id"} else value


def _specific(value: object) -> object:
    value = _identified(value)
    return {"source": value} if isinstance(value, str) else value


class SentTextualBody(Body):
    """Words, a tag or the name of a label."""

    type: Annotated[str, _one_of("TextualBody")]
    """Always ``TextualBody``."""
    value: Words
    """The words."""
    format: Annotated[str, _one_of(*_FORMATS)] = MARKDOWN
    """Of words: they are kept as they are sent, and shown as Markdown."""
    purpose: Annotated[str, _one_of(*_PURPOSES)] = _PURPOSES[0]
    """``commenting`` for words, ``tagging`` for a tag, ``classifying`` for the label."""


class SentSelector(Body):
    """A position, or a quote."""

    type: Annotated[str, _one_of(_QUOTE, _POSITION)]
    """Which of the two it is."""
    start: int | None = None
    """Where the words begin, in code points of the version's text."""
    end: int | None = None
    """Where they end: the place after the last one."""
    exact: str | None = None
    """The words."""
    prefix: str = ""
    """What stands right before them."""
    suffix: str = ""
    """What stands right after them."""


class SentState(Body):
    """When the copy was taken that the offsets count in."""

    type: Annotated[str, _one_of("TimeState")]
    """Always ``TimeState``."""
    sourceDate: str  # noqa: N815 - the model's name
    """The time, as it was given."""


class SentTarget(Body):
    """What an annotation is about."""

    source: Annotated[str, BeforeValidator(_identified)]
    """The address of a trial, or of one of its versions."""
    type: Annotated[str, _one_of("SpecificResource")] = "SpecificResource"
    """Always ``SpecificResource``."""
    selector: Annotated[list[SentSelector], BeforeValidator(_listed)] = Field(default=[])
    """A position and a quote; none for a note on the whole trial."""
    state: Annotated[list[SentState], BeforeValidator(_listed)] = Field(default=[])
    """When our copy was taken."""


_EXAMPLE: dict[str, JsonValue] = {
    "@context": [CONTEXT],
    "type": ["Annotation"],
    "body": [{"type": "TextualBody", "value": "Which dose?"}],
    "target": [{"source": "https://clinicaltrials.gov/study/NCT04561557"}],
}


class SentWebAnnotation(Body):
    """A Web Annotation as it is sent; a list of one may stand as the one alone."""

    model_config = example(**_EXAMPLE)

    context: Annotated[list[str], BeforeValidator(_listed), _says(CONTEXT)] = Field(alias="@context")
    """The context of Web Annotations."""
    type: Annotated[list[str], BeforeValidator(_listed), _says("Annotation")]
    """Always ``Annotation``."""
    target: Annotated[list[Annotated[SentTarget, BeforeValidator(_specific)]], BeforeValidator(_listed)]
    """One target."""
    body: Annotated[list[SentTextualBody], BeforeValidator(_listed)] = Field(default=[])
    """Words, label and tags."""
    bodyValue: Words | None = None  # noqa: N815 - the model's name
    """Words, in place of a body."""
    motivation: str | None = None
    """``commenting`` for a note with words, ``highlighting`` for one without."""
    id: str = ""
    """The sender's own id."""
    creator: Any = None
    """Ours to say, whatever is sent."""
    created: Any = None
    """Ours to say."""
    modified: Any = None
    """Ours to say."""
    generator: Any = None
    """Ours to say."""
    generated: Any = None
    """Ours to say."""


def read_annotation(given: object) -> SentAnnotation:
    """Read an annotation; raises Invalid, naming every wrong field."""
    try:
        sent = SentWebAnnotation.model_validate(given)
    except ValidationError as error:
        raise refusal(error, _SAID) from None
    if len(sent.target) != 1:
        raise Invalid.field("target", "A note is about one thing: send one target.")
    target = sent.target[0]
    words, label, tags = _words(sent), _only(sent.body, "classifying", "label"), _values(sent.body, "tagging")
    if sent.motivation not in {None, "commenting" if words else "highlighting"}:
        raise Invalid.field(
            "motivation", "A note with words has the motivation commenting, and one without words highlighting."
        )
    return SentAnnotation(
        source=target.source,
        source_date=_source_date(target.state),
        selected=_selected(target.selector),
        words=words,
        label=label,
        tags=tuple(tags),
        id=sent.id,
    )


def _values(bodies: Sequence[SentTextualBody], purpose: str) -> list[str]:
    return [body.value for body in bodies if body.purpose == purpose]


def _only(bodies: Sequence[SentTextualBody], purpose: str, what: str) -> str:
    found = _values(bodies, purpose)
    if len(found) > 1:
        raise Invalid.field("body", f"A note has one {what}: send one body with the purpose {purpose}.")
    if found and not found[0].strip():
        raise Invalid.field("body", f"The body with the purpose {purpose} is empty: leave it out.")
    return found[0] if found else ""


def _words(sent: SentWebAnnotation) -> str:
    if sent.bodyValue is None:
        return _only(sent.body, "commenting", "text")
    if sent.body:
        raise Invalid.field("bodyValue", "An annotation has a body or a bodyValue, not both.")
    if not sent.bodyValue.strip():
        raise Invalid.field("bodyValue", "The bodyValue is empty: leave it out.")
    return sent.bodyValue


def _selected(selectors: Sequence[SentSelector]) -> SelectedWords | None:
    if not selectors:
        return None
    by_type = {selector.type: selector for selector in selectors}
    if len(selectors) != 2 or len(by_type) != 2:
        raise Invalid.field(
            "target/selector",
            f"Words are found by their place and by themselves: send one {_POSITION} and one {_QUOTE}.",
        )
    position, quote = by_type[_POSITION], by_type[_QUOTE]
    if position.start is None or position.end is None or quote.exact is None:
        raise Invalid.field("target/selector", f"A {_POSITION} has start and end, a {_QUOTE} exact.")
    if position.model_fields_set > {"type", "start", "end"} or {"start", "end"} & quote.model_fields_set:
        raise Invalid.field("target/selector", f"A {_POSITION} has start and end alone, and a {_QUOTE} neither.")
    return SelectedWords(Passage(position.start, position.end, quote.exact), quote.prefix, quote.suffix)


def _source_date(states: Sequence[SentState]) -> datetime | None:
    if not states:
        return None
    try:
        (state,) = states
        return read_instant(state.sourceDate)
    except ValueError:
        raise Invalid.field(
            "target/state", "This is not one TimeState with a sourceDate like 2026-03-05T14:00:00Z."
        ) from None
