"""Debian's Chromium, without a window, for pages that people read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

MISSING = (
    "Chromium and its driver are missing here, and pages are tested in it. "
    "Run: .ci/provide chromium (Debian's chromium and chromium-driver)"
)


class MissingBrowserError(Exception):
    """There is no browser to look at pages with."""


class Browser:
    """A browser that can be asked what a page came to."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int = 1280, scheme: str = "light") -> None:
        """Open a page in a window of that width, in CSS pixels, light or dark."""
        self.visit(page.as_uri(), width=width, scheme=scheme)

    def visit(self, address: str, *, width: int = 1280, scheme: str = "light") -> None:
        """Open an address in a window of that width, in CSS pixels, light or dark."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
        )
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        self.driver.get(address)

    def ask(self, script: str) -> Any:
        """Return what an expression of JavaScript comes to on the page."""
        return self.driver.execute_script(f"return {script}")

    def press(self, *keys: str) -> None:
        """Press keys where the focus is, one after another."""
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)

    def complaints(self) -> list[str]:
        """Return what the browser complained of since it was asked last."""
        return [one["message"] for one in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]


@contextmanager
def browser(*, script: bool = True) -> Iterator[Browser]:
    """Start a browser; raises MissingBrowserError, and never skips, where there is none.

    Without ``script`` pages run none, as where somebody has turned it off.
    """
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        raise MissingBrowserError(MISSING)
    options = ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if not script:
        blocked = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", blocked)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = Chrome(options, Service(driver))
    try:
        yield Browser(started)
    finally:
        started.quit()
