"""What one acts on in the margin stays where it is, and what one looks at is in view."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import PHONE, People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
LONG = "A note that goes on and pushes those below it away from their passages. " * 25
_SELECT_FROM_ABOVE = """() => {
  const items = [...document.querySelectorAll("#eligibility [data-start]")];
  const [first, last] = [items[1], items[14]];
  last.scrollIntoView({block: "center", behavior: "instant"});
  getSelection().setBaseAndExtent(first.firstChild, 2, last.firstChild, 9);
  return [first, last].map((item) => item.getBoundingClientRect().top);
}"""
_PASSAGE = """(card) => {
  const {start, end} = card.dataset;
  return document.querySelector("annotated-text").box(Number(start), Number(end)).top;
}"""

_NUMBER_AND_WORDS = """(count) => {
  const block = document.querySelector("#summary p[data-start]");
  const [start, end] = [Number(block.dataset.start), Number(block.dataset.start) + 9];
  const notes = Array.from({length: count}, (_, id) => ({id: String(id), start, end, hue: 0, changed: false}));
  document.querySelector("annotated-text").show(notes);
  const number = document.querySelector(`#notes-at-${start} > span`);
  return [number.getClientRects().length, number.getBoundingClientRect().right, block.getBoundingClientRect().left];
}"""


@pytest.fixture
def alice(people: People) -> Person:
    alice = people.join("Alice", viewport={"width": 1440, "height": 700}, reduced_motion="reduce")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.send_notes(page, [LONG, LONG, LONG, LONG, LONG, "Short"])
    page.reload()
    alice.wait_for_scripts()
    return alice


def _top(thing: Locator) -> float:
    box = thing.bounding_box()
    assert box
    return box["y"]


def _frames(page: Page) -> None:
    """Wait until what was just done is laid and painted."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def test_what_one_acts_on_stays_where_it_is(alice: Person) -> None:
    page = alice.page
    card = page.locator(".card[data-note]").last
    card.evaluate("(card) => scrollBy({top: card.getBoundingClientRect().top - 120, behavior: 'instant'})")
    _frames(page)
    before = _top(card)
    assert not 0 < card.evaluate(_PASSAGE) < 700, "the notes above push it far from its passage"
    card.click(position={"x": 20, "y": 15})
    _frames(page)
    expect(card).to_have_class("card card-focused")
    assert abs(_top(card) - before) < 1.5
    assert 0 < card.evaluate(_PASSAGE) < 700, "the page goes with it"

    card.hover()
    card.get_by_role("link", name="Edit", exact=True).click()
    expect(card.locator("textarea")).to_be_focused()
    _frames(page)
    assert abs(_top(card) - before) < 1.5
    card.locator("textarea").fill("Shorter")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".card-body")).to_have_text("Shorter")
    _frames(page)
    assert abs(_top(card) - before) < 1.5


def test_the_composer_opens_where_the_selection_ends(alice: Person) -> None:
    page = alice.page
    first, last = page.evaluate(_SELECT_FROM_ABOVE)
    assert first < 0 < last < 700
    toolbar = page.get_by_role("toolbar", name="Selected words")
    expect(toolbar).to_be_visible()
    for way in (1500, -3000):
        page.evaluate(f"scrollBy({{top: {way}, behavior: 'instant'}})")
        expect(toolbar).to_be_hidden()  # nothing that it would stand beside is in view
    page.keyboard.press("Tab")
    expect(toolbar.get_by_role("button").first).to_be_focused()
    page.evaluate("scrollBy({top: 1500, behavior: 'instant'}); document.activeElement.blur()")
    expect(toolbar).to_be_visible()
    page.keyboard.press("n")
    composer = page.locator(".card-composer")
    expect(composer.locator("textarea")).to_be_focused()
    _frames(page)
    box = composer.bounding_box()
    assert box
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 700
    page.keyboard.type("In view")
    page.keyboard.press("Control+Enter")
    saved = page.locator(".card-focused", has_text="In view")
    expect(saved).to_be_focused()
    _frames(page)
    assert abs(_top(saved) - box["y"]) < 1.5

    saved.hover()
    saved.get_by_role("button", name="Delete").click()
    expect(saved).to_have_count(0)
    page.mouse.move(5, 5)
    assert page.evaluate("CSS.highlights.get('note-near').size") == 0


