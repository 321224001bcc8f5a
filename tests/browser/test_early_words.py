"""What is typed before the scripts have come is kept like everything else, and takes no older words away."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PASSWORD, PATIENCE, People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
SCRIPTS = "*/js/main.js"
KEPT = "Kept on this device"
_ADD_ENQUIRY = """async () => {
  const form = document.createElement("form");
  Object.assign(form, {className: "composer", method: "post", action: "/enquiries"});
  for (const [name, mark] of [["subject", "words"], ["message", "words"], ["urgency", ""], ["pin", "secret"]]) {
    const label = document.createElement("label");
    const field = document.createElement(name === "message" ? "textarea" : "input");
    field.name = name;
    if (mark) field.dataset[mark] = "";
    label.append(name, field);
    form.append(label);
  }
  const state = document.createElement("p");
  state.dataset.part = "state";
  form.append(state);
  document.querySelector("main").append(form);
  const main = document.querySelector("script[type=module][src]").src;
  (await import(new URL("drafts/page-forms.js", main))).followPageForms();
}"""
_KEPT_WORDS = """async () => {
  const main = document.querySelector("script[type=module][src]").src;
  const [store, {wordsOf}] = await Promise.all(
    ["drafts/store.js", "core/drafting.js"].map((name) => import(new URL(name, main))));
  return (await store.draftsOf(store.owner())).map((draft) => [wordsOf(draft), Object.keys(draft.fields).sort()]);
}"""


@contextmanager
def _slow_scripts(page: Page) -> Iterator[None]:
    """Hold the scripts back until the block ends."""
    # Only this file waits, and the others come from the browser's cache, which Playwright's own routes switch off.
    wire = page.context.new_cdp_session(page)
    held: list[str] = []
    wire.on("Fetch.requestPaused", lambda paused: held.append(paused["requestId"]))
    wire.send("Fetch.enable", {"patterns": [{"urlPattern": SCRIPTS}]})
    yield
    for _ in range(PATIENCE // 10):
        if held:
            break
        page.wait_for_timeout(10)  # the browser is heard meanwhile
    assert len(held) == 1
    wire.send("Fetch.continueRequest", {"requestId": held[0]})
    page.wait_for_load_state("load")
    wire.detach()


def _box(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True).and_(page.locator("textarea, input")).first


def _state(box: Locator) -> Locator:
    return box.locator("xpath=ancestor::form").locator('[data-part="state"]')


def _share_with(alice: Person, bob: Person) -> str:
    """Let Bob answer under a shared note of Alice's; give the path of the shared page."""
    link, passcode = alice.make_link(TRIAL, "Bob")
    guest = bob.page
    guest.goto(link)
    guest.get_by_label("Passcode").fill(passcode)
    guest.get_by_role("button", name="Open").click()
    bob.reply(guest.locator(".card").first, "It is.")
    expect(guest.locator(".reply")).to_have_count(1)
    expect(guest.get_by_label("Your name")).to_have_count(0)  # under the other card neither
    expect(guest.locator(".shared-head")).to_contain_text("You reply as Bob (guest)")
    return guest.url.removeprefix(bob.base).split("#")[0]


def test_early_words_stand_and_older_ones_are_offered_beside_them(people: People) -> None:
    alice, bob = people.join("Alice"), people.join("Bob")
    alice.sign_up()
    for words in ("Is this dose right?", "And this one?"):
        alice.note_on_the_whole_trial(TRIAL, words)
    note = alice.page.url.removeprefix(alice.base)
    shared = _share_with(alice, bob)
    reply_edits = bob.page.get_by_role("link", name="Edit your reply").get_attribute("href") or ""
    thread = alice.go("/replies").locator(".item-title a").first.get_attribute("href") or ""
    for person, path, label in (
        (alice, f"{TRIAL}/notes/new", "Note"),
        (alice, f"{note}/edits", "Note"),
        (alice, f"{TRIAL}/shares/new", "Name for this link"),
        (alice, TRIAL, "Reply to Bob (guest)"),
        (alice, thread, "Reply to Bob (guest)"),
        (bob, reply_edits, "Your reply"),
        (bob, shared, "Reply"),
    ):
        page, older = person.page, ""
        for words in (f"First, on {path}", f"Second, on {path}"):
            with _slow_scripts(page):
                page.goto(person.base + path, wait_until="commit")
                _box(page, label).fill(words)
            expect(_state(_box(page, label))).to_have_text(KEPT)
            expect(_box(page, label)).to_have_value(words)
            if older:
                expect(page.locator('[data-part="others"]').first).to_contain_text(older)
            older = words

    # A box that had the focus before, and words that came without a word to anybody.
    page = bob.page
    with _slow_scripts(page):
        page.reload(wait_until="commit")
        _box(page, "Reply").focus()
    expect(_box(page, "Reply")).to_have_value(f"Second, on {shared}")
    page.keyboard.press("End")
    page.keyboard.type(", went on")
    expect(_state(_box(page, "Reply"))).to_have_text(KEPT)
    _box(page, "Reply").evaluate("box => box.value += ', by a tool'")
    page.goto(bob.base)
    expect(_box(bob.go(shared), "Reply")).to_have_value(f"Second, on {shared}, went on, by a tool")

    # More than the server takes: nothing is cut, and nothing lost by its refusal.
    bob.forgive("422")
    box = _box(bob.page, "Reply")
    box.fill("😀" * 10_001)
    expect(bob.page.locator('[data-part="length"]')).to_have_text(re.compile("^1 character too long: 10,001 of 10,000"))
    bob.page.get_by_role("button", name="Send reply").click()
    expect(bob.page.locator(".reply-form [role=alert]:visible")).to_contain_text("at most 10,000 characters")
    expect(_state(box)).to_have_text(KEPT)
    expect(box).to_have_value("😀" * 10_001)


