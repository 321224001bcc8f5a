"""Every page that a person reaches: axe finds no violation, nothing scrolls sideways, and no console complains."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, ViewportSize, expect

from annotate.web.limits import limiter
from tests.browser.changed import CHANGED
from tests.browser.looking import obeys
from tests.browser.people import DESK, People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRIAL = "/trials/NCT04561557"
VERSIONS = f"/trials/{CHANGED}/versions"

ANYBODY = [
    "/",
    "/trials",
    "/trials?q=myasthenia",
    "/trials?q=nothing-has-these-words",
    "/trials?status=RECRUITING",
    TRIAL,
    f"{TRIAL}/participation",
    f"{TRIAL}/places",
    f"{TRIAL}/versions",
    f"/trials/{CHANGED}",
    VERSIONS,
    f"{VERSIONS}?old=1&new=1",
    f"{VERSIONS}/1",
    f"{VERSIONS}/1/compare/2",
    f"/trials/{CHANGED}/then-and-now",
    f"{TRIAL}/then-and-now",
    "/conditions",
    "/programs",
    "/programs/examples",
    "/conditions/multiple-sclerosis",
    f"/trials/{CHANGED}?q=dose",
    f"{TRIAL}?find=antibodies",
    "/sign-in",
    "/sign-up",
    "/sign-up/sent",
    "/password-reset",
    "/password-reset/sent",
    "/no/such/page",
]
SIGNED_IN = [
    "/",
    TRIAL,
    f"{TRIAL}?find=nothing-has-these-words",
    "/notes",
    "/notes?q=nothing-has-these-words",
    "/notes?by=trial",
    "/notes?q=the+a+label:unknown",
    "/notes/searches",
    "/notes/searches/new?q=dose",
    "/needs-your-eye",
    f"/trials/{CHANGED}",
    "/labels",
    "/labels/imports",
    "/notes/exports/new",
    "/tags",
    "/following",
    "/whats-new",
    "/tables",
    "/tables/new",
    "/searches",
    "/searches/new?q=myasthenia",
    "/shares",
    "/shares/new",
    "/replies",
    "/trash/replies",
    "/account",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/devices",
    "/account/tokens",
    "/account/deactivation",
    "/account/deletion",
    "/account/notifications",
    "/activity",
    "/activity?about=links",
    f"{TRIAL}/notes/new",
    f"{TRIAL}/shares/new",
]
FORMS = {
    "/sign-in",
    "/sign-up",
    "/sign-up/sent",
    "/password-reset",
    "/password-reset/sent",
    "/account/name",
    "/account/email",
    "/account/password",
    "/account/tokens",
    "/account/deactivation",
    "/account/deletion",
}
"""Pages of a few fields, all made of the same parts: one look each, where they have the least room."""
# What people write is longer and wider than what one tries out: a word that does not break, a table, a line of a program.
LONG_NAME = "Konstanze-Wilhelmina-Alexandrina-von-Hohenlohe"
ADDRESS = f"https://example.org/{'unbroken' * 23}"
TABLE = "\n".join([f"|{' column |' * 8}", f"|{'---|' * 8}", *([f"|{' a value |' * 8}"] * 3)])
CODE = f"```\n{'if (dose > 160 && window.opens) warn(); ' * 4}\n```"
LONG_BODIES = [ADDRESS, TABLE, CODE, "A sentence that goes on. " * 30, *([""] * 2)] * 3
LOW: ViewportSize = {"width": 390, "height": 400}
"""A phone on which a keyboard is open."""
ENLARGED: ViewportSize = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)."""
LEAST_LINES = 5
"""Lines of the record that are in sight there while words are selected."""
_SELECT_IN_THE_SUMMARY = """() => {
  const block = document.querySelector("#summary p[data-start]");
  block.scrollIntoView({block: "start", behavior: "instant"});
  getSelection().setBaseAndExtent(block.firstChild, 0, block.firstChild, 30);
}"""
_LINES_IN_SIGHT = """() => {
  const style = getComputedStyle(document.querySelector("#summary p[data-start]"));
  const inSight = (y) => document.elementFromPoint(innerWidth / 2, y)?.closest("annotated-text");
  return Array.from({length: innerHeight}, (_, y) => y).filter(inSight).length / parseFloat(style.lineHeight);
}"""
MADE = ["note", "edits", "comparison", "thread", "link", "revocation", "print"]


