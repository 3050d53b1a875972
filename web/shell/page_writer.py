"""Blocks of reports on a page: references lead to the pages of facts, at the same T, K and P."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reports.formats.html.blocks import block
from reports.formats.html.inline import InlineWriter, anchor
from reports.model import Audience, Chart, Code, Paragraph, Table
from reports.safe_text import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.model import Block, Inline, Ref, Section
    from web.asking.asked import Asked
    from web.asking.view import View


_FACT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""The id of a fact (RFC 9562)."""


@dataclass(frozen=True, slots=True)
class PageWriter(InlineWriter):
    """Writes cells; a fact that is on the page is led to there, any other to its own page.

    A reference to a path leads to that page of the register.
    """

    asked: Asked

    def inline(self, one: Inline) -> str:
        """Return one value of a sentence; the id of a fact leads to its page."""
        told = InlineWriter.inline(self, one)
        if isinstance(one, Code) and _FACT.fullmatch(one.text):
            return f'<a href="{escape(self.asked.link(f"/facts/{one.text}"))}">{told}</a>'
        return told

    def _ref(self, ref: Ref) -> str:
        if ref.fact.startswith("/"):
            href = escape(self.asked.link(ref.fact))
            return f'<a href="{href}"><bdi>{escape(safe(ref.label))}</bdi></a>'
        here = ref.fact in self.anchors
        href = f"#{anchor(ref.fact)}" if here else self.asked.link(f"/facts/{ref.fact}")
        return f'<a href="{escape(href)}">{escape(ref.label)}</a>'


def told(view: View, blocks: Iterable[Block], anchors: frozenset[str] = frozenset()) -> str:
    """Return blocks as HTML; a picture is told in words, since pages draw their own."""
    writer = PageWriter(anchors, view.asked)
    return "".join(piece for one in blocks for piece in _pieces(view, one, writer))


def _pieces(view: View, one: Block, writer: PageWriter) -> Iterator[str]:
    if isinstance(one, Table) and one.audience is Audience.PROGRAMS:
        return iter(())
    if isinstance(one, Chart):
        return block(Paragraph((one.told,)), writer, view.language)
    return block(one, writer, view.language)


def sections(view: View, found: Iterable[Section], anchors: frozenset[str] = frozenset()) -> str:
    """Return sections of a report under their headings."""
    return "".join(
        f'<section id="{escape(one.name)}-section"><h2>{escape(one.title)}</h2>'
        f"{told(view, one.blocks, anchors)}</section>\n"
        for one in found
    )
