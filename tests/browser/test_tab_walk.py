"""Whoever walks a page with the Tab key sees where they are: the stop is in the window, and nothing that sticks lies over it."""

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.changed import CHANGED
from tests.browser.people import DESK, PHONE, People

pytestmark = pytest.mark.browser

TRIAL = "/trials/NCT04561557"
COMPARISON = f"/trials/{CHANGED}/versions/1/compare/2"
BODIES = ["Is this dose right?", "", "A sentence that goes on. " * 10, "", "And this one?", ""]
FORWARD, BACK = 30, 10
"""Stops of a walk: what sticks at the foot is met on the way down, what sticks at the head on the way up."""
_STOP = """() => {
  const stop = document.activeElement;
  if (stop === document.body) return null;
  const isSeen = ({left, top, width, height}) => {
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return there !== null && [stop, ...stop.labels ?? []].some((each) => each.contains(there));
  };
  if ([...stop.getClientRects()].filter(({width, height}) => width && height).some(isSeen)) return "";
  const {top, bottom} = stop.getBoundingClientRect();
  const name = (stop.ariaLabel ?? stop.textContent).trim().slice(0, 40) || stop.id;
  return `${stop.localName} “${name}” at ${Math.round(top)} to ${Math.round(bottom)} of ${innerHeight}`;
}"""


def _walk(page: Page, forward: int, back: int) -> list[str]:
    """Give the stops that are not seen; each way ends where the page does."""
    hidden = []
    for key, stops in (("Tab", forward), ("Shift+Tab", back)):
        for _ in range(stops):
            page.keyboard.press(key)
            stop = page.evaluate(_STOP)
            if stop is None:
                break
            if stop:
                hidden.append(f"{key}: {stop}")
    return hidden


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["wide", "narrow"])
def test_each_stop_of_the_tab_key_is_seen(people: People, size: ViewportSize) -> None:
    alice = people.join("Alice", viewport=size, reduced_motion="reduce")
    alice.sign_up()
    alice.send_notes(alice.go(TRIAL), BODIES)
    page = alice.page
    hidden = []
    for path in ("/", "/trials", "/notes", f"{TRIAL}/shares/new", COMPARISON):
        alice.go(path)
        alice.wait_for_scripts()
        page.evaluate("document.querySelectorAll('main details').forEach((fold) => fold.open = true)")
        hidden += [f"{path}: {stop}" for stop in _walk(page, FORWARD, BACK)]

    # A trial has more stops than a walk: from the words on, from the notes on, and with the sheet of a narrow window open.
    alice.go(TRIAL)
    alice.wait_for_scripts()
    page.locator("annotated-text button").nth(1).focus()
    hidden += _walk(page, 8, 12)
    page.get_by_role("link", name="Skip to the notes").press("Enter")
    hidden += _walk(page, 12, 4)
    alice.open_notes()
    page.locator(".card[data-note]").nth(3).focus()
    hidden += _walk(page, 8, 16)
    page.locator(".card[data-note]").first.get_by_role("button", name="Delete").press("Enter")
    page.get_by_role("button", name="Undo").wait_for()
    hidden += [f"under a sentence at the foot: {stop}" for stop in _walk(page, 20, 8)]
    assert hidden == []
