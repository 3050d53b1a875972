"""What a fact names has to be registered before it, and a name is of one platform."""

from typing import Any

import pytest
from support.facts.given import SOURCE, TIKTOK, complete, fact
from support.programs.running import Ran, lines, ok, run

LAW = {
    "type": "instrument-adopted",
    "instrument": "KZ-2022",
    "jurisdiction": "KZ",
    "occurred": "2022-05-03",
    "details": {"title": "A law on platforms"},
    "sources": [SOURCE],
}
OLD = {**LAW, "instrument": "KZ-OLD"}
DUTY = {
    **complete(fact("obligation-imposed", "2022-05-03", requirement="representative"), 1),
    "legal_basis": "KZ-2022",
}


def registered(slug: str, name: str, *aliases: str) -> dict[str, Any]:
    details = {"name": name, **({"aliases": list(aliases)} if aliases else {})}
    return {
        "type": "platform-registered",
        "platform": slug,
        "occurred": "2020",
        "details": details,
        "sources": [SOURCE],
    }


def imported(url: str, *documents: dict[str, Any]) -> Ran:
    return run("import", "-", database=url, stdin=lines(*documents))


def test_a_legal_basis_has_to_be_registered(sqlite_url: str) -> None:
    misspelt = {**DUTY, "legal_basis": "KZ-2021"}
    refused = imported(sqlite_url, TIKTOK, LAW, misspelt)
    assert refused.status == 1
    told = "$.legal_basis: instrument 'KZ-2021' is not registered; the nearest is KZ-2022"
    assert f"input:3: {told}" in refused.err


@pytest.mark.parametrize("documents", [(TIKTOK, LAW, DUTY), (LAW, TIKTOK, DUTY)])
def test_in_a_file_the_registration_may_come_first(
    sqlite_url: str, documents: tuple[dict[str, Any], ...]
) -> None:
    assert imported(sqlite_url, *documents).status == 0
    later = imported(sqlite_url, {**DUTY, "occurred": "2022-06-01", "id": DUTY["id"][:-1] + "9"})
    assert later.status == 0, later.err


def test_a_registration_that_comes_after_is_too_late(sqlite_url: str) -> None:
    refused = imported(sqlite_url, TIKTOK, OLD, DUTY, LAW)
    assert "input:3: $.legal_basis: instrument 'KZ-2022' is not registered" in refused.err


def test_a_law_that_was_refused_is_not_registered_for_the_lines_after_it(sqlite_url: str) -> None:
    wrong = {**LAW, "occurred": "2022-99"}
    done = run(
        *("import", "-", "--on-error", "skip"),
        database=sqlite_url,
        stdin=lines(TIKTOK, OLD, wrong, DUTY),
    )
    assert "input:4: $.legal_basis: instrument 'KZ-2022' is not registered" in done.err


def test_a_register_that_keeps_no_laws_takes_any_legal_basis(database_url: str) -> None:
    under = complete(fact("platform-designated", "2022-06-01", instrument="KZ-2021"), 2)
    assert imported(database_url, TIKTOK, DUTY, under).status == 0
    step = (
        *("record", "representative-appointed", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2022-07-01", "--source-title", "a source"),
    )
    assert run(*step, "--legal-basis", "KZ-2023", database=database_url).status == 0
    assert imported(database_url, OLD).status == 0
    refused = run(*step, "--legal-basis", "KZ-2022", database=database_url)
    assert "--legal-basis: instrument 'KZ-2022' is not registered" in refused.err


def test_a_designation_is_under_a_registered_law(sqlite_url: str) -> None:
    under = complete(fact("platform-designated", "2022-06-01", instrument="KZ-2021"), 2)
    refused = imported(sqlite_url, TIKTOK, LAW, under)
    assert "input:3: $.details.instrument: instrument 'KZ-2021' is not registered" in refused.err


def test_a_correction_puts_no_unregistered_law_in_the_place_of_another(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, LAW, DUTY))
    correct = ("correct", "3", "--source-title", "a source")
    refused = run(*correct, "--set", "legal_basis=KZ-2021", database=sqlite_url)
    assert refused.status == 2
    assert "legal_basis: instrument 'KZ-2021' is not registered; the nearest is KZ-2022" in (
        refused.err
    )


def test_recording_by_hand_refuses_the_same(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, LAW))
    step = (
        *("record", "representative-appointed", "--platform", "tiktok", "--jurisdiction", "KZ"),
        *("--occurred", "2022-07-01", "--source-title", "a source"),
    )
    refused = run(*step, "--legal-basis", "KZ-2023", database=sqlite_url)
    assert refused.status == 2
    assert "--legal-basis: instrument 'KZ-2023' is not registered" in refused.err
    assert run(*step, "--legal-basis", "KZ-2022", database=sqlite_url).status == 0


@pytest.mark.parametrize(
    ("other", "path", "told"),
    [
        (registered("tok", "TikTok"), "$.details.name", "'TikTok' is a name of tiktok already"),
        (registered("tok", "тикток"), "$.details.name", "'тикток' is a name of tiktok already"),
        (registered("tok", "Tok", "Tik", "tiktok"), "$.details.aliases[1]", "'tiktok' is a name"),
        (registered("tok", "Tok", "تيك توك"), "$.details.aliases[0]", "'تيك توك' is a name"),
        (registered("tiktok", "TikTok International"), "$.platform", "'tiktok' is registered"),
    ],
)
def test_a_name_is_of_one_platform_in_whatever_script(
    sqlite_url: str, other: dict[str, Any], path: str, told: str
) -> None:
    for documents in ((TIKTOK, other), (other,)):  # in one file, then in a second one
        refused = imported(sqlite_url, *documents)
        assert refused.status == 1
        assert f"{path}: {told}" in refused.err
        ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))


def test_a_platform_is_not_renamed_to_what_another_is_or_was_called(sqlite_url: str) -> None:
    renamed = {
        "type": "platform-renamed",
        "platform": "twitter",
        "occurred": "2023-07-24",
        "sources": [SOURCE],
    }
    twitter = registered("twitter", "Twitter")
    named_x = {**renamed, "details": {"name": "X"}}
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, twitter, named_x))
    back = {**renamed, "occurred": "2024", "details": {"name": "Twitter"}}
    assert imported(sqlite_url, back).status == 0, "a platform may have a name of its own again"
    taken = {**renamed, "occurred": "2025", "details": {"name": "ТикТок"}}
    assert "'ТикТок' is a name of tiktok already" in imported(sqlite_url, taken).err
    assert "'Twitter' is a name of twitter already" in (
        imported(sqlite_url, registered("bird", "Twitter")).err
    )


def test_the_same_registration_once_more_is_a_duplicate(sqlite_url: str) -> None:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK))
    assert "0 recorded, 1 duplicate" in imported(sqlite_url, TIKTOK).out
