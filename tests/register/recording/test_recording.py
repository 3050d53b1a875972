"""Recording: one log in commit order, which only grows, and takes each fact once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from support.facts.given import (
    TIKTOK,
    Document,
    complete,
    corrected,
    denied,
    fact,
    given,
    retracted,
)

from aggregates.errors import FactRefused
from aggregates.vocabulary.shapes import Fact
from projections.embedded import EmbeddedRegister
from register.errors import FactOverwritten, StreamMoved
from register.format.schemas import read_fact
from register.log.reader import Entry, LogReader
from register.recording.recording import Outcome

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
META: Document = {**TIKTOK, "platform": "meta", "details": {"name": "Meta"}}


class HandClock:
    """A clock that is set by hand, also back."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def register(database_url: str, clock: HandClock) -> Iterator[EmbeddedRegister]:
    """A register that knows the platforms tiktok (position 1) and meta (position 2)."""
    with EmbeddedRegister(database_url, clock) as found:
        found.record([read_fact(TIKTOK), read_fact(META)], recorded_by="test")
        yield found


def read(document: Document, place: int = 1) -> Fact:
    return read_fact(complete(document, place))


def record(register: EmbeddedRegister, *documents: Document, first: int = 1) -> list[Outcome]:
    """Record documents in one batch; their ids are their places, from ``first`` on."""
    facts = [read(document, place) for place, document in enumerate(documents, first)]
    return register.record(facts, recorded_by="test")


def entries(register: EmbeddedRegister) -> list[Entry]:
    with register.reading() as connection:
        return list(LogReader(connection).between(0, 1_000_000))


def execute(register: EmbeddedRegister, *statements: str) -> None:
    with register.engine.connect() as connection, connection.begin():
        for statement in statements:
            connection.execute(text(statement))


def test_positions_are_1_2_3_and_versions_too_in_each_stream(register: EmbeddedRegister) -> None:
    record(register, fact("court-ruled", "2022"), fact("court-ruled", "2021", jurisdiction="RU"))
    record(register, fact("court-ruled", "2020"), first=3)
    assert [(one.position, one.stream, one.version) for one in entries(register)] == [
        (1, "platform/tiktok", 1),
        (2, "platform/meta", 1),
        (3, "relationship/tiktok/KZ", 1),
        (4, "relationship/tiktok/RU", 1),
        (5, "relationship/tiktok/KZ", 2),
    ]


def test_the_time_of_recording_never_goes_back_even_if_the_clock_does(
    register: EmbeddedRegister, clock: HandClock
) -> None:
    for place, hours in enumerate((1, -5, 0, 2), 1):
        clock.at = NOON + timedelta(hours=hours)
        record(register, fact("court-ruled", "2022"), first=place)
    moments = [one.recorded_at for one in entries(register)][2:]
    hour = 3_600_000_000
    assert [moment - moments[0] for moment in moments] == [0, 0, 0, hour]


def test_the_same_content_is_one_fact(register: EmbeddedRegister) -> None:
    document = {**complete(fact("court-ruled", "2022"), 1), "id": None}
    (first,) = register.record([read_fact(document)], recorded_by="test")
    (again,) = register.record([read_fact(document)], recorded_by="somebody else")
    assert (first.duplicate, first.position) == (False, 3)
    assert (again.duplicate, again.position, again.fact_id) == (True, 3, first.fact_id)
    assert UUID(first.fact_id).version == 5
    (named,) = register.record([read_fact({**document, "id": first.fact_id})], recorded_by="x")
    assert named.duplicate


def test_a_fact_twice_in_one_batch_is_one_fact(register: EmbeddedRegister) -> None:
    one = read(fact("court-ruled", "2022"))
    first, second = register.record([one, one], recorded_by="test")
    assert (first.duplicate, second.duplicate) == (False, True)
    assert len(entries(register)) == 3


