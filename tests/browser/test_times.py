"""Times in words or exact: what a pointer finds by hovering, everybody else gets by a choice that this device keeps."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import obeys
from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
EXACT = re.compile(r"^\w+day,? \d+ \w+ \d{4} at \d\d:\d\d:\d\d \S+$")
_NOTE_TIMES = """() => {
  window.shown = [];
  const note = () => document.querySelectorAll("main time").forEach((time) => window.shown.push(time.textContent));
  new MutationObserver(note).observe(document, {childList: true, subtree: true, characterData: true});
}"""


def test_exact_times_are_chosen_once_and_stand_without_a_pointer(people: People) -> None:
    # axe measures with styles of its own, which our policy rightly refuses.
    alice = people.join("Alice", bypass_csp=True, reduced_motion="reduce", timezone_id="Europe/Berlin")
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Is this dose right?")
    page = alice.go(TRIAL)
    time = page.locator(".card time").first
    expect(time).to_have_text("just now")
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_role("radio", name="Exact").check()
    expect(time).to_have_text(EXACT)
    expect(time).not_to_have_attribute("title", re.compile("."))

    # Elsewhere and later too, from the first moment on.
    page.add_init_script(f"({_NOTE_TIMES})()")
    alice.go("/notes")
    time, choice = page.locator("main time").first, page.get_by_label("Times")
    expect(time).to_have_text(EXACT)
    assert re.search("CET|CEST|GMT", time.text_content() or "")
    expect(choice).to_have_value("exact")
    assert [words for words in page.evaluate("window.shown") if "now" in words or "ago" in words] == []
    obeys(alice, "/notes")
    choice.select_option("In words")
    expect(time).to_have_text(re.compile("now|ago"))
    expect(time).to_have_attribute("title", EXACT)


def test_what_is_chosen_once_shows_in_every_list_and_tab(people: People) -> None:
    alice = people.join("Alice")
    page = alice.go(TRIAL)
    beside = alice.context.new_page()
    beside.goto(f"{alice.base}/trials")
    beside.wait_for_load_state("load")
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_role("radio", name="Exact").check()
    page.get_by_role("radio", name="Dark").check()
    for each in (page, beside):
        expect(each.get_by_role("contentinfo").get_by_label("Times")).to_have_value("exact")
        expect(each.get_by_role("contentinfo").get_by_label("Theme")).to_have_value("dark")
        expect(each.locator("html")).to_have_attribute("data-theme", "dark")
    beside.bring_to_front()
    beside.get_by_label("Theme").select_option("Match device")
    page.bring_to_front()
    expect(page.get_by_role("radio", name="Match device")).to_be_checked()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
