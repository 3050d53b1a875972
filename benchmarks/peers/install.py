"""Installs the peers into build/peers, once: Python's into an environment of their own, and npm's.

What can't be installed keeps nothing else from being measured: the table says why it is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers.catalogue import EMMETT_POSTGRESQL, EMMETT_SQLITE, MESSAGE_DB, OURS

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "peers"
NPM = {
    EMMETT_SQLITE: HERE / "emmett" / "sqlite",
    EMMETT_POSTGRESQL: HERE / "emmett" / "postgresql",
    MESSAGE_DB: HERE / "eventide",
}
REQUIREMENTS = HERE / "requirements.txt"
PYTHON = BUILD / "venv" / "bin" / "python"
LONGEST = 160
SECONDS = 900


@dataclass(frozen=True)
class NotInstalled(Exception):
    """A group of peers that this machine can't have, with the reason."""

    reason: str


def install(groups: Iterable[str]) -> dict[str, str]:
    """Install groups of peers; return the reasons of those that can't be, by group."""
    missing = {}
    for group in sorted(set(groups) - {OURS}):
        try:
            _installed(group)
        except NotInstalled as error:
            missing[group] = error.reason
    return missing


def _installed(group: str) -> None:
    folder = NPM.get(group)
    source = REQUIREMENTS if folder is None else folder / "package.json"
    ready = BUILD / f"{group}.ready"
    if not ready.exists() or ready.read_bytes() != source.read_bytes():
        print(f"Installing {group} into build/peers: once, for a minute or two", file=sys.stderr)
        BUILD.mkdir(parents=True, exist_ok=True)
        if folder is None:
            _python()
        else:
            _npm(group, folder)
        shutil.copy(source, ready)
    if folder is not None:
        _refreshed(group, folder)


def _python() -> None:
    shutil.rmtree(BUILD / "venv", ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(BUILD / "venv")])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "--requirement", str(REQUIREMENTS)])


def _npm(group: str, folder: Path) -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise NotInstalled("node and npm are not on this machine")
    if group == MESSAGE_DB and shutil.which("psql") is None:
        raise NotInstalled("its install script needs psql, which is not on this machine")
    place = BUILD / group
    place.mkdir(exist_ok=True)
    shutil.copy(folder / "package.json", place)
    _run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], place)


def _refreshed(group: str, folder: Path) -> None:
    """Copy our scripts beside the packages, where Node looks for them."""
    for script in [*folder.glob("*.mjs"), *folder.parent.glob("*.mjs")]:
        shutil.copy(script, BUILD / group)


def _run(command: list[str], folder: Path | None = None) -> None:
    """Run a command; raise NotInstalled with the first two lines of what is wrong."""
    try:
        done = subprocess.run(
            command, cwd=folder, check=False, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{command[0]} did not end within {SECONDS} seconds") from None
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines()]
        errors = [line for line in lines if "error" in line.lower() and "Ignored" not in line]
        raise NotInstalled("; ".join((errors or lines)[:2])[:LONGEST] or "it gives no reason")
