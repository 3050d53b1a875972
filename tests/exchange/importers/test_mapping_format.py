"""The format of mappings: what is wrong with one is said before any row is read."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from exchange.importers.mapping import (
    MappingRefused,
    find_mapping,
    known_names,
    mapping_of,
    mapping_schema,
    read_mapping,
)
from exchange.importers.row_mapper import RowMapper

BASE: dict[str, Any] = {
    "mapping": 1,
    "name": "figures",
    "title": "Figures",
    "file": {"head": ["when", "where", "count"]},
    "row": {"key": ["when", "where"]},
    "source": {"title": "Figures"},
    "common": {
        "platform": "tiktok",
        "jurisdiction": {"column": "where", "as": "country"},
        "occurred": {"column": "when", "as": "year"},
    },
    "fact": [{"type": "removal-requested", "details": {"count": {"column": "count"}}}],
}


def refusal(**parts: Any) -> str:
    """What is said of a mapping with these parts in the place of the good ones."""
    mapping = mapping_of({**BASE, **parts}, "m.toml")
    with pytest.raises(MappingRefused) as refused:
        RowMapper(mapping, mapping.heads[0])
    return str(refused.value)


def facts(*cells: str, **parts: Any) -> list[Any]:
    mapping = mapping_of({**BASE, **parts}, "m.toml")
    mapper = RowMapper(mapping, mapping.heads[0])
    made = [fact for row in mapper.rows([*cells]) for fact in row.facts]
    return [json.loads(fact.document or b"{}") for fact in made]


def test_the_schema_is_one_and_takes_the_known_mappings() -> None:
    validator = jsonschema_rs.validator_for(mapping_schema())
    for name in known_names():
        assert validator.is_valid(find_mapping(name).document)
    assert not validator.is_valid({**BASE, "facts": []})


def test_everything_that_the_schema_refuses_is_named_with_its_path() -> None:
    wrong = {**BASE, "name": "Figures of 2024", "fact": []}
    with pytest.raises(MappingRefused) as refused:
        mapping_of(wrong, "m.toml")
    told = str(refused.value).splitlines()
    assert [line.partition(": ")[2].partition(":")[0] for line in told] == ["$.fact", "$.name"]


def test_a_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(MappingRefused, match=r"m\.toml: it is not TOML"):
        read_mapping("mapping = ", "m.toml")


def test_a_name_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(MappingRefused, match="the nearest are google-removals, twitter-removals"):
        find_mapping("google-removal")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (
            {"row": {"key": ["whn"]}},
            "figures: there is no column 'whn' in its head; the nearest is when",
        ),
        (
            {"common": {**BASE["common"], "actor": {"table": "who"}}},
            "figures: there is no table values.who",
        ),
        (
            {"common": {**BASE["common"], "note": {"same": "ocurred"}}},
            "figures: nothing common is called 'ocurred'",
        ),
        (
            {"common": {**BASE["common"], "note": {"same": "note"}}},
            "figures: 'note' is the same as itself",
        ),
        ({"fact": [{"details": {}}]}, "figures: fact 1 has no type"),
        ({"fact": [{"type": "removed"}]}, "figures: 'removed' is not a type of fact"),
        (
            {
                "common": {
                    **BASE["common"],
                    "occurred": {"column": "when", "as": "month", "form": "x"},
                }
            },
            "figures: column 'when': there is no form 'x'; known are '2025-07', '07/2025', "
            "'07.2025', 'July 2025', 'Jul 2025'",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(parts: dict[str, Any], reason: str) -> None:
    assert refusal(**parts) == reason


def test_an_id_is_of_mapping_definition_key_and_template_and_of_nothing_else() -> None:
    (one,) = facts("2024", "KZ", "5")
    (other,) = facts("2024", "KZ", "6", source={"title": "The next release"})
    assert one["id"] == other["id"]
    for parts in ({"name": "others"}, {"definition": "2019"}):
        (third,) = facts("2024", "KZ", "5", **parts)
        assert third["id"] != one["id"]
    (of_next_row,) = facts("2025", "KZ", "5")
    assert of_next_row["id"] != one["id"]


def test_the_definition_is_kept_in_figures_alone() -> None:
    kinds = [{"type": "removal-requested"}, {"type": "block-imposed"}]
    figure, block = facts("2024", "KZ", "5", fact=kinds, definition="2019")
    assert figure["details"] == {"definition": "2019"}
    assert "details" not in block


def test_a_text_takes_columns_in_braces_and_no_code() -> None:
    common = {**BASE["common"], "note": "{count} in {where}"}
    (fact,) = facts("2024", "KZ", "5", common=common)
    assert fact["note"] == "5 in KZ"
    common["note"] = "{count + 1}"
    assert refusal(common=common).startswith("figures: there is no column 'count + 1' in its head")


def test_a_blank_field_leaves_out_its_fact_or_itself_or_has_a_default() -> None:
    def details(**more: str) -> dict[str, Any]:
        return {"unit": "items", "count": {"column": "count", "as": "integer", **more}}

    kinds = [
        {"type": "removal-requested", "details": details(**more)}
        for more in (
            {},
            {"blank": "omit"},
            {"default": 7},
        )
    ]
    omitted, by_default = facts("2024", "KZ", "", fact=kinds)
    assert omitted["details"] == {"unit": "items"}
    assert by_default["details"] == {"unit": "items", "count": 7}


def test_a_file_of_a_mapping_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b"\xef\xbb\xbfmapping = 2\n")
    with pytest.raises(MappingRefused, match="mapping"):
        find_mapping(str(path))
