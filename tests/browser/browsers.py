"""Which browser the tests drive, and how it is started.

Chromium, unless ANNOTATE_ENGINE=firefox asks for Debian's Firefox: `make test-engines` walks the journeys that are
marked ``engines`` in that one as well.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

# Chromium without its windows draws the same pages for three fifths of the processor's time. It keeps no profile, though.
WINDOWLESS = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# The tests load their own pages from this machine and nothing else: no sandbox (it refuses to start as root),
# and none of the browser's own errands on the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FIREFOX_NAMES = ("firefox-esr", "firefox")
ANSWER_SECONDS = 30
_PORT = "DevToolsActivePort"
ENGINE = os.environ.get("ANNOTATE_ENGINE", "chromium")


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A Chrome or Chromium that answers; ``path`` is None for the one that Playwright downloaded itself."""

    path: str | None
    version: str

    def launch(self, playwright: Playwright) -> Browser:
        """Start it without a window."""
        return playwright.chromium.launch(executable_path=self.path, args=list(FLAGS))


@dataclass(frozen=True, slots=True)
class FoundFirefox:
    """A stock Firefox that answers: driven over WebDriver BiDi, for Playwright's own protocol is not built into it."""

    path: str
    version: str

    def launch(self, playwright: Playwright) -> Browser:
        """Start it without a window."""
        return playwright.firefox.launch(channel="moz-firefox", executable_path=self.path)


def find_asked() -> FoundBrowser | FoundFirefox | None:
    """Find the browser of the engine that ANNOTATE_ENGINE names, else a Chromium."""
    return find_firefox() if ENGINE == "firefox" else find_browser()


@cache
def find_firefox() -> FoundFirefox | None:
    """Look for an installed Firefox."""
    for path in filter(None, map(shutil.which, FIREFOX_NAMES)):
        if version := _ask_version(path):
            return FoundFirefox(path, version)
    return None


@cache
def find_browser() -> FoundBrowser | None:
    """Look for Chromium without windows, then for one with them; ANNOTATE_BROWSER names one outright."""
    if "ANNOTATE_BROWSER" not in os.environ and (path := shutil.which(WINDOWLESS)) and (version := _ask_version(path)):
        return FoundBrowser(path, version)
    return find_full_browser()


@cache
def find_full_browser() -> FoundBrowser | None:
    """Look for an installed browser that keeps a profile, then for Playwright's own download."""
    named = os.environ.get("ANNOTATE_BROWSER")
    candidates = [named] if named else [*filter(None, map(shutil.which, NAMES)), *filter(os.path.exists, APPLICATIONS)]
    for path in candidates:
        if version := _ask_version(path):
            return FoundBrowser(path, version)
    return None if named else _find_downloaded()


def _ask_version(path: str) -> str:
    # A name proves nothing: Ubuntu's chromium-browser, for one, may be a stub that only says where to get it.
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _find_downloaded() -> FoundBrowser | None:
    with sync_playwright() as playwright:
        if not Path(playwright.chromium.executable_path).exists():
            return None
        try:
            # Started for real: a download without the system's libraries would be found and still not run.
            browser = playwright.chromium.launch(args=list(FLAGS))
        except Error:
            return None
        version = browser.version
        browser.close()
    return FoundBrowser(None, f"Playwright's Chromium {version}")


@contextmanager
def own_browser(browser: Browser, profile: Path) -> Iterator[BrowserContext]:
    """Start a browser that keeps its data in a folder, and kill it in the end without a word."""
    found = find_full_browser()
    assert found, "no Chromium that keeps a profile; `make test` installs one as root on Debian"
    program = found.path or browser.browser_type.executable_path
    arguments = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--password-store=basic"]
    (profile / _PORT).unlink(missing_ok=True)  # of the browser before, which was killed
    # What it says goes nowhere: a pipe that nobody reads would fill and stop it.
    with subprocess.Popen([program, *FLAGS, *arguments, "about:blank"], stderr=subprocess.DEVNULL) as process:
        try:
            context = browser.browser_type.connect_over_cdp(_listening(profile)).contexts[0]
            yield context
        finally:
            process.kill()


def _listening(profile: Path) -> str:
    """Wait until a browser that was just started has its first page, and give the address that it is driven by."""
    told = profile / _PORT
    for _ in range(10 * ANSWER_SECONDS):
        time.sleep(0.1)
        if not told.exists() or not (port := told.read_text().partition("\n")[0]):
            continue
        with closing(HTTPConnection("127.0.0.1", int(port))) as connection:
            connection.request("GET", "/json/list")
            if any(target["type"] == "page" for target in json.load(connection.getresponse())):
                return f"http://127.0.0.1:{port}"
    raise AssertionError("the browser has no page")
