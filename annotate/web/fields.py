"""Fields that hold words, and fields that hold secrets. A form's class declares each once, for the server and for scripts.

The rendered markup carries what the class declares: ``data-words`` and ``data-secret``. Scripts read nothing else.

The server cannot read the markup of a posted form, nor know its class: an ended session is noticed before any view has made a
form. So it looks the posted names up in all form classes (``declared_words``,
``secret_names``). A name that one class declares holds words in every form; a name that one class declares secret is secret
in every form, and secret wins.

Not chosen: a hidden field that names the fields with words. The browser would then decide what a page shows, a hand-written form
could omit it, and older drafts on devices would lack it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import wtforms
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms.fields.core import UnboundField

_ALWAYS_SECRET = frozenset({"csrf_token", "password", "current", "passcode"})
"""An earlier session's token, and secrets; these names are omitted even if no form declares them."""

_ANY_WORDS = "What you typed"
"""Label of a name that means different things in different forms, as ``body`` does."""


class _Words(wtforms.Field):
    """Mixin for words that somebody writes; they survive the end of a session."""

    def __call__(self, **attributes: object) -> Markup:
        """Give the field's markup, marked for scripts."""
        return super().__call__(**{"data-words": True, **attributes})


class WordsField(_Words, wtforms.TextAreaField):
    """Words of several lines."""


class WordsLine(_Words, wtforms.StringField):
    """Words of one line."""


class _Secret(wtforms.Field):
    """Mixin for secrets: never shown again, carried through a sign-in or stored on a device."""

    def __call__(self, **attributes: object) -> Markup:
        """Give the field's markup, marked for scripts."""
        return super().__call__(**{"data-secret": True, **attributes})


class PasswordField(_Secret, wtforms.PasswordField):
    """A password; the browser hides it."""


class PasscodeField(_Secret, wtforms.StringField):
    """A passcode; it is read while it is typed."""


@dataclass(frozen=True, slots=True)
class DeclaredWords:
    """Declarations of all forms about one field name with words."""

    label: str
    """Label of the field; "What you typed" if forms label it differently."""
    is_line: bool
    """True if the words are on one line in every form."""
    answered_by_page: bool
    """True if the browser must send the form: see ``Form.answered_by_page``."""


def declared_words() -> Mapping[str, DeclaredWords]:
    """Return the fields with words of all forms, by name."""
    words: dict[str, DeclaredWords] = {}
    secret = secret_names()
    for form, name, field in _declared():
        if not issubclass(field.field_class, _Words) or name in secret:
            continue
        one = DeclaredWords(
            label=str(field.args[0] if field.args else field.kwargs.get("label") or _ANY_WORDS),
            is_line=issubclass(field.field_class, WordsLine),
            answered_by_page=bool(getattr(form, "answered_by_page", False)),
        )
        words[name] = _joined(words.get(name, one), one)
    return words


def secret_names() -> frozenset[str]:
    """Return the names of all fields that hold a secret or the session's token."""
    return _ALWAYS_SECRET | {name for _, name, field in _declared() if issubclass(field.field_class, _Secret)}


def _joined(one: DeclaredWords, other: DeclaredWords) -> DeclaredWords:
    return DeclaredWords(
        label=one.label if one.label == other.label else _ANY_WORDS,
        is_line=one.is_line and other.is_line,
        answered_by_page=one.answered_by_page or other.answered_by_page,
    )


def _declared() -> Iterator[tuple[type, str, "UnboundField[wtforms.Field]"]]:
    for form in _below(FlaskForm):
        for name, field in vars(form).items():
            if isinstance(field, UnboundField):
                yield form, name, field


def _below(kind: type) -> Iterator[type]:
    form: type
    for form in kind.__subclasses__():
        yield form
        yield from _below(form)
