"""The same job where no script runs: read, sign up, note, share, unlock, reply, read the reply."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


def test_read_sign_in_share_unlock_reply(people: People) -> None:
    alice = people.join("Alice", java_script_enabled=False)
    guest = people.join("Dana", java_script_enabled=False)
    alice.forgive("422")
    alice.sign_up()

    page = alice.go(TRIAL)
    expect(page.get_by_role("heading", name="Eligibility", exact=True)).to_be_visible()
    page.get_by_role("link", name="Note on the whole trial").click()
    page.get_by_label("Note", exact=True).fill("Whole and plain: 3*4*5 <LLN")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Whole and plain: 3*4*5 <LLN")).to_be_visible()

    page = alice.go(f"{TRIAL}/shares/new")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one note.")
    link, passcode = alice.make_link(TRIAL, "Dana")

    page = guest.page
    page.goto(link)
    page.get_by_label("Passcode").fill(passcode)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("The passcode will expire in 6 days 23 hours")).to_be_visible()
    guest.reply(page.locator(".card"), "Read, and agreed.")
    expect(page.locator(".card")).to_contain_text("Read, and agreed.")
    page.get_by_role("link", name="Withdraw your reply").click()
    expect(page.get_by_role("main")).to_contain_text("If they have already read it, or copied it")
    page.get_by_role("button", name="Withdraw reply").click()
    expect(page.locator(".card")).to_contain_text("You withdrew this reply")
    expect(page.locator(".card")).not_to_contain_text("Read, and agreed.")
    expect(alice.go("/replies").locator(".item")).to_contain_text("Reply withdrawn")
    page.get_by_role("button", name="Undo and bring your reply back").click()
    expect(page.locator(".card")).to_contain_text("Read, and agreed.")

    page = alice.go("/replies")
    page.get_by_role("link", name="Dana").click()
    expect(page.get_by_role("main")).to_contain_text("Read, and agreed.")
    page.get_by_role("button", name="Mark as read").click()
    expect(alice.go("/replies").locator(".item-unread")).to_have_count(0)

    page = alice.go(TRIAL)
    expect(page.locator("noscript p")).to_be_in_viewport()
    paragraph = page.locator("#summary p[data-start]").first
    words = paragraph.text_content() or ""
    page.locator("#summary p[data-start] + button").first.click()
    expect(page.locator("blockquote")).to_have_text(words)
    page.get_by_label("Note", exact=True).fill("On a paragraph, without a selection")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".card .quote")).to_contain_text(words[:60])


def test_sign_out_and_in_again(people: People) -> None:
    alice = people.join("Alice", java_script_enabled=False)
    alice.sign_up()
    page = alice.go("/account")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page = alice.go("/notes")
    assert "/sign-in" in page.url
    alice.sign_in()
    assert page.url == f"{alice.base}/notes"
