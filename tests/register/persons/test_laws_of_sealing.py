"""Laws of facts with persons: the same bytes each time and each way, and nothing in the clear."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.facts.documents import TEXT, document

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from aggregates.vocabulary.personal import NAMING, PERSONAL, named_in, naming, without_texts
from register.format.codec import decode, encode, identified
from register.format.lines import Block, read_blocks
from register.format.schemas import read_fact, schema
from register.importing.block_reader import read_all
from register.importing.block_rows import read_rows, whole_row
from register.importing.row import LINE, PAYLOAD
from register.persons.keys import KEY_BYTES, Persons
from register.persons.unsealer import Unsealer
from register.recording.preparation import Preparation

TEXTS = st.text(TEXT, min_size=1, max_size=60).filter(lambda text: not text.startswith("sealed:"))
PERSONS = st.fixed_dictionaries(
    {"person": st.sampled_from(("rep-1", "rep-2"))}, optional={"name": TEXTS, "contact": TEXTS}
)


class Known(Persons):
    """Keys that are known beforehand, so that a test leaves no file."""

    def key(self, person: str) -> bytes | None:
        return person.encode().ljust(KEY_BYTES, b".")

    def key_made(self, person: str) -> bytes:
        return person.encode().ljust(KEY_BYTES, b".")


STORE = Known(Path("/nonexistent"), bytes)
STORING = Preparation(STORE, "test")


@st.composite
def with_person(draw: st.DrawFn) -> dict[str, Any]:
    """A fact of a type that may name a person, and names one, or a correction that does."""
    told = draw(st.sampled_from((*sorted(NAMING), "fact-corrected")).flatmap(document))
    details = told.setdefault("details", {})
    if told["type"] == "fact-corrected":
        replacement = details.setdefault("replacement", {})
        inner = replacement.get("details")
        replacement["details"] = details = inner if isinstance(inner, dict) else {}
    details["representative"] = draw(PERSONS)
    return told


def accepted(told: dict[str, Any]) -> bytes:
    """What is stored of a fact that is not refused for saying a name elsewhere."""
    try:
        return STORING.storable(read_fact(told)).payload
    except FactRefused:
        assume(False)
        raise


@given(with_person())
def test_a_fact_with_a_person_is_stored_the_same_each_time_and_opens_to_what_it_was(
    told: dict[str, Any],
) -> None:
    payload = accepted(told)
    assert accepted(told) == payload
    fact = identified(read_fact(told))
    stored = decode(fact.topic(), payload)
    assert encode(stored) == payload
    assert stored.id == fact.id
    opened = Unsealer(STORE, ()).exported(msgspec.json.decode(payload))
    assert read_fact(opened) == fact
    assert accepted(opened) == payload


@given(with_person())
def test_what_is_stored_says_no_personal_text(told: dict[str, Any]) -> None:
    stored = json.loads(accepted(told))
    named, given_texts = named_in(stored), named_in(told)
    assert named is not None
    assert given_texts is not None
    assert set(named.texts) == set(given_texts.texts)
    assert all(text.startswith("sealed:1:") for text in named.texts.values())
    assert read_fact(stored).topic()
    bare = without_texts(stored)
    assert bare == without_texts({**json.loads(encode(identified(read_fact(told))))})


@given(with_person(), st.sampled_from(("name", "contact")), TEXTS)
def test_the_id_is_the_same_whatever_the_name(told: dict[str, Any], field: str, text: str) -> None:
    told.pop("id", None)
    named = named_in(told)
    assert named is not None
    other = naming(told, {**named.told, field: text})
    assert identified(read_fact(told)).id == identified(read_fact(other)).id


def test_the_types_that_name_persons_are_those_whose_schema_does() -> None:
    found = {kind for kind in TYPES if "Person" in schema(kind).get("$defs", {})}
    assert found == NAMING
    for kind in NAMING:
        person = schema(kind)["$defs"]["Person"]["properties"]
        assert {name for name, told in person.items() if told.get("x-personal")} == set(PERSONAL)


def facts(count: int) -> bytes:
    found = []
    for number in range(count):
        told = {"person": f"rep-{number % 5}", "name": f"Имя {number}", "contact": "+7 727"}
        found.append(
            {
                "type": sorted(NAMING)[number % len(NAMING)],
                "platform": "tiktok",
                "jurisdiction": "KZ",
                "occurred": "2022-05-03",
                "case": f"case no. {number}",
                "details": {"representative": told} if number % 3 else {},
                "sources": [{"title": "Gazette", "url": "https://example.org/1"}],
            }
        )
    return b"".join(json.dumps(one).encode() + b"\n" for one in found)


def test_the_quick_way_and_the_whole_way_make_the_same_bytes() -> None:
    data = facts(400)
    block = Block(1, data)
    assert len(data) > 50_000, "large enough for the quick way"
    read = read_rows(STORING, block)
    assert not read.refused
    assert read.rows == [whole_row(STORING, number, raw)[0] for number, raw in block.lines()]


@pytest.mark.slow
def test_processes_that_help_make_the_same_bytes_with_the_same_keys(tmp_path: Path) -> None:
    store = Persons(tmp_path / "keys", _counted)
    storing = Preparation(store, "test")
    data = facts(600)
    alone = read_all(storing, read_blocks(BytesIO(data), 4_000), workers=1)
    wanted = [row for _, rows in alone for row in rows.rows]
    helped = read_all(storing, read_blocks(BytesIO(data), 4_000), workers=2)
    found = [row for _, rows in helped for row in rows.rows]
    assert found == wanted
    assert [row[LINE] for row in found] == list(range(1, 601))
    assert not [row for row in found if "Имя".encode() in row[PAYLOAD]]


def _counted(size: int) -> bytes:
    """Bytes that are no secret; each process would make the same, so keys are not what differs."""
    return bytes(size)
