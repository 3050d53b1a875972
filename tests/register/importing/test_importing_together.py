"""While one process imports a large file, another records: neither waits for the other's end."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.crashes.slow_import import FACTS, PATIENCE_SECONDS, started, told
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact
from register.log.reader import Entry, LogReader


@pytest.mark.slow
def test_another_process_records_between_the_batches_of_an_import(
    database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(told())
    ok("import", "-", database=database_url, stdin=lines(TIKTOK))
    process = started(path, database_url)
    mine: list[str] = []
    give_up = time.monotonic() + PATIENCE_SECONDS
    with EmbeddedRegister(database_url, lambda: datetime.now(UTC)) as register:
        while process.poll() is None:
            assert time.monotonic() < give_up
            whole = complete(fact("meeting-held", "2022"), 10_000 + len(mine))
            (outcome,) = register.record([read_fact(whole)], recorded_by="other")
            mine.append(outcome.fact_id)
            time.sleep(0.005)
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()
        with register.reading() as connection:
            found = list(LogReader(connection).between(0, 100_000))
    check(found, mine)
    assert ok("verify", "--replay", database=database_url).status == 0


def check(found: list[Entry], mine: list[str]) -> None:
    assert [entry.position for entry in found] == list(range(1, FACTS + len(mine) + 1))
    by_whom = [entry.recorded_by for entry in found[1:]]
    first, last = by_whom.index("test"), len(by_whom) - by_whom[::-1].index("test")
    assert "other" in by_whom[first:last], "nobody could record during the import"
    assert [entry.fact_id for entry in found if entry.recorded_by == "other"] == mine
    moments = [entry.recorded_at for entry in found]
    assert moments == sorted(moments)
