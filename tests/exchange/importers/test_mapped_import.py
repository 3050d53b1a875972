"""A table of others in the register: once, restated, refused by row, and never by halves."""

from pathlib import Path
from typing import Any

import pytest
from support.facts.tables import (
    csv_file,
    exported,
    imported,
    refused,
    refused_whole,
    registered,
)
from support.programs.running import ok, run

from register.errors import ImportStopped
from register.importing import importer
from register.importing.bulk_appender import BulkAppender

HEAD = ["period", "country", "asked", "done"]
MAPPING = """
mapping = 1
name = "figures"
title = "Figures"

[file]
head = ["period", "country", "asked", "done"]
{file}

[row]
key = ["period", "country"]
blank = ["NA"]

[source]
title = "Figures"
locator = "{{period}}, {{country}}"

[common]
platform = "tiktok"
jurisdiction = {{ column = "country", as = "country" }}
occurred = {{ column = "period", as = "half-year" }}

[[fact]]
type = "removal-requested"
details = {{ unit = "items", count = {{ column = "asked", as = "integer" }} }}

[[fact]]
type = "removal-reported"
when = {{ done = {{ not = ["0"] }} }}
details = {{ unit = "items", count = {{ column = "done", as = "integer" }} }}
"""


@pytest.fixture
def database(sqlite_url: str) -> str:
    return registered(sqlite_url, "tiktok")


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    return mapped(tmp_path)


def mapped(folder: Path, file: str = "") -> str:
    path = folder / "figures.toml"
    path.write_text(MAPPING.format(file=file))
    return str(path)


def table(
    folder: Path, *rows: list[Any], name: str = "figures.csv", encoding: str = "utf-8"
) -> str:
    return csv_file(folder / name, HEAD, *rows, encoding=encoding)


def counts(document: Any, *names: str) -> list[int]:
    return [document[name] for name in names]


OLD = (["2024-H1", "Kazakhstan", 5, 3], ["2024-H2", "Kazakhstan", 7, 2])


def test_the_same_table_again_records_nothing(database: str, mapping: str, tmp_path: Path) -> None:
    first = imported(database, table(tmp_path, *OLD), "--mapping", mapping)
    assert counts(first, "rows", "read", "recorded", "duplicates") == [2, 4, 4, 0]
    renamed = table(tmp_path, *OLD, name="a copy.csv")
    again = imported(database, renamed, "--mapping", mapping, "--published", "2026-01")
    assert counts(again, "read", "recorded", "duplicates", "corrections") == [4, 0, 4, 0]


def test_a_restated_figure_is_a_correction_and_never_a_second_fact(
    database: str, mapping: str, tmp_path: Path
) -> None:
    imported(database, table(tmp_path, *OLD), "--mapping", mapping, "--published", "2025-01")
    new = table(tmp_path, ["2025-H1", "Turkey", 1, 0], ["2024-H1", "Kazakhstan", 6, 3], OLD[1])
    done = imported(database, new, "--mapping", mapping, "--published", "2025-07")
    assert counts(done, "recorded", "corrections", "duplicates") == [2, 1, 3]
    correction = exported(database)[-1]
    asked = exported(database)[0]
    assert (correction["type"], correction["refers_to"]) == ("fact-corrected", asked["id"])
    assert correction["occurred"] == "2025-07"
    assert correction["details"]["replacement"]["details"] == {"count": 6}
    assert correction["details"]["replacement"]["sources"] == correction["sources"]
    assert correction["sources"][0]["published"] == "2025-07"
    again = imported(database, new, "--mapping", mapping)
    assert counts(again, "recorded", "duplicates") == [0, 5]


