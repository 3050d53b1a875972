"""A law of the catalogue asks what it asked on the day, and what was known of it stays known."""

import json
from importlib import resources
from typing import Any

import pytest
from support.facts.given import SOURCE, Document
from support.programs.running import lines, ok, run

SAMPLE: Document = {
    "type": "platform-registered",
    "platform": "sample",
    "occurred": "2016-09",
    "details": {"name": "Sample"},
    "sources": [SOURCE],
}


def of_sample(kind: str, jurisdiction: str, occurred: str, **fields: Any) -> Document:
    """A fact of the platform in a jurisdiction, with fields of its own."""
    told = {"type": kind, "platform": "sample", "jurisdiction": jurisdiction, "occurred": occurred}
    return {**told, "sources": [SOURCE], **fields}


def designated(law: str, category: str, occurred: str) -> Document:
    return of_sample(
        "platform-designated",
        law.partition("-")[0],
        occurred,
        details={"instrument": law, "category": category},
    )


def recorded(url: str, *documents: Document) -> None:
    ok("import", "-", database=url, stdin=lines(*documents))


def before_it_was_amended(law: str, steps: int) -> bytes:
    """The law of the catalogue with the first steps of its life alone."""
    path = resources.files("register.catalogue").joinpath(f"{law}.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps({**told, "life": told["life"][:steps]}).encode()


def asked_for(url: str, place: str, *options: str) -> dict[str, str]:
    """What the laws ask of the platform, each requirement with its state."""
    (found,) = ok("status", "Sample", place, *options, "--format", "json", database=url).document
    return {row["requirement"]: row["state"] for row in found["requirements"]}


@pytest.mark.parametrize(
    ("occurred", "within", "limit"),
    [
        ("2024-03-02T10:00+05:30", "PT36H", "2024-03-03T22:00:00+05:30"),
        ("2026-02-19T10:00+05:30", "PT36H", "2026-02-20T22:00:00+05:30"),
        ("2026-03-02T10:00+05:30", "PT3H", "2026-03-02T13:00:00+05:30"),
    ],
)
def test_an_indian_order_has_the_hours_of_its_day(
    sqlite_url: str, occurred: str, within: str, limit: str
) -> None:
    ok("instrument", "import", "--catalogue", "IN-IT-Rules-2021", database=sqlite_url)
    ssmi = designated("IN-IT-Rules-2021", "SSMI", "2021-05-26")
    recorded(sqlite_url, SAMPLE, ssmi, of_sample("removal-requested", "IN", occurred))
    (clock,) = ok("clocks", "Sample", "India", "--format", "json", database=sqlite_url).document
    assert (clock["within"], clock["limit_local"]) == (within, limit)


@pytest.mark.parametrize(("occurred", "within"), [("2024-03-02", "PT24H"), ("2026-03-02", "PT2H")])
def test_intimate_images_have_less_than_other_content(
    sqlite_url: str, occurred: str, within: str
) -> None:
    ok("instrument", "import", "--catalogue", "IN-IT-Rules-2021", database=sqlite_url)
    request = of_sample("removal-requested", "IN", occurred, details={"request": "intimate-images"})
    recorded(sqlite_url, SAMPLE, designated("IN-IT-Rules-2021", "SSMI", "2021-05-26"), request)
    (clock,) = ok("clocks", "Sample", "India", "--format", "json", database=sqlite_url).document
    assert clock["within"] == within


def test_what_was_asked_in_2023_stays_asked_of_2023(sqlite_url: str) -> None:
    """The platform has ten billion won from its services: a ground until March 2024."""
    two_steps = before_it_was_amended("KR-AGENT", 2)
    ok("instrument", "import", "-", database=sqlite_url, stdin=two_steps)
    recorded(sqlite_url, SAMPLE, designated("KR-AGENT", "by-service-revenue", "2023-06-01"))
    known = len(ok("export", database=sqlite_url).documents)
    ok("instrument", "import", "--catalogue", "KR-AGENT", database=sqlite_url)
    of_2023, today = ("--at", "2023-12-01"), ("--at", "2024-06-01")
    assert asked_for(sqlite_url, "KR", *of_2023) == {"representative": "required"}
    assert asked_for(sqlite_url, "KR", *today) == {}
    then = ("--known", str(known))
    assert asked_for(sqlite_url, "KR", *of_2023, *then) == {"representative": "required"}
    assert asked_for(sqlite_url, "KR", *today, *then) == {"representative": "required"}


def test_a_repealed_law_asks_for_what_it_asked_until_then(sqlite_url: str) -> None:
    ok("instrument", "import", "--catalogue", "AT-KoPl-G", database=sqlite_url)
    recorded(sqlite_url, SAMPLE, designated("AT-KoPl-G", "platform-by-users", "2021-01-01"))
    assert set(asked_for(sqlite_url, "AT", "--at", "2021-03-31")) == {
        "authorised-recipient",
        "reporting-channel",
        "representative",
        "transparency-report@2021",
    }
    assert "representative" not in asked_for(sqlite_url, "AT", "--at", "2024-02-17")


def test_the_agent_for_service_outlives_the_rest_of_the_network_enforcement_act(
    sqlite_url: str,
) -> None:
    ok("instrument", "import", "--catalogue", "DE-NetzDG", database=sqlite_url)
    recorded(sqlite_url, SAMPLE, designated("DE-NetzDG", "reporting-network", "2023-02-01"))
    assert set(asked_for(sqlite_url, "DE", "--at", "2023-06-01")) == {
        "representative",
        "transparency-report@2023-H1",
    }
    assert set(asked_for(sqlite_url, "DE", "--at", "2024-06-01")) == {
        "representative",
        "transparency-report@2023-H1",
    }


def test_a_branch_in_vietnam_is_owed_only_a_year_after_the_ministry_asked(sqlite_url: str) -> None:
    ok("instrument", "import", "--catalogue", "VN-116", "VN-53", database=sqlite_url)
    recorded(sqlite_url, SAMPLE, designated("VN-53", "foreign-firm", "2023-01-10"))
    assert asked_for(sqlite_url, "VN", "--at", "2024-12-31") == {}
    told = {"legal_basis": "VN-53", "details": {"request": "data-storage"}}
    recorded(sqlite_url, of_sample("information-requested", "VN", "2024-03-05", **told))
    assert asked_for(sqlite_url, "VN", "--at", "2024-03-04") == {}
    owed = {"data-localization", "local-office"}
    assert asked_for(sqlite_url, "VN", "--at", "2025-03-05") == dict.fromkeys(owed, "required")
    assert asked_for(sqlite_url, "VN", "--at", "2025-03-06") == dict.fromkeys(owed, "overdue")


def test_eight_million_users_are_deemed_to_be_licensed_in_malaysia(sqlite_url: str) -> None:
    ok("instrument", "import", "--catalogue", "MY-ONSA", database=sqlite_url)
    recorded(sqlite_url, SAMPLE, designated("MY-ONSA", "deemed-licensee", "2026-01-01"))
    assert asked_for(sqlite_url, "MY", "--at", "2026-06-01") == {}
    fewer, enough = {"count": 7_900_000}, {"count": 8_000_000}
    recorded(sqlite_url, of_sample("users-reported", "MY", "2026-02-01", details=fewer))
    assert asked_for(sqlite_url, "MY", "--at", "2026-06-01") == {}
    recorded(sqlite_url, of_sample("users-reported", "MY", "2026-05-01", details=enough))
    assert "safety-plan" in asked_for(sqlite_url, "MY", "--at", "2026-06-01")
    assert asked_for(sqlite_url, "MY", "--at", "2026-04-30") == {}


@pytest.mark.parametrize(
    ("law", "category", "after"),
    [("AT-KoPl-G", "platform-by-users", "EU-DSA"), ("VN-53", "foreign-firm", "VN-116")],
)
def test_nobody_is_designated_under_what_is_repealed(
    sqlite_url: str, law: str, category: str, after: str
) -> None:
    ok("instrument", "import", "--catalogue", law, database=sqlite_url)
    ok("import", "-", database=sqlite_url, stdin=lines(SAMPLE))
    late = lines(designated(law, category, "2026-12-01"))
    done = run("import", "-", database=sqlite_url, stdin=late)
    assert done.status != 0
    assert "was repealed" in done.err
    assert after in done.err
