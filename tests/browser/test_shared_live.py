"""A visitor's page of a link that stays open learns what happens to the link, and keeps what is being typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


def _a_while_later(page: Page) -> None:
    page.clock.run_for(16_000)


def _open(guest: Person, link: str, passcode: str) -> Page:
    page = guest.page
    page.goto(link)
    page.get_by_label("Passcode").fill(passcode)
    page.get_by_role("button", name="Open").click()
    page.wait_for_url("**/shared/**")
    return page


@pytest.mark.engines
def test_a_guest_is_told_of_answers_of_notes_and_of_the_end(people: People) -> None:
    alice, guest = people.join("Alice"), people.join("Bob")
    guest.forgive("410")
    alice.sign_up()
    alice.go(TRIAL)
    alice.wait_for_scripts()
    alice.send_notes(alice.page, ["Is it?", "And this?"])
    link, passcode = alice.make_link(TRIAL, "Bob")
    page = _open(guest, link, passcode)
    guest.reply(page.locator(".card", has_text="Is it?"), "It is.")
    expect(page.locator(".card", has_text="It is.")).to_have_count(1)
    page.clock.install()
    page.reload()
    guest.wait_for_scripts()
    _a_while_later(page)
    expect(page.locator(".toast")).to_have_count(0)

    # An answer: told of, and shown when it is asked for.
    alice.go("/replies")
    alice.page.get_by_role("main").get_by_role("link", name="Bob").first.click()
    alice.page.get_by_label("Reply").fill("Thank you.")
    alice.page.get_by_role("button", name="Send reply").click()
    expect(alice.page.get_by_text("Thank you.").first).to_be_visible()
    typed = page.locator(".card", has_text="And this?")
    typed.get_by_text("Reply privately").click()
    typed.get_by_label("Reply", exact=True).fill("Words under way")
    before = page.evaluate("document.querySelector('#description').getBoundingClientRect().top")
    _a_while_later(page)
    expect(page.locator(".toast")).to_contain_text("1 new answer from Alice.")
    assert abs(page.evaluate("document.querySelector('#description').getBoundingClientRect().top") - before) < 1.5
    expect(typed.get_by_label("Reply", exact=True)).to_have_value("Words under way")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".card", has_text="Thank you.")).to_have_count(1)
    expect(page.locator(".card", has_text="And this?").get_by_label("Reply", exact=True)).to_have_value(
        "Words under way"
    )

    # A note that is taken out; then the link ends, and what is typed stays.
    guest.wait_for_scripts()
    alice.go(TRIAL)
    alice.wait_for_scripts()
    mine = alice.page.locator(".card", has_text="Is it?")
    mine.locator(".card-body").click()
    mine.get_by_role("button", name="Delete").click()
    expect(mine).to_have_count(0)
    _a_while_later(page)
    expect(page.locator(".toast")).to_contain_text("Alice has taken notes out: 1 note now, 2 before.")
    alice.go("/shares")
    alice.page.get_by_role("link", name="Bob").first.click()
    alice.page.get_by_role("link", name="Revoke").click()
    alice.page.get_by_role("button", name="Revoke").click()
    alice.wait_for_scripts()
    _a_while_later(page)
    expect(page.locator(".toast")).to_contain_text("This link has ended.")
    expect(page.locator(".toast")).to_contain_text("What you typed on this page is still here.")
    expect(page.locator(".card", has_text="And this?").get_by_label("Reply", exact=True)).to_have_value(
        "Words under way"
    )
