"""A page that stays open learns what happens, and shows it when it is asked to."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


def _a_while_later(page: Page) -> None:
    page.clock.run_for(16_000)


@pytest.mark.engines
def test_what_happens_elsewhere_is_told_and_moves_nothing(people: People) -> None:
    alice, guest = people.join("Alice"), people.join("Bob")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.send_notes(page, ["Is it?", "And this?"])
    link, passcode = alice.make_link(TRIAL, "Bob")
    page.clock.install()
    alice.go(TRIAL)
    alice.wait_for_scripts()
    page.evaluate("scrollTo({top: 900, behavior: 'instant'})")
    _a_while_later(page)
    expect(page.locator(".toast")).to_have_count(0)

    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/**")
    guest.reply(guest.page.locator(".card").first, "It is.")
    expect(guest.page.locator(".card", has_text="It is.")).to_have_count(1)
    before = page.evaluate("document.querySelector('#description').getBoundingClientRect().top")
    _a_while_later(page)
    expect(page.locator(".toast")).to_contain_text("1 new reply to your notes here.")
    assert abs(page.evaluate("document.querySelector('#description').getBoundingClientRect().top") - before) < 1.5
    expect(page.locator('[data-count="replies"]')).to_contain_text("1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".card", has_text="It is.")).to_have_count(1)

    # What this page does itself is no news to it; what another window does is.
    alice.wait_for_scripts()
    _a_while_later(page)
    page.get_by_role("link", name="Note on the whole trial").click()
    page.locator(".card-composer textarea").fill("Mine")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".card", has_text="Mine")).to_have_count(1)
    _a_while_later(page)
    expect(page.locator(".toast")).to_have_count(0)
    other = alice.context.new_page()
    other.goto(alice.base + TRIAL)
    other.wait_for_load_state("load")
    alice.send_notes(other, ["From elsewhere"])
    other.close()
    _a_while_later(page)
    expect(page.locator(".toast")).to_contain_text("Your notes here have changed in another window.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".toast")).to_have_count(0)
