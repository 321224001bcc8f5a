"""Resubmission of failed requests: forms with words, and searches. Nothing typed is lost.

A form retains every field but secrets and tokens; ``web.fields`` says which fields hold words.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from annotate.core.redirects import own_path
from annotate.web.fields import declared_words, secret_names
from annotate.web.public_url import site_path

_MAKES_ONCE = "client_key"
"""A form with this field creates something; it is retained without words too, as a highlight."""

_OF_A_PAGE = frozenset({"page", "after"})
"""The requested page of a list."""

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TypedField:
    """A posted field with words, as a page shows it again."""

    name: str
    label: str
    value: str
    is_line: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A posted form: its target, and its fields in order, without secrets."""

    path: str
    fields: Fields

    @property
    def words(self) -> tuple[TypedField, ...]:
        """The fields with words, for their writer to read, change or copy."""
        return _words(self.fields)

    @property
    def rest(self) -> Fields:
        """The other fields, sent as hidden ones."""
        declared = declared_words()
        return tuple((name, value) for name, value in self.fields if name not in declared)

    @property
    def answered_by_page(self) -> bool:
        """True if the browser must send it, not a script."""
        declared = declared_words()
        return any(declared[field.name].answered_by_page for field in self.words)

    def dumps(self) -> str:
        """Return it as text, to be carried through the sign-in."""
        return json.dumps((self.path, self.fields), ensure_ascii=False)


def sent_form() -> Again | None:
    """Return the form of this request, if it holds words; ``web.csrf`` has refused other sites' forms before."""
    fields = _posted() if request.method == "POST" else []
    names = {name for name, _ in fields}
    if _MAKES_ONCE not in names and not names & declared_words().keys():
        return None
    return Again(site_path(request.path), _without_secrets(fields))


def sent_words() -> tuple[TypedField, ...]:
    """Return the words of a refused form, for their writer to copy; without blank fields."""
    fields = _posted()
    # Most error pages answer requests without a form.
    return tuple(field for field in _words(fields) if field.value.strip()) if fields else ()


@dataclass(frozen=True, slots=True)
class Search:
    """A requested search: the words, and the other fields of its form."""

    words: str
    fields: Fields


def sent_search() -> Search | None:
    """Return the search of this request, from its first page; None without words."""
    words = request.args.get("q", "") if request.method == "GET" and request.url_rule else ""
    if not words.strip():
        return None
    fields = (pair for pair in request.args.items(multi=True) if pair[0] not in _OF_A_PAGE | {"q"} and pair[1])
    return Search(words, _without_secrets(fields))


def loads(text: str) -> Again | None:
    """Read the text of ``Again.dumps``; None for any other text, or a target that is not a page of this site."""
    try:
        path, fields = json.loads(text)
        pairs = [(str(name), str(value)) for name, value in fields]
        own = own_path(str(path), "")
    except (ValueError, TypeError, RecursionError):
        return None
    return Again(own, _without_secrets(pairs)) if own else None


def _posted() -> list[tuple[str, str]]:
    with suppress(HTTPException):  # a body that was too large cannot be read here either
        return list(request.form.items(multi=True))
    return []


def _words(fields: Iterable[tuple[str, str]]) -> tuple[TypedField, ...]:
    declared = declared_words()
    return tuple(
        TypedField(name, declared[name].label, value, declared[name].is_line)
        for name, value in fields
        if name in declared
    )


def _without_secrets(fields: Iterable[tuple[str, str]]) -> Fields:
    secret = secret_names()
    return tuple((name, value) for name, value in fields if name not in secret)
