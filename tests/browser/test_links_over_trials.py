"""A link over notes of two trials: choosing them, and reading and answering each."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIALS = ("NCT04561557", "NCT07343310")


def test_choose_share_read_and_reply(people: People) -> None:
    alice, dana = people.join("Alice"), people.join("Dana")
    alice.sign_up()
    for trial in TRIALS:
        alice.note_on_the_whole_trial(f"/trials/{trial}", f"About {trial}")
    page = alice.go("/shares")
    page.get_by_role("main").get_by_role("link", name="Make a link").click()
    for trial in TRIALS:
        page.get_by_label("Notes of another trial").select_option(trial)
        page.get_by_role("button", name="Show them").click()
        expect(page.get_by_text(f"About {trial}")).to_be_visible()
    page.get_by_role("link", name="All", exact=True).click()
    page.get_by_label("Name for this link").fill("Dana")
    page.get_by_role("button", name="Make a link to 2 notes").click()
    link, passcode = (page.get_by_label(name, exact=True).input_value() for name in ("Link", "Passcode"))

    page = dana.page
    page.goto(link)
    page.get_by_label("Passcode").fill(passcode)
    page.get_by_role("button", name="Open").click()
    trials = page.get_by_role("navigation", name="Trials with shared notes").get_by_role("link")
    expect(trials).to_have_count(2)
    for number, trial in enumerate(TRIALS):
        trials.nth(number).click()
        expect(trials.nth(number)).to_have_attribute("aria-current", "page")
        dana.wait_for_scripts()
        dana.open_notes()
        card = page.locator(".card[data-note]")
        expect(card).to_contain_text(f"About {trial}")
        dana.reply(card, f"Read {trial}")
        expect(page.locator(".reply")).to_contain_text(f"Read {trial}")
    page.reload()
    expect(page.locator(".reply")).to_contain_text(f"Read {TRIALS[1]}")
    for trial in TRIALS:
        expect(alice.go("/replies").get_by_role("main")).to_contain_text(f"Read {trial}")