@dataclass(frozen=True, slots=True)
class Scene:
    """People who have already done something, and the addresses that this made."""

    author: Person
    guest: Person
    made: dict[str, str]


@pytest.fixture(scope="module")
def scene(browser: Browser, served: str) -> Iterator[Scene]:
    limiter.reset()
    people = People(browser, served)
    author, guest = people.join(LONG_NAME), people.join("Dana")
    author.forgive("404")
    guest.forgive("404")
    author.sign_up()
    author.note_on_the_whole_trial(TRIAL, "A note on **all** of it")
    page = author.go(TRIAL)
    author.select(author.words(50))
    page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
    expect(page.locator(".card[data-note]")).to_have_count(2)
    note = page.locator(".card[data-note]").first.get_attribute("data-note")
    made = {"note": f"/notes/{note}", "edits": f"/notes/{note}/edits"}
    author.note_on_the_whole_trial(f"/trials/{CHANGED}", f"A note on the changed one: {ADDRESS}")
    made["comparison"] = _annotate_both_versions(author)
    page = author.go(TRIAL)
    author.send_notes(page, LONG_BODIES)
    author.send_notes(page, [""])  # on the words that the first of them is on
    author.send_notes(author.go(f"{VERSIONS}/1"), [f"Number {number}: {ADDRESS}" for number in range(6)])
    link, passcode = author.make_link(TRIAL, LONG_NAME)
    made["landing"] = link.removeprefix(served)
    guest.page.goto(link)
    guest.page.get_by_label("Passcode").fill(passcode)
    guest.page.get_by_role("button", name="Open").click()
    guest.page.wait_for_url("**/shared/*")
    made["shared"] = guest.page.url.removeprefix(served)
    made["found"] = f"{made['shared']}?find=antibodies"
    guest.reply(guest.page.locator(".card[data-note]").first, f"A reply\n\n{TABLE}\n\n{ADDRESS}")
    expect(guest.page.locator(".reply")).to_have_count(1)
    made["thread"] = str(author.go("/replies").locator(".item-title a").get_attribute("href"))
    made["link"] = str(author.go("/shares").locator(".item-title a").first.get_attribute("href"))
    made["print"] = f"{TRIAL}/versions/1/print"
    made["revocation"] = made["link"] + "/revocation"
    yield Scene(author, guest, made)
    people.leave()


def _annotate_both_versions(author: Person) -> str:
    """Highlight words of the summary in either version, and give the address that compares the two."""
    for path in (f"{VERSIONS}/1", f"/trials/{CHANGED}"):
        page = author.go(path)
        cards = page.locator(".card[data-note]")
        before = cards.count()
        author.select(author.words(40))
        page.get_by_role("toolbar").get_by_role("button", name="Highlight", exact=True).click()
        expect(cards).to_have_count(before + 1)
    page = author.go(f"{VERSIONS}/1/compare/2")
    # The one that was made on the older version stands in the newer one as well, in other words.
    expect(page.locator(".diff-own .quote")).to_have_count(3)
    return f"{VERSIONS}/1/compare/2"


@pytest.fixture(scope="module")
def lookers(scene: Scene, browser: Browser, served: str) -> Iterator[dict[str, Person]]:
    """A visitor, the author and the guest in windows for axe alone.

    axe measures with styles of its own, which our policy rightly refuses: these windows go without the policy.
    """
    limiter.reset()
    people = People(browser, served)
    states = {
        "visitor": None,
        "author": scene.author.context.storage_state(),
        "guest": scene.guest.context.storage_state(),
    }
    yield {
        name: people.join(name, storage_state=state, bypass_csp=True, reduced_motion="reduce")
        for name, state in states.items()
    }
    people.leave()


@pytest.mark.parametrize("path", ANYBODY)
def test_axe_on_a_visitor_s_pages(lookers: dict[str, Person], path: str) -> None:
    obeys(lookers["visitor"], path, wide=path not in FORMS)


