"""The words of reports are explained, inflected, in their own language, and told apart."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Any

import pytest
from babel.numbers import format_decimal
from support.reading.report_kinds import inlines
from support.reading.reported import making

from projections.embedded import EmbeddedRegister
from reports.facts.own_notes import note, reason
from reports.formats.values import label
from reports.kinds.registry import KINDS
from reports.model import Audience, Foreign, Report, Word
from reports.words import proceeding_words, report_words, vocabulary
from reports.words.glossary import glossary
from reports.words.language import LANGUAGES, language
from reports.words.tongues import marked
from reports.words.units import counted

ASKED: dict[str, dict[str, Any]] = {
    "dossier": {"platform": "tiktok", "jurisdiction": "KZ"},
    "platform": {"platform": "tiktok"},
    "jurisdiction": {"jurisdiction": "KZ"},
}
KINDS_SHOWN = ("dossier", "platform", "jurisdiction", "matrix", "deadlines", "audit")


@dataclass(frozen=True)
class Shown:
    """A report of the example register, and the words that it shows."""

    report: Report
    words: frozenset[Word]


@pytest.fixture(scope="module")
def shown(example_url: str) -> dict[tuple[str, str], Shown]:
    """The example register's reports, by kind and language."""
    found = {}
    with EmbeddedRegister(example_url, lambda: datetime(2026, 11, 2, tzinfo=UTC)) as register:
        for kind, code in product(KINDS_SHOWN, LANGUAGES):
            asked = {"language": code, **ASKED.get(kind, {})}
            with making(register, kind, at="2024-05-10", **asked) as context:
                made = KINDS[kind](context)
                said = inlines(made) if code == "en" else ()
                words = frozenset(one for one in said if isinstance(one, Word))
                found[kind, code] = Shown(made, words)
    return found


def test_every_word_of_every_vocabulary_is_in_the_glossary_with_a_meaning() -> None:
    explained = {each.message: each.meaning for part in glossary() for each in part.entries}
    closed = {
        message
        for words in (*vocabulary.CLOSED.values(), *vocabulary.OPEN.values())
        for message in words.values()
    }
    further = {
        message for words in report_words.VOCABULARIES.values() for message in words.values()
    }
    money = {*proceeding_words.BECAME.values(), *proceeding_words.SUMS.values()}
    assert (closed | further | money) - explained.keys() == set()
    assert all(explained.values())


OTHERS = frozenset({"first", "endorsed", "said", "void"})
"""Words that explain themselves where they stand: of keys, and of the sides of a dispute."""


def test_every_word_that_a_report_of_the_example_shows_is_in_the_glossary(
    shown: dict[tuple[str, str], Shown],
) -> None:
    entries = [each for part in glossary() for each in part.entries]
    known = {each.code for each in entries} | {each.label(language("en")) for each in entries}
    words = {word for one in shown.values() for word in one.words}
    assert len(words) > 40
    assert {
        (one.code, one.label)
        for one in words
        if not {one.code.partition("@")[0], one.label} & known and one.code not in OTHERS
    } == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_heads_of_a_table_for_readers_are_alike(
    shown: dict[tuple[str, str], Shown], code: str
) -> None:
    alike = {
        (one.title, other.title)
        for kind in KINDS_SHOWN
        for table in shown[kind, code].report.tables(Audience.READERS)
        if table.audience is Audience.READERS
        for one, other in combinations(table.columns, 2)
        if min(len(one.title), len(other.title)) > 4
        and SequenceMatcher(None, one.title.lower(), other.title.lower()).ratio() > 0.85
    }
    assert alike == set()


LAWFUL = {
    "caused_by": "x",
    "legal_basis": "KZ-18-VIII",
    "note": "By KZ-18-VIII, art. 3: Interface in Kazakh. Unverified: the months; the place.",
}


def test_the_registers_own_note_is_told_in_the_reports_language() -> None:
    assert label(note(language("ru"), LAWFUL)) == (
        "По KZ-18-VIII, art. 3: Interface in Kazakh. Не проверено: the months; the place."
    )
    assert label(note(language("en"), LAWFUL)) == LAWFUL["note"]


def test_a_note_that_somebody_else_wrote_stays_as_it_is_and_stands_apart() -> None:
    for others in ({**LAWFUL, "caused_by": None}, {**LAWFUL, "legal_basis": "KZ-2022"}):
        assert note(language("ru"), others) == (Foreign(LAWFUL["note"], "en", apart=True),)


def test_the_registers_own_reason_is_told_in_the_reports_language() -> None:
    said = "By KZ-2022 as it is known now, this did not follow."
    assert label(reason(language("fr"), said)).startswith("Selon KZ-2022 tel qu’il est connu")
    assert label(reason(language("fr"), "A slip.")) == "A slip."


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("(TikTok ready to localize personal data of Russian users)", "ru", "en"),
        ("ТикТок готов хранить данные", "ru", "ru"),
        ("Loi sur la confiance dans l’économie numérique", None, None),
        ("Federal Law 236-FZ of 1 July 2021 on the activity of foreign persons", None, "en"),
        ("Bundesgesetz über Maßnahmen zum Schutz der Nutzer", None, None),
        ("Interfax", "ru", None),
        ("An article", "fr", "fr"),
    ],
)
def test_a_text_is_marked_with_the_language_that_it_is_in(
    text: str, said: str | None, found: str | None
) -> None:
    assert marked(text, said).language == found


@pytest.mark.parametrize(
    ("code", "count", "unit", "said"),
    [
        ("en", 1, "videos", "1 video"),
        ("en", 21, "videos", "21 videos"),
        ("ru", 1, "requests", "1 запрос"),
        ("ru", 3, "requests", "3 запроса"),
        ("ru", 25, "requests", "25 запросов"),
        ("ar", 2, "users", "مستخدمان (2)"),
        ("fr", 2, "channels", "2 canaux"),
        ("en", 3, "petitions", "3 petitions"),
        ("en", 3, None, "3"),
    ],
)
def test_a_unit_is_inflected_as_its_number_asks(
    code: str, count: int, unit: str | None, said: str
) -> None:
    assert label(counted(language(code), count, unit)) == said


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    assert language("fr").day(date(2024, 1, 1)).label == "1er janvier 2024"
    assert language("fr").day(date(2024, 1, 11)).label == "11 janvier 2024"
    assert language("fr").moment("2024-01-01T10:00:00Z").startswith("1er ")
    assert language("en").day(date(2024, 1, 1)).label == "1 January 2024"


@pytest.mark.parametrize("edtf", ["XXXX", "../..", "XXXX-XX-XX"])
def test_a_day_that_is_not_known_is_said_in_words(edtf: str) -> None:
    assert language("en").when(edtf).label == "day not known"
    assert language("ru").when(edtf).label == "день неизвестен"


@pytest.mark.parametrize("code", LANGUAGES)
def test_runs_one_after_another_have_the_languages_mark_between_each_two(code: str) -> None:
    said = language(code)
    for joined, message in ((said.listed, "{one}, {other}"), (said.series, "{one}; {other}")):
        two = said.tr(message, one="a", other="b")
        assert label(joined([("a",), ("b",)])) == two
        assert label(joined([("a",), ("b",), ("c",)])) == said.tr(message, one=two, other="c")
        assert joined([]) == ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_whole_numbers_are_grouped_as_the_language_has_it(code: str) -> None:
    said = language(code)
    for number in (0, 7, 999, 1_000, 9_999, 10_000, 123_456, 1_234_567, 10**15):
        assert said.number(number).label == format_decimal(number, locale=said.locale)
