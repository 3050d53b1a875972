"""Takes the pictures of pages in a browser: the example register, as Debian's Chromium shows it.

Run it again whenever pages look otherwise: `.venv/bin/python docs/pictures/pages.py`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
REGISTER = str(Path(sys.executable).parent / "register")
TIKTOK = "relationships/tiktok/RU"
PAGES: tuple[tuple[str, int, int, str], ...] = (
    ("pages-matrix", 1280, 900, "?at=2024-04-30"),
    ("pages-relationship", 1280, 1420, f"{TIKTOK}?at=2024-05-10&known=205"),
    ("pages-relationship-ar", 420, 1000, f"{TIKTOK}?at=2024-05-10&known=205&lang=ar"),
    ("pages-compare", 1280, 760, "compare?from=2020-05-10@205&to=2024-05-10&platform=tiktok"),
    ("pages-record", 1280, 900, "record/fine-imposed?platform=tiktok&jurisdiction=RU"),
)
"""Name of the picture, width and height of the window, and the address of the page."""


def main() -> None:
    """Serve the example, and take each picture."""
    with tempfile.TemporaryDirectory() as folder, _served(folder) as address:
        for name, width, height, page in PAGES:
            browser = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu")
            window = ("--hide-scrollbars", f"--window-size={width},{height}")
            picture = (f"--screenshot={HERE / name}.png", f"{address}/{page}")
            rest = ("--virtual-time-budget=3000",)
            subprocess.run(  # noqa: S603  # a browser
                [*browser, *window, *rest, *picture], check=True, stderr=subprocess.DEVNULL
            )


@contextmanager
def _served(folder: str) -> Iterator[str]:
    """Give the address of the example, served by a process of its own."""
    command = [REGISTER, "demo", "--serve", "--port", "0", "--no-browser", "--by", "recorder"]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        said = process.stderr or ()
        found = next(filter(None, (re.search(r"(http://\S+?)/ ", line) for line in said)))
        try:
            yield found[1]
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
