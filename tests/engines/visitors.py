"""People at WebKit's window: the few acts that the journeys need, by the protocol that WebKit's driver speaks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.people import PASSWORD

PATIENCE = 20
"""Seconds after which something that does not appear is missing."""


@dataclass
class Visitor:
    """Somebody at a window."""

    name: str
    driver: WebDriver
    base: str

    def go(self, path: str, *, width: int = 1440, height: int = 900) -> None:
        """Open a page of the instance, and wait until its scripts have run."""
        self.driver.set_window_size(width, height)
        self.driver.get(path if "://" in path else self.base + path)
        self.wait(lambda: self.run("return document.readyState") == "complete", "the page to load")

    def run(self, script: str, *values: object) -> Any:  # noqa: ANN401 - any JSON value
        """Run a script in the page."""
        return self.driver.execute_script(script, *values)

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Wait until something holds."""
        waiting = WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[StaleElementReferenceException])
        waiting.until(lambda _: holds(), f"{self.name} waited in vain for {what}")

    def find(self, selector: str, text: str = "") -> WebElement:
        """Give the first shown element that a selector finds and that holds the text, once it is there."""
        found: list[WebElement] = []

        def look() -> bool:
            elements = self.driver.find_elements(By.CSS_SELECTOR, selector)
            found[:] = [each for each in elements if each.is_displayed() and text in each.text]
            return bool(found)

        self.wait(look, f"{selector} {text!r}")
        return found[0]

    def fill(self, selector: str, words: str) -> None:
        """Type into a field in place of what stands there."""
        field = self.find(selector)
        field.clear()
        field.send_keys(words)

    def press(self, selector: str, text: str = "") -> None:
        """Click a control, after bringing it into view."""
        control = self.find(selector, text)
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", control)
        control.click()

    def sign_up(self, email: str) -> None:
        """Make an account by the page."""
        self.go("/sign-up")
        self.fill("main [name=name]", self.name)
        self.fill("main [name=email]", email)
        self.fill("main [name=password]", PASSWORD)
        self.press("main form button", "Sign up")
        self.wait(lambda: "/sign-up" not in self.driver.current_url, "the account")

    def select(self, words: str) -> None:
        """Select words of the record by dragging from their first character to their last."""
        box = self.run(_BOX, words)
        actions = ActionChains(self.driver, duration=50)
        actions.w3c_actions.pointer_action.move_to_location(round(box["x1"]), round(box["y1"]))
        actions.w3c_actions.pointer_action.pointer_down()
        actions.w3c_actions.pointer_action.move_to_location(round((box["x1"] + box["x2"]) / 2), round(box["y2"]))
        actions.w3c_actions.pointer_action.move_to_location(round(box["x2"]), round(box["y2"]))
        actions.w3c_actions.pointer_action.pointer_up()
        actions.perform()

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()


_BOX = """
  const block = [...document.querySelectorAll("annotated-text [data-start]")].find((each) => each.textContent.includes(arguments[0]));
  block.scrollIntoView({block: "center", behavior: "instant"});
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(arguments[0]);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + arguments[0].length);
    const boxes = range.getClientRects();
    const first = boxes[0], last = boxes[boxes.length - 1];
    return {x1: first.left + 1, y1: first.top + first.height / 2, x2: last.right, y2: last.top + last.height / 2};
  }
"""
