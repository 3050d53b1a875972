"""One decision: a fact is taken or refused for the same reasons, whichever way it comes."""

import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.facts.documents import document
from support.facts.given import (
    SOURCE,
    TIKTOK,
    Document,
    complete,
    confirmed,
    corrected,
    denied,
    fact,
    fact_id,
    retracted,
)
from support.facts.legal import designated, law
from support.programs.running import lines
from support.servers.databases import Databases, PostgreSQLDatabases, SQLiteDatabases

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.shapes import Fact, InstrumentFact
from register.application import Register
from register.documents.quote_checks import unfound
from register.format.schemas import read_fact
from register.importing import importer
from register.importing.documents import Offer, archive
from register.importing.importer import ImportOptions, ImportResult, import_file
from register.log.reader import LogReader
from register.persons.keys import Persons
from register.recording.preparation import Preparation
from register.store.database import open_engine, reading

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WORDS = "The ministry said that access may be restricted. Once only."
SHA = hashlib.sha256(WORDS.encode()).hexdigest()
META: Document = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}
GONE: Document = {
    "type": "person-forgotten",
    "person": "gone-1",
    "occurred": "2025",
    "details": {"reason": "asked for"},
    "sources": [SOURCE],
}
BEFORE: tuple[Document, ...] = (
    TIKTOK,
    law(),
    GONE,
    complete(fact("block-imposed", "2022-03"), 91),
    complete(denied(91), 92),
    complete(fact("information-requested", "2022-04"), 93),
    complete(fact("court-ruled", "2022", jurisdiction="RU"), 94),
)
"""What is recorded before, in each of the ways."""

PLACES = st.sampled_from((1, 2, 3, 4, *[91] * 4, 92, *[93] * 3, 94, 99))
"""Facts that may be cited: those of the list, of the log, and one that there isn't."""

PLATFORMS = st.sampled_from((*["tiktok"] * 6, "meta", "vk"))
QUOTES = st.sampled_from(("Once only.", "access may be restricted", "not a word of it"))
NAMED = fact(
    "representative-appointed", "2024", representative={"person": "rep-1", "name": "Aigerim S."}
)
CHOSEN: tuple[Document, ...] = (
    *(TIKTOK, META, META, META, {**META, "type": "platform-renamed"}),
    {**TIKTOK, "platform": "vk", "type": "operator-changed", "details": {"operator": "VK"}},
    *(designated(), designated(category="platform"), designated(category=None)),
    *(designated(category="none such"), designated(platform="meta", category="none such")),
    *(law("in-force", "2020-06"), law("amended", "2021", duties=[]), law("repealed", "2023")),
    law("amended", "2022", categories=[{"category": "other", "title": "Another"}], duties=[]),
    law("amended", "2019", duties=[{"duty": "a", "requirement": "none such", "title": "A"}]),
    *(fact("court-ruled", "2022"), fact("court-ruled", "2022", jurisdiction="RU")),
    *(fact("block-imposed", "2023", scope="nationwide"), NAMED),
    {**NAMED, "details": {"representative": {"person": "gone-1", "contact": "a@example.org"}}},
    *({**GONE, "person": "gone-2"}, GONE),
)


def may_cite(told: Document, place: int) -> Document:
    """The document about an earlier fact, in the field that its type has for that."""
    if told["type"] == "request-answered":
        return {**told, "details": {**told["details"], "request": fact_id(place)}}
    if told["type"].startswith("fact-"):
        return {**told, "refers_to": fact_id(place)}
    if "jurisdiction" in told and not issubclass(TYPES[told["type"]], InstrumentFact):
        return {**told, "caused_by": fact_id(place)}
    return told


@st.composite
def at_random(draw: st.DrawFn) -> Document:
    """A document of any type about what the list is about, of which the schema says the rest."""
    told = draw(st.sampled_from(sorted(TYPES)).flatmap(document))
    for name, values in (
        ("platform", PLATFORMS),
        ("jurisdiction", st.sampled_from(("KZ", "KZ", "RU"))),
        ("instrument", st.sampled_from(("XX-1", "YY-2"))),
        ("person", st.sampled_from(("gone-1", "gone-2"))),
        ("document", st.just(SHA)),
    ):
        if name in told:
            told[name] = draw(values)
    if isinstance(named := told.get("details", {}).get("representative"), dict):
        named["person"] = draw(st.sampled_from(("rep-1", "gone-1")))
    told.pop("caused_by", None)
    needed = told["type"] == "request-answered" or "refers_to" in told
    return may_cite(told, draw(PLACES)) if needed or draw(st.booleans()) else told


