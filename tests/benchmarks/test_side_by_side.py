"""The contenders that need nothing extra do what the benchmarks say, and what fails is told."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url

from benchmarks.peers import worker
from benchmarks.peers.catalogue import BULK, DEEP, OURS, PROJECTION, SHALLOW, Entry, entries
from benchmarks.peers.contender import DURABLE, Place
from benchmarks.tools import sources
from benchmarks.tools.comparison import show
from benchmarks.tools.jobs import Done, JobFailed, done
from benchmarks.tools.servers import Places, asked

if TYPE_CHECKING:
    from support.servers.databases import Databases

FACTS, SAVES = 500, 3
WORKS = [(entry, work) for entry in entries() if entry.group == OURS for work in entry.works]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, sources.Source]:
    folder = tmp_path_factory.mktemp("facts")
    log = sources.log(folder, FACTS)
    shallow, deep = sources.shallow(folder, SAVES), sources.deep(folder, SAVES)
    return {BULK: log, PROJECTION: log, SHALLOW: shallow, DEEP: deep}


def place_of(url: str) -> Place:
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        return Place(database="sqlite", file=str(found.database))
    host, user, name = found.query["host"], found.username, found.database
    return Place(database="postgresql", host=str(host), user=str(user), name=str(name))


def job(entry: Entry, work: str, source: sources.Source, place: Place) -> dict[str, Any]:
    return {
        "contender": entry.kind,
        "work": work,
        "facts": str(source.path),
        "before": source.before,
        "place": asdict(place),
    }


def raw(database: str) -> Entry:
    (found,) = (each for each in entries() if each.kind == "raw:SQLite")
    return replace(found, database=database)


@pytest.mark.parametrize(
    ("entry", "work"), WORKS, ids=[f"{each.kind}-{each.database}-{work}" for each, work in WORKS]
)
def test_a_contender_keeps_all_that_it_is_given(
    entry: Entry, work: str, facts: dict[str, sources.Source], request: pytest.FixtureRequest
) -> None:
    databases: Databases = request.getfixturevalue(f"{entry.database}_databases")
    source = facts[work]
    with databases.empty() as url:
        place = place_of(url)
        result = worker.run(job(entry, work, source, place))
        assert asked(place, entry.query(work)) == source.facts
    assert len(result["seconds"]) == (SAVES if work in (SHALLOW, DEEP) else 1)
    assert result["peak"] > 1_000_000
    # The tests' server says of itself that it is not durable: benchmarks would refuse it.
    assert (result["settings"] == DURABLE[entry.database]) == (entry.database == "sqlite")


def test_facts_saved_deep_have_320_before_them(facts: dict[str, sources.Source]) -> None:
    assert facts[DEEP].measured == facts[SHALLOW].measured == SAVES
    assert facts[DEEP].before - facts[SHALLOW].before == sources.DEEP


def test_a_job_runs_in_a_process_of_its_own(
    tmp_path: Path, facts: dict[str, sources.Source]
) -> None:
    found = done(raw("sqlite"), BULK, facts[BULK], Places(str(tmp_path), None))
    assert (found.facts, len(found.seconds)) == (FACTS, 1)
    assert "Python" in found.versions


def test_a_contender_that_kept_too_little_has_failed(
    tmp_path: Path, facts: dict[str, sources.Source]
) -> None:
    more = replace(facts[BULK], facts=FACTS + 1)
    with pytest.raises(JobFailed, match="501 facts were given to it, 500 are there"):
        done(raw("sqlite"), BULK, more, Places(str(tmp_path), None))


def test_a_contender_that_does_not_run_has_failed(
    tmp_path: Path, facts: dict[str, sources.Source]
) -> None:
    unknown = replace(raw("sqlite"), kind="raw:Oracle")
    with pytest.raises(JobFailed, match="Oracle"):
        done(unknown, BULK, facts[BULK], Places(str(tmp_path), None))


def test_tables_have_ratios_and_name_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    runs = {
        ("raw insert", "sqlite", BULK): [Done([1.0], 1_000, 2_000_000, {"Python": "3"})],
        ("**register**", "sqlite", BULK): [
            Done([seconds], 1_000, 4_000_000, {"Python": "3"}) for seconds in (4.0, 5.0, 90.0)
        ],
        ("raw insert", "sqlite", SHALLOW): [Done([0.001, 0.002, 0.009], 3, 0, {})],
    }
    show(runs, {("emmett", "sqlite", BULK): "not installed: no node"})
    told = capsys.readouterr().out.splitlines()
    assert "| **register** | 1,000 | 200 | 0.2 |  | 4 MB |" in told
    assert "| emmett |  | – not installed: no node |  |  |  |" in told
    assert "| raw insert | 2.00 | 1 | – not asked for |  |" in told
