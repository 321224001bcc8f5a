"""The main job by two people in two private windows: read, note, share, open, reply, read the reply."""

import re

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.browsers import ENGINE
from tests.browser.people import DESK, PHONE, People, Person

pytestmark = [pytest.mark.browser, pytest.mark.engines]

TRIAL = "/trials/NCT04561557"


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_note_share_reply_answer(people: People, viewport: ViewportSize) -> None:
    touch = viewport is PHONE
    alice = people.join("Alice", viewport=viewport, has_touch=touch)
    guest = people.join("Dana", viewport=viewport, has_touch=touch)
    alice.go(f"{TRIAL}#eligibility").get_by_role("banner").get_by_role("link", name="Sign up").click()
    expect(alice.page).to_have_url(
        re.compile(re.escape(f"next={TRIAL}#eligibility".replace("/", "%2F").replace("#", "%23")))
    )
    alice.sign_up()
    _annotate(alice)
    link, passcode = _share(alice)
    _open_and_reply(guest, link, passcode)
    _read_and_answer(alice)
    _see_answer(guest)


def _annotate(alice: Person) -> None:
    page = alice.go(TRIAL)
    expect(page.get_by_text("No notes yet", exact=False)).to_be_attached()
    alice.select(alice.words(60))
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(".card[data-note]")).to_have_count(1)
    alice.select(alice.words(40, skip=1))
    page.get_by_role("toolbar").get_by_role("button", name="Note").click()
    page.locator(".card-composer").get_by_label("Note", exact=True).fill("Is **90 days** enough? ANC <LLN, 3*4*5")
    page.locator(".card-composer").get_by_role("radio", name="Question").check()
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".card[data-note]")).to_have_count(2)
    alice.open_notes()
    card = page.locator(".card[data-note]", has_text="enough?")
    expect(card).to_contain_text("ANC <LLN, 3*4*5")
    expect(card).to_contain_text("Only you")
    expect(card.locator("strong")).to_have_text("90 days")


def _share(alice: Person) -> tuple[str, str]:
    page = alice.go(f"{TRIAL}/shares/new")
    expect(page.get_by_text("0 of 2 chosen")).to_be_visible()
    for group, chosen, words in (
        ("All", 2, "to 2 notes"),
        ("Question", 1, "to 1 note"),
        ("Question", 2, "to 2 notes"),
        ("None", 0, ""),
    ):
        page.get_by_label("Choose several at once").get_by_role("link", name=group).click()
        expect(page.get_by_text(f"{chosen} of 2 chosen")).to_be_visible()
        expect(page.get_by_role("button", name=f"Make a link {words}".strip(), exact=True)).to_be_visible()
    link, passcode = alice.make_link(TRIAL, "Dana at the unit")
    expect(page.get_by_text("separately", exact=False).first).to_be_visible()
    assert len(re.split(r"[ -]", passcode)) == 4
    assert passcode not in link
    page.go_back()
    alice.go("/shares")
    expect(page.get_by_role("main")).to_contain_text("Dana at the unit")
    assert passcode not in page.content()
    return link, passcode


def _open_and_reply(guest: Person, link: str, passcode: str) -> None:
    page = guest.page
    page.goto(link)
    assert "Alice" not in page.content()
    guest.forgive("422")
    page.get_by_label("Passcode").fill("not the right words")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("not the passcode", exact=False).first).to_be_visible()
    page.get_by_label("Passcode").fill(passcode.upper().replace(" ", "-"))
    page.get_by_role("button", name="Open").click()
    expect(page.locator(".countdown")).to_contain_text("The passcode will expire in 6 days 23 hours")
    guest.wait_for_scripts()  # the server writes the words above, and the elements come later
    if ENGINE == "chromium":  # Firefox runs what a test evaluates apart from the page, and its elements later
        # A device whose clock is years ahead counts what the server says is left; the end is said once, and read out.
        assert page.evaluate(_COUNT_DOWN, "3630").startswith("Ends in 1 hour")
        assert page.evaluate(_COUNT_DOWN, "0") == "It has ended."
        expect(page.locator("live-region")).to_contain_text("It has ended.")
    assert "/s/" not in page.url
    page.get_by_role("link", name="Go to the first note").click()
    expect(page.locator(".card-focused")).to_be_focused()
    guest.open_notes()
    card = page.locator(".card[data-note]", has_text="enough?")
    card.locator(".quote").first.scroll_into_view_if_needed()
    expect(card).to_contain_text("added by Alice")
    expect(card.locator(".who-sees")).to_contain_text("Only Alice")
    guest.reply(card, "Yes, see the **safety** report.")
    expect(page.locator(".card[data-note]", has_text="enough?")).to_contain_text("see the safety report")


def _read_and_answer(alice: Person) -> None:
    page = alice.go("/")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Replies")).to_contain_text("1")
    alice.go("/replies")
    item = page.locator(".item-unread")
    expect(item).to_contain_text("Dana")
    item.get_by_role("link", name="Dana").click()
    expect(page.get_by_role("main")).to_contain_text("see the safety report")
    expect(page.get_by_role("main")).to_contain_text("rivate")
    page.get_by_label("Reply").fill("Thank you, found it.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".reply", has_text="Thank you, found it.")).to_have_count(1)
    alice.go(TRIAL)
    alice.open_notes()
    card = page.locator(".card[data-note]", has_text="enough?")
    expect(card).to_contain_text("In 1 link")
    expect(card).to_contain_text("see the safety report")
    alice.go("/replies")
    expect(page.locator(".item-unread")).to_have_count(0)


def _see_answer(guest: Person) -> None:
    guest.page.reload()
    guest.open_notes()
    expect(guest.page.locator(".card[data-note]", has_text="enough?")).to_contain_text("Thank you, found it.")


_COUNT_DOWN = """(left) => {
  const sentence = document.createElement("p");
  const down = document.createElement("count-down");
  Object.assign(down.dataset, {until: "2020-01-01T00:00:00Z", left, over: "It has ended."});
  sentence.append("Ends in ", down);
  document.body.append(sentence);
  const words = sentence.textContent;
  sentence.remove();
  return words;
}"""
