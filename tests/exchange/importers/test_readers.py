"""Each cell is read as what its column is declared to be, and as nothing else."""

import pytest

from exchange.importers.readers import reader


def read(text: str, kind: str, **more: str) -> object:
    return reader({"as": kind, **more}, {"SriLanka": "LK"})(text)


@pytest.mark.parametrize(
    ("text", "kind", "more", "value"),
    [
        ("12", "integer", {}, 12),
        ("28.0", "integer", {}, 28),
        ("0", "integer", {}, 0),
        ("20,800,000", "integer", {"thousands": ","}, 20_800_000),
        ("1.234,50", "number", {"thousands": ".", "decimal": ","}, 1234.5),
        ("Turkey", "country", {}, "TR"),
        ("Iran (Islamic Republic of)", "country", {}, "IR"),
        ("UAE", "country", {}, "AE"),
        ("SriLanka", "country", {}, "LK"),
        ("kz", "country-code", {}, "KZ"),
        ("01.02.2022", "date", {"form": "%d.%m.%Y"}, "2022-02-01"),
        ("44621", "excel-date", {}, "2022-03-01"),
        ("January - June 2025", "half-year", {"form": "January - June 2025"}, "2025-01/2025-06"),
        ("Jul-Dec 2025", "half-year", {"form": "Jan-Jun 2025"}, "2025-07/2025-12"),
        ("2019-H1", "half-year", {}, "2019-01/2019-06"),
        ("2019 H2", "half-year", {"form": "2025 H1"}, "2019-07/2019-12"),
        ("H2 2019", "half-year", {"form": "H1 2025"}, "2019-07/2019-12"),
        (
            "2025-07-01/2025-12-31",
            "half-year",
            {"form": "2025-01-01/2025-06-30"},
            "2025-07/2025-12",
        ),
        ("2023Q3", "quarter", {"form": "2025Q3"}, "2023-07/2023-09"),
        ("2025-07", "month", {}, "2025-07"),
        ("July 2025", "month", {"form": "July 2025"}, "2025-07"),
        ("2019", "year", {}, "2019"),
        ("2025-07-01/2025-12-31", "interval", {}, "2025-07-01/2025-12-31"),
        ("Yes", "flag", {}, True),
        ("0", "flag", {}, False),
        ("a; b ;", "list", {}, ["a", "b"]),
        ("a|b", "list", {"separator": "|"}, ["a", "b"]),
        ("as it is", "text", {}, "as it is"),
    ],
)
def test_a_cell_is_read_in_its_declared_form(
    text: str, kind: str, more: dict[str, str], value: object
) -> None:
    assert read(text, kind, **more) == value


@pytest.mark.parametrize(
    ("text", "kind", "more", "reason"),
    [
        ("28.5", "integer", {}, "is not a whole number"),
        ("20,800", "integer", {}, "is not a number"),
        ("2,08,000", "integer", {"thousands": ","}, "is not a number with ',' between thousands"),
        ("٣", "integer", {}, "is not a number"),
        ("99999999999999999", "integer", {}, "is beyond what JSON keeps exact (2**53 - 1)"),
        ("Atlantis", "country", {}, "is not a jurisdiction"),
        ("XK", "country-code", {}, "is not the code of a country (ISO 3166-1, EU, or 001)"),
        ("2022-02-01", "date", {"form": "%d.%m.%Y"}, "is not a day in the form '%d.%m.%Y'"),
        ("31.02.2022", "date", {"form": "%d.%m.%Y"}, "is not a day in the form '%d.%m.%Y'"),
        ("60", "excel-date", {}, "is the serial number of no day from March 1900 to 2199"),
        ("2019 H1", "half-year", {}, "is not a half-year"),
        ("2023Q5", "quarter", {"form": "2025Q3"}, "is not a quarter in the form '2025Q3'"),
        ("2025-13", "month", {}, "is not a month"),
        ("19", "year", {}, "is not a year of four digits"),
        ("perhaps", "flag", {}, "is neither yes nor no (yes, true, 1; no, false, 0)"),
    ],
)
def test_a_cell_in_another_form_says_so(
    text: str, kind: str, more: dict[str, str], reason: str
) -> None:
    with pytest.raises(ValueError, match="is ") as refused:
        read(text, kind, **more)
    assert str(refused.value).startswith(reason)


def test_a_form_may_be_named_by_any_example_of_it() -> None:
    assert read("Jan-Jun 2020", "half-year", form="Jul-Dec 2024") == "2020-01/2020-06"


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="there is no form 'first half'; known are '2025-H1'"):
        read("2020", "half-year", form="first half")


def test_the_name_of_a_country_that_is_nearly_right_is_never_taken() -> None:
    with pytest.raises(ValueError, match=r"the nearest are? .*KZ \(Kazakhstan\)"):
        read("Kazahstan", "country")
    with pytest.raises(ValueError, match="part of a country"):
        read("Bayern", "country")


def test_a_day_in_a_workbook_may_be_a_date_a_serial_or_a_text() -> None:
    of_workbook = reader({"as": "date", "form": "%d/%m/%Y"}, {}, workbook=True)
    assert [of_workbook(text) for text in ("2022-03-01", "44621", "01/03/2022")] == [
        "2022-03-01"
    ] * 3
    with pytest.raises(ValueError, match="a year, or the serial number of a day"):
        of_workbook("2019")
