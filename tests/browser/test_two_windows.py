"""One note edited in two windows: nothing that was typed in either is lost."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.people import People

pytestmark = [pytest.mark.browser, pytest.mark.engines]

TRIAL = "/trials/NCT04561557"


def _begin(page: Page, words: str) -> None:
    page.locator(".card[data-note]").hover()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("form.composer textarea[name=body]:visible").fill(words)


def test_both_texts_are_brought_together_in_the_card(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    alice.forgive("409")
    page = alice.go(TRIAL)
    page.get_by_role("link", name="Note on the whole trial").click()
    page.locator("form.composer textarea[name=body]:visible").fill("Dose?\nAge?\nSex?")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".card[data-note]")).to_contain_text("Sex?")
    other = alice.context.new_page()
    other.bring_to_front()
    other.goto(f"{alice.base}{TRIAL}")
    _begin(other, "Dose?\nAge?\nSex? Both.")
    page.bring_to_front()
    _begin(page, "Which dose?\nAge?\nSex?")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator(".card-body")).to_contain_text("Which dose?")

    other.bring_to_front()
    other.get_by_role("button", name="Save changes").click()
    expect(other.locator(".merging .wording")).to_contain_text("Both.")
    expect(other.locator("form.composer textarea[name=body]:visible")).to_have_value("Which dose?\nAge?\nSex? Both.")
    other.get_by_role("button", name="Save changes").click()
    expect(other.locator(".card-body")).to_contain_text("Which dose?\nAge?\nSex? Both.", use_inner_text=True)

    page.bring_to_front()
    _begin(page, "Quite other words")
    other.bring_to_front()
    _begin(other, "Words given up")
    other.get_by_role("button", name="Save changes").click()
    expect(other.locator(".card-body")).to_have_text("Words given up")
    _begin(other, "Words given up, too")
    page.bring_to_front()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("button", name="Save only mine").click()
    expect(page.locator(".card-body")).to_have_text("Quite other words")
    other.bring_to_front()
    other.get_by_role("button", name="Save changes").click()
    other.get_by_role("link", name="Keep only the saved one").click()
    expect(other.locator(".card-body")).to_have_text("Quite other words")

    other.get_by_role("link", name="edited just now").click()
    expect(other.get_by_role("heading", name="Earlier texts of this note")).to_be_visible()
    other.get_by_role("button", name="Put this text back").last.click()
    expect(other.locator(".card-body")).to_contain_text("Dose?\nAge?\nSex?", use_inner_text=True)


def test_a_reply_is_reworded_and_words_given_up_half_way_are_kept(people: People) -> None:
    alice, bob = people.join("Alice"), people.join("Bob")
    alice.forgive("409")
    for person in (alice, bob):
        person.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Is this dose right?")
    link, passcode = alice.make_link(TRIAL, "Bob")
    guest = bob.page
    guest.goto(link)
    guest.get_by_label("Passcode").fill(passcode)
    guest.get_by_role("button", name="Open").click()
    bob.reply(guest.locator(".card"), "Yes, it is.")
    guest.get_by_role("link", name="Edit your reply").click()
    guest.get_by_label("Your reply").fill("Yes, it is, and")
    expect(guest.locator('[data-part="state"]')).to_contain_text("Kept on this device")
    guest.reload()
    expect(guest.get_by_label("Your reply")).to_have_value("Yes, it is, and")
    guest.get_by_label("Your reply").fill("Yes, it is, and so is the other.")
    guest.get_by_role("button", name="Save changes").click()
    expect(guest.locator(".card")).to_contain_text("so is the other")
    page = alice.go(TRIAL)
    expect(page.locator(".card")).to_contain_text("edited just now")
    expect(page.locator(".card")).to_contain_text("so is the other")


def test_of_two_windows_that_are_back_at_the_same_moment_one_sends(people: People) -> None:
    alice = people.join("Alice")
    alice.forgive("ERR_FAILED")
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Said")
    page = alice.go(TRIAL)
    sent: list[str] = []
    is_away = True

    def pass_on(route: Route) -> None:
        if route.request.method == "POST" and is_away:
            return route.abort()
        sent.append(route.request.method)
        return route.continue_()

    alice.context.route("**/edits", pass_on)
    _begin(page, "Said once")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator('[data-part="state"]:visible')).to_contain_text("will be sent")
    other = alice.context.new_page()
    other.goto(f"{alice.base}/notes")
    expect(other.locator("kept-drafts")).to_contain_text("will be sent")
    is_away = False
    for window in (page, other):
        window.evaluate("dispatchEvent(new Event('online'))")
    expect(other.locator("kept-drafts li")).to_have_count(0)
    expect(page.locator("form.composer:visible")).to_have_count(0)
    assert sent.count("POST") == 1
    page.reload()
    expect(page.locator(".card[data-note]")).to_contain_text("Said once")


def test_a_card_shows_what_another_window_has_sent(people: People) -> None:
    alice = people.join("Alice")
    alice.forgive("ERR_FAILED")
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Said")
    page, other = alice.go(TRIAL), alice.context.new_page()
    alice.context.route(
        "**/edits", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    _begin(page, "Said once")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator('[data-part="state"]:visible')).to_contain_text("will be sent")
    # It would send the words by itself as soon as it can: here the first window is to do so.
    other.route("**/edits", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    other.goto(f"{alice.base}{TRIAL}")
    card = other.locator(".card[data-note]")
    expect(card).to_contain_text("Said")
    alice.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(card.locator(".card-body")).to_have_text("Said once")
    expect(card).to_contain_text("Changed in another tab")
    expect(card).to_have_attribute("data-revision", "2")
    other.unroute_all()

    # Who writes there goes on; what was sent stands under the form.
    _begin(other, "Said by the other")
    _begin(page, "Said twice")
    page.get_by_role("button", name="Save changes").click()
    expect(card).to_have_attribute("data-revision", "3")
    expect(other.locator("textarea[name=body]:visible")).to_have_value("Said by the other")
    other.keyboard.press("Escape")
    expect(card.locator(".card-body")).to_have_text("Said twice")
    expect(card.get_by_role("link", name="Edit", exact=True)).to_be_focused()

    # A form that closes, or a card that arrives, takes nobody from what they write meanwhile.
    _begin(page, "Given up")
    page.get_by_role("button", name="Discard").click()
    _begin(page, "Said three times")
    expect(page.locator('[data-part="state"]:visible')).to_have_text("Kept on this device")
    other.locator(".card[data-note]").hover()
    other.get_by_role("link", name="Edit", exact=True).click()
    expect(other.locator("textarea[name=body]:visible")).to_have_value("Said three times")
    searches = [window.get_by_role("searchbox", name="Search trials") for window in (page, other)]
    searches[1].focus()
    held: list[Route] = []
    alice.context.route("**/edits", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    page.get_by_role("button", name="Save changes").click()
    searches[0].focus()
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    for window, search in zip((page, other), searches, strict=True):
        expect(window.locator(".card-body")).to_have_text("Said three times")
        expect(window.locator("form.composer:visible")).to_have_count(0)
        window.bring_to_front()  # nothing has the focus in a tab of Firefox that is not seen
        expect(search).to_be_focused()


_ONE_AFTER_ANOTHER = """() => {
  window.turns = import(document.querySelector("script[type=module]").src.replace("main.js", "net/locks.js"))
    .then(async ({ exclusively, unlessHeld }) => {
      const turns = [];
      const work = async () => {
        const began = Date.now();
        await new Promise((resolve) => setTimeout(resolve, 60));
        turns.push([began, Date.now()]);
      };
      await Promise.all([exclusively("x", work), exclusively("x", work), unlessHeld("x", work)]);
      return turns;
    });
}"""


def test_without_locks_of_the_browser_one_tab_works_after_another(people: People) -> None:
    alice = people.join("Alice")
    alice.context.add_init_script("delete Navigator.prototype.locks")
    pages = [alice.go("/sign-in"), alice.context.new_page()]
    pages[1].goto(f"{alice.base}/sign-in")
    assert not any(page.evaluate("Boolean(navigator.locks)") for page in pages)
    for page in pages:
        page.evaluate(_ONE_AFTER_ANOTHER)
    turns = sorted(turn for page in pages for turn in page.evaluate("window.turns"))
    assert len(turns) == 4
    assert all(before[1] <= after[0] for before, after in pairwise(turns))
