"""`register mapping`: mappings are listed, shown, checked and guessed."""

from pathlib import Path

from support.facts.tables import csv_file, registered
from support.programs.running import ok, run

from exchange.importers.mapping import known_names, read_mapping

HEAD = ["Period", "Country", "Requests", "Share"]
ROWS = (
    ["Jan-Jun 2024", "Kazakhstan", "1,204", "n/a"],
    ["Jul-Dec 2024", "Kazakhstan", "12", "0.5"],
    ["Jul-Dec 2024", "Turkey", "NA", "0.7"],
)


def test_the_known_mappings_are_listed_and_shown() -> None:
    found = ok("mapping", "list", "--format", "json").document
    assert [row["name"] for row in found] == known_names()
    assert "Google" in [row["publisher"] for row in found]
    shown = ok("mapping", "show", "google-removals").out
    assert read_mapping(shown, "shown").name == "google-removals"


def test_a_mapping_is_checked_and_its_facts_are_shown_on_a_table(tmp_path: Path) -> None:
    assert ok("mapping", "check", "access-now").out.startswith("access-now: ")
    table = csv_file(tmp_path / "t.csv", HEAD, *ROWS)
    path = tmp_path / "t.toml"
    path.write_text(ok("mapping", "guess", table).out.replace('"?"', '"tiktok"'))
    done = ok("mapping", "check", str(path), table)
    assert '"occurred": "2024-01/2024-06"' in done.out
    assert '"jurisdiction": "KZ"' in done.out


def test_a_guess_is_a_mapping_with_a_remark_at_each_guess(tmp_path: Path) -> None:
    table = csv_file(tmp_path / "Figures of 2024.csv", HEAD, *ROWS)
    done = ok("mapping", "guess", table)
    mapping = read_mapping(done.out, "guess")
    assert mapping.name == "figures-of-2024"
    assert mapping.heads == [HEAD]
    assert mapping.part("common")["occurred"] == {
        "column": "Period",
        "as": "half-year",
        "form": "Jan-Jun 2025",
    }
    assert mapping.part("common")["jurisdiction"] == {"column": "Country", "as": "country"}
    assert mapping.row == {"key": ["Period", "Country"], "blank": ["NA", "n/a"]}
    count = mapping.facts[0]["details"]["count"]
    assert count == {"column": "Requests", "as": "integer", "thousands": ","}
    assert done.out.count("# guess: ") >= 6
    assert '"occurred":"2024-01/2024-06"' in done.err


def test_a_guess_says_which_encoding_and_delimiter_it_takes(tmp_path: Path) -> None:
    table = tmp_path / "dump.csv"
    text = "Updated: today\nдата;страна;число\n01.02.2024;Казахстан;5\n02.02.2024;Россия;6\n"
    table.write_bytes(text.encode("cp1251"))
    mapping = read_mapping(ok("mapping", "guess", str(table)).out, "guess")
    said = {name: mapping.file[name] for name in ("encoding", "delimiter", "skip")}
    assert said == {"encoding": "cp1251", "delimiter": ";", "skip": 1}
    assert mapping.part("common")["occurred"]["form"] == "%d.%m.%Y"


def test_a_mapping_with_a_mistake_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('mapping = 1\nname = "m"\n')
    done = run("mapping", "check", str(path))
    assert (done.status, done.out) == (2, "")
    assert f"{path}: $.fact: it is missing" in done.err


def test_a_guessed_mapping_imports_once_a_person_has_judged_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = registered(sqlite_url, "tiktok")
    table = csv_file(tmp_path / "t.csv", HEAD[:3], *(row[:3] for row in ROWS))
    path = tmp_path / "t.toml"
    path.write_text(ok("mapping", "guess", table).out.replace('"?"', '"tiktok"'))
    done = ok("import", table, "--mapping", str(path), database=database)
    assert done.out.splitlines() == [
        "3 rows, 2 facts: 2 recorded, 0 duplicates, 0 rows refused",
        "1 row made no fact: Requests is blank",
    ]
