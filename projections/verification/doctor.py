"""What is wrong with a register, and what to do about it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from aggregates.claims import knowledge
from aggregates.law.obligation_facts import OBLIGATIONS
from aggregates.vocabulary.effects import Act
from aggregates.vocabulary.events import REQUIREMENTS
from aggregates.vocabulary.shapes import AnswerFact, RelationshipFact
from projections.fold.apply import idle
from projections.fold.happenings import happenings
from projections.queries.facts import known_facts
from projections.queries.laws import histories
from projections.queries.persons import damaged, key_of, persons
from projections.read_models.relationships import RelationshipKey, relationships
from projections.tables import platform_name, set_aside
from projections.verification.findings import Finding, not_applied, not_checked, of_designations
from register.distribution import NAME
from register.documents.quote_checks import unfound
from register.errors import DamagedFact
from register.suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from aggregates.law.instrument import LawStep
    from projections.engine.projector import Projector
    from projections.fold.state import Happening
    from register.persons.unsealer import Unsealer

OWN_NAMES = (
    "aggregates",
    "cli",
    "commands",
    "evidence",
    "exchange",
    "integrity",
    "migrations",
    "projections",
    "register",
    "reports",
)


def examine(connection: Connection, *, through: int, today: date) -> list[Finding]:
    """Return what is to look at in the facts up to a position, by relationship, on a day."""
    laws = histories(connection, through)
    findings: list[Finding] = []
    for key in relationships(connection, through=through):
        try:
            findings += _relationship(connection, key, through=through, laws=laws)
        except DamagedFact as damaged:
            where = f"{key.platform} {key.jurisdiction}"
            findings.append(Finding("damaged", where, str(damaged), "restore a backup"))
    findings += _unfound_quotes(connection, through)
    findings += not_applied(connection)
    findings += not_checked(connection, laws, today)
    return [*findings, *_shared_names(connection), *_set_aside(connection)]


def _relationship(
    connection: Connection,
    key: RelationshipKey,
    *,
    through: int,
    laws: Mapping[str, Sequence[LawStep]],
) -> Iterator[Finding]:
    where = f"{key.platform} {key.jurisdiction}"
    known = knowledge(known_facts(connection, key, through=through))
    ordered = happenings(known.facts)
    types = {fact.id: fact.fact.type_name() for fact in known.facts}
    by_law = {
        fact.id: fact.fact.details.requirement
        for fact in known.facts
        if isinstance(fact.fact, OBLIGATIONS) and fact.fact.details.set_by is not None
    }
    codes = {*REQUIREMENTS, *by_law.values()}
    for happening, why in idle(ordered):
        yield Finding(
            "idle",
            where,
            f"{types[happening.id]} of {happening.on} finds nothing to act on: {why}",
            "its date may be too vague, its scope or order another, or a fact is missing",
            happening.id,
        )
    for happening in ordered:
        if happening.id not in by_law:
            yield from _suspicious(where, happening, codes)
    yield from of_designations(where, known.facts, laws)
    for fact in known.facts:
        about = fact.fact
        basis = about.legal_basis if isinstance(about, RelationshipFact | AnswerFact) else None
        if basis is not None and basis not in laws:
            yield Finding(
                "instrument",
                where,
                f"legal basis {basis!r} is not a registered instrument{did_you_mean(basis, laws)}",
                "record its instrument-adopted, or correct the fact's legal_basis",
                fact.id,
            )


def _suspicious(where: str, happening: Happening, codes: Collection[str]) -> Iterator[Finding]:
    if happening.act is Act.IMPOSE and happening.day is None:
        yield Finding(
            "deadline",
            where,
            f"the obligation {happening.code} of {happening.on} has no deadline",
            "if it has one, record obligation-extended with its due day; else leave it",
            happening.id,
        )
    yield from _unknown_requirement(where, happening, codes)


def _unknown_requirement(
    where: str, happening: Happening, codes: Collection[str]
) -> Iterator[Finding]:
    code = happening.about
    if code not in codes and happening.act in (Act.IMPOSE, Act.PLEDGE, Act.CLAIM, Act.MEET):
        yield Finding(
            "requirement",
            where,
            f"the requirement {code!r} is not of the vocabulary{did_you_mean(code, codes)}",
            "leave it if a law names it so; else correct the fact",
            happening.id,
        )


def _unfound_quotes(connection: Connection, through: int) -> Iterator[Finding]:
    for one in unfound(connection, through=through):
        cited = one.citation.cited
        yield Finding(
            "quote",
            f"position {one.citation.position}",
            f"{cited.path}.quote: {one.reason} {cited.sha256}",
            "correct the fact's sources, or archive the document that is quoted",
            one.citation.fact_id,
        )


def _shared_names(connection: Connection) -> Iterator[Finding]:
    """Name what two platforms are called: neither is found by it."""
    query = (
        select(platform_name.c.folded, func.count())
        .group_by(platform_name.c.folded)
        .having(func.count() > 1)
        .order_by(platform_name.c.folded)
    )
    for name, count in connection.execute(query):
        yield Finding(
            "name",
            "platforms",
            f"{count} platforms are called {name!r}, so none is found by it",
            "ask for them by slug; a further platform-registered can't take a name away",
        )


def _set_aside(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(select(set_aside).order_by(set_aside.c.position)):
        yield Finding(
            "set-aside",
            f"position {row.position}",
            f"the projection {row.projection} can't handle it: {row.reason}",
            "it is tried again at each catch-up; if it stays, report it with this line",
        )


def about_persons(connection: Connection, opener: Unsealer) -> Iterator[Finding]:
    """Name keys that are missing, or not destroyed, or that others on the machine may read."""
    for known in persons(connection).values():
        if (key := key_of(known, opener)) in _KEYS:
            what, advice = _KEYS[key]
            yield Finding("person", known.person, what, advice.format(known.person))
    for person, why in damaged(connection, opener).items():
        advice = "restore a copy of the key, or of the log; until then the name is left out"
        yield Finding("person", person, why, advice)
    store = opener.persons
    if store is not None and store.folder.is_dir() and store.folder.stat().st_mode & 0o077:
        yield Finding(
            "person",
            str(store.folder),
            "the folder of the keys to persons is open to others on this machine",
            "close it: chmod 700",
        )


_KEYS = {
    "not destroyed": (
        "the log says that the person was forgotten, and the key is still here",
        "destroy it: register forget {0} --reason …",
    ),
    "missing": (
        "the key to what is recorded is not where keys are looked for",
        "set REGISTER_PERSONS to where it is; if it is nowhere, register forget {0} --key-lost",
    ),
}


def installation(projector: Projector) -> list[Finding]:
    """Return what is to look at around the register: its read models, and its Python."""
    lagging = [
        Finding(
            "lag",
            name,
            f"the projection is {behind} facts behind the log",
            "any command that reads brings it up; if it stays, see what was set aside",
        )
        for name, behind in projector.lag().items()
        if behind
    ]
    return [*lagging, *_claimed_names()]


@cache
def _packages() -> Mapping[str, list[str]]:
    """Return the installed packages by top-level name, read once: it takes half a second."""
    return packages_distributions()


def _claimed_names() -> Iterator[Finding]:
    """Name packages that claim one of the register's own top-level names."""
    for name in OWN_NAMES:
        others = sorted(set(_packages().get(name, [])) - {NAME})
        if others:
            yield Finding(
                "name",
                name,
                f"the package {', '.join(others)} claims the top-level name {name!r} too",
                "install the register into an environment of its own (pipx, or a venv)",
            )
