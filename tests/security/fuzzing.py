"""Requests that nobody planned for: every route, method and field, with what is valid, nearly valid, and absurd.

What there is to ask for is learnt from the application: its routes, and the names that its views read of a request, found
out by watching them. So a new form is fuzzed from the day it is there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote

from flask import Flask
from flask import Request as FlaskRequest
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from wtforms.fields.core import UnboundField

from annotate.web.forms import Form
from tests.programs import FOR_PROGRAMS
from tests.security.bodies import bodies, encoded, json_bodies
from tests.security.world import World

MARKUP = "<script>alert(7)</script>"
"""Text that must come back escaped, or not at all."""

NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\ufffe\uffff",
    "\u202ertl",
    "\r\nX-Injected: 1",
    "\x1b[31m",
    "\u2028",
    MARKUP,
    "\"'><img src=x onerror=alert(7)>",
    "{{7*7}}{% raw %}",
    "{0.__class__}%(x)s%s%n${jndi:ldap://x}",
    "' OR 1=1 --",
    "%",
    "%_%" * 300,
    '"',
    '"a" NEAR("b" "c", 5) *',
    "a* OR b* OR col:c AND NOT (",
    "-1",
    "0",
    "1e309",
    "NaN",
    "9" * 30,
    "9" * 5000,
    "0x10",
    "٣",
    "½",
    "2026-02-30T25:61",
    "9999-12-31T23:59:59",
    "0001-01-01T00:00",
    "-0001-01-01",
    "nobody@example.org",
    "a@" + "b" * 300 + ".org",
    "javascript:alert(7)",
    "//evil.example/",
    "/\t/evil.example",
    "NCT00000000",
    "NCT00000000\n",
    "../../etc/passwd",
    "x" * 20_001,
    "\U0001f9ea" * 3000,
    "[" * 500,
    "*_" * 2000,
    "| " * 3000,
    "> " * 3000,
    "`" * 5000,
)

_BODILESS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to be sent by somebody."""

    actor: str
    endpoint: str
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def subclasses(kind: type[Form]) -> Iterator[type[Form]]:
    """Give every form of the application; tests may have made up others."""
    sub: type[Form]
    for sub in kind.__subclasses__():
        if sub.__module__.startswith("annotate."):
            yield sub
        yield from subclasses(sub)


def fields() -> set[str]:
    """Name every field of every form."""
    return {
        name for form in subclasses(Form) for name in dir(form) if isinstance(getattr(form, name, None), UnboundField)
    }


@dataclass(frozen=True, slots=True)
class Read:
    """What a view reads of a request when it is asked by somebody who may."""

    arguments: frozenset[str]
    """Names in the query of the address."""
    fields: frozenset[str]
    """Names in the body."""


Route = tuple[str, str]
"""Endpoint and method."""


class _Noted(ImmutableMultiDict[str, str]):
    """Notes which names are asked for."""

    names: ClassVar[set[str]] = set()

    def getlist(self, key: str, *rest: Any, **named: Any) -> list[Any]:  # noqa: ANN401 - handed on as it comes
        self.names.add(key)
        return super().getlist(key, *rest, **named)

    def get(self, key: str, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on as it comes
        self.names.add(key)
        return super().get(key, *rest, **named)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)


class _NotingRequest(FlaskRequest):
    parameter_storage_class = _Noted


