"""HTML elements, with everything in their attributes escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOID = frozenset({"input"})


def element(name: str, attributes: Mapping[str, str | bool | None], *content: str) -> str:
    """Return an element around content, which is HTML; an attribute of None or False is left out."""
    told = "".join(
        f" {key}" if value is True else f' {key}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{told}>" if name in _VOID else f"<{name}{told}>{''.join(content)}</{name}>"


def text(words: str) -> str:
    """Return words of the page as HTML."""
    return escape(words)


def foreign(words: str, language: str = "") -> str:
    """Return words that are not in the page's language, where their direction harms nothing else."""
    return element("bdi", {"lang": language, "dir": "auto"}, escape(words))


def hidden(name: str, value: str) -> str:
    """Return a field that only carries a value."""
    return element("input", {"type": "hidden", "name": name, "value": value})


def button(label: str, action: str, *, kind: str | None = None, to: str | None = None) -> str:
    """Return a button that sends its form with what is to be done; ``to``: where it leads to."""
    attributes = {"type": "submit", "name": "do", "value": action, "class": kind, "formaction": to}
    return element("button", attributes, escape(label))