def test_a_figure_may_be_restated_back_and_forth(
    database: str, mapping: str, tmp_path: Path
) -> None:
    for asked in (5, 6, 5, 6):
        release = table(tmp_path, ["2024-H1", "Kazakhstan", asked, "NA"])
        imported(database, release, "--mapping", mapping)
        assert imported(database, release, "--mapping", mapping)["recorded"] == 0
    said = [fact["details"] for fact in exported(database)]
    assert said[0]["count"] == 5
    assert [one["replacement"]["details"]["count"] for one in said[1:]] == [6, 5, 6]
    (row,) = ok("figures", "tiktok", "KZ", "--format", "json", database=database).document
    assert row["count"] == 6


def test_a_figure_restated_to_zero_is_zero_though_zeros_make_no_fact_by_themselves(
    database: str, mapping: str, tmp_path: Path
) -> None:
    imported(database, table(tmp_path, *OLD), "--mapping", mapping)
    new = table(tmp_path, ["2024-H1", "Kazakhstan", 5, 0], ["2025-H1", "Kazakhstan", 5, 0])
    done = imported(database, new, "--mapping", mapping)
    assert counts(done, "recorded", "corrections") == [2, 1]
    assert exported(database)[-2]["details"]["replacement"]["details"] == {"count": 0}


def test_a_figure_of_which_a_table_says_nothing_any_more_stays_and_is_counted(
    database: str, mapping: str, tmp_path: Path
) -> None:
    imported(database, table(tmp_path, *OLD), "--mapping", mapping)
    new = table(tmp_path, ["2024-H1", "Kazakhstan", "NA", 3], OLD[1])
    done = imported(database, new, "--mapping", mapping)
    assert counts(done, "recorded", "gone", "duplicates") == [0, 1, 3]


def test_what_a_person_corrected_stays_until_the_publisher_says_something_else(
    database: str, mapping: str, tmp_path: Path
) -> None:
    imported(database, table(tmp_path, *OLD), "--mapping", mapping)
    asked = exported(database)[0]["id"]
    by_hand = ("--set", "details.count=50", "--source-title", "A letter")
    ok("correct", asked, *by_hand, database=database)
    assert imported(database, table(tmp_path, *OLD), "--mapping", mapping)["recorded"] == 0


def test_a_key_met_twice_refuses_both_rows(database: str, mapping: str, tmp_path: Path) -> None:
    twice = table(tmp_path, OLD[0], OLD[1], ["2024-H1", "Kazakhstan", 6, 3])
    assert refused(database, twice, "--mapping", mapping) == [
        f"{twice}:2: its key is that of row 4: the mapping's key needs a further column",
        f"{twice}:4: its key is that of row 2: the mapping's key needs a further column",
    ]
    done = run("import", twice, "--mapping", mapping, "--on-error", "skip", database=database)
    assert "3 rows, 2 facts: 2 recorded, 0 duplicates, 2 rows refused" in done.out
    assert {fact["occurred"] for fact in exported(database)} == {"2024-07/2024-12"}


def test_each_refused_row_is_named_by_line_column_value_and_reason(
    database: str, mapping: str, tmp_path: Path
) -> None:
    bad = table(
        tmp_path,
        ["2024-H1", "Kazahstan", 5, 3],
        OLD[1],
        ["2024 H1", "Kazakhstan", 5, 3],
        ["2025-H1", "Kazakhstan", "five", 3],
        ["2025-H1", "Kazakhstan", 5],
        ["2025 H1", "Kazachstan", 5, 3],
    )
    assert refused(database, bad, "--mapping", mapping) == [
        f"{bad}:2: country: 'Kazahstan' is not a jurisdiction; "
        "the nearest are KZ (Kazakhstan), KG (Kyrgyzstan)",
        f"{bad}:4: period: '2024 H1' is not a half-year",
        f"{bad}:5: asked: 'five' is not a number",
        f"{bad}:6: it has 3 cells, and the head has 4",
        f"{bad}:7: country: 'Kazachstan' is not a jurisdiction; "
        "the nearest are KZ (Kazakhstan), KG (Kyrgyzstan)",
        f"{bad}:7: period: '2025 H1' is not a half-year",
    ]


