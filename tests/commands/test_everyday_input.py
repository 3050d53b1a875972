"""What people type and bring as they are used to: it is taken, or the answer says how to write it."""

import json
from pathlib import Path

import pytest
from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok, run, says

from aggregates.dates.everyday import edtf_of
from aggregates.dates.windows import window
from aggregates.errors import InvalidDate
from register import jurisdictions
from register.errors import UnknownJurisdiction

MEETING = complete(fact("meeting-held", "2022-03-01"), 1)
RECORD = ("record", "meeting-held", "--platform", "tiktok", "--jurisdiction", "KZ")


@pytest.fixture
def register(sqlite_url: str) -> str:
    ok("import", "-", database=sqlite_url, stdin=lines(TIKTOK, MEETING))
    return sqlite_url


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("31.12.2019", ["2019-12-31"]),
        ("12/31/2019", ["2019-12-31"]),
        ("3/4/2019", ["2019-04-03", "2019-03-04"]),
        ("2019.12.31", ["2019-12-31"]),
        ("2019/12/31", ["2019-12-31"]),
        ("2019-1-2", ["2019-01-02"]),
        ("12.2019", ["2019-12"]),
        ("1 May 2024", ["2024-05-01"]),
        ("May 1, 2024", ["2024-05-01"]),
        ("May 2024", ["2024-05"]),
        ("Sept. 2024", ["2024-09"]),
        ("1 мая 2024 года", ["2024-05-01"]),
        ("1 juillet 2024", ["2024-07-01"]),
        ("1 мамыр 2024", ["2024-05-01"]),
        ("1 مايو 2024", ["2024-05-01"]),
        ("ngày 1 tháng 5 năm 2024", ["2024-05-01"]),
        ("2019–07", ["2019-07"]),
        ("“2019”", ["2019"]),
        ("31.13.2019", []),
        ("30.02.2019", []),
        ("May Day 2024", []),
        ("soon", []),
    ],
)
def test_a_date_in_everyday_form_is_refused_with_how_to_write_it(
    written: str, meant: list[str]
) -> None:
    assert edtf_of(written) == meant
    with pytest.raises(InvalidDate, match=f"write {' or '.join(meant)}" if meant else "such as"):
        window(written)
    for one in meant:
        window(one)


def test_each_option_and_each_line_with_a_date_says_how_to_write_it(register: str) -> None:
    says(
        run(*RECORD, "--occurred", "31.12.2019", "--source-title", "x", database=register),
        "--occurred",
        "write 2019-12-31",
    )
    says(run("status", "--at", "1 May 2024", database=register), "write 2024-05-01")
    refused = run("import", "-", database=register, stdin=lines({**MEETING, "occurred": "5.2024"}))
    assert "$.occurred: '5.2024' is not a date in EDTF: write 2024-05" in refused.err


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Holland", "NL"),
        ("Burma", "MM"),
        ("UK", "GB"),
        ("England", "GB-ENG"),
        ("Англия", "GB-ENG"),
        ("США", "US"),
        ("Czech Republic", "CZ"),
        ("côte d'ivoire", "CI"),
        ("Белоруссия", "BY"),
        ("РФ", "RU"),
    ],
)
def test_old_and_everyday_names_find_a_jurisdiction(name: str, code: str) -> None:
    assert jurisdictions.resolve(name) == code


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Европа", ["EU (European Union)"]),
        ("Korea", ["KR (South Korea)", "KP (North Korea)"]),
        ("USSR", ["RU (Russia)"]),
    ],
)
def test_a_name_that_may_mean_several_is_refused_with_them(name: str, codes: list[str]) -> None:
    with pytest.raises(UnknownJurisdiction) as refused:
        jurisdictions.resolve(name)
    assert str(refused.value).endswith(", ".join(codes))


@pytest.mark.parametrize("command", ["status", "history", "periods"])
def test_platform_and_jurisdiction_in_the_wrong_order_are_told_so(
    register: str, command: str
) -> None:
    says(
        run(command, "Kazakhstan", "TikTok", database=register),
        "'Kazakhstan' is a jurisdiction, and 'TikTok' a platform: the platform comes first",
    )
    says(run(command, "Nowhere", "TikTok", database=register), "not a registered platform")


@pytest.mark.parametrize("argument", ["—at", "–-at", "–at=2020-01-01"])
def test_a_dash_of_a_word_processor_is_named(register: str, argument: str) -> None:
    says(run("status", argument, "2020-01-01", database=register), "word processor", "--at")
    ok("search", "—", "a", database=register)


