"""A page in the frame that all pages share: navigation, the time it is about, the end of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from register.jurisdictions import LANGUAGES
from reports.words.language import language
from web.accounts.roles import May
from web.shell.notices import notices
from web.shell.static import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from web.asking.view import View


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where something leads, and what it is called."""

    href: str
    label: str


class LateWords(Protocol):
    """Words of a page that are said anew with each fact, though the rest of it may be kept."""

    def told(self, view: View) -> str:
        """Return them as HTML."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is special to a page.

    ``body`` is HTML, escaped already. ``title`` stands in the window and, unless ``headed`` is
    False, above the body. ``current`` is the entry of the navigation that it belongs to.
    ``modules`` are the scripts that it works without, ``styles`` those that only it needs. ``json`` is the same answer for programs.
    """

    title: str
    body: str
    current: str = ""
    crumbs: Sequence[PageLink] = ()
    actions: Sequence[PageLink] = ()
    modules: Sequence[str] = ()
    styles: Sequence[str] = ()
    headed: bool = True
    timed: bool = True
    json: str | None = None
    status: int = 200
    lead: str = ""
    past: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    """Further parameters that the choice of a day and a point of the log keeps."""
    late: Mapping[str, LateWords] = field(default_factory=dict)
    """What is said of the whole log, by the mark in the body that it takes the place of."""

    @property
    def size(self) -> int:
        """How many letters it has, without the frame."""
        return len(self.body) + len(self.lead) + len(self.past)


@cache
def environment() -> Environment:
    """Return what reads the templates; a name that is not there is an error, never nothing."""
    return Environment(
        loader=PackageLoader("web.shell"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def rendered(view: View, page: Page) -> str:
    """Return the whole page."""
    template = environment().get_template("page.html")
    return template.render(_values(view, page))


def _values(view: View, page: Page) -> dict[str, Any]:
    asked = view.asked
    return {
        "view": view,
        "asked": asked,
        "page": page,
        "body": Markup(_body(view, page)),  # noqa: S704  # written by blocks and pages, which escape
        "tr": view.tr,
        "notices": [Markup(one) for one in notices(view)],  # noqa: S704  # written by blocks
        "day": view.language.day(view.question.at),
        "navigation": _navigation(view),
        "languages": [
            (code, language(code).language(code), view.here(lang=code)) for code in LANGUAGES
        ],
        "static": lambda name: asked.prefix + address(name),
        "may_record": view.principal.has(May.RECORD),
        "today": view.site.today().isoformat(),
        "back": view.here(at=None, known=None, public_by=None),
    }


def _body(view: View, page: Page) -> str:
    body = page.body
    for mark, words in page.late.items():
        body = body.replace(mark, words.told(view), 1)
    return body


def _navigation(view: View) -> Iterable[tuple[str, PageLink]]:
    tr, link = view.tr, view.asked.link
    if not view.principal.has(May.READ):
        yield "people", PageLink(link("/people"), tr("People"))
        return
    yield "matrix", PageLink(link("/"), tr("Matrix"))
    yield "deadlines", PageLink(link("/deadlines"), tr("Deadlines"))
    yield "changes", PageLink(link("/changes"), tr("Changes"))
    yield "laws", PageLink(link("/laws"), tr("Laws"))
    yield "reports", PageLink(link("/reports"), tr("Reports"))
    yield "integrity", PageLink(link("/integrity"), tr("Integrity"))
    if view.principal.has(May.ADMINISTER):
        yield "people", PageLink(link("/people"), tr("People"))
