"""Translators, phones and extensions alter the page: a note stands on the words that were seen, or is refused."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.altered import (
    AT_RANDOM,
    OTHER_WORDS,
    PAINTED,
    PARAGRAPHS,
    SAME_WORDS,
    SELECT_EACH,
    SELECTED_TO,
    TAKE_AWAY,
    WORDS_BESIDE,
    alter,
    find_long,
    select,
)
from tests.browser.changed import CHANGED
from tests.browser.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.engines]

TRIAL = "/trials/NCT04561557"
NOTE = ".card[data-note]"
REFUSED = "Notes are made on the original text."
SCATTERED = "Your selection is in several places."


def test_noting_on_a_page_that_is_altered(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.wait_for_scripts()
    find_long(page)
    notes = page.locator(NOTE)
    count = 0
    for how in SAME_WORDS:
        alter(page, 0, how)
        seen = select(page, 0, 5 + count, 0, 40 + count)
        page.keyboard.press("h")
        count += 1
        expect(notes).to_have_count(count)
        assert seen in notes.locator(".quote").all_text_contents(), how
        page.locator(PARAGRAPHS).first.evaluate(
            "(block) => { block.textContent = block.textContent.replace('not to be seen', '') }"
        )
    painted = page.evaluate(PAINTED)
    assert painted

    before = page.locator(PARAGRAPHS).first.text_content()
    notice = page.locator("[data-part=changed-page]")
    expect(notice).to_be_hidden()
    for how in OTHER_WORDS:
        alter(page, 0, how)
        assert select(page, 0, 5, 0, SELECTED_TO[how])
        _is_refused(page)
        expect(notice).to_be_visible()
        assert page.evaluate(PAINTED) == "", "no mark on other words"
        page.locator(PARAGRAPHS).first.evaluate("(block, words) => { block.textContent = words }", before)
        expect(notice).to_be_hidden()
        assert page.evaluate(PAINTED) == painted, "the marks are back"
    for act in WORDS_BESIDE.values():
        page.locator(PARAGRAPHS).first.evaluate(act)
        select(page, 0, 5, 1, 16)
        _is_refused(page)
        page.evaluate(TAKE_AWAY)
    expect(notes).to_have_count(count)
    expect(page.locator(".card-composer")).to_have_count(0)

    _in_caret_mode(page)
    expect(notes).to_have_count(count)
    _on_the_whole_paragraph(page, before or "")


def _is_refused(page: Page) -> None:
    expect(page.locator(".toolbar-words:visible")).to_contain_text(REFUSED)
    for key in ("h", "n", "q"):
        page.keyboard.press(key)
        expect(page.locator(".toast")).to_contain_text(REFUSED)
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.get_by_role("toolbar")).to_be_hidden()  # the next selection has to be told again


def _in_caret_mode(page: Page) -> None:
    alter(page, 1, "translated")
    select(page, 1, 3, 1, 3)
    page.keyboard.press("c")
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()").strip()
    page.keyboard.press("h")
    expect(page.locator(".toast")).to_contain_text(REFUSED)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def _on_the_whole_paragraph(page: Page, words: str) -> None:
    alter(page, 0, "translated")
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.get_by_role("toolbar")).to_be_hidden()  # else its button could still be about the selection before
    select(page, 0, 5, 0, 30)
    page.get_by_role("toolbar").get_by_role("button", name="Note on this paragraph").click()
    page.wait_for_url("**/notes/new?**")
    expect(page.locator("[data-part=quote]")).to_have_text(words)
    page.get_by_label("Note", exact=True).fill("On the original")
    page.get_by_role("button", name="Save note").click()
    page.wait_for_url(re.compile(r"/notes/[^/?]+$"))
    expect(page.locator(".quote").first).to_contain_text(words[:60])


def test_noting_on_a_page_that_was_altered_before_its_scripts(people: People) -> None:
    bob = people.join("Bob")
    bob.sign_up()
    page = _opened_before_the_scripts(bob, _alter_and_select)
    expect(page.locator("[data-part=changed-page]")).to_be_visible()
    seen = page.evaluate("getSelection().toString()").strip()
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(f"{NOTE} .quote")).to_have_text(seen)
    select(page, 0, 12, 1, 20)
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_contain_text(REFUSED)
    expect(page.locator(".card-composer")).to_have_count(0)

    told = page.evaluate(f"() => ({AT_RANDOM})([{', '.join({**SAME_WORDS, **OTHER_WORDS}.values())}])")
    assert told["wrong"] == []
    assert told["offered"] > 50
    assert told["refused"] > 50


def _alter_and_select(page: Page) -> None:
    alter(page, 0, "linked")
    alter(page, 1, "translated")
    select(page, 0, 12, 0, 44)


def _opened_before_the_scripts(person: Person, act: Callable[[Page], None]) -> Page:
    held: list[Route] = []
    page = person.page

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/main.js*", hold)
    page.goto(person.base + TRIAL, wait_until="commit")
    page.locator(".site-footer").wait_for()
    find_long(page)
    act(page)
    for route in held:
        route.continue_()
    person.wait_for_scripts()
    return page


def test_placing_a_note_on_a_page_that_is_altered(people: People) -> None:
    carol = people.join("Carol")
    carol.sign_up()
    page = carol.go(f"/trials/{CHANGED}/versions/1")
    carol.select("No stroke within five years")
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(NOTE)).to_have_count(1)
    page = carol.go(f"/trials/{CHANGED}")
    carol.wait_for_scripts()
    page.get_by_text("To check (1)").click()
    page.get_by_role("link", name="Choose the text yourself").click()
    put = page.get_by_role("button", name="Attach here")
    css = "#eligibility [data-start]"
    block = page.locator(css, has_text="Neither gout nor cancer")
    number = page.locator(css).evaluate_all(
        "(all) => all.findIndex((each) => each.textContent === 'Neither gout nor cancer')"
    )
    block.evaluate(OTHER_WORDS["edited"])
    select(page, number, 0, number, 12, css)
    expect(page.locator(".placer")).to_contain_text(REFUSED)
    expect(put).to_be_disabled()
    page.locator(css).nth(number).evaluate("(each) => { each.textContent = 'Neither gout nor cancer' }")
    select(page, number, 0, number, 12, css)
    expect(put).to_be_enabled()
    put.click()
    expect(page.locator(".card", has_text="You put it here").locator("ins")).to_have_text("Neither gout")


def test_selecting_several_ranges_at_once(people: People) -> None:
    dave = people.join("Dave")
    dave.sign_up()
    page = dave.go(TRIAL)
    dave.wait_for_scripts()
    find_long(page)
    notes = page.locator(NOTE)
    for apart in ([[0, 5, 17], [1, 4, 14]], [[0, 5, 17], [0, 30, 40]]):
        page.evaluate(SELECT_EACH, [PARAGRAPHS, apart])
        expect(page.locator(".toolbar-words")).to_contain_text(SCATTERED)
        page.keyboard.press("h")
        expect(page.locator(".toast")).to_contain_text(SCATTERED)
    expect(notes).to_have_count(0)
    page.evaluate(SELECT_EACH, [PARAGRAPHS, [[0, 60, -1], [1, 0, 12]]])
    page.keyboard.press("h")
    expect(notes).to_have_count(1)
    words = [page.locator(PARAGRAPHS).nth(number).text_content() or "" for number in (0, 1)]
    assert notes.locator(".quote").text_content() == f"{words[0][60:].strip()}\n{words[1][:12].strip()}"
    _drag(page)
    page.keyboard.press("h")
    expect(notes).to_have_count(2)
    assert notes.locator(".quote").nth(1).text_content() == f"{words[0][-40:].strip()}\n{words[1][:20].strip()}"


def _drag(page: Page) -> None:
    """Drag the mouse from the end of a paragraph to the beginning of the next, over the button between the two."""
    start, end = page.evaluate(
        """(css) => [...document.querySelectorAll(css)].slice(0, 2).map((block, number) => {
          block.scrollIntoView({block: "center", behavior: "instant"});
          const range = document.createRange();
          const at = number ? 19 : block.firstChild.length - 40;
          range.setStart(block.firstChild, at);
          range.setEnd(block.firstChild, at + 1);
          return range;
        }).map((range, number) => {
          const {left, right, top, height} = range.getBoundingClientRect();
          return [number ? right : left, top + height / 2];
        })""",
        PARAGRAPHS,
    )
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()