def test_quotation_marks_of_a_word_processor_are_named(register: str) -> None:
    says(run("status", "“TikTok”", "KZ", database=register), "“ (left double quotation mark)")
    says(run("status", "TikTok", "«KZ»", database=register), "word processors")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"type,platform,occurred\nmeeting-held,tiktok,2020\n", "a table (CSV"),
        (b"\xef\xbb\xbftype;platform;occurred\n", "a table (CSV"),
        (b"PK\x03\x04" + bytes(99), "a workbook (xlsx)"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html>", "HTML"),
        ('{"type": "meeting-held"}'.encode("utf-16"), "UTF-16"),
        (b"[1, 2", "begins as a JSON array"),
    ],
)
def test_a_file_of_another_kind_is_named(
    register: str, content: bytes, what: str, tmp_path: Path
) -> None:
    path = tmp_path / "facts"
    path.write_bytes(content)
    says(run("import", str(path), database=register), str(path), what)
    says(run("import", "-", database=register, stdin=content), "standard input", what)


def test_a_json_array_is_read_and_its_items_count_as_lines(register: str) -> None:
    told = [complete(fact("meeting-held", day), at) for at, day in ((7, "2022"), (8, "2O22"))]
    content = json.dumps(told, indent=2).encode()
    refused = run("import", "-", database=register, stdin=content)
    assert "standard input:2: $.occurred" in refused.err
    done = ok("import", "-", database=register, stdin=json.dumps(told[:1], indent=2).encode())
    assert done.out.startswith("1 read, 1 recorded")
    assert done.err == "standard input is a JSON array: its items count as lines.\n"


def test_names_in_a_file_are_taken_for_the_slug_and_the_code_and_that_is_said(
    register: str,
) -> None:
    named = [
        {**MEETING, "id": None, "platform": "ТикТок", "jurisdiction": "Kazakhstan", "note": str(at)}
        for at in range(3)
    ]
    done = ok("import", "-", database=register, stdin=lines(*named))
    assert done.err.splitlines() == [
        "3 lines say 'ТикТок', which is taken for tiktok.",
        "3 lines say 'Kazakhstan', which is taken for KZ.",
    ]
    again = [{**one, "platform": "tiktok", "jurisdiction": "KZ"} for one in named]
    repeated = ok("import", "-", database=register, stdin=lines(*again))
    assert (repeated.out[:23], repeated.err) == ("3 read, 0 recorded, 3 d", "")


def test_a_name_in_a_file_that_means_nothing_is_refused_as_it_stands(register: str) -> None:
    done = run("import", "-", database=register, stdin=lines({**MEETING, "platform": "Tik Tok 2"}))
    assert (done.status, "'Tik Tok 2' is not a slug" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("undo", "register retract"),
        ("delete", "register retract"),
        ("edit", "correct"),
        ("list", "status"),
        ("stauts", "status"),
    ],
)
def test_what_a_command_is_called_elsewhere_leads_to_it(word: str, command: str) -> None:
    says(run(word), f"there is no command {word!r}", command)


@pytest.mark.parametrize("word", ["fine", "penalty", "ban", "штраф"])
def test_an_everyday_word_for_a_type_names_the_type(word: str) -> None:
    says(run("record", word), "block-imposed" if word == "ban" else "fine-imposed")


def test_a_span_is_of_days_whether_that_is_said_or_not(register: str) -> None:
    answers = [
        run("deadlines", "--within", text, database=register)
        for text in ("90", "90d", "90 days", "90D")
    ]
    assert answers[0] == answers[1] == answers[2]
    says(answers[3], "such as 90d or 2w")


def test_more_hits_than_are_shown_are_named(register: str) -> None:
    more = [complete(fact("meeting-held", f"2022-04-0{at}"), at) for at in range(2, 6)]
    ok("import", "-", database=register, stdin=lines(*more))
    few = ok("search", "source", "--limit", "2", database=register)
    assert "more than these 2" in few.err
    assert ok("search", "source", "--limit", "6", database=register).err == ""


@pytest.mark.parametrize(
    "claim", [("retract", "2"), ("correct", "2", "--set", "occurred=2022-03-02")]
)
def test_a_mistake_of_ones_own_needs_no_source_but_its_reason(
    register: str, claim: tuple[str, ...]
) -> None:
    says(run(*claim, database=register), "--source-title", "--reason")
    ok(*claim, "--reason", "a slip of the pen", "--by", "Desk", database=register)
    *_, recorded = ok("export", database=register).documents
    assert recorded["sources"] == [
        {
            "title": "a slip of the pen",
            "author": "Desk",
            "publisher": "the recorder's own word",
        }
    ]
    shown = ok("history", "tiktok", "KZ", database=register).out
    assert "source: a slip of the pen, the recorder's own word" in shown


@pytest.mark.parametrize("claim", ["confirm", "deny"])
def test_what_somebody_says_of_a_fact_still_needs_a_source(register: str, claim: str) -> None:
    says(run(claim, "2", "--reason", "I know", database=register), "--source-title")


def test_the_example_loaded_twice_is_told_truly(sqlite_url: str) -> None:
    first = ok("demo", database=sqlite_url).err
    second = ok("demo", database=sqlite_url).err
    count = first.partition(" ")[0]
    assert first == f"{count} facts recorded, 0 were there already.\n"
    assert second == f"0 facts recorded, {count} were there already.\n"
