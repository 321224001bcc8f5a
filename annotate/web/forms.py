"""What every form shares: the token, text that can be stored, and errors beside their fields."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from annotate.core.text import line_feeds, storable
from annotate.errors import AnnotateError, Invalid, TooMany, Unavailable
from annotate.web.errors import status_of, waiting
from annotate.web.transactions import worth_another_try

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def line_ends(text: str | None) -> str:
    """Give a text as a filter of fields does: browsers send CRLF for each line end, which would count twice."""
    return line_feeds(text or "")


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form whose refusals by an action are shown where they belong."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """How forms read a request."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Read the bodies of forms alone: JSON would bring values that are no text."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

        def render_field(self, field: Field, render_kw: dict[str, object]) -> object:
            """Let no browser cut what is typed or pasted: the longest length is told there, and held to here."""
            longest = field.flags.maxlength
            return super().render_field(field, {"maxlength": False, "data-longest": longest or False, **render_kw})

    answered_by_page: ClassVar[bool] = False
    """Whether its answer is a page that the browser has to show, such as the one that shows a passcode once.

    Scripts keep what is typed into such a form, but leave the sending to the browser (``data-keep``).
    """

    _pause: AnnotateError | None = None

    def text(self, name: str) -> str:
        """Give what was typed into a field, to the letter; empty when nothing was sent."""
        return self._fields[name].data or ""

    def number(self, name: str) -> int | None:
        """Give the number that was sent in a field, of nine digits at most; None when it is none."""
        sent = self.text(name)
        return int(sent) if _NUMBER.fullmatch(sent) else None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Take what an action refuses, or puts off, into the form: the page comes back with all that was typed."""
        try:
            yield
        except Invalid as refusal:
            self.reject(refusal)
        except (TooMany, Unavailable) as pause:
            if worth_another_try(pause):
                raise
            self._pause = pause
            self.form_errors.append(pause.message)

    def reject(self, refusal: Invalid) -> None:
        """Put an action's refusal beside its fields, or above the form when it names none."""
        named = {name: message for name, message in refusal.fields.items() if name in self._fields}
        for name, message in named.items():
            self._fields[name].errors = [*self._fields[name].errors, message]
        if not named:
            self.form_errors.append(refusal.message)

    @property
    def status(self) -> tuple[int, dict[str, str]]:
        """Give the status and the headers of the page that shows the form."""
        if self._pause:
            return status_of(self._pause), waiting(self._pause)
        return (422 if self.errors else 200), {}


class Needed:
    """Marks a field as needed for whoever reads the page; the action says what is wrong with an empty one."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: FlaskForm, _field: Field) -> None:
        """Leave the checking to the action, so that every wrong field is named at once."""


class Storable:
    """Refuses characters that no database keeps: NUL and lone surrogates."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Raise ValidationError beside the field."""
        if not storable(field.data or ""):
            raise ValidationError("This holds a character that cannot be stored. Please remove it; the rest is kept.")
