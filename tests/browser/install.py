"""Make sure that there is a browser to test with: `python -m tests.browser.install`, a step of `make test`.

Takes the one that is installed, else Playwright's own download, else, as root on Debian, the packages `chromium` and
`chromium-headless-shell`.
Without any the browser tests skip and say so; with CI=true that is a failure.

With the word ``engines``, a step of `make test-engines`: Firefox and WebKitGTK, which are Debian's packages or what is
installed. Without them those tests skip and say so; with ENGINES=required that is a failure.
"""

import os
import shutil
import subprocess
import sys

from tests.browser.browsers import WINDOWLESS, find_browser, find_firefox, find_full_browser

DOWNLOAD_SECONDS = 300
ENGINES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
WEBKIT = ("WebKitWebDriver", "Xvfb")


def main() -> int:
    """Find or install a browser, print which, and give the exit status."""
    for step in (None, _download, _install_package):
        if step is not None and not step():
            continue
        _forget()
        if found := find_browser():
            print(f"Browser for the tests: {found.version} ({found.path or 'downloaded'})")
            return 0
    print("No browser for the tests: install Chrome or Chromium, or name one in ANNOTATE_BROWSER.", file=sys.stderr)
    if os.environ.get("CI") == "true":
        return 1
    print("The browser tests will skip.", file=sys.stderr)
    return 0


def _forget() -> None:
    find_browser.cache_clear()
    find_full_browser.cache_clear()


def install_engines() -> int:
    """Find or install the other engines, print which, and give the exit status."""
    if not _engines_are_here():
        _install_packages(*ENGINES)
        find_firefox.cache_clear()
    if _engines_are_here():
        firefox = find_firefox()
        print(f"Engines for the tests: {firefox.version if firefox else ''} and WebKitGTK")
        return 0
    print("Firefox or WebKitGTK's driver with Xvfb is missing: their tests will skip.", file=sys.stderr)
    return 1 if os.environ.get("ENGINES") == "required" else 0


def _engines_are_here() -> bool:
    return find_firefox() is not None and all(map(shutil.which, WEBKIT))


def _download() -> bool:
    print("No Chrome or Chromium is installed; asking Playwright to download one.")
    return _succeeds([sys.executable, "-m", "playwright", "install", "chromium"])


def _install_package() -> bool:
    packages = ("chromium", "fonts-liberation")
    return _install_packages(*packages, WINDOWLESS) or _install_packages(*packages)


def _install_packages(*names: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {', '.join(names)}.")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    return _succeeds(["apt-get", "-qq", "update"], environment) and _succeeds(
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *names], environment
    )


def _succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    try:
        run = subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DOWNLOAD_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"That failed: {error}")
        return False
    if run.returncode != 0:
        lines = run.stdout.splitlines()
        print("That failed:", next((line for line in lines if "rror" in line), "it said nothing about why"))
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(install_engines() if "engines" in sys.argv[1:] else main())