def learn(world: World) -> dict[Route, Read]:
    """Watch what each view reads when Alice and the guest ask; nothing has to be told about a new form."""
    usual = world.app.request_class
    world.app.request_class = _NotingRequest
    found: dict[Route, Read] = {}
    try:
        for rule, method in routes(world.app):
            path = rule.rule
            for name in rule.arguments:
                path = re.sub(rf"<(?:[^<>]*:)?{name}>", quote(str(world.variables[name]), safe=""), path)
            # A form looks at none of its fields when the body is empty.
            good = world.forms.get(rule.endpoint, {})
            body = None if method in _BODILESS else good or {"unknown": "x"}
            _Noted.names.clear()
            for actor in ("alice", "guest"):
                world.clients[actor].open(path, method=method, data=body).close()
            names = frozenset(_Noted.names)
            found[rule.endpoint, method] = Read(names, names | good.keys() if body else frozenset())
            if body:  # the next one is asked as if Alice had not just signed out
                world.changed = True
                world.restore()
    finally:
        world.app.request_class = usual
    return found


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Give every route with each of its methods."""
    return [
        (rule, method) for rule in app.url_map.iter_rules() for method in sorted((rule.methods or set()) - {"OPTIONS"})
    ]


def texts(known: list[str]) -> st.SearchStrategy[str]:
    """Give what may stand in a field: something real, something absurd, or anything."""
    return st.one_of(
        st.sampled_from(known),
        st.sampled_from(NASTY),
        st.text(max_size=40),
        st.integers(-(2**70), 2**70).map(str),
        st.datetimes().map(lambda when: when.isoformat()[:16]),
    )


@dataclass(frozen=True, slots=True)
class Programs:
    """What programs would send that work: tokens by actor, JSON bodies and headers by endpoint."""

    tokens: Mapping[str, str]
    bodies: Mapping[str, Mapping[str, object]]
    headers: Mapping[str, Mapping[str, str]]


def requests(
    app: Flask,
    actors: tuple[str, ...],
    variables: Mapping[str, str | int],
    forms: Mapping[str, Mapping[str, str]],
    learnt: Mapping[Route, Read],
    programs: Programs,
) -> st.SearchStrategy[Request]:
    """Give requests to every route; ``variables``, ``forms`` and ``programs`` are such as would work."""
    known = sorted({str(value) for value in variables.values()} | {v for form in forms.values() for v in form.values()})
    value = texts(known)
    # A route that reads much is asked often.
    weighed = [
        (rule, method)
        for rule, method in routes(app)
        for _ in range(1 + len(learnt[rule.endpoint, method].arguments | learnt[rule.endpoint, method].fields))
    ]
    odd_methods = st.sampled_from(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
    headers = st.dictionaries(
        st.sampled_from(
            "Accept Accept-Language Authorization If-Match If-Modified-Since If-None-Match Origin Range Referer "
            "Sec-Fetch-Site X-Forwarded-For X-Fragment X-Requested-With".split()
        ),
        st.sampled_from(
            ["", "1", "*", "x", '"a"', "\x7f", "bytes=-1,0-", "application/json", "text/html;q=x", "é" * 50]
        ),
        max_size=1,
    )

    @st.composite
    def made(draw: st.DrawFn) -> Request:
        rule, method = draw(st.sampled_from(weighed))
        read = learnt[rule.endpoint, method]
        if draw(st.integers(0, 29)) == 0:
            method = draw(odd_methods)
        path = draw(paths(rule, variables, value))
        if read.arguments and (
            query := draw(st.dictionaries(st.sampled_from(sorted(read.arguments)), value, max_size=2))
        ):
            path += "?" + encoded(query)
        actor = draw(st.sampled_from(actors))
        sent = dict(programs.headers.get(rule.endpoint, {})) if draw(st.integers(0, 4)) else {}
        if actor in programs.tokens and rule.endpoint.startswith(FOR_PROGRAMS):
            sent["Authorization"] = f"Bearer {programs.tokens[actor]}"
        sent |= draw(headers) if draw(st.booleans()) else {}
        body = b""
        if rule.endpoint in programs.bodies and draw(st.integers(0, 9)):
            sent["Content-Type"] = "application/json"
            body = draw(json_bodies(programs.bodies[rule.endpoint], value))
        elif method not in _BODILESS:
            form = dict(forms.get(rule.endpoint, {}))
            if read.fields:
                form |= draw(st.dictionaries(st.sampled_from(sorted(read.fields)), value, min_size=1, max_size=2))
            kind, body = draw(bodies(form))
            sent["Content-Type"] = kind
        return Request(actor, rule.endpoint, method, path, sent, body)

    return made()


def paths(rule: Rule, variables: Mapping[str, str | int], value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Fill a route's variables, mostly with what is there."""

    @st.composite
    def filled(draw: st.DrawFn) -> str:
        path = rule.rule
        for name in sorted(rule.arguments):
            real = draw(st.integers(0, 7)) > 0
            chosen = str(variables.get(name, "1")) if real else draw(value)[:300]
            part = quote(chosen.encode("utf-8", "surrogatepass"), safe="")
            path = re.sub(rf"<(?:[^<>]*:)?{name}>", lambda _match, part=part: part, path)  # type: ignore[misc]  # bound at once
        return path

    return filled()
