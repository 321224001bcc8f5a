"""What a request that failed had brought, ready to be sent again: forms with words, and searches. Nothing typed is lost."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

from annotate.core.redirects import own_path
from annotate.web.public_url import site_path

_WORDS = frozenset({"body", "client_key"})
"""A form with one of these fields holds what somebody wrote; others are filled in again as fast."""

_LEFT_OUT = frozenset({"csrf_token", "password", "current", "passcode"})
"""An earlier session's token, and what is secret."""


_OF_A_PAGE = frozenset({"page", "after"})
"""Which page of a list is asked for."""


@dataclass(frozen=True, slots=True)
class Again:
    """A form as it came in: where it goes, and its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def typed(self) -> str:
        """The words in it, for its writer to read or copy."""
        return next((value for name, value in self.fields if name in {"body", "recipient"}), "")

    def dumps(self) -> str:
        """Give it as text, to be carried through the sign-in."""
        return json.dumps((self.path, self.fields), ensure_ascii=False)


def sent_form() -> Again | None:
    """Give the form that this request brought, when it holds words; ``web.csrf`` has let no other site's page this far."""
    fields: list[tuple[str, str]] = []
    with suppress(HTTPException):  # a body that was too large cannot be read here either
        fields = list(request.form.items(multi=True))
    if request.method != "POST" or not _WORDS & {name for name, _value in fields}:
        return None
    return Again(site_path(request.path), _without_secrets(fields))


@dataclass(frozen=True, slots=True)
class Search:
    """A search as its page asked for it: the words, and the other fields of its form."""

    words: str
    fields: tuple[tuple[str, str], ...]


def sent_search() -> Search | None:
    """Give the search that this request asked for, from its first page on; None when it brought no words."""
    words = request.args.get("q", "") if request.method == "GET" and request.url_rule else ""
    if not words.strip():
        return None
    fields = (pair for pair in request.args.items(multi=True) if pair[0] not in _OF_A_PAGE | {"q"} and pair[1])
    return Search(words, _without_secrets(fields))


def loads(text: str) -> Again | None:
    """Read what ``Again.dumps`` gave; None when it is something else, or leads anywhere but to a page of this site."""
    try:
        path, fields = json.loads(text)
        pairs = [(str(name), str(value)) for name, value in fields]
        own = own_path(str(path), "")
    except (ValueError, TypeError, RecursionError):
        return None
    return Again(own, _without_secrets(pairs)) if own else None


def _without_secrets(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in fields if name not in _LEFT_OUT)
