"""Announced against observed: what OONI measures beside what the law says, from file to report."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import SOURCE, imported, registered
from support.programs.running import lines, ok

NETWORKS = (12389, 8359, 3216, 31133)


@pytest.fixture
def database(database_url: str) -> str:
    return registered(database_url, "telegram", "tiktok")


def recorded(database: str, kind: str, occurred: str, **told: Any) -> None:
    fact = {
        "type": kind,
        "platform": "telegram",
        "jurisdiction": "RU",
        "occurred": occurred,
        "sources": [SOURCE],
        **told,
    }
    ok("import", "-", database=database, stdin=lines(fact))


def measured(database: str, folder: Path, *, anomalies: int, days: int = 3) -> None:
    """Import measurements of Telegram in Russia from 1 June 2020 on, 24 each day."""
    path = folder / "ru.jsonl"
    rows = [
        {
            "test_name": "telegram",
            "probe_cc": "RU",
            "probe_asn": f"AS{NETWORKS[number % 4]}",
            "measurement_start_time": f"{date(2020, 6, 1) + timedelta(day)}T10:00:00Z",
            "anomaly": number < anomalies,
            "confirmed": False,
            "failure": False,
        }
        for day in range(days)
        for number in range(24)
    ]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    imported(database, str(path), "--mapping", "ooni", "--published", "2020-06-05")


def asked(database: str, at: str) -> Any:
    return ok("contradictions", "--at", at, "--format", "json", database=database).document


def test_what_the_law_blocks_and_measurements_reach_is_listed_with_networks_and_shares(
    database: str, tmp_path: Path
) -> None:
    recorded(database, "block-imposed", "2018-04-16")
    measured(database, tmp_path, anomalies=2)
    (row,) = asked(database, "2020-06-02")
    assert (row["platform"], row["jurisdiction"], row["access"], row["observed"]) == (
        "telegram",
        "RU",
        "blocked",
        "reachable",
    )
    assert row["differs_since"] == "2020-06-01"
    assert row["measured"] == {
        "measurements": 72,
        "anomalies": 6,
        "confirmed": 0,
        "failures": 0,
        "networks": 4,
    }
    assert len(row["announced_by"]) == len(row["observed_by"]) == 1


def test_a_person_reads_both_sides_and_since_when_they_differ(
    database: str, tmp_path: Path
) -> None:
    recorded(database, "block-imposed", "2018-04-16")
    measured(database, tmp_path, anomalies=2)
    told = ok("contradictions", "--at", "2020-06-02", database=database).out
    for part in (
        "Telegram in Russia (RU) on 2020-06-02",
        "announced: access blocked",
        "measured: reachable on 2020-06-01, counts through 2020-06-10",
        "72 measurements on 4 networks: 6 anomalies (8%), 0 confirmed",
        "they differ since 2020-06-01",
    ):
        assert part in told


def test_they_differ_since_the_later_of_the_two(database: str, tmp_path: Path) -> None:
    """The block is lifted while measurements go on finding one: it differs from that day on."""
    recorded(database, "block-imposed", "2018-04-16")
    measured(database, tmp_path, anomalies=24, days=20)
    assert asked(database, "2020-06-17") == []
    recorded(database, "block-lifted", "2020-06-18")
    (row,) = asked(database, "2020-06-19")
    assert (row["observed"], row["access"]) == ("blocked", "open")
    assert (row["since"], row["differs_since"]) == ("2020-06-01", "2020-06-18")


def test_a_change_of_something_else_meanwhile_is_no_new_beginning(
    database: str, tmp_path: Path
) -> None:
    measured(database, tmp_path, anomalies=24, days=20)
    recorded(database, "block-threatened", "2020-06-10", actor={"role": "authority"})
    (row,) = asked(database, "2020-06-15")
    assert (row["ahead"], row["differs_since"]) == ("threatened", "2020-06-01")


def test_what_is_not_measured_any_more_contradicts_nothing(database: str, tmp_path: Path) -> None:
    recorded(database, "block-imposed", "2018-04-16")
    measured(database, tmp_path, anomalies=2)
    assert asked(database, "2020-06-10") != []
    assert asked(database, "2020-06-11") == []


def test_an_observation_that_counts_nothing_is_told_without_numbers(database: str) -> None:
    recorded(database, "block-observed", "2020-06-01", details={"measurements": "many"})
    (row,) = asked(database, "2020-06-02")
    assert row["measured"] is None
    assert "anomalies" not in ok("contradictions", "--at", "2020-06-02", database=database).out


def test_corrected_measurements_are_told_as_corrected(database: str, tmp_path: Path) -> None:
    measured(database, tmp_path, anomalies=24, days=3)
    measured(database, tmp_path, anomalies=24, days=4)
    (row,) = asked(database, "2020-06-05")
    assert (row["measured"]["measurements"], row["until"]) == (96, "2020-06-11")


def test_status_matrix_and_dossier_mark_it(database: str, tmp_path: Path) -> None:
    recorded(database, "block-imposed", "2018-04-16")
    measured(database, tmp_path, anomalies=2)
    day = ("--at", "2020-06-02")
    (status,) = ok("status", "telegram", "RU", *day, "--format", "json", database=database).document
    assert status["observed"] == {
        "state": "reachable",
        "since": "2020-06-01",
        "until": "2020-06-10",
        "contradicts": True,
        "because": status["observed"]["because"],
    }
    assert "@ measurements see something else" in ok("status", *day, database=database).out
    for kind in (("matrix",), ("dossier", "telegram", "RU")):
        path = tmp_path / f"{kind[0]}.md"
        ok("report", *kind, *day, "--out", str(path), database=database)
        assert "measured otherwise: reachable" in path.read_text()