def test_early_words_stand_in_the_forms_of_an_account(people: People) -> None:
    alice, visitor = people.join("Alice"), people.join("Visitor")
    alice.sign_up()
    for person, path, fields in (
        (visitor, "/sign-up", {"Your name": "Dana", "E-mail address": visitor.email, "Password": PASSWORD}),
        (visitor, "/sign-in", {"E-mail address": visitor.email, "Password": PASSWORD}),
        (visitor, "/password-reset", {"E-mail address": visitor.email}),
        (alice, "/account/name", {"Your name": "Alice Early"}),
        (alice, "/account/email", {"New e-mail address": visitor.email}),
        (alice, "/account/tokens", {"What it is for": "R at work"}),
    ):
        page = person.page
        with _slow_scripts(page):
            page.goto(person.base + path, wait_until="commit")
            for label, words in fields.items():
                _box(page, label).fill(words)
        for label, words in fields.items():
            expect(_box(page, label)).to_have_value(words)


def _end_session(person: Person) -> None:
    """Sign somebody out on the server, and leave their browser the cookie of the session that was."""
    cookies = person.context.cookies()
    other = person.context.new_page()
    other.goto(f"{person.base}/account")
    with other.expect_navigation():
        other.evaluate("document.querySelector('form[action$=\"/sign-out\"]').submit()")
    other.close()
    person.context.add_cookies(cookies)  # type: ignore[arg-type]  # what it gives it takes


def test_words_that_a_sign_in_or_a_refusal_carries_on_keep_the_name_and_place_of_their_form(people: People) -> None:
    alice = people.join("Alice")
    for refused in ("401", "422", "ERR_FAILED"):
        alice.forgive(refused)
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Noted")
    page = alice.page
    page.route("**/js/main.js", lambda route: route.abort())
    alice.go(f"{TRIAL}/shares/new")
    page.get_by_label("Name for this link").fill("A colleague")
    page.locator("input[name=notes]").uncheck()
    page.unroute_all()
    page.get_by_role("button", name="Make a link").click()
    page.wait_for_url(f"**{TRIAL}/shares")
    box = page.get_by_label("Name for this link")
    box.fill("Another colleague")
    expect(_state(box)).to_have_text(KEPT)

    page.route("**/js/main.js", lambda route: route.abort())
    alice.go(f"{TRIAL}/notes/new")
    page.get_by_label("Note", exact=True).fill("Is this dose right?")
    _end_session(alice)
    page.get_by_role("button", name="Save note").click()
    page.get_by_role("button", name="Sign in and go on").click()
    page.unroute_all()
    alice.fill_in_sign_in()
    expect(_state(page.get_by_label("What you typed"))).to_have_text(KEPT)
    page.wait_for_load_state("networkidle")
    links = alice.go("/notes").locator("kept-drafts h3 a")
    for title, path in (("A note on NCT04561557", "/notes/new"), ("Share notes on NCT04561557", "/shares/new")):
        expect(links.filter(has_text=title)).to_have_attribute("href", f"{TRIAL}{path}")


def test_words_are_found_by_what_the_markup_says_and_no_secret_is_kept(people: People) -> None:
    """A form that nobody has made yet, with names that no other form has."""
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go("/labels")
    page.evaluate(_ADD_ENQUIRY)
    form = page.locator("main > form.composer")
    for name, typed in (("pin", "1234"), ("urgency", "high"), ("subject", "Dose"), ("message", "90 mg?")):
        form.locator(f"[name={name}]").fill(typed)
    expect(form.locator("[data-part=state]")).to_have_text(KEPT)
    assert page.evaluate(_KEPT_WORDS) == [["Dose\n\n90 mg?", ["message", "subject", "urgency"]]]
    page.reload()
    page.evaluate(_ADD_ENQUIRY)
    expect(form.locator("[name=message]")).to_have_value("90 mg?")
    expect(form.locator("[name=subject]")).to_have_value("Dose")
    expect(form.locator("[name=pin]")).to_have_value("")
