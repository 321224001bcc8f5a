"""Finding words in a record: by the button or a key, from place to place, on every width, for guests too."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.altered import OTHER_WORDS, SAME_WORDS
from tests.browser.people import PHONE, People, Person

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
RESULTS = "/trials/NCT03669861"
NOWHERE = "nothing-has-these-words"
_WORDS = """(name) => [...CSS.highlights.get(name)].map(
  ({startContainer, startOffset, endContainer, endOffset}) => {
    const range = document.createRange();
    range.setStart(startContainer, startOffset);
    range.setEnd(endContainer, endOffset);
    return range.toString();
  }
)"""
_IN_SIGHT = """() => {
  const [{startContainer, startOffset, endContainer, endOffset}] = CSS.highlights.get("note-found");
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  const {left, right, top, bottom} = range.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return there?.closest("[data-start]") === startContainer.parentElement.closest("[data-start]");
}"""
_SAID = "document.addEventListener('announce', ({detail}) => (window.said ??= []).push(detail.words))"


def _marked(page: Page, name: str = "searched") -> list[str]:
    words: list[str] = page.evaluate(_WORDS, f"note-{name}")
    return words


def _bar(page: Page) -> Locator:
    return page.get_by_role("search", name="Find in this record")


def _field(page: Page) -> Locator:
    return page.get_by_label("Words to find in this record")


def _count(page: Page) -> Locator:
    return page.locator(".find-bar [data-part=count]")


def _open_record(person: Person, path: str = TRIAL) -> Page:
    page = person.go(path)
    person.wait_for_scripts()
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    return page


@pytest.mark.engines
def test_words_are_found_from_place_to_place_and_the_text_stays_as_it_is(people: People) -> None:
    page = _open_record(people.join("Bob"))
    before = page.locator(".record").inner_html()
    page.keyboard.press("/")
    expect(_field(page)).to_be_focused()
    assert _field(page).input_value() == ""
    page.keyboard.type("CELLS")
    expect(_count(page)).to_have_text(re.compile(r"^1 of \d+$"))
    found = _marked(page)
    assert len(found) > 2
    assert {words.casefold() for words in found} == {"cells"}
    total = len(found)
    assert page.locator(".record").inner_html() == before

    page.keyboard.press("Enter")
    expect(_count(page)).to_have_text(f"2 of {total}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(_count(page)).to_have_text(f"{total} of {total}")
    page.get_by_role("button", name="Next hit").click()
    expect(_count(page)).to_have_text(f"1 of {total}")
    for _ in range(total):
        page.get_by_role("button", name="Previous hit").click()
        page.wait_for_function(_IN_SIGHT)

    # It closes where the words are: nothing had the focus before.
    block = page.evaluate("[...CSS.highlights.get('note-found')][0].startContainer.parentElement.dataset.start")
    _field(page).press("Escape")
    expect(_bar(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.start") == block
    assert _marked(page) == _marked(page, "found") == []
    page.keyboard.press("/")
    expect(_field(page)).to_have_value("CELLS")
    expect(_count(page)).to_contain_text(f"of {total}")


def test_where_one_is_is_read_out_once_the_reader_pauses(people: People) -> None:
    page = _open_record(people.join("Bob"))
    page.evaluate(_SAID)
    page.keyboard.press("/")
    page.keyboard.type("relapses", delay=30)
    page.wait_for_function("() => window.said?.length")
    assert page.evaluate("said") == ["1 of 3, in Outcomes"]
    _field(page).fill(NOWHERE)
    page.wait_for_function("() => said.length > 1")
    assert page.evaluate("said[1]") == "Not found in this record."

    # Nothing of what was pasted is cut from the field.
    pasted = "x" * 201
    _field(page).fill(pasted)
    expect(page.locator("[data-part=missing]")).to_contain_text("Only the first 200 characters are looked for.")
    expect(_field(page)).to_have_value(pasted)


@pytest.mark.engines
def test_words_are_found_as_readers_mean_them(people: People) -> None:
    page = _open_record(people.join("Bob"))
    page.get_by_role("button", name="Find", exact=True).click()
    for typed, words in (("≥6", ">= 6"), ("BCMÁ", "BCMA"), ("nervous\u00a0system", "nervous system")):
        _field(page).fill(typed)
        expect(_count(page)).to_contain_text("of")
        page.wait_for_function(f"() => ({_WORDS})('note-found')[0] === {words!r}")
        assert words in _marked(page)
    _field(page).fill("")
    expect(_count(page)).to_be_empty()
    assert _marked(page) == []
    expect(page.get_by_role("button", name="Next hit")).to_be_disabled()


@pytest.mark.engines
def test_what_is_not_there_is_said_and_can_be_asked_of_one_s_notes(people: People) -> None:
    alice, bob = people.join("Alice"), people.join("Bob")
    alice.sign_up()
    for person in (alice, bob):
        page = _open_record(person)
        page.bring_to_front()
        button = page.get_by_role("button", name="Find", exact=True)
        button.press("Enter")
        expect(_field(page)).to_be_focused()
        page.keyboard.type(NOWHERE)
        expect(_bar(page)).to_contain_text("Not found in this record")
        expect(_count(page)).to_be_empty()
        if person is bob:
            expect(_bar(page).get_by_role("link")).to_have_count(0)
        _field(page).press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
    page = alice.page
    page.bring_to_front()
    page.keyboard.press("/")
    _bar(page).get_by_role("link", name="Search in my notes").click()
    page.wait_for_url("**/notes?q=*")
    assert f"q=%22{NOWHERE}%22+trial%3ANCT04561557" in page.url


@pytest.mark.engines
def test_an_address_names_the_words(people: People) -> None:
    bob = people.join("Bob")
    page = _open_record(bob, f"{TRIAL}?find=antibodies&notes=all")
    expect(_count(page)).to_have_text(re.compile(r"^1 of \d+$"))
    expect(_field(page)).to_have_value("antibodies")
    expect(_field(page)).not_to_be_focused()
    page.wait_for_function(_IN_SIGHT)
    _field(page).fill("CT103A")
    page.wait_for_url(re.compile(r"\?find=CT103A&notes=all$"))
    page.reload()
    bob.wait_for_scripts()
    expect(_field(page)).to_have_value("CT103A")
    expect(_count(page)).to_have_text(re.compile(r"^\d+ hits$"))
    page.get_by_role("search", name="Find in this record").get_by_role("button", name="Close").click()
    page.wait_for_url(re.compile(r"\?notes=all$"))


@pytest.mark.engines
def test_on_the_narrowest_screen_the_words_are_in_sight_in_tables_too(people: People) -> None:
    bob = people.join("Bob", viewport=PHONE | {"width": 320})
    bob.sign_up()
    page = bob.page
    for path, words in ((TRIAL, "antibod"), (RESULTS, "remission")):
        _open_record(bob, path)
        tools = [button.bounding_box() for button in page.locator(".reading-tools .button:visible").all()]
        assert len(tools) > 3
        assert len({box and box["y"] for box in tools}) == 1, "the tools are one line"
        page.get_by_role("button", name="Find", exact=True).click()
        _field(page).fill(words)
        expect(_count(page)).to_contain_text("1 of")
        for name in ("Next hit", "Previous hit", "Close"):
            box = _bar(page).get_by_role("button", name=name).bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 24
            assert box["x"] + box["width"] <= 320
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for _ in range(min(len(_marked(page)), 6)):
            _field(page).press("Enter")
            page.wait_for_function(_IN_SIGHT)
    page.set_viewport_size({"width": 390, "height": 400})  # a keyboard is open
    _field(page).press("Enter")
    page.wait_for_function(_IN_SIGHT)
    assert (_bar(page).bounding_box() or {"y": -1})["y"] == 0


@pytest.mark.engines
def test_guests_find_words_in_what_is_shared_with_them(people: People) -> None:
    alice, guest = people.join("Alice"), people.join("Charlie")
    alice.sign_up()
    alice.note_on_the_whole_trial(TRIAL, "Read this")
    link, passcode = alice.make_link(TRIAL, "Charlie")
    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/*")
    guest.wait_for_scripts()
    guest.page.keyboard.press("/")
    expect(_field(guest.page)).to_be_focused()
    guest.page.keyboard.type("antibodies")
    expect(_count(guest.page)).to_contain_text("1 of")
    guest.page.wait_for_function(_IN_SIGHT)


@pytest.mark.engines
def test_words_in_split_nodes_are_found_and_other_words_are_not_the_record_s(people: People) -> None:
    page = _open_record(people.join("Bob"))
    block = page.locator("#summary p[data-start]").first
    words = (block.text_content() or "")[5:29]
    for change in (SAME_WORDS["split"], SAME_WORDS["wrapped"]):
        block.evaluate(change)
        page.get_by_role("button", name="Find", exact=True).click()
        _field(page).fill(words)
        expect(_count(page)).to_have_text("1 of 1")
        assert _marked(page, "found") == [words]
        _field(page).press("Escape")
    page.reload()
    page.wait_for_load_state("load")
    block.evaluate(OTHER_WORDS["edited"])
    page.get_by_role("button", name="Find", exact=True).click()
    _field(page).fill(words)
    expect(_bar(page)).to_contain_text("Something has changed the words of this page")


def test_a_fold_opens_for_the_words_in_it(people: People) -> None:
    page = _open_record(people.join("Bob"))
    page.evaluate("""() => {
      const fold = document.createElement("details");
      document.querySelector("#eligibility").before(fold);
      fold.append(document.querySelector("#eligibility"));
    }""")
    page.keyboard.press("/")
    page.keyboard.type("leukapheresis.")
    expect(_count(page)).to_have_text("1 of 1")
    expect(page.locator("details:has(#eligibility)")).to_have_attribute("open", "")
    page.wait_for_function(_IN_SIGHT)


def test_what_was_found_is_told_from_notes_in_forced_colours_and_is_not_on_paper(people: People) -> None:
    page = _open_record(people.join("Bob"), f"{TRIAL}?find=antibodies")
    look = """([mark, name]) =>
      getComputedStyle(document.querySelector(".record [data-start]"), `::highlight(note-${mark})`)[name]"""
    lines = [page.evaluate(look, ["searched", "textDecorationLine"])]
    page.emulate_media(forced_colors="active")
    grounds = [page.evaluate(look, [mark, "backgroundColor"]) for mark in ("searched", "found", "1-1")]
    assert len(set(grounds)) == len(grounds)
    page.emulate_media(forced_colors="none", media="print")
    lines.append(page.evaluate(look, ["searched", "textDecorationLine"]))
    assert lines == ["underline overline", "none"]


def test_a_browser_without_marks_selects_the_place(people: People) -> None:
    bob = people.join("Bob")
    bob.context.add_init_script("delete window.Highlight")
    page = _open_record(bob)
    page.keyboard.press("/")
    page.keyboard.type("antibodies")
    expect(_count(page)).to_contain_text("1 of")
    page.get_by_role("button", name="Next hit").click()
    expect(_count(page)).to_contain_text("2 of")
    assert page.evaluate("getSelection().toString()") == "antibodies"


def test_no_dead_control_stands_where_no_script_runs(people: People) -> None:
    bob = people.join("Bob", java_script_enabled=False)
    page = bob.go(f"{TRIAL}?find=antibodies")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("button", name="Find", exact=True).count() == _field(page).count() == 0
