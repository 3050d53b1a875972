"""Forms made from the schemas of all types: what a fact says can be typed, and comes back as it was."""

from typing import Any

import pytest
from hypothesis import given, reject
from support.facts.documents import documents

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from register.format.codec import encode
from register.format.schemas import read_fact
from web.forms.fields import NEVER_TYPED, Group, fields_of
from web.forms.form_document import FormReader, values_of
from web.forms.form_values import form_values, plain_text
from web.recording.types import FORMS

Node = dict[str, Any]


def as_typed(value: Any) -> Any:
    """What of a document somebody could have typed: no space around a text, and nothing empty."""
    if isinstance(value, str):
        return plain_text(value) or "x"
    if isinstance(value, dict):
        named = {name: as_typed(one) for name, one in value.items() if plain_text(name)}
        return {name: it for name, it in named.items() if it not in ({}, [])}
    if isinstance(value, list):
        return [it for one in value if (it := as_typed(one)) not in ({}, [])]
    return value


def typed_fact(document: Node) -> Node:
    found: Node = as_typed({name: it for name, it in document.items() if name not in NEVER_TYPED})
    details, kind = document.get("details", {}), TYPES[document["type"]]
    if "of" in found.get("details", {}) and kind.KNOWN is None:
        found["details"]["of"] = sorted(set(details["of"]))  # each is chosen once
    found = {"type": document["type"], **found}
    if kind.__annotations__.get("details") == "dict[str, Any]" or kind.KNOWN is not None:
        free = {plain_text(name): it for name, it in details.items() if plain_text(name)}
        own = details_of(document["type"])
        found["details"] = {k: as_typed(v) if k in own else v for k, v in free.items()}
    return found


def details_of(type_name: str) -> set[str]:
    """The names of the details of a type that have a field of their own."""
    (details,) = (one for one in fields_of(type_name).fields if one.name == "details")
    assert isinstance(details, Group)
    return {one.name for one in details.fields}


@given(documents(tuple(FORMS)))
def test_a_fact_typed_into_its_form_is_the_same_fact(document: Node) -> None:
    wanted = typed_fact(document)
    try:
        fact = read_fact(wanted)
    except FactRefused:
        reject()  # without what can't be typed it is no such fact
    group = fields_of(wanted["type"])
    sent = form_values(values_of(group, wanted).pairs())
    reader = FormReader(sent)
    again = {"type": wanted["type"], **reader.document(group)}
    assert (reader.problems, reader.offers) == ([], {})
    assert encode(read_fact(again)) == encode(fact)


def test_a_detail_without_a_name_is_left_to_programs() -> None:
    group = fields_of("data-location-declared")
    said = values_of(group, {"details": {"": "x", " ": 1, "a": "b"}})
    assert FormReader(said).document(group) == {"details": {"a": "b"}}


def test_rows_without_anything_in_them_leave_no_gap() -> None:
    sent = form_values(
        [("sources[0].title", " "), ("sources[2].title", "b"), ("sources[10].url", "c\r\n")]
    )
    assert dict(sent.pairs()) == {"sources[0].title": "b", "sources[1].url": "c"}


@pytest.mark.parametrize("name", ["", "[0]x]", "a..b", "a[99999999]", "a[-1]", "a[٣]", "]["])
def test_what_is_no_field_s_name_is_left_out(name: str) -> None:
    assert list(form_values([(name, "x")]).pairs()) == []


@pytest.mark.parametrize("part", [".b", "[0]"])
def test_a_name_of_thousands_of_parts_is_no_field_s(part: str) -> None:
    assert list(form_values([("a" + part * 20_000, "x")]).pairs()) == []


@pytest.mark.parametrize(
    ("typed", "taken", "meant"),
    [
        ("1 мая 2024 года", "2024-05-01", []),
        ("2024-03~", "2024-03~", []),
        ("03/04/2024", "03/04/2024", ["2024-04-03", "2024-03-04"]),
        ("sometime", "sometime", []),
    ],
)
def test_a_date_is_taken_as_people_write_it_and_never_by_guess(
    typed: str, taken: str, meant: list[str]
) -> None:
    reader = FormReader(form_values([("occurred", typed)]))
    assert reader.document(fields_of("block-imposed"))["occurred"] == taken
    assert reader.offers.get("occurred", []) == meant


def test_numbers_and_places_are_taken_as_people_write_them() -> None:
    sent = [
        ("jurisdiction", "Қазақстан"),
        ("details.amount", "20 000 000"),
        ("details.currency", "RUB"),
    ]
    found = FormReader(form_values(sent)).document(fields_of("fine-imposed"))
    assert found["jurisdiction"] == "KZ"
    assert found["details"]["amount"] == 20_000_000
