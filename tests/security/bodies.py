"""Bodies of requests that nobody planned for: forms, JSON, and what is neither."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

ODD_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    10**25,
    -0.5,
    [],
    {},
    [[]],
    {"a": None},
    ["x"] * 50,
    {"start": 1},
)
"""What JSON can hold where something else is meant."""


def bodies(form: Mapping[str, str]) -> st.SearchStrategy[tuple[str, bytes]]:
    """Give the form as a browser sends it, or as something else; with its content type."""
    urlencoded = ("application/x-www-form-urlencoded", encoded(form).encode())
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value.encode("utf-8", "surrogatepass"))
        for name, value in form.items()
    )
    return st.one_of(
        st.just(urlencoded),
        st.just(urlencoded),
        st.just(urlencoded),
        st.just(urlencoded),
        st.just(("multipart/form-data; boundary=x", parts + b"--x--\r\n")),
        st.sampled_from([b"{}", b"[]", b"null", b"NaN", b'{"a":' * 2000, b'"\\ud800"', b"{"]).map(
            lambda text: ("application/json", text)
        ),
        st.tuples(
            st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x", "image/svg+xml"]),
            st.binary(max_size=60),
        ),
    )


def json_bodies(good: Mapping[str, object], value: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Give a body that would work, with something else in one or two places, at whatever depth."""
    places = [*good, *(f"{name}/{inner}" for name, part in good.items() if isinstance(part, dict) for inner in part)]
    odd = st.one_of(value, st.sampled_from(ODD_VALUES))

    def changed(changes: dict[str, object]) -> bytes:
        body: dict[str, Any] = json.loads(json.dumps(good))
        for place, what in changes.items():
            name, _, inner = place.partition("/")
            if inner and isinstance(body[name], dict):
                body[name][inner] = what
            elif not inner:
                body[name] = what
        return json.dumps(body).encode()

    return st.dictionaries(st.sampled_from([*places, "more"]), odd, max_size=2).map(changed)


def encoded(pairs: Mapping[str, str]) -> str:
    """Give the pairs as a query, lone surrogates and all."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in pairs.items()})