@st.composite
def claims(draw: st.DrawFn) -> Document:
    place = draw(PLACES)
    told = draw(
        st.sampled_from(
            (
                *(confirmed(place), denied(place), retracted(place)),
                *(corrected(place, occurred="2021"), corrected(place, occurred="never")),
                *(corrected(place), corrected(place, details={"level": "unheard of"})),
            )
        )
    )
    where = st.sampled_from((*["KZ"] * 6, "RU"))
    return {**told, "jurisdiction": draw(where), "platform": draw(PLATFORMS)}


def quoting(told: Document, quote: str) -> Document:
    return {**told, "sources": [{"title": "t", "sha256": SHA, "quote": quote}]}


FACTS = st.sampled_from(CHOSEN) | claims() | at_random()
CITING = st.builds(may_cite, FACTS, PLACES)
QUOTING = st.builds(quoting, FACTS, QUOTES)
RARELY = st.sampled_from((False, False, False, True))


@st.composite
def lists(draw: st.DrawFn) -> list[Document]:
    """Facts in any order: good ones and bad ones, doubled, changed, and about each other."""
    chosen = draw(st.lists(FACTS | FACTS | CITING | QUOTING, min_size=1, max_size=9))
    places = [draw(PLACES) if draw(RARELY) else place for place in range(1, len(chosen) + 1)]
    found = [one for one in map(whole_of, chosen, places) if is_fact(one)]
    for told in draw(st.lists(st.sampled_from(found), max_size=2)) if found else ():
        again = draw(st.sampled_from((told, {**told, "note": "changed"}, sealed(told))))
        found.insert(draw(st.integers(0, len(found))), again)
    return found


def whole_of(told: Document, place: int) -> Document:
    """The document with the fields that its type needs, and no others that have defaults here."""
    fields = {*TYPES[told["type"]].__struct_fields__, "type"}
    return {name: it for name, it in complete(told, place).items() if name in fields}


def is_fact(told: Document) -> bool:
    try:
        read_fact(told)
    except FactRefused:
        return False
    return True


def sealed(told: Document) -> Document:
    """The document as the log would keep it, with what is personal sealed."""
    with TemporaryDirectory() as folder:
        try:
            made = Preparation(Persons(Path(folder) / "keys", bytes), "test").storable(
                read_fact(told)
            )
        except FactRefused:
            return told
    found: Document = json.loads(made.payload)
    return found


Verdict: TypeAlias = str | tuple[tuple[str, str], ...]
"""``recorded``, ``duplicate``, or why it is refused."""

_PLACE = re.compile("(?:at position|earlier in the same input).* with other content")


def why(refused: FactRefused) -> Verdict:
    """The reasons, but for the place at which another fact has the id."""
    return tuple((one.path, _PLACE.sub("elsewhere", one.reason)) for one in refused.problems)


@dataclass(frozen=True)
class Recorded:
    """What became of facts, one by one, and what the log has of them then."""

    verdicts: list[Verdict]
    log: list[tuple[str, str, bytes]]


@contextmanager
def register(databases: Databases) -> Iterator[Register]:
    """A register that knows the platform tiktok, a law, a document, and whom to forget."""
    with databases.migrated() as url, TemporaryDirectory() as folder:
        engine = open_engine(url)
        keys = Persons(Path(folder) / "keys", bytes)
        keys.forget("gone-1")
        found = Register(engine, lambda: NOW, persons=keys)
        try:
            offer = Offer(content=WORDS.encode(), media_type="text/plain", title="t")
            archive(found, [offer], recorded_by="test", today=date(2026, 1, 1))
            found.record([read_fact(told) for told in BEFORE], recorded_by="test")
            yield found
        finally:
            found.close()
            engine.dispose()


def log(register: Register, facts: Sequence[Fact]) -> list[tuple[str, str, bytes]]:
    """The facts that are recorded, in the order of the log, without what followed by law."""
    with reading(register.engine) as connection:
        assert list(unfound(connection, through=1_000)) == []
        entries = list(LogReader(connection).between(0, 1_000))
    ids = {str(one.id) for one in facts}
    return [(one.stream, one.fact_id, one.payload) for one in entries if one.fact_id in ids]


def one_by_one(databases: Databases, facts: Sequence[Fact]) -> Recorded:
    with register(databases) as found:
        verdicts: list[Verdict] = []
        for one in facts:
            try:
                (outcome,) = found.record([one], recorded_by="test")
                verdicts.append("duplicate" if outcome.duplicate else "recorded")
            except FactRefused as refused:
                verdicts.append(why(refused))
        return Recorded(verdicts, log(found, facts))


