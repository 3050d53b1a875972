"""What changed in a stretch of days, by one knowledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from register.log.points import day
from reports.kinds.changes import changes as changes_report
from reports.statement import ReportQuestion
from web.asking.narrowing import narrowing
from web.pages.moments import earlier, for_programs
from web.shell.narrowing_form import narrowing_form
from web.shell.page import Page, PageLink
from web.shell.page_writer import sections, told

if TYPE_CHECKING:
    from projections.queries.status import Question
    from web.asking.view import View


class EarlierQuestion(ReportQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The earlier of a page's two questions: at its P too, which no report has."""

    public_by: date | None

    @property
    def question(self) -> Question:
        """The question as projections take it."""
        return replace(super().question, public_by=self.public_by)


def changes(view: View) -> Page:
    """Return what changed up to the day asked, since another; both by the same knowledge."""
    kept, asked, tr = narrowing(view), view.question, view.tr
    first = view.query.get("from")
    began = day(first) if first else earlier(asked.at)
    before = EarlierQuestion(at=began, known=view.known, public_by=asked.public_by)
    report = changes_report(
        view.context(
            "changes", before=before, platform=kept.platform, jurisdiction=kept.jurisdiction
        )
    )
    since = (
        f'<label>{escape(tr("Since"))}<input type="date" name="from" '
        f'value="{began.isoformat()}"></label>'
    )
    body = (
        narrowing_form(view, kept, first=since),
        told(view, report.summary),
        sections(view, report.sections[:-1]),
    )
    return Page(
        title=tr("Changes"),
        body="".join(body),
        current="changes",
        actions=(PageLink(view.asked.link("/compare"), tr("Compare two moments")),),
        json=for_programs(view, replace(asked, at=began), asked),
    )
