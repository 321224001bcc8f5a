"""Pages that something else alters, as translators, phones and extensions do; the journeys take people of any engine."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.changed import CHANGED
from tests.browser.people import People, Person

TRIAL = "/trials/NCT04561557"
NOTE = ".card[data-note]"
REFUSED = "Notes are made on the original text."

PARAGRAPHS = ":is(#summary, #description) p.long"

# What alters a block, by what it leaves of its words.
SAME_WORDS = {
    "split": "(block) => block.firstChild.splitText(9).splitText(12)",
    "replaced": "(block) => block.replaceChildren(document.createTextNode(block.textContent))",
    "wrapped": """(block) => {
      const font = document.createElement("font");
      font.append(document.createElement("font"));
      font.firstChild.append(block.textContent);
      block.replaceChildren(font);
    }""",
    "linked": """(block) => {
      const word = block.firstChild.splitText(10);
      word.splitText(8);
      const link = document.createElement("a");
      link.href = "tel:10";
      word.replaceWith(link);
      link.append(word);
    }""",
    "decorated": """(block) => {
      block.firstChild.splitText(14).before(document.createElement("img"));
      const hidden = document.createElement("span");
      hidden.hidden = true;
      hidden.append("not to be seen");
      block.append(hidden);
    }""",
}
OTHER_WORDS = {
    "translated": """(block) => {
      const font = document.createElement("font");
      font.append(document.createElement("font"));
      font.firstChild.append([...block.textContent].reverse().join("").replace(/ /, " und auch "));
      block.replaceChildren(font);
    }""",
    "put in": """(block) => {
      const icon = document.createElement("span");
      icon.append("🔍");
      block.firstChild.splitText(12).before(icon);
    }""",
    "hidden": """(block) => {
      const original = document.createElement("span");
      original.append(block.textContent);
      original.style.display = "none";
      const shown = document.createElement("span");
      shown.append("Was hier zu lesen ist, steht nicht im Register.");
      block.replaceChildren(original, shown);
    }""",
    "edited": "(block) => block.firstChild.replaceData(4, 3, 'not')",
}

_SELECT = """([css, first, from, last, to]) => {
  const place = (block, unit) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && unit > walker.currentNode.length) unit -= walker.currentNode.length;
    return [walker.currentNode, Math.min(unit, walker.currentNode.length)];
  };
  const blocks = document.querySelectorAll(css);
  blocks[first].scrollIntoView({block: "center", behavior: "instant"});
  getSelection().setBaseAndExtent(...place(blocks[first], from), ...place(blocks[last], to));
  return getSelection().toString();
}"""

_PAINTED = """async () => {
  await new Promise(requestAnimationFrame);
  const marks = [...CSS.highlights].filter(([name]) => /^note-\\d/.test(name)).flatMap(([, ranges]) => [...ranges]);
  return marks.map((range) => {
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.toString();
  }).join("|");
}"""

# Alters and selects at random within a list of criteria; what is offered to be noted is what is seen, or nothing is.
_AT_RANDOM = """(acts) => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const text = document.querySelector("annotated-text");
  const blocks = [...document.querySelectorAll("#eligibility .criteria [data-start]")].filter((block) => block.textContent.length > 24);
  const original = new Map(blocks.map((block) => [block, block.textContent]));
  const bare = (words) => words.replace(/\\s+/g, "");
  const told = {offered: 0, refused: 0, wrong: []};
  for (let round = 0; round < 300; round++) {
    const block = blocks[random(blocks.length)];
    if (block.childNodes.length === 1 && block.firstChild instanceof Text) acts[random(acts.length)](block);
    else if (random(2)) block.replaceChildren(original.get(block));
    const at = random(blocks.length - 2);
    const nodes = (of) => {
      const walker = document.createTreeWalker(of, NodeFilter.SHOW_TEXT);
      return Array.from(function* () { while (walker.nextNode()) yield walker.currentNode; }())
        .filter((node) => node.parentElement.checkVisibility());
    };
    const [first, last] = [nodes(blocks[at]), nodes(blocks[at + random(2)])];
    const [from, to] = [first[random(first.length)], last[random(last.length)]];
    getSelection().setBaseAndExtent(from, random(from.length), to, random(to.length + 1));
    const {passage, refusal} = text.selected;
    if (passage && bare(passage.exact) !== bare(getSelection().toString())) {
      told.wrong.push([passage.exact, getSelection().toString()]);
    }
    if (passage) told.offered++;
    if (refusal) told.refused++;
  }
  return told;
}"""


def _find_long(page: Page) -> None:
    page.evaluate(
        """() => {
          for (const block of document.querySelectorAll("p[data-start]")) {
            if (block.textContent.length > 80) block.classList.add("long");
          }
        }"""
    )


def alter(page: Page, number: int, how: str) -> None:
    """Alter one paragraph of the description."""
    page.locator(PARAGRAPHS).nth(number).evaluate({**SAME_WORDS, **OTHER_WORDS}[how])


def select(page: Page, first: int, start: int, last: int, end: int, css: str = PARAGRAPHS) -> str:
    """Select from a unit of one paragraph to a unit of another, and give what is seen as selected."""
    return str(page.evaluate(_SELECT, [css, first, start, last, end])).strip()


def walk_over_an_altered_page(people: People) -> None:
    """Note on a page that is altered after the scripts have started: by toolbar, by keys, in caret mode, whole paragraphs."""
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.wait_for_scripts()
    _find_long(page)
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
    painted = page.evaluate(_PAINTED)
    assert painted

    before = page.locator(PARAGRAPHS).first.text_content()
    notice = page.locator("[data-part=changed-page]")
    expect(notice).to_be_hidden()
    for how in OTHER_WORDS:
        alter(page, 0, how)
        select(page, 0, 5, 0, 16)
        expect(page.locator(".toolbar-words")).to_contain_text(REFUSED)
        for key in ("h", "n", "q"):
            page.keyboard.press(key)
            expect(page.locator(".toast")).to_contain_text(REFUSED)
        expect(notice).to_be_visible()
        assert page.evaluate(_PAINTED) == "", "no mark on other words"
        page.locator(PARAGRAPHS).first.evaluate("(block, words) => { block.textContent = words }", before)
        expect(notice).to_be_hidden()
        assert page.evaluate(_PAINTED) == painted, "the marks are back"
    expect(notes).to_have_count(count)
    expect(page.locator(".card-composer")).to_have_count(0)

    _in_caret_mode(page)
    expect(notes).to_have_count(count)
    _on_the_whole_paragraph(page, before or "")


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
    select(page, 0, 5, 0, 30)
    page.get_by_role("toolbar").get_by_role("button", name="Note on this paragraph").click()
    page.wait_for_url("**/notes/new?**")
    expect(page.locator("[data-part=quote]")).to_have_text(words)
    page.get_by_label("Note", exact=True).fill("On the original")
    page.get_by_role("button", name="Save note").click()
    page.wait_for_url(re.compile(r"/notes/[^/?]+$"))
    expect(page.locator(".quote").first).to_contain_text(words[:60])


def walk_over_a_page_altered_before_the_scripts(people: People) -> None:
    """Note on a page that was altered before its scripts came; then alter and select at random."""
    bob = people.join("Bob")
    bob.sign_up()
    page = _opened_before_the_scripts(bob, _alter_and_select)
    seen = page.evaluate("getSelection().toString()").strip()
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(f"{NOTE} .quote")).to_have_text(seen)
    select(page, 0, 12, 1, 20)
    page.keyboard.press("n")
    expect(page.locator(".toast")).to_contain_text(REFUSED)
    expect(page.locator(".card-composer")).to_have_count(0)

    told = page.evaluate(f"() => ({_AT_RANDOM})([{', '.join({**SAME_WORDS, **OTHER_WORDS}.values())}])")
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
    _find_long(page)
    act(page)
    for route in held:
        route.continue_()
    person.wait_for_scripts()
    return page


def walk_with_a_note_to_be_placed(people: People) -> None:
    """Place a note that waits for its author's eye on a page that is altered: refused until the words are the record's."""
    carol = people.join("Carol")
    carol.sign_up()
    page = carol.go(f"/trials/{CHANGED}/versions/1")
    carol.select("No stroke within five years")
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(NOTE)).to_have_count(1)
    page = carol.go(f"/trials/{CHANGED}")
    carol.wait_for_scripts()
    page.get_by_text("Needs your eye (1)").click()
    page.get_by_role("link", name="Select its words").click()
    put = page.get_by_role("button", name="Put it here")
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
