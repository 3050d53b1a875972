"""Takes the pictures of reports: pages of the example register, as Debian's Chromium shows them.

Run it again whenever reports look otherwise: `.venv/bin/python docs/pictures/reports.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
REGISTER = str(Path(sys.executable).parent / "register")
AT = ("--at", "2025-12-31")
PAGES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("dossier", 1000, 1560, ("dossier", "TikTok", "Kazakhstan", *AT)),
    ("dossier-ar", 1000, 620, ("dossier", "TikTok", "Kazakhstan", *AT, "--language", "ar")),
    ("matrix", 1000, 760, ("matrix", "--at", "2024-04-30")),
    ("deadlines", 1000, 800, ("deadlines", "--at", "2021-12-01")),
)
"""Name of the picture, width and height of the window, and the report."""


def main() -> None:
    """Make each report, and take its picture."""
    with tempfile.TemporaryDirectory() as folder:
        _run(folder, REGISTER, "demo")
        for name, width, height, report in PAGES:
            page = f"{name}.html"
            _run(folder, REGISTER, "report", *report, "--out", page)
            _run(
                folder,
                *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--hide-scrollbars", f"--window-size={width},{height}"),
                *(f"--screenshot={HERE / name}.png", (Path(folder) / page).as_uri()),
            )


def _run(folder: str, *command: str) -> None:
    subprocess.run(  # noqa: S603  # our own program, and a browser
        command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


if __name__ == "__main__":
    main()
