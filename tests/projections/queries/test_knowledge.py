"""What was known when: each cut through it is what the periods of that point of the log say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from support.servers.databases import Databases

from exchange.example import load_example
from projections.embedded import EmbeddedRegister
from projections.queries.knowledge import as_known, known_stretches, on_day, recorded_points
from projections.queries.status import Question, periods_of
from projections.read_models.relationships import relationships
from register.log.points import KnownAt


@pytest.fixture(scope="module")
def example(databases: Databases) -> Iterator[EmbeddedRegister]:
    with (
        databases.migrated() as url,
        EmbeddedRegister(url, lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register,
    ):
        load_example(register, recorded_by="test")
        yield register


def test_a_cut_at_each_fact_is_what_the_periods_say(example: EmbeddedRegister) -> None:
    with example.reading() as connection:
        for key in relationships(connection, through=10**6):
            stretches = known_stretches(connection, key)
            for point in recorded_points(connection, key):
                asked = Question(date(2026, 1, 1), KnownAt(point.position, point.recorded_at))
                told = [
                    (one.since, one.standing.compliance, one.standing.access, one.standing.ahead)
                    for one in periods_of(connection, asked, key)
                ]
                cut = as_known(stretches, point.position)
                # A stretch ends where any part changes; of periods that look alike it has all.
                assert [(one.since, one.compliance, one.access, one.ahead) for one in cut] == told


def test_before_the_first_fact_nothing_is_known(example: EmbeddedRegister) -> None:
    with example.reading() as connection:
        key = relationships(connection, through=10**6)[0]
        first = recorded_points(connection, key)[0]
        assert as_known(known_stretches(connection, key), first.position - 1) == []
        assert on_day([], date(2026, 1, 1)) is None
