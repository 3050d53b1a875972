"""Measurements of OONI as observed blocks and access: rows in its forms, one for each trap."""

import gzip
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import exported, imported, refused, refused_whole, registered
from support.programs.running import ok, run

DAY = date(2024, 3, 1)
NETWORKS = ("AS9198", "AS21299", "AS206026", "AS48503")


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "telegram", "tiktok", "meta")


def listed(day: date = DAY, network: str = NETWORKS[0], **said: Any) -> dict[str, Any]:
    """A row of the API's list of measurements: it came through, unless it says otherwise."""
    return {
        "anomaly": False,
        "confirmed": False,
        "failure": False,
        "input": None,
        "measurement_start_time": f"{day}T02:54:27Z",
        "measurement_uid": "20240301025427.1_KZ_telegram_0123456789abcdef",
        "probe_asn": network,
        "probe_cc": "KZ",
        "report_id": "20240301T025400Z_telegram_KZ_9198_n1",
        "scores": {},
        "test_name": "telegram",
        **said,
    }


def day_of(
    day: date = DAY, *, anomalies: int = 0, fine: int = 0, networks: int = 3, **said: Any
) -> list[dict[str, Any]]:
    """The measurements of a day, spread over networks one after the other."""
    kinds = [True] * anomalies + [False] * fine
    return [
        listed(day, NETWORKS[place % networks], anomaly=kind, **said)
        for place, kind in enumerate(kinds)
    ]


def uploaded(test: str, keys: dict[str, Any], day: date = DAY, **said: Any) -> dict[str, Any]:
    """A measurement as a probe uploads it: nobody has said yet whether it is an anomaly."""
    return {
        "annotations": {"platform": "android"},
        "data_format_version": "0.2.0",
        "input": None,
        "measurement_start_time": f"{day} 20:18:30",
        "probe_asn": NETWORKS[0],
        "probe_cc": "KZ",
        "software_name": "ooniprobe-android",
        "test_keys": keys,
        "test_name": test,
        "test_start_time": f"{day} 20:18:16",
        **said,
    }


def file_of(folder: Path, measurements: Iterable[dict[str, Any]]) -> str:
    path = folder / "kz.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in measurements))
    return str(path)


def observed(database: str) -> list[tuple[str, str, str, str | None]]:
    """Of each observation its type, its first day, until when it counts, and its extent."""
    return [
        (fact["type"], fact["occurred"], fact["details"]["until"], fact["details"].get("extent"))
        for fact in exported(database)
    ]


def test_a_day_of_many_anomalies_on_several_networks_is_an_observed_block(
    database: str, tmp_path: Path
) -> None:
    table = file_of(tmp_path, [*day_of(anomalies=18, fine=6), listed(DAY + timedelta(9))])
    imported(database, table, "--mapping", "ooni", "--published", "2024-03-20")
    (fact,) = exported(database)
    assert (fact["type"], fact["platform"], fact["jurisdiction"]) == (
        "block-observed",
        "telegram",
        "KZ",
    )
    assert fact["actor"] == {"name": "OONI", "role": "measurement"}
    assert fact["sources"][0]["published"] == "2024-03-20"
    assert fact["details"] == {
        "until": "2024-03-01",
        "last_measured": "2024-03-01",
        "extent": "full",
        "test": "telegram",
        "measurements": 24,
        "anomalies": 18,
        "confirmed": 0,
        "failures": 0,
        "networks": [
            {"asn": "AS206026", "measurements": 8, "anomalies": 6, "confirmed": 0},
            {"asn": "AS21299", "measurements": 8, "anomalies": 6, "confirmed": 0},
            {"asn": "AS9198", "measurements": 8, "anomalies": 6, "confirmed": 0},
        ],
        "thresholds": {"measurements": 20, "networks": 3, "anomalies": 0.6, "ok": 0.9},
        "method": "register-ooni/1",
    }


def test_a_day_on_which_nearly_all_came_through_is_observed_access(
    database: str, tmp_path: Path
) -> None:
    imported(database, file_of(tmp_path, day_of(anomalies=2, fine=18)), "--mapping", "ooni")
    assert [kind for kind, *_ in observed(database)] == ["access-observed"]


@pytest.mark.parametrize(
    "measurements",
    [
        pytest.param(day_of(anomalies=19), id="too few measurements"),
        pytest.param(day_of(anomalies=30, networks=2), id="too few networks"),
        pytest.param(day_of(anomalies=11, fine=9), id="neither blocked nor reachable"),
        pytest.param(day_of(anomalies=3, fine=17), id="not quite reachable"),
        pytest.param([listed(anomaly=True)], id="a single anomaly"),
    ],
)
def test_too_little_is_no_fact_and_is_counted(
    database: str, measurements: list[dict[str, Any]], tmp_path: Path
) -> None:
    counts = imported(database, file_of(tmp_path, measurements), "--mapping", "ooni")
    assert exported(database) == []
    assert counts["left_out"] == {"a day has too few measurements or networks, or they disagree": 1}


