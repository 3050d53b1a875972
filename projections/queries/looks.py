"""What looks odd about a fact before it is recorded: it is said, and the fact is taken all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select

from aggregates.claims import Known, day_of_deadline, knowledge
from aggregates.dates.windows import days_after, window
from aggregates.vocabulary.events import REQUIREMENTS
from aggregates.vocabulary.shapes import AnswerFact, RelationshipFact, instrument_stream
from projections.fold.apply import REQUIREMENT, idle
from projections.fold.happenings import happening, happenings
from projections.queries.facts import known_facts
from projections.queries.laws import instruments
from projections.read_models.relationships import RelationshipKey
from projections.standing import lookup
from projections.tables import standing_key, standing_part
from register.errors import DamagedFact
from register.format.codec import document_of, identified
from register.format.schemas import detail_properties
from register.log.reader import LogReader
from register.recording.admission import laws_of
from register.suggestions import did_you_mean, known_ones, nearest, told_nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.vocabulary.shapes import Fact

MOST_FACTS = 5_000
"""With how many facts of its relationship a new one is compared; `register doctor` reads more."""

NEAR = timedelta(3)
"""How far apart facts may have happened that are like one another."""

_MISSPELT = 0.75
"""How like a detail with a meaning a free one is that may be meant for it."""

_OF_PART = ("requirement", "instance", "order", "scope", "services", "of", "until", "amount")
"""Details that say on which part of a standing a fact acts; fines of one day differ in amount."""

_OF_NEWS = ("count", "kind", "outcome", "instrument", "category", "topic", "request")
_OF_FIGURES = ("period", "unit", "basis", "definition", "extent", "service")
"""Details by which facts without effect are told from one another, besides who spoke."""

_DAYS = ("due", "effective")


def looks(connection: Connection, fact: Fact, today: date) -> list[str]:
    """Return what looks odd about a fact that is about to be recorded, a sentence part for each.

    Nothing looks odd about one that the log has already.
    """
    try:
        whole = identified(fact)
    except (ValueError, RecursionError):
        return []  # it will be refused, and why
    reader = LogReader(connection)
    if reader.by_ids([str(whole.id)]):
        return []
    details = document_of(whole).get("details") or {}
    found = [*_misspelt(whole, details), *_of_days(whole, details, today)]
    if isinstance(whole, RelationshipFact | AnswerFact):
        found += _unknown_services(reader, whole, details)
        found += _unknown_laws(reader, whole)
        found += _unknown_requirement(connection, reader, details.get("requirement"))
        found += _among_others(connection, reader, whole, today)
    return found


def _misspelt(fact: Fact, details: Mapping[str, Any]) -> Iterator[str]:
    """Name free details that are spelt nearly like one that has a meaning."""
    if fact.KNOWN is None:
        return
    known = detail_properties(fact.type_name())
    for name in details:
        close = nearest(name, set(known) - set(details), cutoff=_MISSPELT)
        if name not in known and close:
            yield f"{name!r} means nothing to a {fact.type_name()}{told_nearest(close)}"


def _of_days(fact: Fact, details: Mapping[str, Any], today: date) -> Iterator[str]:
    """Name days that lie ahead, though they are said to have been, and deadlines that lie before."""
    first = window(fact.occurred).first
    if first is None:
        return
    if first > days_after(today, 1):  # somewhere it is tomorrow already
        yield f"it is said to have happened on {first}, and today is {today}"
    for name in _DAYS:
        text = details.get(name)
        day = day_of_deadline(text) if isinstance(text, str) else None
        if day is not None and day < first:
            yield f"{name} {text} lies before the day on which it happened, {first}"


def _unknown_laws(reader: LogReader, fact: Fact) -> Iterator[str]:
    """Name a law that is not registered; a register that keeps laws refuses it."""
    for _, name in laws_of(fact):
        if not reader.versions([instrument_stream(name)]):
            yield f"the law {name} is not registered; register instrument import adds laws"


def _unknown_services(
    reader: LogReader, fact: RelationshipFact | AnswerFact, details: Mapping[str, Any]
) -> Iterator[str]:
    """Name services that the platform does not have, as the log knows it."""
    if not (given := details.get("services")) or not isinstance(given, list):
        return
    services = reader.platform(fact.platform).services
    for name in given:
        if name not in services:
            hint = did_you_mean(str(name).casefold(), services) or known_ones(services)
            yield f"{fact.platform} has no service {name!r}{hint}"


def _unknown_requirement(connection: Connection, reader: LogReader, code: Any) -> Iterator[str]:
    """Name a requirement that is not of the vocabulary, nor of any law or fact of the register."""
    if not isinstance(code, str) or code in REQUIREMENTS or _is_in_standings(connection, code):
        return
    position, _ = reader.head() or (0, 0)
    by_law = {
        duty.requirement
        for law in instruments(connection, position).values()
        for duty in law.duties
    }
    if code not in by_law:
        hint = did_you_mean(code, sorted({*REQUIREMENTS, *by_law}))
        yield f"no law and no fact knows the requirement {code!r}{hint}"


def _is_in_standings(connection: Connection, code: str) -> bool:
    """Tell whether any relationship has had the requirement, by one look into an index each."""
    generation, _ = lookup.reached(connection)
    part = (standing_part.c.relationship == standing_key.c.id) & (
        standing_part.c.part == REQUIREMENT + code
    )
    query = select(standing_key.c.id).where(standing_key.c.generation == generation)
    return connection.execute(query.where(exists().where(part)).limit(1)).first() is not None


def _among_others(
    connection: Connection,
    reader: LogReader,
    fact: RelationshipFact | AnswerFact,
    today: date,
) -> Iterator[str]:
    """Say of a fact among those of its relationship that it finds nothing to act on, or is like one."""
    position, _ = reader.head() or (0, 0)
    stream = fact.stream()
    if reader.versions([stream]).get(stream, 0) > MOST_FACTS:
        return
    key = RelationshipKey(fact.platform, fact.jurisdiction)
    try:
        before = known_facts(connection, key, through=position)
    except DamagedFact as damaged:
        yield f"it was not compared with those before it: {damaged}"
        return
    one = Known(position + 1, today, fact)
    known = knowledge([*before, one]).facts
    yield from _idle(known, one)
    yield from _like(known, one)


def _idle(known: Iterable[Known], one: Known) -> Iterator[str]:
    ordered = happenings(known)
    for found, why in idle(ordered):
        if found.id == one.id:
            yield f"it finds nothing to act on: {why}"


def _like(known: Iterable[Known], one: Known) -> Iterator[str]:
    """Name the fact that is nearest to being the same: one that counts, and has not been denied."""
    mine, on = _told(one.fact), happening(one).on
    for other in known:
        is_other = other.id != one.id and type(other.fact) is type(one.fact)
        if is_other and abs(happening(other).on - on) <= NEAR and _told(other.fact) == mine:
            yield f"fact {other.id} of {other.fact.occurred} says much the same"
            return


def _told(fact: Fact) -> dict[str, Any]:
    """Return what tells a fact from others of its type and day.

    Of one with an effect it is on what it acts, whoever tells it, and in which words.
    """
    document = document_of(fact)
    details, acts = document.get("details") or {}, fact.EFFECT is not None
    names = _OF_PART if acts else (*_OF_PART, *_OF_NEWS, *_OF_FIGURES)
    fields = ("legal_basis",) if acts else ("legal_basis", "actor")
    told = {name: details[name] for name in names if name in details}
    return {**told, **{name: document.get(name) for name in fields}}
