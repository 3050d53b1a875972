"""Laws of the formats: what is taken is kept, and the schema says the same as the program."""

import json
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from support.facts.documents import document, documents, spoiled

from aggregates.errors import FactRefused
from aggregates.relationship import merge_patch, without_nulls
from aggregates.vocabulary.events import TYPES
from register.format.codec import canonical, decode, document_of, encode, identified
from register.format.lines import parse
from register.format.schemas import _format_checker, read_fact, schema

VALIDATORS = {
    kind: Draft202012Validator(schema(kind), format_checker=_format_checker()) for kind in TYPES
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_fact_of_any_type_is_the_same_after_it_was_stored(kind: str) -> None:
    @settings(max_examples=8)
    @given(document(kind))
    def law(told: dict[str, Any]) -> None:
        fact = identified(read_fact(told))
        stored = encode(fact)
        again = decode(fact.topic(), stored)
        assert again == fact
        assert type(again) is TYPES[kind]
        assert encode(again) == stored
        assert read_fact(json.loads(stored)) == fact

    law()


@given(documents())
def test_what_the_schema_accepts_is_a_fact(told: dict[str, Any]) -> None:
    assert VALIDATORS[told["type"]].is_valid(told)
    read_fact(told)


@given(spoiled())
@example({"type": "fine-imposed", "details": {"amount": 1e17}, "occurred": "2022"})
def test_typed_decoding_and_schema_refuse_the_same(told: dict[str, Any]) -> None:
    shown = without_nulls(told)
    errors = [error.message for error in VALIDATORS[told["type"]].iter_errors(shown)]
    refused = refusal(told)
    if refused is None:
        assert errors == []
        return
    assert refused.problems, "refused without a reason"
    beyond = ("is not a jurisdiction", "is before the fact itself")  # a JSON Schema's reach
    assert errors or all(
        any(words in str(problem) for words in beyond) for problem in refused.problems
    ), str(refused)


def refusal(told: dict[str, Any]) -> FactRefused | None:
    try:
        read_fact(told)
    except FactRefused as refused:
        return refused
    return None


@given(spoiled())
def test_a_refusal_has_a_path_and_a_reason_of_one_line_for_each_problem(
    told: dict[str, Any],
) -> None:
    refused = refusal(told)
    for problem in refused.problems if refused else ():
        assert problem.path.startswith("$")
        assert problem.reason
        assert "\n" not in problem.reason


@given(documents(), st.data())
def test_the_id_comes_from_the_content_whatever_the_order_of_its_names(
    told: dict[str, Any], data: st.DataObject
) -> None:
    told.pop("id", None)
    names = data.draw(st.permutations(sorted(told)))
    other = {name: told[name] for name in names}
    assert identified(read_fact(told)).id == identified(read_fact(other)).id
    noted = {**told, "note": f"{told.get('note', '')} and more"}
    assert identified(read_fact(noted)).id != identified(read_fact(told)).id


@given(documents())
def test_what_a_register_added_is_not_read_as_the_fact(told: dict[str, Any]) -> None:
    recorded = {**told, "position": 7, "recorded_at": "2026", "recorded_by": "somebody"}
    assert read_fact(recorded) == read_fact(told)


@given(documents())
def test_strict_parsing_reads_what_canonical_writing_wrote(told: dict[str, Any]) -> None:
    fact = identified(read_fact(told))
    assert parse(encode(fact)) == document_of(fact)
    assert canonical(parse(encode(fact))) == encode(fact)


@pytest.mark.parametrize(
    "told",
    [2**53, -(2**53), [{"a": 2**64}], float("nan"), float("-inf"), "\ud800", {"\udfff": 1}],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(told: Any) -> None:
    for write in (canonical, rfc8785.dumps):
        with pytest.raises(ValueError):  # noqa: PT011  # of any kind: each is a refusal
            write(told)


@pytest.mark.parametrize(
    "number", [2.0**53, 1e17, 1e20, 9.1e15, 1e300], ids=["2**53", "1e17", "1e20", "9.1e15", "1e300"]
)
@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("fine-imposed", {"amount": None}),
        ("removal-reported", {"count": None}),
        ("statement-issued", {"viewers": None}),
    ],
)
def test_a_number_that_could_not_be_read_back_is_refused(
    number: float, kind: str, details: dict[str, None]
) -> None:
    line = json.dumps(
        {
            "type": kind,
            "platform": "tiktok",
            "jurisdiction": "KZ",
            "occurred": "2022",
            "details": dict.fromkeys(details, number),
            "sources": [{"title": "a source"}],
        }
    )
    with pytest.raises((ValueError, FactRefused)):
        read_fact(parse(line.encode()))


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_does_what_rfc_7396_says_in_its_appendix(
    target: Any, patch: Any, result: Any
) -> None:
    before = msgspec.json.encode((target, patch))
    assert merge_patch(target, patch) == result
    assert msgspec.json.encode((target, patch)) == before, "a merge changed what it was given"
