"""Draws matrix.svg: what `register status` shows of the example register on a fixed day.

Run it again whenever the output changes: `.venv/bin/python docs/pictures/make.py`.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

DAY = "2024-04-30"
WIDTH = 127
"""Columns of the terminal: enough for all platforms side by side."""

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace"
DARK, LIGHT, GREY = (22, 27, 34), (225, 228, 232), (139, 148, 158)
RED, GREEN, YELLOW = (255, 123, 114), (126, 211, 133), (227, 179, 65)
BLUE, MAGENTA, CYAN = (121, 184, 255), (210, 168, 255), (101, 210, 220)
THEME = TerminalTheme(DARK, LIGHT, [GREY, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, LIGHT])


def shown_on_a_terminal(*arguments: str, folder: Path) -> str:
    """Return what the program prints on a terminal of our width, with its colours."""
    leader, follower = pty.openpty()
    surroundings = {name: each for name, each in os.environ.items() if "REGISTER" not in name}
    surroundings |= {"COLUMNS": str(WIDTH), "TERM": "xterm-256color", "COLORTERM": ""}
    surroundings.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "cli", *arguments]
    process = subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=folder, env=surroundings, stdout=follower, stderr=subprocess.DEVNULL
    )
    os.close(follower)
    shown = b"".join(_chunks(leader))
    if process.wait() != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return shown.decode().replace("\r\n", "\n")


def _chunks(descriptor: int) -> list[bytes]:
    """Return what comes until the other end is closed, which Linux tells by an error."""
    found: list[bytes] = []
    while True:
        try:
            chunk = os.read(descriptor, 65_536)
        except OSError:
            chunk = b""
        if not chunk:
            os.close(descriptor)
            return found
        found.append(chunk)


def drawing(text: str, title: str) -> str:
    """Return an SVG of a terminal; its fonts are the reader's, and it names no web address."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text.rstrip()), soft_wrap=True)
    form = re.sub(r"<!--.*?-->|@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    form = form.replace("Fira Code, monospace", FONTS).replace("arial", "sans-serif")
    svg = console.export_svg(title=title, theme=THEME, code_format=form, unique_id="matrix")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    """Draw the picture beside this script."""
    command = ("status", "--at", DAY)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shown_on_a_terminal("demo", folder=folder)
        shown = shown_on_a_terminal(*command, folder=folder)
    picture = drawing(shown, f"register {' '.join(command)}")
    Path(__file__).with_name("matrix.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
