"""Stored events of every version ever released: they load for ever, to the byte."""

import json
from pathlib import Path

import pytest

from aggregates.vocabulary.events import TYPES
from register.format.codec import TOPICS, decode, encode, identified
from register.format.schemas import read_fact

GOLDEN = Path(__file__).parents[2] / "golden"
STORED = [
    (path.stem, line["topic"], line["payload"])
    for path in sorted(GOLDEN.glob("v*.jsonl"))
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())
]


@pytest.mark.parametrize(
    ("version", "topic", "payload"), STORED, ids=[f"{row[0]}-{row[1]}" for row in STORED]
)
def test_a_stored_event_of_a_release_loads(version: str, topic: str, payload: str) -> None:
    fact = decode(topic, payload.encode())
    assert str(fact.id) == json.loads(payload)["id"], version
    if topic in TOPICS:  # of an older one, what it became has other bytes
        assert fact.topic() == topic
        assert encode(fact) == payload.encode()


@pytest.mark.parametrize(
    ("version", "topic", "payload"), STORED, ids=[f"{row[0]}-{row[1]}" for row in STORED]
)
def test_a_stored_event_of_a_release_is_still_a_document_that_imports(
    version: str, topic: str, payload: str
) -> None:
    document = json.loads(payload)
    told = read_fact(document)
    assert told.topic() == topic, version
    named = document.pop("id")
    assert identified(read_fact(document)).id == named, "the same fact would be imported twice"


def test_every_type_has_a_stored_event_of_its_present_version() -> None:
    assert {topic for _, topic, _ in STORED} >= set(TOPICS)


def test_each_golden_event_fills_every_field() -> None:
    for kind in TYPES.values():
        stored = [set(json.loads(told)) for _, topic, told in STORED if topic == kind.topic()]
        assert {*kind.__struct_fields__, "type"} in stored, kind