def test_the_sheet_shows_the_card_and_not_less_of_the_passage(people: People) -> None:
    bob = people.join("Bob", viewport=PHONE, has_touch=True)
    bob.sign_up()
    page = bob.go(TRIAL)
    bob.send_notes(page, ["Short"] * 9)
    page.reload()
    bob.wait_for_scripts()
    card = page.locator(".card[data-note]").nth(3)
    y = page.evaluate("innerHeight / 2")
    card.evaluate(f"(card) => scrollBy({{top: ({_PASSAGE})(card) - {y}, behavior: 'instant'}})")
    x = card.evaluate(
        "({dataset: {start, end}}) => document.querySelector('annotated-text').box(Number(start), Number(end)).left"
    )
    page.touchscreen.tap(x + 8, y + 8)
    expect(card).to_be_focused()
    margin = page.locator("note-margin")
    handle = page.locator(".sheet-handle").bounding_box()
    assert handle
    assert 0 <= _top(card) - handle["y"] - handle["height"] < 20, "the card stands on top of the sheet"
    tools = page.locator(".reading-tools").bounding_box()
    assert tools
    assert tools["y"] + tools["height"] < card.evaluate(_PASSAGE) < _top(margin) - 20
    # However many notes stand on a paragraph, their number stands beside its words and not on them.
    for count in (42, 100, 5_000):
        lines, right, left = page.evaluate(_NUMBER_AND_WORDS, count)
        assert (lines, right <= left + 1) == (1, True), f"the number of {count} notes stands on the words, or is broken"
    # The sheet scrolls as one: nothing inside of it scrolls by itself.
    assert page.locator("note-margin .cards").evaluate("(cards) => getComputedStyle(cards).overflowY") == "visible"


MANY = 90
"""Notes on one page, more than it holds at once."""


@pytest.fixture
def crowded(people: People) -> Person:
    """Alice, with many notes on a page that is served the cards of a few."""
    alice = people.join("Alice", viewport={"width": 1440, "height": 700}, reduced_motion="reduce")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.send_notes(page, [f"Thought {number}" for number in range(MANY)])
    page.reload()
    alice.wait_for_scripts()
    return alice


@pytest.mark.engines
def test_many_notes_are_marked_at_once_and_their_cards_come_when_one_looks(crowded: Person) -> None:
    page, cards = crowded.page, crowded.page.locator(".card[data-note]")
    place = page.locator(".note-steps [data-part=place]")
    expect(place).to_have_text(str(MANY))
    assert cards.count() < MANY / 2
    assert page.evaluate("document.querySelector('note-margin').dataset.marks.split(' ').length") == MANY
    painted = (
        "[...CSS.highlights].filter(([name]) => /^note-\\d/.test(name)).reduce((sum, [, all]) => sum + all.size, 0)"
    )
    assert page.evaluate(painted) >= MANY
    # No card stands over another, and none further from its passage than a window is high.
    far = """() => [...document.querySelectorAll(".card[data-note]")].filter((card) => !card.hidden).map((card) =>
      card.getBoundingClientRect().top - document.querySelector("annotated-text")
        .box(Number(card.dataset.start), Number(card.dataset.end)).top)"""
    assert max(page.evaluate(far)) <= 700 + 40
    for number in (1, 2, 3):
        page.get_by_role("button", name="Next note").click()
        expect(place).to_have_text(f"{number} of {MANY}")
        expect(page.locator(".card-focused")).to_be_in_viewport()
    page.get_by_role("button", name="Previous note").click()
    expect(place).to_have_text(f"2 of {MANY}")
    for _ in range(3):
        page.keyboard.press("k")
    expect(place).to_have_text(f"{MANY - 1} of {MANY}")
    last = page.locator(".card-focused")
    expect(last).to_be_focused()
    assert 0 < last.evaluate(_PASSAGE) < 700
    # An address leads to a note whose card is not here.
    first = page.evaluate("document.querySelector('note-margin').dataset.marks.slice(0, 22)")
    page.evaluate(f"location.hash = '#note-{first}'")
    expect(page.locator(f"#note-{first}")).to_be_focused()


