"""A sealed text opens in its own place, with its own key, and nowhere else."""

import json
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.persons.seal import BLOCK, DoesNotOpen, SealLocation, seal, unseal

KEY, OTHER = bytes(range(32)), bytes(32)
HERE = SealLocation(
    "relationship/tiktok/KZ", "3f2b7c1e-0000-4000-8000-000000000003", "$.details.name"
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=500)
PLACES = st.builds(SealLocation, TEXTS, TEXTS, TEXTS)
GOLDEN = Path(__file__).parents[2] / "golden" / "v0.4.0.jsonl"


@given(TEXTS, PLACES)
def test_what_is_sealed_opens_again(text: str, place: SealLocation) -> None:
    assert unseal(seal(text, KEY, place), KEY, place) == text


@given(TEXTS, PLACES)
def test_the_same_text_in_the_same_place_is_the_same_bytes(text: str, place: SealLocation) -> None:
    assert seal(text, KEY, place) == seal(text, KEY, place)


@given(st.lists(st.tuples(TEXTS, PLACES), unique=True, min_size=2, max_size=20))
def test_no_nonce_comes_twice_for_different_texts_or_places(
    sealed: list[tuple[str, SealLocation]],
) -> None:
    nonces = [parts(seal(text, KEY, place))[:12] for text, place in sealed]
    assert len(set(nonces)) == len(nonces)


@given(TEXTS, PLACES, PLACES)
def test_a_sealed_text_opens_in_no_other_place(
    text: str, place: SealLocation, other: SealLocation
) -> None:
    if place != other:
        with pytest.raises(DoesNotOpen):
            unseal(seal(text, KEY, place), KEY, other)


@pytest.mark.parametrize("part", SealLocation._fields)
def test_each_part_of_the_place_is_bound(part: str) -> None:
    other = HERE._replace(**{part: "another"})
    with pytest.raises(DoesNotOpen):
        unseal(seal("a name", KEY, HERE), KEY, other)


def test_parts_of_the_place_do_not_run_into_each_other() -> None:
    sealed = seal("a name", KEY, SealLocation("a", "bc", "d"))
    with pytest.raises(DoesNotOpen):
        unseal(sealed, KEY, SealLocation("ab", "c", "d"))


def test_another_key_opens_nothing() -> None:
    with pytest.raises(DoesNotOpen):
        unseal(seal("a name", KEY, HERE), OTHER, HERE)


def test_no_changed_byte_is_taken() -> None:
    whole = parts(seal("a name", KEY, HERE))
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(DoesNotOpen):
            unseal("sealed:1:" + b64encode(changed).decode(), KEY, HERE)


@pytest.mark.parametrize("text", ["sealed:1:", "sealed:1:AAAA", "sealed:1:*", "sealed:1:é"])
def test_what_nobody_sealed_does_not_open(text: str) -> None:
    with pytest.raises(DoesNotOpen):
        unseal(text, KEY, HERE)


def test_the_length_of_a_name_does_not_show() -> None:
    assert len({len(seal("n" * size, KEY, HERE)) for size in range(1, BLOCK + 1)}) == 1


def test_what_a_release_sealed_still_opens() -> None:
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        document = json.loads(json.loads(line)["payload"])
        named = document["details"].get("representative")
        if named is not None:
            stream = f"relationship/{document['platform']}/{document['jurisdiction']}"
            place = SealLocation(stream, document["id"], "$.details.representative.name")
            assert unseal(named["name"], KEY, place) == 'Имя О\'Фамилия "X"'


def parts(sealed: str) -> bytes:
    return b64decode(sealed.removeprefix("sealed:1:"))
