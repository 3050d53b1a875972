"""By whom and for whom a report was made, and when: at its head, and at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import Foreign, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.model import Run
    from reports.statement import Statement
    from reports.words.language import Language


def colophon(statement: Statement, language: Language) -> Iterator[tuple[Run, Run]]:
    """Give what was said of it, as names and values."""
    told = statement.colophon
    if told is None:
        return
    tr = language.tr
    texts = (
        (tr("Confidentiality"), told.confidentiality),
        (tr("Organisation"), told.organisation),
        (tr("Author"), told.author),
        (tr("Contact"), told.contact),
    )
    for name, text in texts:
        if text is not None:
            yield (name,), (Foreign(text),)
    if told.made_on is not None:
        yield (tr("Made on"),), (language.day(told.made_on),)


def line(statement: Statement, language: Language) -> Iterator[Paragraph]:
    """Give what was said of it in a line; none where nothing was."""
    values = [language.labelled(name[0], value) for name, value in colophon(statement, language)]
    if values:
        yield Paragraph(language.series(values))
