"""index.html of a bundle: the standing, why, and its facts, on one page that asks for nothing.

Every text of a fact is hostile until it is escaped; foreign ones keep their own direction.
"""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from evidence import page_facts, page_standing
from register.jurisdictions import name as jurisdiction_name

if TYPE_CHECKING:
    from evidence.page_content import PageContent

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def page(shown: PageContent) -> str:
    """Return the page; it is whole in itself, runs no script and fetches nothing."""
    place = jurisdiction_name(shown.key.jurisdiction)
    title = f"{shown.name} in {place}, {shown.question.at}"
    parts = (_head(shown, place), page_standing.standing(shown), _facts(shown), _check(shown))
    style = resources.files("evidence").joinpath("page.css").read_text(encoding="utf-8")
    return _PAGE.format(title=escape(title), style=style, body="\n".join(parts))


def _head(shown: PageContent, place: str) -> str:
    known, key = shown.question.known.to_json(), shown.key
    return f"""<header>
<p class="kind">Evidence from a compliance register</p>
<h1><bdi>{escape(shown.name)}</bdi> in <bdi>{escape(place)}</bdi></h1>
<p>What held on <strong>{shown.question.at}</strong>, as known at position {known["position"]} of \
the register’s log, recorded {_moment(known["recorded_at"])}.
<span class="quiet">Platform {escape(key.platform)}, jurisdiction {escape(key.jurisdiction)}.</span></p>
</header>"""


def _moment(text: str | None) -> str:
    return escape((text or "")[:19].replace("T", " ")) + " UTC"


def _facts(shown: PageContent) -> str:
    by_id = shown.by_id
    rows = "\n".join(page_facts.entry(one, by_id, shown.archived) for one in shown.facts)
    return f"""<section>
<h2>Facts</h2>
<p class="quiet">All {len(shown.facts)} that were recorded by then, in the order in which they \
took effect. Each is said by its sources; the register does not say that they are right.</p>
<ol class="facts">
{rows}
</ol>
</section>"""


def _check(shown: PageContent) -> str:
    keys = "<br>".join(f"<code>{escape(vkey)}</code>" for vkey in shown.vkeys)
    left_out = (
        "This bundle is complete: the program can tell that no fact was left out."
        if shown.complete
        else "Facts recorded after the last one shown could be left out; a bundle made with "
        "<code>--complete</code> rules that out."
    )
    return f"""<section>
<h2>How to check it</h2>
<p>This page is for reading. What counts is what the program in this bundle finds, which needs \
Python 3.11 and nothing else:</p>
<pre>python3 verify.py --key KEY</pre>
<p>Get the key from the register’s keeper in another way than this bundle. It should be \
(or have been followed by)</p>
<p>{keys}</p>
<p>{left_out}</p>
<details><summary>The signed checkpoint of the log</summary>
<pre>{escape(shown.note)}</pre></details>
</section>"""
