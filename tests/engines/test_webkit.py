"""The journeys that matter, in WebKit: read, note, share, open, reply; pages that others alter; marks; axe."""

from pathlib import Path

import axe_playwright_python
from selenium.webdriver.common.keys import Keys

from tests.browser.altered import (
    FIND_LONG,
    OTHER_WORDS,
    PARAGRAPHS,
    SAME_WORDS,
    SELECT,
    SELECTED_TO,
    TAKE_AWAY,
    WORDS_BESIDE,
)
from tests.engines.visitors import Visitor

TRIAL = "/trials/NCT04561557"
PAINTED = """return [...CSS.highlights].filter(([name]) => name.startsWith("note-"))
  .flatMap(([, highlight]) => [...highlight]).map((range) => range.startContainer.data.slice(range.startOffset, range.endOffset))"""
RULES = """
  const found = [];
  const walk = (rules) => { for (const rule of rules) {
    if (rule.styleSheet) walk(rule.styleSheet.cssRules);
    else if (rule.selectorText?.includes("::highlight(note-")) found.push([rule.selectorText, rule.style.textDecorationLine]);
    if (rule.cssRules) walk(rule.cssRules);
  } };
  for (const sheet of document.styleSheets) walk(sheet.cssRules);
  return found;
"""

QUOTES = "return [...document.querySelectorAll('.card[data-note] .quote')].map((quote) => quote.textContent)"

AXE = """
  const done = arguments[0];
  const told = ({ id, nodes }) => [id, nodes.map(({ html }) => html)];
  axe.run({ resultTypes: ["violations"] }).then(({ violations }) => done(violations.map(told)));
"""


def words_of(visitor: Visitor, *, paragraph: int, length: int) -> str:
    """Give the first words of a paragraph of the summary or description."""
    text: str = visitor.run(
        "return document.querySelectorAll('#summary p[data-start], #description p[data-start]')[arguments[0]].textContent",
        paragraph,
    )
    return text[:length].rsplit(" ", 1)[0]


def test_note_share_open_and_reply(visitors: list[Visitor]) -> None:
    wanda, wim = visitors
    wanda.sign_up("wanda@example.org")
    wanda.go(TRIAL)
    marked = words_of(wanda, paragraph=0, length=40)
    wanda.select(marked)
    wanda.find("[role=toolbar]")
    wanda.keys("h")
    wanda.find(".card[data-note]")
    wanda.wait(lambda: wanda.run(PAINTED), "the passage to be painted")
    assert set(wanda.run(PAINTED)) == {marked}

    wanda.select(words_of(wanda, paragraph=1, length=30))
    wanda.find("[role=toolbar]")
    wanda.keys("n")
    wanda.fill(".card-composer textarea[name=body]", "ANC >=1.5 after 3 weeks?")
    wanda.press(".card-composer button", "Save note")
    wanda.find(".card[data-note]", "ANC >=1.5 after 3 weeks?")

    wanda.go(f"{TRIAL}/shares/new")
    for box in wanda.driver.find_elements("css selector", "input[type=checkbox][name=notes]"):
        if not box.is_selected():
            box.click()
    wanda.fill("main [name=recipient]", "Wim at the unit")
    wanda.press("main form button", "Make a link to 2 notes")
    link, passcode = (wanda.find(f"#share-{name}").get_attribute("value") for name in ("link", "passcode"))

    wim.go(str(link))
    wim.fill("[name=passcode]", str(passcode))
    wim.press("main form button", "Open")
    card = ".card[data-note]"
    wim.find(card)
    wim.run("for (const fold of document.querySelectorAll('.card details')) fold.open = true")
    wim.fill(f"{card} [name=name]", wim.name)
    wim.fill(f"{card} textarea", "Yes, by table 2.")
    wim.press(f"{card} button", "Send reply")
    wim.find(card, "Yes, by table 2.")

    wanda.go("/replies")
    wanda.find(".item-unread", wim.name)


def test_a_page_that_is_altered_takes_no_words_that_are_not_the_record_s(visitors: list[Visitor]) -> None:
    wanda, _ = visitors
    wanda.sign_up("wanda.altered@example.org")
    wanda.go(TRIAL)
    wanda.run(f"({FIND_LONG})()")
    before = wanda.run(f"return document.querySelector('{PARAGRAPHS}').textContent")
    restore = f"document.querySelector('{PARAGRAPHS}').textContent = arguments[0]"
    marked = []
    for count, act in enumerate(SAME_WORDS.values()):
        wanda.run(f"({act})(document.querySelector('{PARAGRAPHS}'))")
        marked.append(wanda.run(f"return ({SELECT})(arguments[0])", [PARAGRAPHS, 0, 5 + count, 0, 40 + count]).strip())
        wanda.find("[role=toolbar]")
        wanda.keys("h")
        wanda.wait(lambda: len(wanda.run(QUOTES)) == len(marked), "the highlight to be saved")
        wanda.run(restore, before)
    assert sorted(wanda.run(QUOTES)) == sorted(marked)
    wanda.wait(lambda: wanda.run(PAINTED), "the marks to be back on the words of the record")

    for how, act in (OTHER_WORDS | WORDS_BESIDE).items():
        wanda.run(f"({act})(document.querySelector('{PARAGRAPHS}'))")
        last = [1, 16] if how in WORDS_BESIDE else [0, SELECTED_TO[how]]
        assert wanda.run(f"return ({SELECT})(arguments[0])", [PARAGRAPHS, 0, 5, *last])
        wanda.find(".toolbar-words", "Notes are made on the original text.")
        wanda.keys("h")
        wanda.run(f"getSelection().removeAllRanges(); ({TAKE_AWAY})()")
        wanda.run(restore, before)
        wanda.wait(
            lambda: not wanda.run("return document.querySelector('[role=toolbar]')?.checkVisibility()"),
            "the toolbar to go",
        )
    wanda.go(TRIAL)
    assert sorted(wanda.run(QUOTES)) == sorted(marked)


def test_every_mark_has_its_underline(visitors: list[Visitor]) -> None:
    wanda, _ = visitors
    wanda.go(TRIAL)
    underlined = " ".join(selector for selector, line in wanda.run(RULES) if line == "underline")
    names = [f"(note-{hue}-{depth})" for hue in range(1, 9) for depth in range(1, 5)]
    assert [name for name in names if name not in underlined] == []


def test_words_are_found_from_place_to_place(visitors: list[Visitor]) -> None:
    wanda, _ = visitors
    wanda.go(TRIAL)
    wanda.keys("/")
    wanda.fill(".find-bar input", "antibodies")
    wanda.find(".find-count", "1 of ")
    assert set(wanda.run(PAINTED)) == {"antibodies"}
    wanda.keys(Keys.ENTER)
    wanda.find(".find-count", "2 of ")
    wanda.keys(Keys.ESCAPE)
    wanda.wait(lambda: not wanda.run(PAINTED), "the marks to go")
    assert wanda.run(
        "return 'antibodies' === getSelection().focusNode.data?.slice(getSelection().focusOffset).slice(0, 10)"
    )


def test_axe_finds_nothing(visitors: list[Visitor]) -> None:
    wanda, _ = visitors
    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    for path, width in ((TRIAL, 1440), (TRIAL, 400), ("/", 1440), ("/sign-up", 400)):
        wanda.go(path, width=width)
        wanda.driver.set_script_timeout(60)
        wanda.run(axe)
        found = wanda.driver.execute_async_script(AXE)
        assert found == [], f"{path} at {width} px"
