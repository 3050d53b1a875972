"""The finding comes first: a title that says it, a few figures, and four answers; never too much."""

from collections.abc import Iterator
from typing import Any

import pytest
from support.facts.given import fact
from support.reading.reported import making, recorded
from support.servers.databases import SQLiteDatabases

from projections.embedded import EmbeddedRegister
from reports.formats.values import label, title_of
from reports.kinds.registry import KINDS
from reports.model import KeyFigures, Report, Terms, Tone

FACTS = (
    fact("obligation-imposed", "2021-03-01", requirement="representative", due="2021-06-30"),
    fact("obligation-imposed", "2021-03-01", requirement="local-office", due="2022-06-30"),
    fact("obligation-imposed", "2021-03-01", requirement="contact-point"),
    fact("contact-point-provided", "2021-04-01"),
    fact("fine-imposed", "2021-05-01", requirement="representative", amount=500, currency="EUR"),
    fact("block-threatened", "2021-05-02"),
)


@pytest.fixture(scope="module")
def register(sqlite_databases: SQLiteDatabases) -> Iterator[EmbeddedRegister]:
    with sqlite_databases.migrated() as url, recorded(url, *FACTS) as opened:
        yield opened


def told(register: EmbeddedRegister, at: str, kind: str = "dossier", **more: Any) -> Report:
    asked: dict[str, Any] = (
        {"platform": "tiktok", "jurisdiction": "KZ"} if kind == "dossier" else {}
    )
    with making(register, kind, at=at, **asked, **more) as context:
        return KINDS[kind](context)


def figures(report: Report) -> list[tuple[str, str]]:
    blocks = [one for one in report.summary if isinstance(one, KeyFigures)]
    return [(label(one.value), one.label) for block in blocks for one in block.figures]


def answers(report: Report) -> dict[str, str]:
    (terms,) = (one for one in report.summary if isinstance(one, Terms))
    return {label(name): label(value) for name, value in terms.pairs}


def test_the_title_says_what_is_found_and_since_when(register: EmbeddedRegister) -> None:
    assert title_of(told(register, "2021-05-10")) == (
        "TikTok in Kazakhstan: access open; block threatened; 1 duty found breached since 2021"
    )


def test_a_few_figures_stand_in_a_row(register: EmbeddedRegister) -> None:
    assert figures(told(register, "2021-05-10")) == [
        ("1", "met, of 3 requirements"),
        ("1", "still to be met"),
        ("1", "not met"),
        ("EUR\N{NO-BREAK SPACE}500", "1 fine imposed"),
    ]


def test_four_questions_are_answered_before_anything_else(register: EmbeddedRegister) -> None:
    said = answers(told(register, "2021-05-10"))
    assert list(said) == ["What holds", "Why", "What is uncertain", "What is due"]
    assert "something was found breached" in said["What holds"]
    assert said["Why"].startswith("legal representative: breached since 1 May 2021 (")
    assert "Fine imposed, 1 May 2021" in said["Why"]
    assert said["What is uncertain"].startswith("Nothing told here is disputed")
    assert said["What is due"].splitlines()[0] == "30 June 2022: local office, required"


def test_what_nobody_confirmed_is_called_so_and_never_not_met(register: EmbeddedRegister) -> None:
    report = told(register, "2025-06-01")
    assert title_of(report).endswith("access open; 2 duties unconfirmed since 2023")
    assert ("2", "unconfirmed") in figures(report)
    assert "not met" not in str(figures(report)) + title_of(report)
    assert "2 requirements are unconfirmed" in answers(report)["What is uncertain"]
    blocks = [one for one in report.summary if isinstance(one, KeyFigures)]
    assert Tone.BAD not in {one.tone for block in blocks for one in block.figures}


def test_a_day_that_passed_unheard_is_no_finding(register: EmbeddedRegister) -> None:
    with making(
        register, "dossier", at="2022-08-01", known=3, platform="tiktok", jurisdiction="KZ"
    ) as context:
        report = KINDS["dossier"](context)
    assert "1 duty overdue since 2022" in title_of(report)
    assert "that is no finding" in answers(report)["What is uncertain"]


@pytest.mark.parametrize("code", ["ar", "fr", "kk", "ru", "vi"])
def test_it_is_said_in_each_language(register: EmbeddedRegister, code: str) -> None:
    report = told(register, "2021-05-10", language=code)
    english = told(register, "2021-05-10")
    assert len(answers(report)) == 4
    assert not set(answers(report)) & set(answers(english))
    assert [value for value, _ in figures(report)][:3] == ["1", "1", "1"]


def test_other_kinds_say_theirs_in_the_title_too(register: EmbeddedRegister) -> None:
    at = "2021-05-10"
    assert title_of(told(register, at, "platform", platform="tiktok")) == (
        "TikTok: open everywhere; non-compliant: 1 of 1"
    )
    assert title_of(told(register, at, "jurisdiction", jurisdiction="KZ")) == (
        "Kazakhstan: all platforms open; non-compliant: 1 of 1"
    )
    assert title_of(told(register, at, "deadlines")) == (
        "Deadlines on 10 May 2021: none passed unheard, 2 ahead"
    )
    assert title_of(told(register, at, "audit")) == (
        "Audit of the register: nothing found wrong, not signed"
    )


@pytest.mark.parametrize(
    ("within", "overdue", "names"),
    [
        (None, False, ["passed", "unconfirmed", "ahead"]),
        (60, False, ["ahead"]),
        (60, True, ["passed", "unconfirmed", "ahead"]),
        (None, True, ["passed", "unconfirmed"]),
        (60, None, ["passed", "unconfirmed", "ahead"]),
    ],
)
def test_deadlines_tell_of_the_days_that_are_asked_for(
    register: EmbeddedRegister, within: int | None, overdue: bool | None, names: list[str]
) -> None:
    report = told(register, "2021-05-10", "deadlines", within=within, overdue=overdue)
    asked = [one.name for one in report.sections if one.name in ("passed", "unconfirmed", "ahead")]
    assert asked == names
