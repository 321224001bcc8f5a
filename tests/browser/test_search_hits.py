"""Whoever comes from a search sees its words in the record, and goes from each to the next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE, People

pytestmark = pytest.mark.browser

_MARKED = "[...CSS.highlights.get('note-searched')].length"
_FOUND = """[...CSS.highlights.get("note-found")].map(
  ({startContainer, startOffset, endOffset}) => startContainer.data.slice(startOffset, endOffset)
).join()"""


def test_the_words_of_a_search_are_marked_and_reached_one_by_one(people: People) -> None:
    alice = people.join("Alice")
    page = alice.go('/trials?q="abatacept"')
    page.get_by_role("link", name="abatacept").first.click()
    alice.wait_for_scripts()
    count = page.locator(".find-bar [data-part=count]")
    expect(count).to_have_text(re.compile(r"^\d+ hits$"))
    expect(page.get_by_label("Words to find in this record")).to_have_value('"abatacept"')
    assert page.evaluate(_MARKED) > 1

    page.get_by_role("button", name="Next hit").click()
    expect(count).to_contain_text("1 of ")
    assert page.evaluate(_FOUND).casefold() == "abatacept"
    page.get_by_role("button", name="Previous hit").click()
    page.get_by_role("button", name="Next hit").press("Enter")
    expect(count).to_contain_text("1 of ")


def test_filters_are_folded_on_a_phone_and_open_without_scripts(people: People) -> None:
    alice = people.join("Alice", viewport=PHONE, java_script_enabled=False)
    page = alice.go("/trials")
    status = page.locator("details.facet", has_text="Status")
    expect(status.locator("summary")).to_be_hidden()
    page.get_by_text("Narrow the list", exact=True).click()
    expect(status.get_by_role("link").first).to_be_hidden()
    status.locator("summary").click()
    status.get_by_role("link").first.click()
    expect(page.get_by_role("list", name="Filters").get_by_role("link")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
