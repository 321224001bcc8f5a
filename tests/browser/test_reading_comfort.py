"""Reading as one likes it, and taking words away with their source."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"


def test_text_is_set_as_the_reader_likes_it_cards_too(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    page = alice.go(TRIAL)
    alice.send_notes(page, ["A thought"])
    page.reload()
    alice.wait_for_scripts()
    text, card = page.locator("#summary p").first, page.locator(".card").first
    size = "(each) => ['fontSize', 'lineHeight'].map((name) => parseFloat(getComputedStyle(each)[name]))"
    wide = "() => document.querySelector('annotated-text').clientWidth"
    before, narrow, small = text.evaluate(size), page.evaluate(wide), card.evaluate(size)[0]
    page.get_by_role("button", name="Text").click()
    settings = page.get_by_role("dialog", name="Text settings")
    for group, choice in (("Size", "Largest"), ("Line height", "Wide"), ("Width", "Wide")):
        settings.get_by_role("group", name=group).get_by_label(choice, exact=True).check()
    for _ in range(2):
        after = text.evaluate(size)
        assert after[0] > before[0]
        assert after[1] / after[0] > before[1] / before[0]
        assert page.evaluate(wide) > narrow
        assert card.evaluate(size)[0] > small
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.reload()  # it is remembered on this device
        alice.wait_for_scripts()


def test_a_quote_is_copied_with_its_source_as_text_and_as_a_link(people: People) -> None:
    bob = people.join("Bob", permissions=["clipboard-read", "clipboard-write"])
    bob.sign_up()
    page = bob.go(TRIAL)
    bob.select(bob.words(20))
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Copy").click()
    expect(page.locator(".toast")).to_contain_text("Copied with its source")
    read = """async () => {
      const [item] = await navigator.clipboard.read();
      return Promise.all(["text/plain", "text/html"].map(async (type) => (await item.getType(type)).text()));
    }"""
    plain, rich = page.evaluate(read)
    source = "annotate's sample of NCT04561557"
    assert plain.startswith(f"“{bob.words(20)}” (CT103A CAR T Cells")
    assert plain.endswith(f"{source}, Summary. https://clinicaltrials.gov/study/NCT04561557)")
    assert f'<a href="https://clinicaltrials.gov/study/NCT04561557">{source}</a>, Summary)' in rich
