"""Where a sign-in may lead: to this site, never off it."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.redirects import own_path
from tests.redirects import OFF_SITE, ON_SITE


@pytest.mark.parametrize("target", OFF_SITE)
def test_what_could_lead_off_the_site_is_refused(target: str) -> None:
    assert own_path(target) == "/"
    assert own_path(target, "/notes") == "/notes"


def test_nothing_leads_to_the_default() -> None:
    assert own_path(None) == "/"


@pytest.mark.parametrize("target", ON_SITE)
def test_pages_of_this_site_are_kept_to_the_letter(target: str) -> None:
    assert own_path(target) == target


@given(st.lists(st.sampled_from(["/", "\\", "%2f", "%5c", "%09", "%25", "\t", "e", ":", "@", ".", "?", "#", " "])))
def test_whatever_is_kept_stays_on_the_site(parts: list[str]) -> None:
    target = own_path("".join(parts))
    # Browsers drop tabs and line ends, and read a backslash as a slash, before they look for a host.
    as_read = "".join(sign for sign in target if sign not in "\t\r\n").replace("\\", "/")
    assert urlsplit(urljoin("https://here.example/sign-in", as_read)).netloc == "here.example"