def test_a_failure_is_left_out_of_the_base(database: str, tmp_path: Path) -> None:
    """Of 38 measurements 18 failed; of the 20 that tell something, 12 are anomalies."""
    failed = [listed(failure=True, anomaly=True) for _ in range(18)]
    table = file_of(tmp_path, [*day_of(anomalies=12, fine=8), *failed])
    imported(database, table, "--mapping", "ooni")
    (fact,) = exported(database)
    assert (fact["type"], fact["details"]["failures"]) == ("block-observed", 18)
    assert fact["details"]["measurements"] == 20


def test_one_confirmed_on_one_network_is_enough_where_enough_was_measured(
    database: str, tmp_path: Path
) -> None:
    confirmed = listed(network=NETWORKS[3], anomaly=True, confirmed=True)
    imported(database, file_of(tmp_path, [*day_of(fine=21), confirmed]), "--mapping", "ooni")
    assert observed(database) == [("block-observed", "2024-03-01", "2024-03-08", "partial")]


def test_days_of_one_verdict_in_a_row_are_one_fact_and_a_gap_ends_it(
    database: str, tmp_path: Path
) -> None:
    days = [DAY + timedelta(number) for number in (0, 1, 2, 4, 5)]
    measurements = [one for day in days[:4] for one in day_of(day, anomalies=20)]
    table = file_of(tmp_path, [*measurements, *day_of(days[4], fine=20)])
    imported(database, table, "--mapping", "ooni")
    assert observed(database) == [
        ("block-observed", "2024-03-01", "2024-03-03", "full"),
        ("block-observed", "2024-03-05", "2024-03-05", "full"),
        ("access-observed", "2024-03-06", "2024-03-13", None),
    ]


def test_a_run_that_goes_on_at_the_end_of_the_data_holds_for_a_week_and_is_corrected_by_more_of_it(
    database: str, tmp_path: Path
) -> None:
    first = day_of(DAY, anomalies=20)
    imported(database, file_of(tmp_path, first), "--mapping", "ooni", "--published", "2024-03-02")
    more = [*first, *day_of(DAY + timedelta(1), anomalies=20)]
    counts = imported(
        database, file_of(tmp_path, more), "--mapping", "ooni", "--published", "2024-03-03"
    )
    assert (counts["recorded"], counts["corrections"]) == (1, 1)
    assert exported(database)[1]["details"]["replacement"]["details"]["until"] == "2024-03-09"
    assert imported(database, file_of(tmp_path, more), "--mapping", "ooni")["recorded"] == 0


def test_a_block_that_few_networks_see_is_partial(database: str, tmp_path: Path) -> None:
    loud = [listed(network=NETWORKS[0], anomaly=True) for _ in range(40)]
    quiet = [listed(network=network) for network in NETWORKS[1:]]
    imported(database, file_of(tmp_path, [*loud, *quiet]), "--mapping", "ooni")
    assert observed(database) == [("block-observed", "2024-03-01", "2024-03-08", "partial")]


def test_a_website_is_its_platforms_by_domain_and_apart_from_a_test_of_the_app(
    database: str, tmp_path: Path
) -> None:
    def web(address: str) -> list[dict[str, Any]]:
        return day_of(fine=20, test_name="web_connectivity", input=address)

    addresses = ("https://www.tiktok.com/", "https://web.telegram.org/", "https://instagram.com/")
    table = file_of(tmp_path, [one for address in addresses for one in web(address)])
    imported(database, table, "--mapping", "ooni")
    found = {fact["platform"]: fact["details"].get("services") for fact in exported(database)}
    assert found == {"meta": ["instagram"], "telegram": ["web"], "tiktok": None}


def test_what_no_registered_platform_is_about_is_counted_and_left_out(
    database: str, tmp_path: Path
) -> None:
    strange = [
        listed(test_name="web_connectivity", input="http://www.collegehumor.com/"),
        listed(test_name="signal"),
        listed(test_name="web_connectivity", input="https://tiktok.com.example.org/"),
        listed(network="AS0"),
    ]
    counts = imported(database, file_of(tmp_path, strange), "--mapping", "ooni")
    assert counts["left_out"] == {
        "a measurement is of no registered platform": 3,
        "a measurement names no network": 1,
    }


def test_a_domain_that_the_register_has_as_an_alias_is_its_platforms(
    sqlite_url: str, tmp_path: Path
) -> None:
    told = {"name": "Sample", "aliases": ["sample.example"]}
    fact = {
        "type": "platform-registered",
        "platform": "sample",
        "occurred": "2018",
        "details": told,
        "sources": [{"title": "About Sample"}],
    }
    ok("import", "-", database=sqlite_url, stdin=json.dumps(fact).encode())
    address = "http://www.sample.example/news"
    table = file_of(tmp_path, day_of(fine=20, test_name="web_connectivity", input=address))
    imported(sqlite_url, table, "--mapping", "ooni")
    assert [fact["platform"] for fact in exported(sqlite_url)] == ["sample"]


