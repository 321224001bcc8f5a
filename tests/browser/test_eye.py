"""A record has changed under notes: what is certain is painted, and the rest waits for its author's eye."""

import pytest
from playwright.sync_api import expect

from tests.browser.changed import CHANGED
from tests.browser.people import PHONE, People, Person

pytestmark = [pytest.mark.browser, pytest.mark.engines]

TRIAL = f"/trials/{CHANGED}"


def _highlight_on_the_older_version(person: Person, *passages: str) -> None:
    page = person.go(f"{TRIAL}/versions/1")
    for number, words in enumerate(passages, start=1):
        person.select(words)
        page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
        expect(page.locator(".card[data-note]")).to_have_count(number)


def test_deciding_where_notes_stand(people: People) -> None:
    alice = people.join("Alice")
    alice.sign_up()
    _highlight_on_the_older_version(
        alice, "80 mg and 240 mg", "compared: 80 mg", "No stroke within five years", "Weight below 90 kg"
    )
    page = alice.go(TRIAL)
    alice.wait_for_scripts()
    changed = page.locator('.card[data-state="changed"]')
    expect(changed.locator("del")).to_have_text(["80", "80"])
    expect(changed.locator("ins")).to_have_text(["160", "160"])
    assert page.evaluate("CSS.highlights.get('note-changed-1').size") >= 1
    expect(page.locator(".card[data-note]")).to_have_count(3)

    page.get_by_text("To check (3)").click()
    page.evaluate("document.documentElement.dataset.same = ''")
    waiting = page.locator(".entry", has_text="The words changed")
    waiting.first.get_by_role("button", name="Accept").click()
    expect(changed.locator("summary", has_text="You accepted these words")).to_have_count(1)
    expect(waiting).to_be_focused()
    page.get_by_role("button", name="Accept 1 more with this change").click()
    expect(changed.locator("summary", has_text="You accepted these words")).to_have_count(2)
    expect(page.get_by_text("To check (1)")).to_be_visible()
    entry = page.locator(".entry", has_text="No stroke within five years")
    expect(entry).to_be_focused()
    expect(page.locator("html[data-same]")).to_have_count(1)  # in place: no page came instead
    entry.get_by_role("link", name="Choose the text yourself").click()
    put = page.get_by_role("button", name="Attach here")
    expect(put).to_be_disabled()
    alice.select("Neither gout nor cancer")
    expect(page.get_by_role("toolbar", name="Selected words")).to_be_hidden()
    put.click()
    placed = page.locator(".card", has_text="You put it here")
    expect(placed.locator("ins")).to_have_text("Neither gout nor cancer")

    placed.locator("summary").click()
    placed.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("To check (1)")).to_be_visible()
    expect(page.locator(".entry", has_text="No stroke within five years")).to_be_visible()


def test_from_the_list_on_a_telephone(people: People) -> None:
    bob = people.join("Bob", viewport=PHONE, has_touch=True)
    bob.sign_up()
    # Whoever selects with a finger has no mouse: the note comes in as the page would send it.
    page = bob.go(f"{TRIAL}/versions/1")
    page.evaluate(
        """async () => {
          const block = [...document.querySelectorAll("[data-start]")].find((each) => each.textContent === "Adults");
          const gone = [...document.querySelectorAll("[data-start]")].find((each) => each.textContent.startsWith("No stroke"));
          const token = document.querySelector('meta[name="csrf-token"]').content;
          const text = document.querySelector("annotated-text");
          for (const each of [block, gone]) {
            const from = Number(each.dataset.start);
            const body = new URLSearchParams({version: text.dataset.version, start: from, exact: each.textContent,
              end: from + each.textContent.length, csrf_token: token});
            await fetch(text.dataset.notesUrl, {method: "POST", body, headers: {"X-Fragment": "1"}});
          }
        }"""
    )
    page = bob.go("/needs-your-eye")
    entry = page.locator(".entry")
    expect(entry).to_have_count(1)
    entry.get_by_role("link", name="Choose the text yourself").click()
    expect(page.get_by_role("button", name="Attach here")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Attach here")).to_be_hidden()
    expect(page.get_by_role("link", name="Choose the text yourself")).to_be_focused()  # in its fold, in the sheet
    page = bob.go("/needs-your-eye")
    entry.get_by_role("button", name="Keep it unattached").click()
    expect(page.get_by_text("Nothing to check.")).to_be_visible()
    page.locator(".decided").get_by_role("button", name="Undo").click()
    expect(entry).to_have_count(1)
