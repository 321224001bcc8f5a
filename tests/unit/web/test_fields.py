"""A form's class declares once which fields hold words and which hold secrets; its markup carries that."""

import re

import pytest
import wtforms
from flask import Flask
from wtforms.fields.core import UnboundField

from annotate.accounts.forms import SignInForm
from annotate.replies.forms import ReplyForm
from annotate.resources import TEMPLATES
from annotate.shares.forms import LandingForm, NewShareForm
from annotate.web.fields import PasswordField, WordsField, WordsLine, declared_words, secret_names
from annotate.web.forms import Form
from tests.security.fuzzing import subclasses

OURS = sorted(set(subclasses(Form)), key=lambda form: f"{form.__module__}.{form.__qualname__}")
_CONTROL = re.compile(r'<(?:textarea|input)\b[^>]*\bname="(\w+)"[^>]*>')


@pytest.mark.parametrize("form", OURS, ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_every_form_declares_its_words_and_its_secrets(app: Flask, form: type[Form]) -> None:
    for name in dir(form):
        field = getattr(form, name)
        if not isinstance(field, UnboundField):
            continue
        if issubclass(field.field_class, wtforms.TextAreaField):
            assert issubclass(field.field_class, WordsField), f"{name} takes words, so it is a WordsField"
        if issubclass(field.field_class, wtforms.PasswordField):
            assert issubclass(field.field_class, PasswordField), (
                f"{name} is secret, so it is the PasswordField of web.fields"
            )
        if issubclass(field.field_class, WordsField | WordsLine):
            assert name not in secret_names()


def test_what_is_declared_is_known_by_name(app: Flask) -> None:
    words = declared_words()
    assert {"body", "recipient"} <= words.keys()
    assert (words["recipient"].label, words["recipient"].is_line, words["recipient"].answered_by_page) == (
        "Name for this link",
        True,
        True,
    )
    # A note and a reply call it differently, and stand on several lines.
    assert (words["body"].label, words["body"].is_line, words["body"].answered_by_page) == (
        "What you typed",
        False,
        False,
    )
    assert {"csrf_token", "password", "current", "passcode"} <= secret_names()


def test_the_markup_carries_what_the_class_declares(app: Flask) -> None:
    with app.test_request_context():
        assert " data-words" in ReplyForm().body()
        assert " data-words" in NewShareForm().recipient()
        assert " data-secret" in SignInForm().password()
        assert " data-secret" in LandingForm().passcode()
        assert "data-" not in SignInForm().email()


def test_a_field_that_a_template_writes_by_hand_carries_it_too() -> None:
    """A composer's box is no field of a form's object, so its template says what the class says."""
    words = declared_words()
    for path in sorted(TEMPLATES.rglob("*.html")):
        for control in _CONTROL.finditer(path.read_text("utf-8")):
            is_textarea = control[0].startswith("<textarea") and " hidden" not in control[0]
            assert (control[1] in words or is_textarea) == (" data-words" in control[0]), (path.name, control[0])
            assert control[1] not in secret_names() - {"csrf_token"}, (path.name, control[0])