@pytest.mark.engines
def test_what_has_no_room_waits_behind_a_button(crowded: Person) -> None:
    page = crowded.page
    page.wait_for_load_state("networkidle")  # until the cards in sight are here, and nothing moves any more
    chooser = page.get_by_role("dialog", name="Notes on this passage")
    page.keyboard.press("j")  # a card that is attended to gives way, and the button does not
    expect(page.locator(".card-focused")).to_be_focused()
    _frames(page)
    waiting = page.locator(".card-more button").first
    expect(waiting).to_have_text(re.compile(r"^\d+ more notes here$"))
    waiting.click()
    option = chooser.get_by_role("button").nth(1)
    words = option.locator(".chooser-words > :last-child").text_content() or ""
    assert words.startswith("Thought")
    option.click()
    card = page.locator(".card-focused", has_text=words)
    expect(card).to_be_focused()
    assert 0 < card.evaluate(_PASSAGE) < 700
    card.get_by_role("link", name="Edit", exact=True).click()
    card.locator("textarea").fill("Said otherwise")
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    _frames(page)
    expect(card.locator("textarea")).to_have_value("Said otherwise")  # what is written stays, wherever one looks
    card.get_by_role("button", name="Save").click()
    expect(page.locator(".card-focused .card-body")).to_have_text("Said otherwise")
    expect(page.locator(".note-steps [data-part=place]")).to_contain_text(f"of {MANY}")


@pytest.mark.engines
def test_a_long_note_is_folded_until_it_is_attended_to(alice: Person) -> None:
    body = alice.page.locator(".card-body").first
    folded = body.evaluate("(body) => [body.clientHeight, body.scrollHeight]")
    assert folded[0] < folded[1]
    body.click()
    _frames(alice.page)
    assert body.evaluate("(body) => body.clientHeight") == folded[1]


@pytest.mark.engines
def test_the_margin_shows_the_notes_of_one_label(people: People) -> None:
    bob = people.join("Bob")
    bob.sign_up()
    page = bob.go(TRIAL)
    bob.send_notes(page, ["First", "Second", "Third"])
    page.reload()
    bob.wait_for_scripts()
    card = page.locator(".card", has_text="Second")
    card.hover()
    card.get_by_role("link", name="Label").click()
    card.get_by_role("radio", name="Dose").check()
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".meta .label-chip")).to_have_text("Dose")
    chosen = page.get_by_label("Label of the notes to show")
    chosen.select_option("Dose")
    visible = page.locator(".card[data-note]:visible")
    expect(visible).to_have_count(1)
    expect(page.locator(".note-steps [data-part=place]")).to_contain_text("1")
    assert "label=%3DDose" in page.url
    page.reload()
    bob.wait_for_scripts()
    expect(visible).to_have_count(1)
    expect(chosen).to_have_value("=Dose")
    bob.go(f"{TRIAL}?label=Nothing")  # what no label is asked for by asks for nothing
    bob.wait_for_scripts()
    expect(visible).to_have_count(3)
    bob.go(f"{TRIAL}?label=%3DDose")
    bob.wait_for_scripts()
    expect(visible).to_have_count(1)
    # What is written now is seen, whatever is chosen.
    bob.select(bob.words(20))
    page.keyboard.press("h")
    expect(visible).to_have_count(4)
    expect(chosen).to_have_value("")
