"""A clock that is far ahead stamps nothing, unless somebody says that it is right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from support.facts.given import TIKTOK, Document, complete, fact, given
from support.programs.running import lines, ok, run
from support.servers.databases import Databases
from support.web.forms import sent
from support.web.pages import Client, client_of, site_of

import commands.shell.session
from projections.embedded import EmbeddedRegister
from projections.verification.surroundings import of_surroundings
from register.clock import iso, microseconds
from register.errors import ClockDoubted
from register.format.schemas import read_fact
from register.importing.importer import ImportOptions
from register.store.database import reading
from register.store.tables import log

NOW = datetime.now(UTC)  # what PostgreSQL's server has, too
SILENT = timedelta(days=92)
STATEMENT = fact("statement-issued", "2024-01-02")


class HandClock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def doubting(url: str, at: datetime) -> Iterator[tuple[EmbeddedRegister, HandClock]]:
    """Give a register that was opened as commands do, with a clock to set."""
    clock = HandClock(at)
    with EmbeddedRegister(url, clock, clock_is_right=False) as register:
        yield register, clock


def record(register: EmbeddedRegister, *documents: Document) -> None:
    facts = [
        read_fact(one if one["type"] == "platform-registered" else complete(one, place))
        for place, one in enumerate(documents, 100)
    ]
    register.record(facts, recorded_by="test")


def imported(register: EmbeddedRegister, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(lines(complete(STATEMENT, 200)))
    with path.open("rb") as stream:
        register.import_file(stream, path.name, ImportOptions(recorded_by="test"))


def count(register: EmbeddedRegister) -> int:
    with reading(register.engine) as connection:
        return connection.execute(select(func.count()).select_from(log)).scalar() or 0


def ways(tmp_path: Path) -> dict[str, Callable[[EmbeddedRegister], None]]:
    """Return all that appends with the present time, each on its own path through the program."""
    return {
        "one fact": lambda register: record(register, STATEMENT),
        "two facts": lambda register: record(register, STATEMENT, fact("fine-paid", "2024-02-01")),
        "a name, under the lock": lambda register: record(
            register, {**TIKTOK, "platform": "vk", "details": {"name": "VK"}}
        ),
        "a file": lambda register: imported(register, tmp_path),
    }


@pytest.mark.parametrize("way", ways(Path()))
def test_a_fact_more_than_92_days_after_the_last_one_is_refused(
    sqlite_url: str, tmp_path: Path, way: str
) -> None:
    with doubting(sqlite_url, NOW) as (register, clock):
        record(register, TIKTOK)
        clock.at = NOW + SILENT + timedelta(seconds=1)
        with pytest.raises(ClockDoubted) as refused:
            ways(tmp_path)[way](register)
        assert count(register) == 1
        told = str(refused.value)
        assert iso(microseconds(NOW)) in told
        assert iso(microseconds(clock.at)) in told
        assert "--clock-is-right" in told
        clock.at = NOW + SILENT
        ways(tmp_path)[way](register)
        assert count(register) > 1


@pytest.mark.parametrize("way", ways(Path()))
@pytest.mark.parametrize("off", [timedelta(days=1, minutes=5), timedelta(days=-1, minutes=-5)])
def test_on_a_server_a_clock_that_is_a_day_off_the_servers_is_refused(
    postgresql_url: str, tmp_path: Path, way: str, off: timedelta
) -> None:
    with doubting(postgresql_url, datetime.now(UTC)) as (register, clock):
        record(register, TIKTOK)
        clock.at = datetime.now(UTC) + off
        with pytest.raises(ClockDoubted, match=r"the database server's .* more than a day apart"):
            ways(tmp_path)[way](register)
        assert count(register) == 1
        clock.at = datetime.now(UTC) + off / 2
        ways(tmp_path)[way](register)
        assert count(register) > 1


@pytest.mark.parametrize("way", ways(Path()))
def test_on_a_server_too_a_long_silence_is_asked_about(
    postgresql_url: str, tmp_path: Path, way: str
) -> None:
    long_ago = datetime.now(UTC) - SILENT - timedelta(hours=1)
    with EmbeddedRegister(postgresql_url, lambda: long_ago) as register:
        record(register, TIKTOK)
    with doubting(postgresql_url, datetime.now(UTC)) as (register, _):
        with pytest.raises(ClockDoubted, match="over 92 days before"):
            ways(tmp_path)[way](register)
        assert count(register) == 1


def test_a_log_without_a_fact_refuses_no_clock(sqlite_url: str) -> None:
    with doubting(sqlite_url, datetime(2400, 1, 1, tzinfo=UTC)) as (register, _):
        record(register, TIKTOK)
        assert count(register) == 1


def test_who_vouches_for_the_clock_records(database_url: str) -> None:
    with EmbeddedRegister(database_url, lambda: NOW) as register:
        record(register, TIKTOK)
    later = NOW + timedelta(days=3650)
    with EmbeddedRegister(database_url, lambda: later, clock_is_right=True) as register:
        record(register, STATEMENT)
        assert count(register) == 2
        with reading(register.engine) as connection:
            told = [one.what for one in of_surroundings(connection, NOW) if one.kind == "clock"]
    assert told == [
        f"the last time of recording is {iso(microseconds(later))}, which is yet to come"
    ]


ABOUT = ("--platform", "tiktok", "--jurisdiction", "RU", "--occurred", "2024-01-02")
COMMANDS = (
    ("record", "statement-issued", *ABOUT, "--source-title", "Gazette"),
    ("confirm", "2", "--source-title", "Gazette"),
    ("platform", "add", "vk", "--name", "VK", "--source-title", "Gazette"),
    ("instrument", "import", "--catalogue", "EU-DSA"),
    ("import", "-"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_that_records_asks_and_takes_the_option(
    databases: Databases, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = lines(complete(fact("fine-paid", "2024-03-01"), 3))
    monkeypatch.delenv("REGISTER_CLOCK_IS_RIGHT")
    with databases.migrated() as url:
        given(STATEMENT).recorded_in(url)
        monkeypatch.setattr(commands.shell.session, "now", lambda: NOW + timedelta(days=3650))
        refused = run(*command, database=url, stdin=stdin)
        assert refused.status == 2
        assert "the clock here says" in refused.err
        assert "--clock-is-right" in refused.err
        ok(*command, "--clock-is-right", database=url, stdin=stdin)


@pytest.fixture
def doubted(sqlite_url: str) -> Iterator[Client]:
    """Pages of a register whose last fact was told of ten years before the clock's time."""
    with EmbeddedRegister(sqlite_url, lambda: NOW) as register:
        record(register, TIKTOK)
    later = NOW + timedelta(days=3650)
    with (
        EmbeddedRegister(sqlite_url, lambda: later, clock_is_right=False) as register,
        client_of(site_of(register, now=lambda: later)) as client,
    ):
        yield client


def test_a_page_keeps_what_was_typed_and_has_a_box_for_it(doubted: Client) -> None:
    page = doubted.get("/record/statement-issued?platform=tiktok&jurisdiction=RU")
    typed = {"occurred": "2024-01-02", "sources[0].title": "Gazette"}
    refused = sent(doubted, page, "preview", typed)
    assert refused.status_code == 409
    assert "the clock here says" in refused.text
    assert 'type="checkbox" name="clock_is_right"' in refused.text
    preview = sent(doubted, refused, "preview", {"clock_is_right": "yes"})
    assert preview.status_code == 200
    assert sent(doubted, preview, "record").status_code == 303


def test_a_program_vouches_by_a_parameter(doubted: Client) -> None:
    body = complete(STATEMENT, 7)
    refused = doubted.post("/api/v1/facts", json=body)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:register:problem:clock-doubted"
    assert "the clock here says" in refused.json()["detail"]
    assert doubted.post("/api/v1/facts?clock_is_right", json=body).status_code == 201
