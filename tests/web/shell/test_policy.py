"""The content policy and what goes with it, graded by what public scanners ask: MDN's HTTP Observatory and the CSP Evaluator.

`make grade` asks the scanners themselves. They are programs of another language, so their criteria are written down here in our
own words as well; each line is one that they take points for, or call a finding.
"""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from annotate.web.headers import CONTENT_SECURITY_POLICY

PAGES = ("/", "/sign-in", "/trials", "/no/such/page", "/s/nothing", "/healthz")

FETCHES = (
    "script-src",
    "style-src",
    "img-src",
    "connect-src",
    "font-src",
    "object-src",
    "frame-src",
    "worker-src",
    "media-src",
)
NO_FALLBACK = ("base-uri", "form-action", "frame-ancestors")
"""What ``default-src`` says nothing of."""


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    assert len({part[0] for part in parts}) == len(parts), "a directive that is named twice counts once"
    return {part[0]: part[1:] for part in parts}


@pytest.fixture(scope="module")
def policy() -> Mapping[str, list[str]]:
    return directives(CONTENT_SECURITY_POLICY)


def sources(policy: Mapping[str, list[str]], directive: str) -> list[str]:
    return policy.get(directive, policy["default-src"])


def test_nothing_is_allowed_that_is_not_named(policy: Mapping[str, list[str]]) -> None:
    assert policy["default-src"] == ["'none'"]
    assert all(directive in policy for directive in NO_FALLBACK)
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("directive", FETCHES)
def test_what_is_named_is_our_own(policy: Mapping[str, list[str]], directive: str) -> None:
    """No ``unsafe-…``, no scheme or host of others, no wildcard, no address without TLS."""
    allowed = {"'self'", "'none'"} | ({"data:"} if directive == "img-src" else set())
    assert set(sources(policy, directive)) <= allowed


def test_scripts_and_plug_ins_have_no_way_in(policy: Mapping[str, list[str]]) -> None:
    assert sources(policy, "script-src") == ["'self'"]
    assert sources(policy, "object-src") == sources(policy, "frame-src") == ["'none'"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert policy["trusted-types"] == ["'none'"], "no policy can be made that would let text become a script"


def test_forms_lead_nowhere_else(policy: Mapping[str, list[str]]) -> None:
    assert policy["form-action"] == ["'self'"]


def test_no_directive_is_unknown_or_out_of_use(policy: Mapping[str, list[str]]) -> None:
    known = {"default-src", "require-trusted-types-for", "trusted-types", *FETCHES, *NO_FALLBACK}
    assert set(policy) <= known


def test_every_page_says_the_rest_that_is_graded(client: FlaskClient) -> None:
    for path in PAGES:
        headers = client.get(path).headers
        assert headers.getlist("Content-Security-Policy") == [CONTENT_SECURITY_POLICY]
        assert "Content-Security-Policy-Report-Only" not in headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] in {"no-referrer", "same-origin", "strict-origin-when-cross-origin"}
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        assert "X-XSS-Protection" not in headers, "it opened holes where it was believed"
