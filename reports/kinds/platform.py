"""One platform: who it is, and how it stands in all jurisdictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregates.platform import Platform, replay
from aggregates.vocabulary.shapes import platform_stream
from register.log.reader import LogReader
from reports.errors import InvalidStatement
from reports.kinds import overview as surveys
from reports.kinds.overview_finding import closed, key_figures, title
from reports.model import Code, Foreign, Paragraph, Report, Section, Terms
from reports.tables.gap_rows import unknown
from reports.tables.proceeding_rows import known_proceedings, proceedings_section
from reports.tables.provenance import made
from reports.tables.standing_rows import more_counts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from reports.context import ReportContext
    from reports.model import Block, Run
    from reports.words.language import Language


def platform(making: ReportContext) -> Report:
    """Return the report on one platform; raise InvalidStatement if none is named."""
    asked, language = making.statement, making.language
    if (slug := asked.platform) is None:
        raise InvalidStatement("a report on a platform needs its id")
    one = surveys.survey(making, "jurisdiction")
    known = platform_at(making, slug)
    return Report(
        statement=asked,
        title=_title(making, one),
        summary=(
            jurisdictions_counted(making, len(one.found)),
            *key_figures(one),
            *more_counts(one.names, one.found),
        ),
        sections=(
            Section("identity", language.tr("Who it is"), identity(making, known)),
            surveys.standings(one),
            surveys.requirements(one),
            surveys.measures(one),
            surveys.deadlines(one),
            proceedings_section(making, one.names, known_proceedings(making)),
            surveys.disputed(one),
            unknown(making, one.names),
            made(making, one.names.words),
        ),
        main="standings",
        data={"platform": _data(known)},
    )


def _title(making: ReportContext, one: surveys.Survey) -> Run:
    """Return which platform it is, in how many jurisdictions access is limited, and what is open."""
    language, name = making.language, one.names.platform(str(making.statement.platform))
    if not one.found:
        return language.run("{platform} in all jurisdictions", platform=name)
    if count := closed(one):
        access = language.trn(
            "not open in {count} jurisdiction", "not open in {count} jurisdictions", count
        )
    else:
        access = language.tr("open everywhere")
    return title(one, name, access)


def platform_at(making: ReportContext, slug: str) -> Platform:
    """Return the platform as its facts up to K tell of it."""
    through = making.statement.known.position
    entries = LogReader(making.connection).of_stream(platform_stream(slug))
    return replay(slug, (one.event() for one in entries if one.position <= through))


def jurisdictions_counted(making: ReportContext, count: int) -> Paragraph:
    """Return in how many jurisdictions something is known of a platform."""
    told = making.language.trn(
        "On {day}, something was known of it in {count} jurisdiction.",
        "On {day}, something was known of it in {count} jurisdictions.",
        count,
        day=making.language.day(making.statement.at).label,
    )
    if not count:
        told = making.language.tr("Nothing was known of it in any jurisdiction on that day.")
    return Paragraph((told,))


def identity(making: ReportContext, known: Platform) -> tuple[Block, ...]:
    """Return its names, its operator and its services, as known at K."""
    tr = making.language.tr
    if not known.registered:
        return (Paragraph((tr("At that point of the log the platform was not registered."),)),)
    others = [name for name in known.names if name != known.name]
    pairs: list[tuple[str, Run]] = [
        (tr("Name"), (Foreign(known.name),)),
        (tr("Other names"), _texts(making.language, others)),
        (tr("Id"), (Code(known.slug),)),
        (tr("Operator"), _operators(making, known)),
        (tr("Services"), _texts(making.language, known.services)),
    ]
    if known.retired:
        pairs.append((tr("Retired"), _retired(making, known)))
    return (Terms(tuple(((name,), told) for name, told in pairs if told)),)


def _operators(making: ReportContext, known: Platform) -> Run:
    """Return who runs it, and who does in one jurisdiction alone."""
    runs: list[Run] = [(Foreign(known.operator),)] if known.operator else []
    runs += [
        making.language.run(
            "{operator} in {jurisdiction}",
            operator=Foreign(name),
            jurisdiction=making.language.place(code),
        )
        for code, name in known.operators
    ]
    return making.language.listed(runs) if runs else ()


def _retired(making: ReportContext, known: Platform) -> Run:
    if known.successor is None:
        return (making.language.tr("It is retired."),)
    successor = making.platforms([known.successor])[known.successor]
    return making.language.run("It is retired; {platform} succeeds it.", platform=successor)


def _texts(language: Language, texts: Iterable[str]) -> Run:
    runs: list[Run] = [(Foreign(text),) for text in texts]
    return language.listed(runs) if runs else ()


def _data(known: Platform) -> dict[str, Any]:
    return {
        "id": known.slug,
        "name": known.name,
        "names": list(known.names),
        "operator": known.operator,
        "operators": dict(known.operators),
        "services": list(known.services),
        "retired": known.retired,
        "successor": known.successor,
    }