def test_what_a_probe_uploads_is_judged_by_its_own_results(database: str, tmp_path: Path) -> None:
    """One of WhatsApp's: the website is called blocked, and its endpoints answer. It stays one."""
    blocked = {"telegram_http_blocking": True, "telegram_tcp_blocking": True}
    works = {"telegram_http_blocking": False, "telegram_tcp_blocking": False}
    odd = {"whatsapp_web_status": "blocked", "whatsapp_endpoints_status": "ok"}
    failed: dict[str, Any] = {"telegram_http_blocking": None, "telegram_web_status": None}
    measurements = [
        *(uploaded("telegram", blocked, probe_asn=NETWORKS[number % 3]) for number in range(18)),
        *(uploaded("telegram", works, probe_asn=NETWORKS[number % 3]) for number in range(3)),
        uploaded("telegram", failed),
        uploaded("whatsapp", odd, probe_cc="IE"),
    ]
    imported(database, file_of(tmp_path, measurements), "--mapping", "ooni")
    (fact,) = exported(database)
    told = fact["details"]
    assert (told["measurements"], told["anomalies"], told["failures"]) == (21, 18, 1)


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ({"blocking": "dns", "accessible": False}, "anomalies"),
        ({"blocking": False, "accessible": True}, "ok"),
        ({"blocking": False, "accessible": False}, "failures"),
        ({"blocking": None, "accessible": None}, "failures"),
    ],
)
def test_a_site_that_is_down_for_all_tells_nothing_of_a_block(
    database: str, keys: dict[str, Any], kind: str, tmp_path: Path
) -> None:
    said: dict[str, Any] = {"test_name": "web_connectivity", "input": "https://www.tiktok.com/"}
    one = uploaded("web_connectivity", keys, input="https://www.tiktok.com/")
    table = file_of(tmp_path, [*day_of(anomalies=30, **said), *day_of(fine=3, **said), one])
    imported(database, table, "--mapping", "ooni")
    told = exported(database)[0]["details"]
    fine = told["measurements"] - told["anomalies"]
    assert {"anomalies": told["anomalies"] - 30, "ok": fine - 3, "failures": told["failures"]}[
        kind
    ] == 1


def test_rows_of_counts_and_a_document_of_the_api_and_a_gzipped_file_are_read(
    database: str, tmp_path: Path
) -> None:
    counts = [
        {
            "anomaly_count": 8,
            "confirmed_count": 1,
            "failure_count": 2,
            "ok_count": 1,
            "measurement_count": 12,
            "measurement_start_day": str(DAY),
            "probe_asn": int(network.removeprefix("AS")),
            "probe_cc": "KZ",
            "test_name": "telegram",
        }
        for network in NETWORKS[:3]
    ]
    document = tmp_path / "answer.json"
    document.write_text(json.dumps({"dimension_count": 1, "result": counts, "v": 0}, indent=1))
    packed = tmp_path / "kz.jsonl.gz"
    packed.write_bytes(gzip.compress("".join(f"{json.dumps(one)}\n" for one in counts).encode()))
    assert imported(database, str(document), "--mapping", "ooni")["recorded"] == 1
    assert imported(database, str(packed), "--mapping", "ooni")["duplicates"] == 1
    told = exported(database)[0]["details"]
    numbers = ("measurements", "anomalies", "confirmed", "failures")
    assert [told[name] for name in numbers] == [30, 27, 3, 6]


def test_bad_lines_are_named_and_nothing_is_recorded(database: str, tmp_path: Path) -> None:
    table = file_of(tmp_path, [*day_of(anomalies=20), listed(measurement_start_time="soon")])
    path = Path(table)
    path.write_text(f'{path.read_text()}{{"test_name": "telegram"}}\nnot JSON\n')
    first, second, third = refused(database, table, "--mapping", "ooni")
    assert first == f"{table}:21: it does not say on which day it was made"
    assert second.startswith(f"{table}:22: it is no measurement: ")
    assert third.startswith(f"{table}:23: it is no measurement: ")
    done = run("import", table, "--mapping", "ooni", "--on-error", "skip", database=database)
    assert (done.status, len(exported(database))) == (1, 1)
    assert f"Refused rows of {table} are kept nowhere." in done.err


def test_a_broken_archive_is_refused_in_one_sentence(database: str, tmp_path: Path) -> None:
    path = tmp_path / "kz.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 10_000)[:-20])
    assert refused_whole(database, str(path), "--mapping", "ooni").startswith(
        f"{path} can't be unpacked: "
    )


def test_a_probe_that_does_not_know_where_it_is_makes_no_fact(
    database: str, tmp_path: Path
) -> None:
    counts = imported(
        database, file_of(tmp_path, day_of(fine=20, probe_cc="ZZ")), "--mapping", "ooni"
    )
    assert counts["left_out"] == {"row.where of jurisdiction does not hold": 1}
