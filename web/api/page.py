"""The page of the API: its addresses with their parameters and a call of each, from the description."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from web.api.examples import curl
from web.api.openapi import kept
from web.api.operation import API
from web.shell.page import Page, PageLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from web.asking.view import View


@cache
def _description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(kept())
    return found


def api_page(view: View) -> Page:
    """Return the page."""
    tr = view.tr
    return Page(
        title=tr("The register for programs"),
        body="".join(_body(view)),
        actions=(PageLink(view.site.prefix + f"{API}/openapi.json", "OpenAPI"),),
        styles=("api.css",),
        timed=False,
    )


def _body(view: View) -> Iterator[str]:
    tr, told = view.tr, _description()
    yield f'<p lang="en">{_marked(told["info"]["description"])}</p>'
    families: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            families.setdefault(operation["tags"][0], []).append((path, method, operation))
    yield f'<nav aria-label="{escape(tr("Contents"))}"><ul class="api-index" lang="en">'
    for family in families:
        yield f'<li><a href="#{escape(family)}">{escape(family)}</a></li>'
    yield "</ul></nav>"
    for family, operations in families.items():
        yield f'<h2 id="{escape(family)}" lang="en">{escape(family)}</h2>'
        for one in operations:
            yield from _operation(view, *one)


def _operation(view: View, path: str, method: str, one: Mapping[str, Any]) -> Iterator[str]:
    yield f'<details class="api" id="{escape(one["operationId"])}" lang="en" dir="ltr"><summary>'
    yield f"<code><b>{method.upper()}</b> {escape(path)}</code> "
    yield f"<span>{escape(one['summary'])}</span></summary>"
    if about := one.get("description"):
        yield f"<p>{_marked(about)}</p>"
    if given := one.get("parameters"):
        yield "<dl>"
        for each in given:
            needed = f" <em>{escape(view.tr('needed'))}</em>" if each["required"] else ""
            place = "" if each["in"] == "query" else f" ({each['in']})"
            yield f"<dt><code>{escape(each['name'])}</code>{place}{needed}</dt>"
            yield f"<dd>{_marked(each['description'])}{escape(_choices(each['schema']))}</dd>"
        yield "</dl>"
    yield f'<pre tabindex="0"><code>{escape(curl(path, method, one))}</code></pre></details>'


def _marked(text: str) -> str:
    """Return a text with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _choices(schema: Mapping[str, Any]) -> str:
    words = [word for word in schema.get("enum", ()) if word]
    return f" {', '.join(words)}." if words else ""
