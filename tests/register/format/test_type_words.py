"""Types of fact are found by everyday words, in each of the register's languages."""

import pytest
from support.programs.running import ok, run

from aggregates.errors import FactRefused
from aggregates.vocabulary.events import TYPES
from register.format.schemas import read_fact
from register.format.type_words import LANGUAGES, everyday_words, nearest_types, search_types

WORDS = everyday_words()
MEANT = {
    "fine": "fine-imposed",
    "penalty": "fine-imposed",
    "fined": "fine-imposed",
    "штраф": "fine-imposed",
    "штрафом": "fine-imposed",
    "айыппұл": "fine-imposed",
    "غرامة": "fine-imposed",
    "phạt": "fine-imposed",
    "phat": "fine-imposed",
    "amende": "fine-imposed",
    "fine paid": "fine-paid",
    "штраф уплачен": "fine-paid",
    "ban": "block-imposed",
    "block": "block-imposed",
    "блокировка": "block-imposed",
    "бан": "block-imposed",
    "бұғаттау": "block-imposed",
    "حجب": "block-imposed",
    "الحظر": "block-imposed",
    "chặn": "block-imposed",
    "blocage": "block-imposed",
    "threat": "block-threatened",
    "угроза блокировки": "block-threatened",
    "ad ban": "advertising-banned",
    "unblock": "block-lifted",
    "lift ban": "block-lifted",
    "throttle": "access-throttled",
    "замедление": "access-throttled",
    "outage": "block-observed",
    "works": "access-observed",
    "office": "local-office-opened",
    "bureau": "local-office-opened",
    "representative": "representative-appointed",
    "представитель": "representative-appointed",
    "court": "court-ruled",
    "суд": "court-ruled",
    "appeal": "legal-challenge-filed",
    "апелляция": "legal-challenge-filed",
    "injunction": "enforcement-stayed",
    "violation": "breach-found",
    "investigation": "proceedings-opened",
    "warning": "warning-issued",
    "arrest": "sanction-imposed",
    "applied": "requirement-claimed",
    "deadline extended": "obligation-extended",
    "users": "users-reported",
    "takedown": "removal-requested",
    "videos removed": "removal-reported",
    "law": "instrument-adopted",
    "bill": "instrument-proposed",
    "owner": "operator-changed",
    "mistake": "fact-corrected",
}


def test_each_type_has_words_in_each_language() -> None:
    assert WORDS.keys() == TYPES.keys()
    assert [kind for kind, told in WORDS.items() if tuple(told) != LANGUAGES] == []
    assert [kind for kind, told in WORDS.items() if not all(told.values())] == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_comes_first_by_its_first_word_in_each_language(kind: str) -> None:
    first = {words[0]: search_types(words[0])[0].type_name for words in WORDS[kind].values()}
    assert first == dict.fromkeys(first, kind)


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_found_by_each_of_its_words(kind: str) -> None:
    words = [word for told in WORDS[kind].values() for word in told]
    assert [word for word in words if kind not in types_of(word)] == []


def types_of(words: str) -> list[str]:
    return [found.type_name for found in search_types(words)]


@pytest.mark.parametrize(("words", "kind"), MEANT.items())
def test_a_common_word_means_what_most_would_mean(words: str, kind: str) -> None:
    assert search_types(words)[0].type_name == kind


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_found_by_its_own_name(kind: str) -> None:
    assert kind in types_of(kind)


def test_case_accents_and_the_order_of_words_do_not_count() -> None:
    assert search_types("FINE Paid") == search_types("fine paid")
    assert search_types("paid fine")[0].type_name == "fine-paid"
    assert search_types("arret")[0].type_name == "court-ruled"


@pytest.mark.parametrize("text", ["", "  ", "-", "zzz", "99"])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert search_types(text) == []


def test_a_misspelt_type_is_that_type_whatever_its_parts_mean() -> None:
    assert nearest_types("blok-imposed")[0] == "block-imposed"
    assert nearest_types("fine_imposed")[0] == "fine-imposed"


@pytest.mark.parametrize(
    ("written", "first"),
    [("fine", "fine-imposed"), ("ban", "block-imposed"), ("phạt", "fine-imposed")],
)
def test_recording_what_is_no_type_offers_the_type_that_is_meant(written: str, first: str) -> None:
    refused = run("record", written, "--occurred", "2022")
    assert refused.status == 2
    assert f"there is no type {written!r}; the nearest are {first}, " in refused.err
    with pytest.raises(FactRefused) as found:
        read_fact({"type": written, "occurred": "2022", "sources": [{"title": "x"}]})
    assert str(found.value).startswith(
        f"$.type: {written!r} is not a type of fact; the nearest are {first}, "
    )


def test_the_command_lists_the_types_that_are_meant_with_the_words_that_they_have() -> None:
    rows = ok("types", "--search", "غرامة", "--format", "json").document
    assert [row["type"] for row in rows] == ["fine-imposed", "fine-paid"]
    assert "غرامة" in rows[0]["found by"]
    assert rows[0]["effect"] == "fine"
    assert "fine-imposed" in ok("types", "--search", "penalty", "--format", "table").out


def test_the_command_says_where_nothing_is_found_and_takes_one_question_at_a_time() -> None:
    nothing = run("types", "--search", "zzz", "--format", "table")
    assert (nothing.status, nothing.out) == (0, "")
    assert "No type is found by 'zzz'" in nothing.err
    assert run("types", "fine-imposed", "--search", "fine").status == 2
