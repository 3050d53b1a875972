"""Sentences, with where they stand in the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.outside import outside
from intake.reading.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One came. Two went.", ["One came.", "Two went."]),
        ("A title\nA sentence.", ["A title", "A sentence."]),
        ("Mr. Smith of the U.S. agency spoke.", ["Mr. Smith of the U.S. agency spoke."]),
        ('"We are surprised!" - they said.', ['"We are surprised!" - they said.']),
        ("В 2024 г. закон принят. Он действует.", ["В 2024 г. закон принят.", "Он действует."]),
        ("Удалено 1,5 млн. роликов за год.", ["Удалено 1,5 млн. роликов за год."]),
        ("هل حجب؟ نعم حجب.", ["هل حجب؟", "نعم حجب."]),
        ("Có 12.000 video. Bộ xác nhận.", ["Có 12.000 video.", "Bộ xác nhận."]),
        ("Желі бұғатталды… Билік үнсіз.", ["Желі бұғатталды…", "Билік үнсіз."]),
        ("- - -\n\n***", []),
        ("", []),
    ],
)
def test_a_text_is_split_where_sentences_end(text: str, found: list[str]) -> None:
    assert parts(text) == found


def test_a_text_broken_by_its_width_is_read_across_its_lines() -> None:
    text = (
        "The regulator has told the network to name somebody in the\n"
        "country by the end of May. It gave no reason for the date, and\n"
        "did not say what would follow if nobody were named by then in\n"
        "the capital.\n\nThe network is silent."
    )
    assert [" ".join(one.split()) for one in parts(text)] == [
        "The regulator has told the network to name somebody in the country by the end of May.",
        "It gave no reason for the date, and did not say what would follow if nobody were named "
        "by then in the capital.",
        "The network is silent.",
    ]


@given(st.text(max_size=300))
def test_sentences_stand_in_their_order_and_apart(text: str) -> None:
    found = sentences(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


def left_out(text: str) -> list[str]:
    return [text[one.start : one.end] for one in outside(text)]


def test_lists_of_other_articles_are_no_part_of_an_article() -> None:
    text = (
        "The ministry spoke of a block.\n"
        "Read also: A network opens an office\n"
        "It gave no day.\n"
        "Most read\n"
        "A representative was appointed elsewhere\n"
        "Copyright 2024, a paper"
    )
    assert left_out(text) == [
        "Read also: A network opens an office",
        "Most read",
        "A representative was appointed elsewhere",
        "Copyright 2024, a paper",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Читайте также: Ещё новость",
        "الأكثر مشاهدة",
        "Xem thêm: Tin khác",
        "Тағы оқыңыз: басқа жаңалық",
        "Все права защищены.",
    ],
)
def test_each_language_has_its_words_for_that(line: str) -> None:
    assert left_out(f"Первая строка статьи.\n{line}") == [line]


def test_a_long_paragraph_ends_a_list_of_other_articles() -> None:
    paragraph = "The article goes on with what the ministry told everybody who had come. " * 3
    assert left_out(f"Related articles:\nAnother one\n{paragraph}") == [
        "Related articles:",
        "Another one",
    ]
