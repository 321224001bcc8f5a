"""Base of all forms: the token, storable text, and errors beside their fields."""

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

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def line_ends(text: str | None) -> str:
    """Filter a field's text: browsers send CRLF for each line end, which would count twice."""
    return line_feeds(text or "")


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form that shows an action's refusals beside their fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """How forms read a request."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Read form bodies only: JSON values need not be text."""
            return None if request.is_json else super().wrap_formdata(form, formdata)

        def render_field(self, field: Field, render_kw: dict[str, object]) -> object:
            """Replace ``maxlength``, by which browsers cut pasted text, by ``data-longest``; the server checks the length."""
            longest = field.flags.maxlength
            return super().render_field(field, {"maxlength": False, "data-longest": longest or False, **render_kw})

    answered_by_page: ClassVar[bool] = False
    """True if the browser must show the answer as a page, such as one that shows a passcode once.

    Scripts store what is typed into such a form, but let the browser send it (``data-keep``).
    """

    _pause: AnnotateError | None = None

    def text(self, name: str) -> str:
        """Return what was typed into a field, to the letter; empty if nothing was sent."""
        return self._fields[name].data or ""

    def number(self, name: str) -> int | None:
        """Return the number sent in a field, of nine digits at most; None for anything else."""
        sent = self.text(name)
        return int(sent) if _NUMBER.fullmatch(sent) else None

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show an action's refusal or delay on the form: the page returns with all that was typed."""
        try:
            yield
        except Invalid as refusal:
            self.reject(refusal)
        except (TooMany, Unavailable) as pause:
            self._pause = pause
            self.form_errors.append(pause.message)

    def reject(self, refusal: Invalid) -> None:
        """Put an action's refusal beside its fields, or above the form if it names none."""
        named = {name: message for name, message in refusal.fields.items() if name in self._fields}
        for name, message in named.items():
            self._fields[name].errors = [*self._fields[name].errors, message]
        if not named:
            self.form_errors.append(refusal.message)

    @property
    def status(self) -> tuple[int, dict[str, str]]:
        """Return the status and the headers of the page that shows the form."""
        if self._pause:
            return status_of(self._pause), waiting(self._pause)
        return (422 if self.errors else 200), {}


class Needed:
    """Marks a field as required on the page; the action explains what is wrong with an empty one."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, _form: FlaskForm, _field: Field) -> None:
        """Leave the checking to the action, so that every wrong field is named at once."""


class Storable:
    """Refuses characters that no database can store: NUL and lone surrogates."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """Raise ValidationError beside the field."""
        if not storable(field.data or ""):
            raise ValidationError("This holds a character that cannot be stored. Please remove it; the rest is kept.")
