"""Making a report: its files, in a folder that nobody else has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from register.log.reader import LogReader
from register.persons.unsealer import opener
from reports.kinds.making import report_of
from reports.rendering import companions, write
from reports.words.language import language
from web.asking.named import persons_for
from web.jobs.background import JobResult

if TYPE_CHECKING:
    from pathlib import Path

    from web.accounts.principal import Principal
    from web.jobs.report_asked import ReportAsked
    from web.site import Site


@dataclass(frozen=True, slots=True)
class ReportMaking:
    """A report to be made for somebody, who may see persons by their names or not."""

    site: Site
    principal: Principal
    asked: ReportAsked

    def __call__(self, folder: Path) -> JobResult:
        """Make it; a csv has its description in a file beside it."""
        register, statement = self.site.register, self.asked.statement
        path = folder / self.asked.file_name
        with register.reading() as connection:
            opened = opener(persons_for(self.site, self.principal), LogReader(connection)).shown
            made = report_of(connection, statement, opened)
            write(made, language(statement.language), path)
        return JobResult((path, *companions(path)))
