"""A quote stands in a text exactly once, or it is said how often and what would help."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregates.vocabulary.fields import Quote
from register.documents.quote_selector import MOST_COUNTED, Sought, normalised, problem

LETTERS = "ab \u0301e\u00e9\u00a0\n\u00ad\u200b"
TEXTS = st.text(LETTERS, max_size=14)
WORDS = st.text(LETTERS, max_size=4)


def naive(text: str, quote: Quote) -> int:
    """Every place is tried, by the words of the definition."""
    whole, exact = normalised(text), normalised(quote.exact)
    prefix, suffix = normalised(quote.prefix or ""), normalised(quote.suffix or "")
    if not exact:
        return 0
    found = 0
    for place in range(len(whole) - len(exact) + 1):
        end = place + len(exact)
        before = whole[:place].removesuffix(" ") if prefix else whole[:place]
        after = whole[end:].removeprefix(" ") if suffix else whole[end:]
        found += whole[place:end] == exact and before.endswith(prefix) and after.startswith(suffix)
    return found


@given(TEXTS, WORDS, WORDS, WORDS)
@example("aaaa", "aa", "", "")
@example("a b a b", "b", "a", "a")
@example("ae\u0301", "\u0301", "", "")
def test_a_quote_is_found_where_trying_every_place_finds_it(
    text: str, exact: str, prefix: str, suffix: str
) -> None:
    quote = Quote(exact=exact, prefix=prefix, suffix=suffix)
    count = naive(text, quote)
    assert Sought.of(quote).count(normalised(text)) == count
    assert (problem(quote, normalised(text)) is None) is (count == 1)


@given(st.text())
def test_what_is_normalised_stays_as_it_is(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_a_quote_is_found_in_whichever_form_it_is_written(
    before: str, after: str, composed: bool
) -> None:
    words = "«Đặt văn phòng đại diện»"
    text = normalised(f"{before}\n{words}\n{after}")
    written = unicodedata.normalize("NFC" if composed else "NFD", words)
    assert problem(written.replace(" ", "\u00a0\n"), text) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Министр заявил: «ТикТок может быть заблокирован».", "«ТикТок может быть заблокирован»"),
        ("и\u0306 краи\u0306ний срок", "крайний"),
        ("قالَ الوزيرُ إنَّ الحجبَ قائم", "الوزيرُ إنَّ الحجبَ"),
        ("phải đặt văn phòng đại diện tại Việt Nam", "đặt va\u0306n pho\u0300ng đại diện"),
        ("할 것이다", unicodedata.normalize("NFD", "것이다")),
        ("one\n   two\tthree", "one two three"),
        ("a word-\u00adbreak", "word-break"),
    ],
)
def test_scripts_with_marks_are_found(text: str, quote: str) -> None:
    assert problem(quote, normalised(text)) is None


def test_vowel_points_and_capital_letters_count() -> None:
    assert problem("الوزير", normalised("الوزيرُ")) is None, "a beginning of the word"
    assert problem("إن الحجب", normalised("إنَّ الحجبَ")) is not None
    told = problem("the Minister", normalised("The minister said"))
    assert told is not None
    assert told.endswith("only with other capital letters")


TEXT = normalised("The ministry said it may block. The ministry said nothing more.")


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("It may block", "it is not found in the archived text: only with other capital letters"),
        (
            "it may not block",
            "it is not found in the archived text: it is as far as 'it may ', "
            "where the text goes on with 'block. The ministry '",
        ),
        ("xyz", "it is not found in the archived text"),
        (" \u00ad\n", "it is not found in the archived text: it has no character that is seen"),
        (
            Quote(exact="it may", prefix="they said"),
            "it is not found in the archived text: its exact words are, but not between this "
            "prefix and suffix",
        ),
        (
            "The ministry said",
            "it is found 2 times in the archived text; the first has the suffix 'it'",
        ),
        (
            "ministry",
            "it is found 2 times in the archived text; the first has the suffix 'said it'",
        ),
        (
            Quote(exact="said", prefix="ministry"),
            "it is found 2 times in the archived text; the first has the suffix 'it'",
        ),
    ],
)
def test_what_is_wrong_with_a_quote_is_said(quote: str | Quote, told: str) -> None:
    assert problem(quote, TEXT) == told


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=2, max_size=12), st.sampled_from("abc"))
def test_the_context_that_is_named_makes_a_quote_unique(words: list[str], exact: str) -> None:
    text = " ".join(words)
    told = problem(exact, text)
    if told is None or "; the first has the " not in told:
        return
    side, _, context = told.partition("; the first has the ")[2].partition(" ")
    quote = Quote(exact=exact, **{side: context.strip("'")})
    assert problem(quote, text) is None


def test_a_letter_that_is_everywhere_is_not_counted_for_ever() -> None:
    told = problem("a", "a" * 3_000_000)
    assert told is not None
    assert told.startswith(f"it is found more than {MOST_COUNTED:,} times")
