"""The files that pages are made of besides themselves: styles, scripts, signs. They are in the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent; ``version`` changes with its content."""

    content: bytes
    media_type: str
    version: str


@cache
def files() -> dict[str, StaticFile]:
    """Return all of them by name."""
    found = {}
    for one in resources.files("web.shell").joinpath("static").iterdir():
        ending = one.name.rpartition(".")[2]
        if ending in TYPES:
            content = one.read_bytes()
            version = sha256(content).hexdigest()[:12]
            found[one.name] = StaticFile(content, TYPES[ending], version)
    return found


def address(name: str) -> str:
    """Return the path of a file; it says the version, so that browsers may keep it."""
    return f"/static/{files()[name].version}/{name}"