def test_an_id_with_other_content_is_refused_with_its_place(register: EmbeddedRegister) -> None:
    record(register, fact("court-ruled", "2022"))
    with pytest.raises(FactRefused, match=r"\$\.id: .* at position 3 with other content"):
        record(register, fact("court-ruled", "2021"))
    with pytest.raises(FactRefused, match="at position 3"):
        record(register, fact("court-ruled", "2022", jurisdiction="RU"))
    facts = [read(fact("court-ruled", year), 7) for year in ("2021", "2022")]
    with pytest.raises(FactRefused, match="earlier in the same input"):
        register.record(facts, recorded_by="test")
    assert len(entries(register)) == 3


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (denied(9), "no fact .* is recorded before"),
        (denied(2), "no fact .* is recorded before"),
        (retracted(2), "no fact .* is recorded before"),
        ({**denied(1), "jurisdiction": "RU"}, "belongs to relationship/tiktok/KZ"),
        ({**denied(1), "platform": "meta"}, "belongs to relationship/tiktok/KZ"),
        (corrected(1, occurred="never"), "not a date"),
        (fact("court-ruled", "2022", caused_by=9), "no fact .* is recorded before"),
        (fact("court-ruled", "2022", caused_by=1, jurisdiction="RU"), "belongs to relationship"),
        (fact("court-ruled", "2022", platform="tiktak"), "not registered; the nearest is tiktok"),
        (fact("court-ruled", "2022", platform="vk"), "'vk' is not registered"),
    ],
)
def test_what_can_not_be_is_refused_and_leaves_nothing(
    register: EmbeddedRegister, document: Document, reason: str
) -> None:
    record(register, fact("block-imposed", "2022"))
    with pytest.raises(FactRefused, match=reason):
        record(register, document, first=2)
    with pytest.raises(FactRefused, match=reason):
        record(register, document, fact("meeting-held", "2022"), first=2)
    assert len(entries(register)) == 3


def test_claims_only_retractions_are_about_claims(register: EmbeddedRegister) -> None:
    record(register, fact("block-imposed", "2022"), denied(1), retracted(2), retracted(3))
    for claim in (denied(2), corrected(2, note="x")):
        with pytest.raises(FactRefused, match="can only be retracted"):
            record(register, claim, first=5)
    with pytest.raises(FactRefused, match="is a claim, from which nothing follows"):
        record(register, fact("court-ruled", "2022", caused_by=2), first=5)


def test_a_claim_may_be_about_an_earlier_fact_of_its_own_batch(register: EmbeddedRegister) -> None:
    record(register, fact("block-imposed", "2022"), denied(1))
    with pytest.raises(FactRefused, match="no fact"):
        record(register, denied(6), fact("block-imposed", "2022"), first=5)


def test_a_claim_is_about_a_relationship_and_no_platform(register: EmbeddedRegister) -> None:
    about = {**denied(1), "refers_to": entries(register)[0].fact_id}
    with pytest.raises(FactRefused, match="belongs to platform/tiktok"):
        record(register, about)


def test_a_further_fact_of_an_unknown_platform_is_refused(register: EmbeddedRegister) -> None:
    renamed = {**TIKTOK, "type": "platform-renamed", "platform": "vk", "details": {"name": "VK"}}
    with pytest.raises(FactRefused, match="'vk' is not registered"):
        register.record([read_fact(renamed)], recorded_by="test")


def record_and_fail(register: EmbeddedRegister) -> None:
    with register.register.recording(recorded_by="test") as recording:
        recording.record([read(fact("court-ruled", "2022"))])
        raise ZeroDivisionError


def test_a_failure_in_the_middle_of_a_recording_leaves_nothing(register: EmbeddedRegister) -> None:
    before = entries(register)
    with pytest.raises(ZeroDivisionError):
        record_and_fail(register)
    assert entries(register) == before
    record(register, fact("court-ruled", "2022"))
    assert entries(register)[-1].position == 3, "a recording that failed has used a position"


def test_a_version_or_an_id_that_is_taken_is_refused_by_the_database(
    register: EmbeddedRegister,
) -> None:
    record(register, fact("court-ruled", "2022"))
    application = register.register
    (stored,) = application.recorder.select_events("relationship/tiktok/KZ")
    event = application.mapper.to_domain_event(stored)
    with pytest.raises((StreamMoved, FactOverwritten)):
        application.save(event)
    assert len(entries(register)) == 3


def test_a_relationship_replays_at_any_version(register: EmbeddedRegister) -> None:
    record(register, fact("block-imposed", "2022"), denied(1))
    assert len(register.register.relationship("tiktok", "KZ").facts) == 2
    assert len(register.register.relationship("tiktok", "KZ", version=1).facts) == 1


def test_what_is_recorded_one_by_one_is_what_the_fold_says(database_url: str) -> None:
    told = given(
        fact("local-office-pledged", "2019-07-15", due="2019"),
        fact("block-imposed", "2022-03-10~"),
        denied(2),
        corrected(1, details={"due": "2020"}),
        retracted(4),
    )
    assert told.recorded_in(database_url) == told.periods()
    assert told.states("local-office") == [
        ("2019-07-15", "pledged"),
        ("2020-01-01", "late"),
        ("2021-01-01", "unconfirmed"),
    ]
