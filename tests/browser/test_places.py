"""Whoever goes by the keyboard stays where they are: what closes leads back, and what can be taken back is the next stop."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
_EDITS = """() => new Promise((done) => {
  const margin = document.querySelector("note-margin");
  const watch = new MutationObserver(() => {
    const box = margin.querySelector("form.composer textarea[name=body]");
    if (!box?.checkVisibility()) return;
    watch.disconnect();
    done(document.activeElement === box);
  });
  watch.observe(margin, {childList: true, subtree: true});
  margin.querySelector('a[data-action="edit"]').click();
})"""
_SAID = "document.addEventListener('announce', ({detail}) => (window.said ??= []).push(detail.words))"


def _said(page: Page) -> list[str]:
    """Give what was read out since it was asked last."""
    said: list[str] = page.evaluate("[window.said ?? [], window.said = []][0]")
    return said


@pytest.fixture
def page(people: People) -> Page:
    """A trial before somebody who has written nothing yet, and whose clock a test can turn."""
    alice = people.join("Alice")
    alice.sign_up()
    alice.page.clock.install()
    page = alice.go(TRIAL)
    alice.wait_for_scripts()
    page.evaluate(_SAID)
    return page


def test_what_closes_leads_back_to_what_opened_it(page: Page) -> None:
    begin, box = page.get_by_role("link", name="Note on the whole trial"), page.locator(".card-composer textarea")
    expect(page.locator("live-region")).to_have_attribute("aria-atomic", "false")
    begin.press("Enter")
    expect(box).to_be_focused()
    assert page.locator("#composer-body").count() == page.get_by_label("Note", exact=True).count() == 1
    page.keyboard.press("Escape")
    expect(begin).to_be_focused()
    assert _said(page) == ["Closed"]

    # Discarded: said once and truly, and the way back is the next stop.
    begin.press("Enter")
    page.keyboard.type("Half a thought")
    expect(page.locator('[data-part="state"]:visible')).to_have_text("Kept on this device")
    page.get_by_role("button", name="Discard").press("Enter")
    expect(begin).to_be_focused()
    assert _said(page) == ["Draft discarded. Tab reaches Undo."]
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(begin).to_be_focused()
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".card-draft")).to_contain_text("Half a thought")
    page.locator(".card-draft").get_by_role("button", name="Discard").press("Enter")
    expect(begin).to_be_focused()


def test_in_caret_mode_the_place_in_the_text_is_kept(page: Page) -> None:
    box, card = page.locator(".card-composer textarea"), page.locator(".card[data-note]")
    page.keyboard.press("c")
    for _ in range(3):
        page.keyboard.press("Shift+Control+ArrowRight")
    selected = page.evaluate("getSelection().toString()")
    page.keyboard.press("n")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[data-start]')")
    for _ in range(3):
        page.keyboard.press("Shift+Control+ArrowLeft")
    assert page.evaluate("getSelection().toString()") == selected
    page.keyboard.press("n")
    page.keyboard.type("About these words")
    page.keyboard.press("Control+Enter")
    expect(card).to_be_focused()
    edit = card.get_by_role("link", name="Edit", exact=True)
    edit.press("Enter")
    expect(card.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()

    # The only note is deleted: its words, and Undo for as long as nothing else is done.
    card.get_by_role("button", name="Delete").press("Enter")
    expect(card).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[data-start]')")
    page.clock.fast_forward(60_000)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_be_focused()
    card.get_by_role("button", name="Delete").press("Enter")
    expect(page.get_by_role("button", name="Undo")).to_have_count(1)
    page.clock.fast_forward(60_000)
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    # The buttons over selected words lead back to them, and so does caret mode at its end.
    for _ in range(3):
        page.keyboard.press("Shift+Control+ArrowRight")
    toolbar = page.get_by_role("toolbar", name="Selected words")
    expect(toolbar).to_be_visible()
    page.keyboard.press("Tab")
    toolbar.get_by_role("button", name="Highlight", exact=True).press("Enter")
    expect(card).to_have_count(1)
    assert page.evaluate("document.activeElement.matches('h1[data-start]')")


_OPEN_LATE = """() => {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...said) {
    const asked = {};
    window.openNow = () => {
      const request = open.apply(this, said);
      request.onsuccess = () => {
        asked.result = request.result;
        asked.onsuccess();
      };
    };
    return asked;
  };
}"""


def test_when_a_slow_database_opens_what_stands_in_the_form_is_said_to_be_kept(page: Page) -> None:
    page.add_init_script(f"({_OPEN_LATE})()")
    page.goto(f"{page.url}/notes/new")
    page.wait_for_load_state("load")
    page.clock.fast_forward(3_000)
    page.get_by_label("Note", exact=True).fill("Half a thought")
    state = page.locator('[data-part="state"]')
    expect(state).to_have_text("This browser cannot keep drafts")
    page.evaluate("openNow()")
    expect(state).to_have_text("Kept on this device")
    page.goto(page.url)
    page.evaluate("openNow()")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Half a thought")


def test_what_is_typed_at_once_is_the_note_s_and_older_words_come_beside_it(page: Page) -> None:
    begin, box = page.get_by_role("link", name="Note on the whole trial"), page.locator(".card-composer textarea")
    begin.press("Enter")
    page.keyboard.type("Older")
    expect(page.locator('[data-part="state"]:visible')).to_have_text("Kept on this device")
    page.keyboard.press("Escape")
    page.add_init_script(f"({_OPEN_LATE})()")
    page.reload()
    page.wait_for_load_state("load")
    begin.press("Enter")
    page.keyboard.type("the higher dose")  # "h" would highlight, "e" edit, and "n" begin another note
    expect(box).to_have_value("the higher dose")
    page.evaluate("openNow()")
    expect(page.locator('[data-part="others"]')).to_contain_text("Older")
    expect(page.locator(".card-composer")).to_have_count(1)

    # Where nothing is typed yet, they stand in the box, and one goes on behind them.
    page.locator('[data-part="others"]').get_by_role("button", name="Add it here").click()
    expect(box).to_have_value("the higher dose\n\nOlder")
    expect(page.locator('[data-part="state"]:visible')).to_have_text("Kept on this device")
    page.keyboard.press("Escape")
    begin.press("Enter")
    expect(box).to_have_value("the higher dose\n\nOlder")
    page.keyboard.type(" ones")
    expect(box).to_have_value("the higher dose\n\nOlder ones")
    expect(page.locator(".card[data-note]")).to_have_count(0)


def test_who_has_selected_all_writes_in_the_place_of_older_words_that_come_late(page: Page) -> None:
    page.get_by_role("link", name="Note on the whole trial").press("Enter")
    page.keyboard.type("Saved")
    page.keyboard.press("Control+Enter")
    edit, box = page.get_by_role("link", name="Edit", exact=True), page.locator("form.composer textarea:visible")
    edit.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.type(", and older")
    expect(page.locator('[data-part="state"]:visible')).to_have_text("Kept on this device")
    page.keyboard.press("Escape")
    page.add_init_script(f"({_OPEN_LATE})()")
    page.reload()
    page.wait_for_load_state("load")
    edit.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.press("Control+a")
    page.evaluate("openNow()")
    expect(box).to_have_value("Saved, and older")
    page.keyboard.type("Written anew")
    expect(box).to_have_value("Written anew")


def test_the_form_of_an_edit_has_the_focus_as_soon_as_it_is_there(page: Page) -> None:
    page.get_by_role("link", name="Note on the whole trial").press("Enter")
    page.keyboard.type("Saved")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card[data-note]")).to_contain_text("Saved")
    assert page.evaluate(_EDITS), "focused later: whoever has selected its words by then has them no more"