def test_refused_rows_go_to_a_file_that_is_mended_and_imported(
    database: str, mapping: str, tmp_path: Path
) -> None:
    bad = table(tmp_path, OLD[0], ["2024-H2", "Kazakhstan", "seven", 2])
    skipping = ("--mapping", mapping, "--on-error", "skip")
    done = run("import", bad, *skipping, database=database)
    assert (done.status, len(exported(database))) == (1, 2)
    left = Path(f"{bad}.rejected.csv")
    assert left.read_text() == "period,country,asked,done\n2024-H2,Kazakhstan,seven,2\n"
    left.write_text(left.read_text().replace("seven", "7"))
    assert imported(database, str(left), *skipping)["recorded"] == 2


def test_a_dry_run_says_what_would_be_and_records_nothing(
    database: str, mapping: str, tmp_path: Path
) -> None:
    done = ok("import", table(tmp_path, *OLD), "--mapping", mapping, "--dry-run", database=database)
    assert done.out == "2 rows, 4 facts: 4 would be recorded, 0 duplicates, 0 rows refused\n"
    assert exported(database) == []


def test_what_the_register_refuses_is_named_by_the_column_it_came_from(
    database: str, tmp_path: Path
) -> None:
    text = MAPPING.format(file="").replace('"tiktok"', '"{country}"')
    path = tmp_path / "m.toml"
    path.write_text(text)
    bad = table(tmp_path, ["2024-H1", "KZ", 5, 0])
    (line,) = refused(database, bad, "--mapping", str(path))
    assert line.startswith(f"{bad}:2: country: 'KZ' is not a slug")


def test_another_head_refuses_the_file_with_the_difference(
    database: str, mapping: str, tmp_path: Path
) -> None:
    other = csv_file(tmp_path / "o.csv", ["Period", "COUNTRY ", "asked for", "done"], OLD[0])
    assert refused_whole(database, other, "--mapping", mapping) == (
        f"{other}: the head is none that the mapping figures knows: it lacks 'asked'; "
        "it has 'asked for' besides"
    )
    twice = csv_file(tmp_path / "t.csv", [*HEAD, "done"], [*OLD[0], 1])
    assert refused_whole(database, twice, "--mapping", mapping) == (
        f"{twice}: the head has 'done' twice"
    )
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert refused_whole(database, str(empty), "--mapping", mapping) == f"{empty}: there is no head"


def test_columns_may_come_in_another_order(database: str, mapping: str, tmp_path: Path) -> None:
    other = csv_file(tmp_path / "o.csv", HEAD[::-1], OLD[0][::-1], OLD[1][::-1])
    imported(database, other, "--mapping", mapping)
    assert imported(database, table(tmp_path, *OLD), "--mapping", mapping)["recorded"] == 0


def test_encoding_delimiter_and_lines_before_the_head_are_as_the_mapping_says(
    database: str, tmp_path: Path
) -> None:
    mapping = mapped(tmp_path, 'encoding = "cp1251"\ndelimiter = ";"\nskip = 1')
    path = tmp_path / "dump.csv"
    text = "Updated: 2024-03-01\nperiod;country;asked;done\n2024-H1;Казахстан;5;0\n"
    path.write_bytes(text.encode("cp1251"))
    assert imported(database, str(path), "--mapping", mapping)["recorded"] == 1
    bad = tmp_path / "bad.csv"
    bad.write_bytes(f"{text}2024-H2;Казахстан;five;0\n".encode("cp1251"))
    done = run("import", str(bad), "--mapping", mapping, "--on-error", "skip", database=database)
    assert f"{bad}:4: asked: 'five' is not a number" in done.err
    left = Path(f"{bad}.rejected.csv")
    left.write_bytes(left.read_bytes().replace(b"five", b"5"))
    assert imported(database, str(left), "--mapping", mapping)["recorded"] == 1