@pytest.mark.parametrize("path", [*SIGNED_IN, *MADE])
def test_axe_on_an_author_s_pages(scene: Scene, lookers: dict[str, Person], path: str) -> None:
    obeys(lookers["author"], scene.made.get(path, path), wide=path not in FORMS)


@pytest.mark.parametrize("path", ["landing", "shared", "found"])
def test_axe_on_a_guest_s_pages(scene: Scene, lookers: dict[str, Person], path: str) -> None:
    obeys(lookers["guest"], scene.made[path])


def test_what_sticks_and_what_opens_leaves_the_words_in_sight(scene: Scene) -> None:
    page = scene.author.go(scene.made["comparison"])
    page.set_viewport_size({"width": 1440, "height": 400})
    bar = page.locator(".diff-heads")
    page.get_by_role("navigation", name="What changed").get_by_role("link", name="Eligibility").click()
    page.wait_for_function("document.querySelector('.diff-heads').getBoundingClientRect().top === 0")
    # Nothing shows through it, and it ends above the heading that one has gone to.
    assert page.evaluate("document.elementFromPoint(innerWidth / 2, 4).closest('.diff-heads') !== null")
    assert _box(page.locator("#eligibility"))["y"] >= _box(bar)["height"]
    assert bar.evaluate("(bar) => getComputedStyle(bar).backgroundColor.includes('/')") is False

    scene.author.go(TRIAL)
    scene.author.wait_for_scripts()
    for size in (LOW, ENLARGED):
        page.set_viewport_size(size)
        for name in ("Text", "Sections"):
            page.get_by_role("button", name=name, exact=True).click()
            opened = page.locator("[popover]:popover-open")
            expect(opened).to_have_count(1)
            box = _box(opened)
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size["height"]
            assert opened.evaluate(
                "(it) => it.scrollHeight <= it.clientHeight || getComputedStyle(it).overflowY === 'auto'"
            )
            page.keyboard.press("Escape")
    scene.author.page.evaluate(_SELECT_IN_THE_SUMMARY)
    expect(page.get_by_role("toolbar", name="Selected words")).to_be_visible()
    assert page.evaluate(_LINES_IN_SIGHT) >= LEAST_LINES
    page.set_viewport_size(DESK)


def _box(thing: Locator) -> FloatRect:
    box = thing.bounding_box()
    assert box
    return box


def test_paper_has_every_note_with_its_date_and_no_button(scene: Scene) -> None:
    page = scene.author.page
    page.emulate_media(media="print")
    for path in (TRIAL, f"/trials/{CHANGED}", scene.made["link"]):
        scene.author.go(path)
        scene.author.wait_for_scripts()
        notes = page.locator(".card[data-note], .eye .entry[id], .elsewhere .item")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for note in notes.all():
            expect(note.locator(".meta").first).to_contain_text(re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d"))
        for words in ("just now", "ago"):
            expect(page.locator("time:visible", has_text=words)).to_have_count(0)
        expect(page.locator("button:visible, .button:visible")).to_have_count(0)
        expect(page.locator("summary:visible", has_text=re.compile("Unchanged|Reply to"))).to_have_count(0)
        if path == TRIAL:
            expect(page.get_by_text("Principal investigator").last).to_be_visible()
            expect(page.locator(".print-mark", has_text=re.compile(r"^\d+, \d+$")).first).to_be_visible()
            page.evaluate("dispatchEvent(new Event('afterprint'))")
            expect(page.locator(".print-mark")).to_have_count(0)
        elif path != scene.made["link"]:
            expect(page.locator(".eye .card-body", has_text="Number").first).to_be_visible()
    page.emulate_media(media="screen")


def test_no_console_complains(scene: Scene) -> None:
    for path in [*ANYBODY, *SIGNED_IN, *MADE]:
        scene.author.go(scene.made.get(path, path))
    for path in [*ANYBODY, "landing", "shared"]:
        scene.guest.go(scene.made.get(path, path))
    assert scene.author.said() == scene.guest.said() == []
