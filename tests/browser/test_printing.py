"""Paper has every note: by the page to print; and a page that has some of them says how many, and where the others are."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
MANY = 70
"""More notes than a page has cards of."""

_COUNT_PRINTS = """window.print = () => {
  const { dataset } = document.documentElement;
  dataset.prints = Number(dataset.prints ?? 0) + 1;
}"""


def test_a_page_of_many_notes_leads_to_paper_with_all_of_them(people: People) -> None:
    """In Chromium alone: Firefox cannot be told to look as paper does."""
    alice = people.join("Alice")
    page = alice.page
    page.add_init_script(_COUNT_PRINTS)
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "On all of it")
    alice.go(TRIAL)
    alice.wait_for_scripts()
    alice.send_notes(page, [f"Number {number}" for number in range(1, MANY)])
    alice.go(TRIAL)
    alice.wait_for_scripts()

    # The browser's own command: paper says that notes are missing, by the number of those that are there.
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    here = page.locator(".cards > .card[data-note]").count()
    assert 0 < here < MANY
    told = page.get_by_text(f"Printed with {here} of {MANY} notes.")
    expect(told).to_be_visible()
    expect(told).to_contain_text(f"{TRIAL}/versions/1/print")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(told).to_be_hidden()

    page.get_by_role("link", name="Print with notes").click()
    page.wait_for_url("**/print")
    alice.wait_for_scripts()
    expect(page.locator("html")).to_have_attribute("data-prints", "1")
    expect(page.locator(".endnote")).to_have_count(MANY)
    numbered = {
        int(number) for words in page.locator(".print-mark").all_text_contents() for number in words.split(", ")
    }
    assert numbered == set(range(2, MANY + 1)), "all but the one on the whole trial"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("button:visible, .button:visible")).to_have_count(0)
    expect(page.get_by_text(re.compile(rf"Printed \d+ \w+ \d{{4}} from http\S+{TRIAL}/versions/1"))).to_be_visible()
    expect(page.locator("time:visible", has_text="ago")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("html")).to_have_attribute("data-prints", "2")

    # What a link gives is printed the same way.
    link, passcode = alice.make_link(TRIAL, "Bob")
    guest = people.join("Bob")
    guest.page.add_init_script(_COUNT_PRINTS)
    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/**")
    guest.page.get_by_role("link", name="Print with notes").click()
    guest.page.wait_for_url("**/print?**")
    expect(guest.page.locator("html")).to_have_attribute("data-prints", "1")
    expect(guest.page.locator(".endnote")).to_have_count(MANY)
