"""The work of reading and noting by the keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PASSWORD, People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
MARK = "::highlight(note-1-1)"


@pytest.mark.engines
def test_select_highlight_and_note_by_keys(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")

    page.keyboard.press("c")
    expect(page.get_by_text("Caret mode", exact=False).first).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Control+ArrowRight")
    for _ in range(4):
        page.keyboard.press("Control+Shift+ArrowRight")
    words = page.evaluate("getSelection().toString()").strip()
    assert len(words.split()) >= 3
    page.keyboard.press("h")
    card = page.locator(".card[data-note]")
    expect(card).to_have_count(1)
    expect(card.locator(".quote")).to_have_text(words)

    for _ in range(3):
        page.keyboard.press("Control+ArrowRight")
    for _ in range(3):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("n")
    editor = page.locator(".card-composer textarea")
    expect(editor).to_be_focused()
    page.keyboard.type("Written without a mouse")
    composed = "{key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true, isComposing: true}"
    editor.evaluate(f"(box) => box.dispatchEvent(new KeyboardEvent('keydown', {composed}))")
    expect(editor).to_be_visible()  # half a word is not saved while an input method composes it
    expect(page.locator(".composer-state:visible")).not_to_have_text("Saving…")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card[data-note]")).to_have_count(2)
    expect(page.locator(".card[data-note]", has_text="Written without a mouse")).to_be_visible()


@pytest.mark.engines
def test_notes_on_paragraphs_and_what_is_said_of_them(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.wait_for_scripts()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the notes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("note-margin")).to_be_focused()

    buttons = page.get_by_role("button", name=re.compile("Note on this (heading|paragraph)"))
    stops = buttons.evaluate_all("(all) => all.filter(({tabIndex}) => tabIndex === 0).length")
    assert stops == 1, "all of them are one stop of the Tab key"
    buttons.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(buttons.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    editor = page.locator(".card-composer textarea")
    expect(editor).to_be_focused()
    words = page.locator(".card-composer [data-part=quote]").text_content() or ""
    page.keyboard.type("On all of it")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card[data-note]")).to_have_count(1)
    block = page.locator("[data-start]", has_text=words).first
    expect(block).to_have_accessible_description("1 note")
    leading = page.locator(".notes-here")
    expect(leading).to_have_count(1)
    leading.press("Enter")
    expect(page.locator(".card-focused")).to_contain_text("On all of it")

    block.evaluate("(block) => getSelection().collapse(block.firstChild, 0)")
    page.keyboard.press("c")
    said = page.locator("p[role=status][aria-atomic]")
    page.keyboard.press("Control+ArrowRight")
    expect(said).to_have_text(re.compile(r"\S+ 1 note here. Enter opens."))
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(said).to_contain_text("Selected: ")
    fold = page.locator("annotated-text details").first
    fold.locator("summary").press("Enter")  # a fold is a fold in caret mode too
    expect(fold).to_have_attribute("open", "")
    block.evaluate("(block) => getSelection().setBaseAndExtent(block.firstChild, 0, block.firstChild, 9)")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")  # with nothing selected it is about the paragraph
    expect(page.locator(".card-composer [data-part=quote]")).to_have_text(words)


def test_keys_are_listed_and_can_be_switched_off(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for words in ("Highlight the selected words", "Caret mode", "Next note"):
        expect(dialog).to_contain_text(words)
    page.keyboard.press("Escape")
    _type_on_another_layout(page, "с", "KeyC")
    expect(page.locator(".caret-state")).to_be_visible()
    _see_in_forced_colours(page)
    _type_on_another_layout(page, "c", "KeyI")  # a Latin letter is the key, wherever it stands
    expect(page.locator(".caret-state")).to_be_hidden()
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', code: 'KeyC', isComposing: true}))")
    expect(page.locator(".caret-state")).to_be_hidden()
    page.keyboard.press("?")
    dialog.get_by_role("checkbox").first.uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def _see_in_forced_colours(page: Page) -> None:
    """See the caret, a mark and what is chosen where the reader's own colours take the place of ours."""
    page.emulate_media(forced_colors="active")
    looks = "([css, pseudo, name]) => getComputedStyle(document.querySelector(css), pseudo)[name]"
    assert page.evaluate(looks, [".caret", None, "borderLeftWidth"]) == "2px"
    words = "annotated-text [data-start]"
    assert page.evaluate(looks, [words, None, "forcedColorAdjust"]) == "none", "else each mark is as what is selected"
    selected, mark = (page.evaluate(looks, [words, of, "backgroundColor"]) for of in ("::selection", MARK))
    chosen, other = (
        page.evaluate(looks, [f"#reader-settings .choice:has({of})", None, "backgroundColor"])
        for of in (":checked", ":not(:checked)")
    )
    assert len({selected, mark}) == len({chosen, other}) == 2
    page.emulate_media(forced_colors="none")


def _type_on_another_layout(page: Page, key: str, code: str) -> None:
    page.evaluate(
        "(typed) => document.body.dispatchEvent(new KeyboardEvent('keydown', {...typed, bubbles: true}))",
        {"key": key, "code": code},
    )


def test_the_whole_job_by_keys(people: People) -> None:
    alice, guest = people.join("Alice"), people.join("Dana")

    page = alice.go("/sign-up")
    _fill(page.get_by_label("Your name"), alice.name)
    _fill(page.get_by_label("E-mail address"), alice.email)
    _fill(page.get_by_label("Password", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-up" not in url)

    page = alice.go(TRIAL)
    _press(page.get_by_role("link", name="Note on the whole trial"))
    expect(page.locator(".card-composer textarea")).to_be_focused()
    page.keyboard.type("Every word by the keyboard")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card[data-note]")).to_have_count(1)

    _press(page.locator(".card").get_by_role("link", name="Share", exact=True))
    page.wait_for_url("**/shares/new**")
    _fill(page.get_by_label("Name for this link"), "Dana")
    expect(page.get_by_role("checkbox", name="The whole trial")).to_be_checked()  # it was shared from its own card
    page.keyboard.press("Enter")
    link = page.get_by_label("Link", exact=True).input_value()
    passcode = page.get_by_label("Passcode", exact=True).input_value()

    page = guest.page
    page.goto(link)
    _fill(page.get_by_label("Passcode"), passcode)
    page.keyboard.press("Enter")
    page.wait_for_url("**/shared/*")
    _press(page.locator("summary", has_text="Reply privately"))
    _fill(page.get_by_label("Your name"), "Dana")
    _fill(page.get_by_label("Reply", exact=True), "Answered by the keyboard")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".reply")).to_contain_text("Answered by the keyboard")

    page = alice.go("/")
    _press(page.get_by_role("navigation", name="Main").get_by_role("link", name="Replies"))
    _press(page.get_by_role("main").get_by_role("link", name="Dana"))
    expect(page.get_by_role("main")).to_contain_text("Answered by the keyboard")


def _fill(field: Locator, words: str) -> None:
    _reach(field)
    field.page.keyboard.type(words)


def _press(thing: Locator) -> None:
    _reach(thing)
    thing.page.keyboard.press("Enter")


def _reach(thing: Locator, most: int = 120) -> None:
    """Go there by the Tab key, as somebody without a mouse does."""
    for _ in range(most):
        if thing.evaluate("thing => thing === document.activeElement"):
            return
        thing.page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {thing}")
