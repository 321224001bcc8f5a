"""What is typed and not yet saved outlives the tab, the browser and the session, and reaches the server once."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.browsers import own_browser
from tests.browser.people import DESK, PASSWORD, People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
NOTE = ".card[data-note]"
KEPT = "Kept on this device"
WAITS = "Kept on this device, will be sent"
_ALL_KEPT = """async () => {
  const open = indexedDB.open("annotate", 1);
  await new Promise((resolve) => open.onsuccess = resolve);
  const all = open.result.transaction("drafts").objectStore("drafts").getAll();
  return new Promise((resolve) => all.onsuccess = () => resolve(JSON.stringify(all.result)));
}"""


@pytest.fixture
def alice(people: People) -> Person:
    alice = people.join("Alice")
    alice.sign_up()
    return alice


def _begin(page: Page) -> Locator:
    """Open the composer for a note on the whole trial, and give where one types."""
    page.wait_for_load_state("load")
    page.bring_to_front()  # a browser draws little in a tab that is not seen
    page.get_by_role("link", name="Note on the whole trial").click()
    return _words(page)


def _words(page: Page) -> Locator:
    return page.locator(".card-composer textarea")


def _state(page: Page) -> Locator:
    return page.locator('[data-part="state"]:visible')


def _save(page: Page) -> None:
    page.bring_to_front()
    page.get_by_role("button", name="Save note").click()


def _tab(person: Person, path: str) -> Page:
    page = person.context.new_page()
    page.on("pageerror", lambda error: person.problems.append(str(error)))
    page.goto(person.base + path)
    page.wait_for_load_state("load")
    return page


def _cut_off(where: BrowserContext | Page) -> None:
    """Let nothing that is sent arrive, until routes are taken away again."""
    where.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def test_words_outlive_a_killed_browser(browser: Browser, people: People, tmp_path: Path) -> None:
    alice = people.join("Alice")
    with own_browser(browser, tmp_path) as context:
        before = replace(alice, context=context, page=context.pages[0])
        before.page.set_viewport_size(DESK)
        before.sign_up()
        page = before.go(TRIAL)
        _begin(page).press_sequentially("Half a thought")
        expect(page.locator("form[data-keeping]")).to_have_count(0)
        expect(_state(page)).to_have_text(KEPT)  # and at this moment it is killed

    with own_browser(browser, tmp_path) as context:
        after = replace(alice, context=context, page=context.pages[0])
        after.page.set_viewport_size(DESK)
        context.clear_cookies()  # after a crash Chromium brings back those of the session, if it had written them down
        page = after.go("/notes")
        after.sign_in()
        expect(page.locator("kept-drafts")).to_contain_text("Half a thought")
        expect(_words(after.go(TRIAL))).to_have_value("Half a thought")


def test_what_did_not_arrive_is_sent_later_and_makes_one_note(alice: Person) -> None:
    alice.forgive("ERR_FAILED")
    page = alice.go(TRIAL)
    _begin(page).fill("Written in a tunnel")
    _cut_off(alice.context)
    _save(page)
    expect(_state(page)).to_have_text(WAITS)
    left = _tab(alice, "/notes")
    # It never gets through: a page that is left runs on for a moment, and could send it, and say so where nobody looks.
    _cut_off(left)
    page.close()
    expect(left.locator("kept-drafts")).to_contain_text(WAITS)
    left.goto("about:blank")
    alice.context.unroute_all()
    alice.page = page = _tab(alice, "/trials")  # whichever page comes next
    expect(page.locator(".toast")).to_contain_text("Sent from this device")

    # The next time the server takes it, and its answer is lost.
    page = alice.go(TRIAL)
    expect(page.locator(NOTE)).to_have_text(re.compile("Written in a tunnel"))
    _begin(page).fill("Said once")
    alice.context.route("**/notes", lambda route: (route.fetch(max_redirects=0), route.abort()))
    _save(page)
    expect(_state(page)).to_have_text(WAITS)
    alice.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(NOTE)).to_have_count(2)
    expect(page.locator(".card-draft, .card-composer")).to_have_count(0)
    page.reload()
    expect(page.locator(NOTE)).to_have_count(2)

    # What a tool put in without an event is kept by closing as well.
    _begin(page).evaluate("(box) => { box.value = 'Dictated' }")
    page.keyboard.press("Escape")
    expect(page.locator(".card-composer")).to_have_count(0)
    expect(page.locator(".card-draft")).to_contain_text("Dictated")
    page.reload()
    expect(_begin(page)).to_have_value("Dictated")


def test_a_highlight_waits_as_words_do(alice: Person) -> None:
    alice.forgive("ERR_FAILED")
    page = alice.go(TRIAL)
    _cut_off(alice.context)
    alice.select("whether one infusion of CT103A is safe")
    page.keyboard.press("h")
    expect(page.locator(".card-draft")).to_contain_text(WAITS)
    assert page.evaluate("[...CSS.highlights].filter(([name, held]) => /^note-1-/.test(name) && held.size).length") == 1
    page.reload()
    expect(page.locator(".card-draft .quote")).to_have_text("whether one infusion of CT103A is safe")
    alice.context.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(NOTE)).to_have_count(1)
    expect(page.locator(".card-draft")).to_have_count(0)


@pytest.mark.engines
def test_signing_in_again_over_the_page_goes_on_with_saving(people: People, alice: Person) -> None:
    alice.forgive("401")
    alice.forgive("400")
    alice.forgive("422")
    page = alice.go(TRIAL)
    elsewhere = people.join("Alice", storage_state=alice.context.storage_state())
    elsewhere.go("/account")
    elsewhere.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    elsewhere.page.get_by_text("You are signed out").wait_for()
    _begin(page).fill("Typed after the session ended")
    _save(page)
    dialog = page.get_by_role("dialog", name="Sign in to go on")
    dialog.get_by_label("E-mail address").fill(alice.email)
    dialog.get_by_label("Password", exact=True).fill("not her password")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_contain_text("password is wrong")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.locator(NOTE)).to_contain_text("Typed after the session ended")

    # The same without a cookie, and with the words for a new link, whose form leaves the page.
    alice.go(f"{TRIAL}/shares/new").get_by_label("Name for this link").fill("Bob at the unit")
    page.reload()
    expect(page.get_by_label("Name for this link")).to_have_value("Bob at the unit")
    kept = str(page.evaluate(_ALL_KEPT))
    assert "Bob at the unit" in kept
    assert not {"csrf_token", "passcode", page.locator('meta[name="csrf-token"]').get_attribute("content")} & set(
        re.findall(r"[\w.-]+", kept)
    )
    alice.context.clear_cookies()
    page.locator('input[name="notes"]').first.check()
    page.get_by_role("button", name="Make a link to 1 note").click()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("button", name="Sign in and go on").click()
    alice.fill_in_sign_in()
    expect(_state(page)).to_contain_text("Your unsaved words")  # else they come into the field while it is being filled
    page.get_by_label("Name for this link").fill("Bob at the new unit")  # what is changed here is kept as well
    page.wait_for_function(f"async () => (await ({_ALL_KEPT})()).includes('Bob at the new unit')")
    expect(_state(page)).to_have_text(KEPT)
    assert "Bob at the new unit" in str(page.evaluate(_ALL_KEPT))
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("main")).to_contain_text("For Bob at the new unit")
    page.wait_for_function(f"async () => await ({_ALL_KEPT})() === '[]'")


@pytest.mark.engines
def test_two_tabs_overwrite_nothing_and_tell_each_other(alice: Person) -> None:
    page = alice.go(TRIAL)
    _begin(page).fill("The first")
    expect(_state(page)).to_have_text(KEPT)
    other = _tab(alice, TRIAL)
    expect(_words(other)).to_have_value("The first")
    _words(other).fill("The second")
    expect(_state(page)).to_contain_text("in another tab as well")
    expect(_words(page)).to_have_value("The first")
    for tab, words in ((page, "The second"), (other, "The first")):
        expect(tab.locator('[data-part="others"]')).to_contain_text(words)

    _save(page)
    expect(page.locator(NOTE)).to_have_text(re.compile("The first"))
    expect(_words(other)).to_have_value("The second")
    _save(other)
    expect(other.locator(NOTE)).to_have_text(re.compile("The second"))
    page.reload()
    expect(page.locator(NOTE)).to_have_count(2)
    expect(page.locator(".card-draft, .card-composer")).to_have_count(0)

    # What one tab has begun can be taken over by the other.
    _begin(page).fill("Begun here")
    expect(_begin(other)).to_have_value("Begun here")
    _words(page).fill("Begun here, went on")
    expect(_words(other)).to_have_value("Begun here, went on")
    other.get_by_role("button", name="Discard").click()
    expect(other.locator(".card-composer")).to_have_count(0)
    expect(_state(page)).to_contain_text("saved or discarded in another tab")
    expect(_words(page)).to_have_value("Begun here, went on")


@pytest.mark.engines
def test_drafts_wait_for_their_owner_and_nobody_else(alice: Person) -> None:
    alice.forgive("400")
    page = alice.go(TRIAL)
    _begin(page).fill("For Alice's eyes alone")
    expect(_state(page)).to_have_text(KEPT)

    tab = _tab(alice, "/account")
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    tab.get_by_role("button", name="Keep and sign out").click()
    tab.get_by_text("You are signed out").wait_for()
    bob = replace(alice, name="Bob", email=f"bob-after-{alice.email}", page=tab)
    bob.sign_up()
    for path in (TRIAL, "/notes"):
        tab = bob.go(path)
        expect(tab.get_by_text("No notes yet").first).to_be_visible()
        expect(tab.locator(".card-draft, .card-composer, .kept-drafts li")).to_have_count(0)

    # Alice's page is still open, and is not Bob's.
    for _ in range(2):
        _save(page)
        expect(page.locator(".card-composer [role=alert]")).to_contain_text("Somebody else is signed in")
    bob.go("/account").get_by_role("main").get_by_role("button", name="Sign out").click()
    bob.page.get_by_text("You are signed out").wait_for()
    alice.go(f"/sign-in?next={TRIAL}")
    alice.sign_in()
    expect(page.locator(NOTE)).to_contain_text("For Alice's eyes alone")  # she had pressed the button
    bob.page.close()


@pytest.mark.engines
def test_a_guest_s_reply_outlives_the_tab_and_the_server(people: People, alice: Person) -> None:
    page = alice.go(TRIAL)
    _begin(page).fill("What do you think?")
    _save(page)
    expect(page.locator(NOTE)).to_have_count(1)
    link, passcode = alice.make_link(TRIAL, "Dana")
    guest = people.join("Dana")
    guest.forgive("ERR_FAILED")
    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/*")
    path = guest.page.url.removeprefix(guest.base)
    _cut_off(guest.context)
    guest.reply(guest.page.locator(NOTE), "Sent from a train")
    expect(_state(guest.page)).to_have_text(WAITS)
    guest.page.close()

    guest.page = _tab(guest, path)
    expect(guest.page.get_by_label("Reply", exact=True)).to_have_value("Sent from a train")
    guest.context.unroute_all()
    guest.page.evaluate("dispatchEvent(new Event('online'))")
    expect(guest.page.locator(".reply")).to_have_text(re.compile("Sent from a train"))
    guest.page.get_by_label("Reply").fill("Never sent")
    guest.page.get_by_role("button", name="Leave").click()
    guest.page.get_by_role("button", name="Remove and leave").click()
    guest.page.get_by_text("You have left the shared notes").wait_for()
    assert guest.page.evaluate(_ALL_KEPT) == "[]"


def test_what_a_closing_tab_has_in_hand_is_sent_by_another(alice: Person) -> None:
    page = alice.go(TRIAL)
    _begin(page).fill("Half sent")
    page.route("**/notes", lambda _: None)  # the server never answers this tab
    with page.expect_request(lambda request: request.method == "POST"):
        _save(page)
    other = _tab(alice, "/trials")
    page.close()
    expect(other.locator(".toast")).to_contain_text("Sent from this device: “Half sent”")
    alice.page = other
    expect(alice.go("/notes").locator(".item-text", has_text="Half sent")).to_have_count(1)