def all_at_once(databases: Databases, facts: Sequence[Fact]) -> Recorded:
    """What becomes of all, or, alone, why the first one is refused that is."""
    with register(databases) as found:
        before = log(found, facts)
        try:
            outcomes = found.record(facts, recorded_by="test")
        except FactRefused as refused:
            assert log(found, facts) == before
            return Recorded([why(refused)], before)
        verdicts: list[Verdict] = ["duplicate" if one.duplicate else "recorded" for one in outcomes]
        return Recorded(verdicts, log(found, facts))


def imported(
    databases: Databases, told: Sequence[Document], facts: Sequence[Fact], block: int, small: int
) -> tuple[ImportResult, dict[int, Verdict], list[tuple[str, str, bytes]]]:
    """What becomes of a file with the facts, with refused lines left out."""
    options = ImportOptions(recorded_by="test", skip_refused=True)
    with register(databases) as found, pytest.MonkeyPatch.context() as patch:
        patch.setattr(importer, "BLOCK_BYTES", block)
        patch.setattr(importer, "SMALL", small)
        patch.setattr(importer, "BATCH", 3)
        result = import_file(found, io.BytesIO(lines(*told)), "f", options)
        refused = {one.line: why(FactRefused(one.problems)) for one in result.refusals}
        return result, refused, log(found, facts)


def they_agree(databases: Databases, told: list[Document], block: int, small: int) -> None:
    facts = [read_fact(one) for one in told]
    each = one_by_one(databases, facts)
    refused = {at: it for at, it in enumerate(each.verdicts, 1) if not isinstance(it, str)}

    result, refused_lines, in_log = imported(databases, told, facts, block, small)
    assert refused_lines == refused
    assert result.recorded == each.verdicts.count("recorded")
    assert result.duplicates == each.verdicts.count("duplicate")
    assert in_log == each.log

    whole = all_at_once(databases, facts)
    assert whole.verdicts == ([refused[min(refused)]] if refused else each.verdicts)
    assert refused or whole.log == each.log


def numbered(*told: Document) -> list[Document]:
    return [whole_of(one, place) for place, one in enumerate(told, 1)]


OF_META = fact("court-ruled", "2023", platform="meta")
OTHER = [{"category": "other", "title": "Another"}]
LISTS = {
    "all that is wrong with a designation": numbered(
        designated(platform="meta", category="none such", caused_by=92)
    ),
    "a fact of a platform whose registration was refused": numbered(
        quoting(META, "Twice"), OF_META, META, OF_META
    ),
    "a designation under a step of a law that was refused": numbered(
        quoting(law("amended", "2020-06", categories=OTHER, duties=[]), "Twice"),
        designated(category="other"),
        law("in-force", "2020-06"),
    ),
    "a sealed text before it is said in the clear": [
        sealed(whole_of(NAMED, 1)),
        whole_of(NAMED, 1),
    ],
    "a sealed text after it was said in the clear": [
        whole_of(NAMED, 1),
        sealed(whole_of(NAMED, 1)),
    ],
    "all that is wrong with a sealed text": [
        sealed(whole_of(quoting({**NAMED, "platform": "meta", "caused_by": 99}, "Twice"), 1))
    ],
    "a person who was forgotten before": numbered(
        {
            **NAMED,
            "platform": "vk",
            "details": {"representative": {"person": "gone-1", "name": "N"}},
        }
    ),
    "a correction of an answer, and one of a fact that is refused": numbered(
        fact("request-answered", "2023", request=fact_id(93)),
        corrected(1, details={"request": fact_id(91)}),
        {**OF_META, "note": "never recorded"},
        corrected(3, note="so"),
    ),
}
"""Lists of facts of which the ways have said different things, or might."""


@pytest.mark.parametrize("told", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("block", [1, 500_000])
def test_all_ways_agree_on(databases: Databases, told: list[Document], block: int) -> None:
    they_agree(databases, told, block, small=0)


FILES: dict[str, Any] = {
    "told": lists(),
    "block": st.sampled_from((1, 700, 500_000)),
    "small": st.sampled_from((0, 4)),
}
EACH_A_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, suppress_health_check=EACH_A_DATABASE)
@given(**FILES)
def test_any_facts_get_the_same_verdicts_one_by_one_and_at_once_and_from_a_file(
    sqlite_databases: SQLiteDatabases, told: list[Document], block: int, small: int
) -> None:
    they_agree(sqlite_databases, told, block, small)


@settings(max_examples=5, suppress_health_check=EACH_A_DATABASE)
@given(**FILES)
def test_any_facts_get_the_same_verdicts_on_postgresql(
    postgresql_databases: PostgreSQLDatabases, told: list[Document], block: int, small: int
) -> None:
    they_agree(postgresql_databases, told, block, small)
