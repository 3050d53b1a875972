"""The canonical form of what is stored: RFC 8785, whichever way it is made."""

from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from register.format.codec import canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(codec="ascii"), max_size=8) | TEXTS
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(DOCUMENTS)
def test_what_is_stored_is_the_canonical_form_of_rfc_8785(document: Any) -> None:
    assert canonical(document) == rfc8785.dumps(document)


def test_names_are_sorted_as_utf_16_and_control_characters_are_escaped_alike() -> None:
    document: Any = {
        "\U0001f600": 1,
        "\ufb33": 2,
        "b": '\x00\x1f\x7f\u2028/"\\\b\f\n\r\t',
        "a": -0.0,
    }
    assert canonical(document) == rfc8785.dumps(document)
    assert canonical({"b": '\x00\x1f\x7f\u2028/"\\\b\f\n\r\t'}) == rfc8785.dumps(
        {"b": '\x00\x1f\x7f\u2028/"\\\b\f\n\r\t'}
    )