def test_a_file_in_another_encoding_is_refused_in_one_sentence(
    database: str, mapping: str, tmp_path: Path
) -> None:
    path = table(tmp_path, ["2024-H1", "Türkei", 5, 3], encoding="cp1252")
    assert refused_whole(database, path, "--mapping", mapping).startswith(
        f"{path}: not far from line 1 it is not utf-8 ("
    )


def test_a_byte_order_mark_is_fine(database: str, mapping: str, tmp_path: Path) -> None:
    path = table(tmp_path, *OLD, encoding="utf-8-sig")
    assert imported(database, path, "--mapping", mapping)["recorded"] == 4


def test_a_quote_that_never_ends_refuses_the_file(
    database: str, mapping: str, tmp_path: Path
) -> None:
    path = tmp_path / "q.csv"
    path.write_text('period,country,asked,done\n2024-H1,"Kazakhstan,5,3\n')
    assert refused_whole(database, str(path), "--mapping", mapping).startswith(f"{path}:")


def test_a_row_is_named_by_the_line_it_begins_in(
    database: str, mapping: str, tmp_path: Path
) -> None:
    bad = table(tmp_path, ["2024-H1", "KZ\n", 5, 3], ["2024-H3", "KZ", 5, 3])
    assert refused(database, bad, "--mapping", mapping) == [
        f"{bad}:4: period: '2024-H3' is not a half-year"
    ]


def test_several_tables_are_counted_together(database: str, mapping: str, tmp_path: Path) -> None:
    first, second = table(tmp_path, OLD[0], name="a.csv"), table(tmp_path, OLD[1], name="b.csv")
    done = imported(database, first, second, "--mapping", mapping)
    assert counts(done, "rows", "read", "recorded") == [2, 4, 4]


def test_a_table_may_come_from_standard_input(database: str, mapping: str) -> None:
    text = b"period,country,asked,done\n2024-H1,KZ,5,3\n"
    done = ok("import", "-", "--mapping", mapping, database=database, stdin=text)
    assert done.out.startswith("1 row, 2 facts: 2 recorded")


def test_an_import_that_was_stopped_goes_on(
    database: str, mapping: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BLOCK_BYTES", 700)
    monkeypatch.setattr(importer, "SMALL", 1)
    monkeypatch.setattr(importer, "BATCH", 7)
    rows = [[f"{year}-H{half}", "KZ", 5, 3] for year in range(2015, 2025) for half in (1, 2)]
    whole, append = table(tmp_path, *rows), BulkAppender.append
    batches: list[int] = []

    def failing(self: BulkAppender, connection: Any, facts: Any, name: str) -> int:
        batches.append(len(facts))
        if len(batches) == 3:
            raise ImportStopped("the machine stopped")
        return append(self, connection, facts, name)

    monkeypatch.setattr(BulkAppender, "append", failing)
    stopped = refused_stop(database, whole, mapping)
    assert stopped == "the machine stopped; 14 facts of the file were recorded before"
    done = imported(database, whole, "--mapping", mapping)
    assert counts(done, "recorded", "duplicates") == [26, 14]
    assert len({fact["id"] for fact in exported(database)}) == len(exported(database)) == 40


def refused_stop(database: str, path: str, mapping: str) -> str:
    done = run("import", path, "--mapping", mapping, database=database)
    assert done.status == 2
    return done.err.removeprefix("Error: ").strip()


def test_what_no_source_can_say_is_refused_before_the_file_is_read(
    database: str, mapping: str, tmp_path: Path
) -> None:
    path = table(tmp_path, *OLD)
    for option, value in (("--published", "yesterday"), ("--sha256", "abc")):
        done = run("import", path, "--mapping", mapping, option, value, database=database)
        assert (done.status, done.out) == (2, "")
        assert f"'{value}' is not" in done.err


def test_options_of_tables_are_for_tables(database: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_bytes(b"{}\n")
    done = run("import", str(path), "--published", "2024", database=database)
    assert (done.status, "--published is for tables" in done.err) == (2, True)
