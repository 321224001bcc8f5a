"""WebKit as Debian packages it, on a screen that nobody sees: windows of their own for the people of a journey."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.webkitgtk.service import Service

from annotate.web.limits import limiter
from tests.browser.conftest import served
from tests.engines.visitors import Visitor

__all__ = ["served"]  # the instance that the journeys in Chromium and Firefox visit

REQUIRED = os.environ.get("ENGINES") == "required"
DRIVER = shutil.which("WebKitWebDriver")
BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
SCREEN = "1600x1200x24"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """Name of a display in memory."""
    if not (DRIVER and BROWSERS and shutil.which("Xvfb")):
        missing = "WebKitGTK's driver, its MiniBrowser or Xvfb is missing; `make test-engines` installs them as root on Debian"
        pytest.fail(missing) if REQUIRED else pytest.skip(missing)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        yield f":{number}"
        server.terminate()


@pytest.fixture
def visitors(screen: str, served: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Visitor]]:
    """Two people, each with a window and cookies of their own."""
    limiter.reset()
    monkeypatch.setenv("DISPLAY", screen)
    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(BROWSERS[-1])
    options.add_argument("--automation")
    drivers = []
    try:
        for _ in range(2):
            with warnings.catch_warnings():  # selenium's own way to its driver is one that it deprecates
                warnings.simplefilter("ignore", DeprecationWarning)
                drivers.append(webdriver.WebKitGTK(options=options, service=Service(executable_path=DRIVER)))
        yield [Visitor(name, driver, served) for name, driver in zip(("Wanda", "Wim"), drivers, strict=True)]
    finally:
        for driver in drivers:
            driver.quit()
