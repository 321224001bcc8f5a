"""What every page obeys, seen in a window of its own that goes without the content policy."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from annotate.web.limits import limiter
from tests.browser.people import DESK, Person

NARROWEST: ViewportSize = {"width": 320, "height": 700}


def obeys(looker: Person, path: str, *, wide: bool = True) -> None:
    """Look at a page wide and light, then at its narrowest and dark; without ``wide`` at that alone."""
    limiter.reset()  # all of them come from one address
    looker.forgive("404")
    page = looker.page
    if wide:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(DESK)
        looker.go(path)
        _obeys_axe(page, path)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROWEST)
    looker.go(path)
    shown_obeys(page, f"{path}, narrow and dark")
    assert looker.said() == []


def shown_obeys(page: Page, where: str) -> None:
    """Look at what a form has led to, as it is shown."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{where} scrolls sideways by {wide} px"
    _obeys_axe(page, where)


_STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished.catch(() => {})))"""


def _obeys_axe(page: Page, where: str) -> None:
    page.evaluate(_STILL)  # a colour on its way from light to dark is neither
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, f"{where}: {results.generate_report()}"
