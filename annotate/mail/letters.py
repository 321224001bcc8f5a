"""Letters, written from the templates under ``templates/mail/``: plain text, in which nothing is escaped.

A template's first line is the subject, after ``Subject:``; a blank line follows, and then the body.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from annotate.core.instants import write_day
from annotate.core.numbers import many
from annotate.mail import actions
from annotate.resources import TEMPLATES

_HEADING = "Subject: "


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter as it goes into the outbox."""

    subject: str
    body: str


def queue_letter(
    session: Session, to: str, template: str, *, expires_at: datetime | None = None, **values: object
) -> None:
    """Write a letter to one address and put it into the outbox, where it is not tried any more from ``expires_at`` on.

    Raises UndefinedError when its template asks for a value that is not given.
    """
    letter = written_letter(template, **values)
    actions.queue(session, to=to, subject=letter.subject, body=letter.body, expires_at=expires_at)


def written_letter(template: str, **values: object) -> WrittenLetter:
    """Write a letter; the values in its subject are of one line.

    Raises UndefinedError when its template asks for a value that is not given, ValueError when it begins with no subject.
    """
    heading, _, body = letter_templates().get_template(template).render(**values).partition("\n\n")
    if not heading.startswith(_HEADING):
        raise ValueError(f"{template} begins with no subject")
    return WrittenLetter(heading.removeprefix(_HEADING), body)


@cache
def letter_templates() -> Environment:
    """Give what reads the templates, with what they can say: ``day`` and ``instant`` of times, and ``many`` of numbers."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=False,  # noqa: S701 - plain text: no reader's program takes it for HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"day": write_day, "instant": _instant}
    templates.globals |= {"many": many}
    # All at once: the first letter of its kind would take a millisecond longer, and tell a client which kind it is.
    for name in templates.list_templates():
        templates.get_template(name)
    return templates


def _instant(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{write_day(at)} at {at:%H:%M} UTC"
