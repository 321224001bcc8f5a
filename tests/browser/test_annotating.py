"""Selecting, writing, editing and deleting on the reading page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.engines]

TRIAL = "/trials/NCT04561557"
NOTE = ".card[data-note]"


@pytest.fixture
def alice(people: People) -> Person:
    alice = people.join("Alice")
    alice.sign_up()
    alice.go(TRIAL)
    return alice


def _highlight(alice: Person, words: str, expected: int) -> None:
    alice.select(words)
    _press(alice.page, "Highlight")
    expect(alice.page.locator(NOTE)).to_have_count(expected)


def _press(page: Page, action: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=action, exact=True).click()


def _painted(page: Page) -> str:
    """The text under the painted ranges, in the order of the record."""
    return str(
        page.evaluate(
            """() => [...CSS.highlights.entries()]
                 .filter(([name]) => /^note-\\d/.test(name))
                 .flatMap(([, ranges]) => [...ranges])
                 .map((range) => {
                   const live = document.createRange();
                   live.setStart(range.startContainer, range.startOffset);
                   live.setEnd(range.endContainer, range.endOffset);
                   return [live.getBoundingClientRect().top, live.getBoundingClientRect().left, live.toString()];
                 })
                 .sort((a, b) => a[0] - b[0] || a[1] - b[1])
                 .map(([, , words]) => words)
                 .join("|")"""
        )
    )


def test_edit_delete_and_undo(alice: Person) -> None:
    page = alice.page
    _highlight(alice, alice.words(30), 1)
    card = page.locator(NOTE)
    card.hover()
    card.get_by_role("link", name="Add words").click()
    page.locator("form.composer textarea:visible").fill("Added later")
    page.locator("form.composer:visible").get_by_role("button", name="Save").click()
    expect(card.locator(".card-body")).to_have_text("Added later")
    card.hover()
    card.get_by_role("button", name="Delete").click()
    expect(page.locator(NOTE)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(NOTE)).to_contain_text("Added later")
    page.reload()
    expect(page.locator(NOTE)).to_contain_text("Added later")


def test_overlapping_passages_open_a_chooser_smallest_first(alice: Person) -> None:
    page = alice.page
    long, short = alice.words(60), alice.words(25)
    _highlight(alice, long, 1)
    _highlight(alice, short, 2)
    box = page.evaluate(
        """(words) => {
             const walker = document.createTreeWalker(document.querySelector("#summary"), NodeFilter.SHOW_TEXT);
             for (let node = walker.nextNode(); node; node = walker.nextNode()) {
               const at = node.data.indexOf(words);
               if (at < 0) continue;
               const range = document.createRange();
               range.setStart(node, at + 3);
               range.setEnd(node, at + 4);
               const {left, top, width, height} = range.getBoundingClientRect();
               return [left + width / 2, top + height / 2];
             }
           }""",
        short,
    )
    page.mouse.click(*box)
    chooser = page.locator(".chooser:visible")
    expect(chooser.get_by_role("button")).to_have_count(2)
    expect(chooser.get_by_role("button").first).to_contain_text(short[:20])
    chooser.get_by_role("button").first.click()
    expect(page.locator(".card-focused .quote")).to_have_text(short)


def test_a_passage_across_blocks(alice: Person) -> None:
    page = alice.page
    first, second = (
        page.locator("#eligibility .criteria [data-start]").nth(0),
        page.locator("#eligibility .criteria [data-start]").nth(1),
    )
    words = [first.text_content() or "", second.text_content() or ""]
    page.evaluate(
        """() => {
             const [first, second] = document.querySelectorAll("#eligibility .criteria [data-start]");
             first.scrollIntoView({block: "center", behavior: "instant"});
             getSelection().setBaseAndExtent(first.firstChild, 2, second.firstChild, 5);
           }"""
    )
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(NOTE)).to_have_count(1)
    quote = page.locator(f"{NOTE} .quote").text_content() or ""
    assert quote.replace("\n", " ").split() == f"{words[0][2:]} {words[1][:5]}".split()
    page.reload()
    assert _painted(page) == f"{words[0][2:]}|{words[1][:5]}"


def test_the_words_that_were_seen_are_the_words_that_are_kept(alice: Person) -> None:
    page = alice.go("/trials/NCT07343310")
    seen = page.evaluate(
        """() => {
             for (const block of document.querySelectorAll("[data-start]")) {
               const node = block.firstChild;
               const sign = node?.data?.search(/[≥≤µβγ±]/) ?? -1;
               if (sign < 0) continue;
               block.scrollIntoView({block: "center", behavior: "instant"});
               const end = Math.min(node.length, sign + 12);
               getSelection().setBaseAndExtent(node, Math.max(0, sign - 4), node, end);
               return node.data.slice(Math.max(0, sign - 4), end);
             }
           }"""
    )
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(f"{NOTE} .quote")).to_have_text(seen.strip())
    page.reload()
    assert _painted(page) == seen.strip()
