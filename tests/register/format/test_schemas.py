"""The published JSON Schemas: valid by the standard, one for each type, and stable."""

import json

import pytest
from jsonschema import Draft202012Validator
from support.programs.running import ok, run, run_process

from aggregates.vocabulary.events import TYPES
from register.format.schemas import schema, whole_schema


@pytest.mark.parametrize("kind", TYPES)
def test_a_schema_is_valid_2020_12_and_names_its_type(kind: str) -> None:
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["$id"] == f"urn:register:fact:{kind}:{TYPES[kind].VERSION}"
    assert found["properties"]["type"] == {"enum": [kind]}
    assert {"type", "occurred", "sources"} <= set(found["required"])
    assert found["additionalProperties"] is False
    assert len(found["description"]) > 10


def test_the_whole_schema_has_one_alternative_for_each_type() -> None:
    whole = whole_schema()
    Draft202012Validator.check_schema(whole)
    assert [one["$id"].split(":")[3] for one in whole["oneOf"]] == list(TYPES)


def test_a_document_is_of_exactly_one_type_of_the_whole_schema() -> None:
    document = {
        "type": "court-ruled",
        "platform": "tiktok",
        "jurisdiction": "KZ",
        "occurred": "2022",
        "sources": [{"title": "x"}],
    }
    whole = Draft202012Validator(whole_schema())
    assert whole.is_valid(document)
    assert not whole.is_valid({**document, "type": "court-rule"})
    assert not whole.is_valid({**document, "colour": "red"})


def test_the_command_prints_the_schemas() -> None:
    assert ok("schema").document == whole_schema()
    assert ok("schema", "fine-imposed").document == schema("fine-imposed")
    assert run("schema", "fine").status == 2


def test_the_schemas_are_the_same_to_the_byte_in_every_process() -> None:
    runs = [run_process("schema", env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    assert runs[0] == runs[1]
    assert json.loads(runs[0].out) == whole_schema()
