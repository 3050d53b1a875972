"""The tables of stems: each row has a sentence, which finds the row and the type it may tell of."""

import pytest

from aggregates.vocabulary.events import TYPES
from intake.mentions.figures import figures
from intake.reading.language import LANGUAGES
from intake.types.ranking import MOST, ranked, rules
from intake.types.stems import Row, families, rows

ROWS = [(language, row) for language in LANGUAGES for row in rows(language)]
FROM_MENTIONS = {"platform", "authority", "money", "number"}


@pytest.mark.parametrize(("language", "row"), ROWS, ids=lambda one: getattr(one, "family", one))
def test_a_rows_sentence_has_its_stem_and_may_tell_of_its_type(language: str, row: Row) -> None:
    found = families(row.sentence, language)
    assert row.family in found
    signs = {*found, *(["number"] if figures(row.sentence) else [])}
    assert row.type_name in [one.type_name for one in ranked(signs)[:3]]


def test_all_languages_have_the_same_families() -> None:
    of_each = {language: {row.family for row in rows(language)} for language in LANGUAGES}
    assert all(found == of_each["en"] for found in of_each.values())


def test_the_rules_name_types_and_families_that_exist() -> None:
    known = {row.family for row in rows("en")} | FROM_MENTIONS
    for rule in rules():
        assert rule.type_name in TYPES
        assert {family for some in rule.needs for family in some} <= known
        assert set(rule.adds) <= known


def test_at_most_five_types_are_offered() -> None:
    everything = {row.family for row in rows("en")} | FROM_MENTIONS
    assert len(ranked(everything)) == MOST


@pytest.mark.parametrize(
    ("language", "sentence", "family"),
    [
        ("ar", "وزارة المالية تتابع وسائل التواصل الاجتماعي.", "meet"),
        ("en", "The bank in Bangladesh published its report.", "block"),
        ("ru", "Член комитета приехал в столицу.", "join"),
        ("vi", "Hàng chục nghìn thành viên xem bóng đá.", "join"),
    ],
)
def test_words_that_only_look_alike_are_no_stems(language: str, sentence: str, family: str) -> None:
    assert family not in families(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Платформу заблокировали"),
        ("ar", "وسيحظرونها غدا"),
        ("kk", "Желі бұғатталды"),
        ("vi", "Mạng xã hội bị chặn"),
        ("en", "The network was BLOCKED"),
    ],
)
def test_words_are_found_with_their_endings_and_what_is_put_before(
    language: str, sentence: str
) -> None:
    assert "block" in families(sentence, language)
