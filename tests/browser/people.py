"""People who use the pages as people do: each has a browser context of their own, whose console is watched."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, ViewportSize, expect

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PASSWORD = "reading records at noon"

PATIENCE = 20_000
"""Milliseconds after which something that does not appear is missing; a busy machine needs seconds for a page."""

expect.set_options(timeout=PATIENCE)

_numbers = count(1)


@dataclass
class Person:
    """Somebody at a browser."""

    name: str
    email: str
    context: BrowserContext
    page: Page
    base: str
    problems: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the instance, once what a click has begun to open is there: Firefox lets the earlier one win."""
        self.wait_for_scripts()
        self.page.goto(self.base + path)
        return self.page

    def sign_up(self) -> None:
        """Make an account by the page."""
        self.ask_for_account()
        self.page.wait_for_url(lambda url: "/sign-up" not in url)

    def ask_for_account(self) -> None:
        """Fill in the page that makes accounts, and send it."""
        page = self.go("/sign-up")
        page.get_by_label("Your name").fill(self.name)
        page.get_by_label("E-mail address").fill(self.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign up").click()

    def sign_in(self) -> None:
        """Fill in the form that is shown, and come to where it leads."""
        self.fill_in_sign_in()
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def fill_in_sign_in(self) -> None:
        """Fill in the form that is shown, and send it."""
        self.page.get_by_label("E-mail address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()

    def note_on_the_whole_trial(self, trial: str, words: str) -> None:
        """Write a note that is about no passage."""
        page = self.go(f"{trial}/notes/new")
        page.get_by_label("Note", exact=True).fill(words)
        page.get_by_role("button", name="Save note").click()
        page.wait_for_url(lambda url: "/notes/new" not in url)

    def make_link(self, trial: str, recipient: str) -> tuple[str, str]:
        """Share every note on a trial, and give the link and its passcode."""
        page = self.go(f"{trial}/shares/new")
        page.evaluate("document.querySelectorAll('input[name=notes]:not(:checked)').forEach((box) => box.click())")
        page.get_by_label("Name for this link").fill(recipient)
        page.get_by_role("button", name="Make a link").click()
        link, passcode = (page.get_by_label(name, exact=True).input_value() for name in ("Link", "Passcode"))
        return link, passcode

    def send_notes(self, page: Page, bodies: list[str]) -> None:
        """Write notes on the blocks of the text that is shown, one after another, without its forms; "" is a highlight."""
        assert page.evaluate(_SEND_NOTES, bodies) == [200] * len(bodies)

    def reply(self, card: Locator, words: str) -> None:
        """Answer under a shared note, with one's name the first time."""
        self.wait_for_scripts()
        fold = card.get_by_text("Reply privately")  # boxes under many notes wait to be opened
        if fold.is_visible():
            fold.click()
        if card.get_by_label("Your name").is_visible():
            card.get_by_label("Your name").fill(self.name)
        card.get_by_label("Reply", exact=True).fill(words)
        card.get_by_role("button", name="Send reply").click()

    def forgive(self, part: str) -> None:
        """Expect console messages with these words: a refused request is written there by the browser itself."""
        self.forgiven.append(part)

    def said(self) -> list[str]:
        """Give what the console complained of and was not forgiven."""
        return [problem for problem in self.problems if not any(part in problem for part in self.forgiven)]

    def select(self, text: str, *, within: str = "annotated-text") -> None:
        """Select words as a mouse does, by dragging from their first character to their last."""
        self.wait_for_scripts()
        box = self.page.evaluate(_BOXES, [within, text])
        self.page.mouse.move(box["x1"], box["y1"])
        self.page.mouse.down()
        self.page.mouse.move((box["x1"] + box["x2"]) / 2, box["y2"], steps=4)
        self.page.mouse.move(box["x2"], box["y2"], steps=4)
        self.page.mouse.up()

    def words(self, length: int, *, skip: int = 0) -> str:
        """Give the first words of a paragraph of the summary or the description, by the number of paragraphs to skip."""
        paragraphs = self.page.locator("#summary p[data-start], #description p[data-start]")
        return (paragraphs.nth(skip).text_content() or "")[:length].rsplit(" ", 1)[0]

    def open_notes(self) -> None:
        """Bring up the margin, which is a sheet at the foot of a narrow window."""
        self.wait_for_scripts()
        handle = self.page.locator(".sheet-handle")
        if handle.is_visible() and handle.get_attribute("aria-expanded") != "true":
            handle.click()
            expect(handle).to_have_attribute("aria-expanded", "true")

    def wait_for_scripts(self) -> None:
        """Wait until the page that is shown has run its scripts: its text stands there before them."""
        self.page.wait_for_load_state("load")


class People:
    """The people of one journey."""

    def __init__(self, browser: Browser, base: str) -> None:
        """Nobody is there yet."""
        self._browser = browser
        self._base = base
        self._everybody: list[Person] = []

    def join(self, name: str, *, viewport: ViewportSize = DESK, **options: Any) -> Person:  # noqa: ANN401 - Playwright's own, of many types
        """Give somebody a private window; ``options`` are Playwright's for a context."""
        context = self._browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        person = Person(name, f"{name.lower()}{next(_numbers)}@example.org", context, page, self._base)

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                person.problems.append(f"{message.text} at {message.location.get('url', '')}")

        page.on("console", note)
        page.on("pageerror", lambda error: person.problems.append(str(error)))
        self._everybody.append(person)
        return person

    def leave(self) -> None:
        """Close every window and fail on what their consoles said."""
        for person in self._everybody:
            person.context.close()
        said = [f"{person.name}: {problem}" for person in self._everybody for problem in person.said()]
        assert not said, "\n".join(said)


_SEND_NOTES = """async (bodies) => {
  const text = document.querySelector("annotated-text");
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const blocks = [...text.querySelectorAll("p[data-start], li > [data-start]")];
  const answers = bodies.map((body, index) => {
    const {dataset: {start}, textContent} = blocks[index % blocks.length];
    const exact = textContent.slice(0, 20 + index).trim();
    const data = {version: text.dataset.version, start, end: Number(start) + [...exact].length, exact, body,
      csrf_token: token, client_key: crypto.randomUUID()};
    return fetch(text.dataset.notesUrl, {method: "POST", body: new URLSearchParams(data), headers: {"X-Fragment": "1"}});
  });
  return Promise.all(answers).then((all) => all.map(({status}) => status));
}"""

_BOXES = """([within, text]) => {
  const walker = document.createTreeWalker(document.querySelector(within), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(text);
    if (at < 0) continue;
    node.parentElement.scrollIntoView({block: "center", behavior: "instant"});
    const first = document.createRange();
    first.setStart(node, at);
    first.setEnd(node, at + 1);
    const last = document.createRange();
    last.setStart(node, at + text.length - 1);
    last.setEnd(node, at + text.length);
    const a = first.getClientRects()[0];
    const z = last.getClientRects()[last.getClientRects().length - 1];
    return {x1: a.left + 1, y1: a.top + a.height / 2, x2: z.right, y2: z.top + z.height / 2};
  }
  throw new Error("not on the page: " + text);
}"""
