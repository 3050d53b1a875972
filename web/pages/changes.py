"""What changed in a stretch of days, by one knowledge."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from register.log.points import day
from reports.kinds.changes import changes as changes_report
from reports.statement import ReportQuestion
from web.pages.moments import earlier
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told
from web.shell.time_form import time_fields

if TYPE_CHECKING:
    from web.asking.view import View


def changes(view: View) -> Page:
    """Return what changed up to the day asked, since another; both by the same knowledge."""
    first = view.query.get("from")
    began = day(first) if first else earlier(view.question.at)
    before = ReportQuestion(at=began, known=view.known)
    making = view.context(
        "changes",
        before=before,
        platform=view.query.get("platform"),
        jurisdiction=view.query.get("jurisdiction"),
    )
    report = changes_report(making)
    tr = view.tr
    form = (
        f'<form class="bar" method="get" aria-label="{escape(tr("What to show"))}">'
        f'<label>{escape(tr("Since"))}<input type="date" name="from" value="{began.isoformat()}"></label>'
        f"{time_fields(view)}<button>{escape(tr('Show'))}</button></form>"
    )
    return Page(
        title=tr("Changes"),
        body=form + told(view, report.summary) + sections(view, report.sections[:-1]),
        current="changes",
        actions=(PageLink(view.asked.link("/compare"), tr("Compare two moments")),),
        json=view.asked.link("/api/v1/changes", **{"from": began.isoformat()}),
    )
