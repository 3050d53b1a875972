"""The good path of a line says what the whole way says, or nothing; it takes what is common."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.facts.documents import document, spoiled
from support.facts.given import TIKTOK, complete, corrected, denied, fact

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from register.importing.block_rows import whole_row
from register.importing.fast_path import quick_row
from register.importing.row import Row
from register.recording.preparation import Preparation

GOOD = complete(fact("block-imposed", "2022-03-01", note="a note"), 1)


def whole(raw: bytes) -> Row | None:
    try:
        return whole_row(Preparation(), 1, raw)[0]
    except FactRefused:
        return None


def agrees(raw: bytes) -> bool:
    """The good path takes a line only if the whole way makes the same of it; tell if it does."""
    quick = quick_row(1, raw)
    assert quick is None or quick == whole(raw)
    return quick is not None


def written(told: Any, data: st.DataObject) -> bytes:
    """A document as some program might write it."""
    ascii_only = data.draw(st.booleans())
    spaced = data.draw(st.sampled_from((None, (",", ":"), (" , ", " : "))))
    text = json.dumps(told, ensure_ascii=ascii_only, separators=spaced)
    return text.encode(errors="surrogatepass") + data.draw(st.sampled_from((b"", b"\r", b"  ")))


@given(spoiled(), st.data())
def test_the_good_path_makes_of_a_line_what_the_whole_way_makes(
    told: dict[str, Any], data: st.DataObject
) -> None:
    agrees(written(told, data))


@given(spoiled(), st.data())
def test_no_change_of_a_byte_gets_a_line_past_the_whole_way(
    told: dict[str, Any], data: st.DataObject
) -> None:
    raw = bytearray(written(told, data))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(raw) - 1))
        match data.draw(st.sampled_from(("change", "cut", "repeat", "escape"))):
            case "change":
                raw[place] = data.draw(st.integers(0, 255))
            case "cut":
                del raw[place]
            case "repeat":
                part = raw[place : place + data.draw(st.integers(1, 40))]
                raw[place:place] = part
            case _:
                raw[place:place] = data.draw(st.sampled_from((b"\\", b'"', b"\\u0000", b"\\ud83d")))
    agrees(bytes(raw).replace(b"\n", b" "))


@pytest.mark.parametrize("kind", TYPES)
def test_it_agrees_for_every_type(kind: str) -> None:
    @settings(max_examples=10)
    @given(document(kind), st.data())
    def law(told: dict[str, Any], data: st.DataObject) -> None:
        agrees(written({**told, **data.draw(ADDED)}, data))

    law()


ADDED = st.fixed_dictionaries(
    {},
    optional={
        "position": st.integers(1, 9) | st.none() | st.just("x"),
        "recorded_at": st.just("2026-11-21T10:00:00.000001Z") | st.just(7),
        "recorded_by": st.text(max_size=3),
    },
)


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(max_size=4), st.lists))
@example({"a": {}, "b": []})
@example({"а": 1, "b": 2})
@example(1e300)
def test_it_agrees_on_details_that_are_free(value: Any) -> None:
    agrees(json.dumps({**GOOD, "type": "court-ruled", "details": {"value": value}}).encode())
    agrees(json.dumps({**GOOD, "type": "court-ruled", "details": value}).encode())


TAKEN = [
    GOOD,
    TIKTOK,
    {**GOOD, "id": None, "type": "fine-imposed", "details": {"amount": 7, "currency": "RUB"}},
    complete(denied(1), 2),
    complete(fact("court-ruled", "2022", caused_by=1, topic="суд", judges=[1, 2]), 3),
    {**GOOD, "position": 7, "recorded_at": "2026-11-21T10:00:00.000001Z", "recorded_by": "me"},
    {**GOOD, "note": 'said "no": and a \\ back'},
    {**GOOD, "note": "ТикТок 😀"},
]


@pytest.mark.parametrize("told", TAKEN, ids=range(len(TAKEN)))
def test_what_is_common_goes_the_good_path(told: dict[str, Any]) -> None:
    given = {name: value for name, value in told.items() if value is not None}
    assert agrees(json.dumps(given, ensure_ascii=False).encode())


LEFT = [
    b'{"note":"a",' + json.dumps(GOOD).encode()[1:],
    json.dumps(GOOD).encode().replace(b'"jurisdiction"', b'"platform":"meta","jurisdiction"'),
    json.dumps({**GOOD, "case": None}).encode(),
    json.dumps({**GOOD, "details": {}}).encode(),
    json.dumps({**GOOD, "id": "ABCDEF00-0000-4000-8000-000000000000"}).encode(),
    json.dumps({**GOOD, "jurisdiction": "ZZ"}).encode(),
    json.dumps({**GOOD, "note": "\ud800"}).encode(),
    json.dumps({**GOOD, "note": "\0"}).encode(),
    json.dumps({**GOOD, "note": "x" * 1_100_000}).encode(),
    json.dumps({**GOOD, "sources": [{"publisher": "x"}]}).encode(),
    json.dumps(complete(corrected(1, note="x"), 2)).encode(),
]


@pytest.mark.parametrize("raw", LEFT, ids=range(len(LEFT)))
def test_what_is_doubtful_goes_the_whole_way(raw: bytes) -> None:
    assert not agrees(raw)
