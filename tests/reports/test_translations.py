"""Reports speak each of their languages whole: every message is translated, and fits its place."""

from __future__ import annotations

import json
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog

from aggregates.vocabulary.events import TYPES
from docs import message_calls, messages
from reports.model import Foreign, Word
from reports.tables.deadline_rows import duration
from reports.words import vocabulary
from reports.words.fact_words import FACT_TYPES
from reports.words.language import LANGUAGES, Language, language
from reports.words.meanings import MEANING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reports.words.language import Message

MAKE = "run `make messages`, and translate what it names"
SOURCES = tuple(message_calls.sources())


@pytest.fixture(scope="module")
def template() -> Catalog:
    return messages.template()


@pytest.mark.parametrize("code", messages.TRANSLATED)
def test_every_message_is_translated(code: str, template: Catalog) -> None:
    found = list(messages.faults(messages.catalogue(code), template))
    assert found == [], "\n".join([MAKE, *found])


def test_every_language_but_english_has_a_catalogue_and_no_other_language_has() -> None:
    assert {path.stem for path in messages.LOCALE.iterdir()} == set(messages.TRANSLATED)


def test_every_message_stands_in_the_source_as_it_is() -> None:
    assert [told for path, text in SOURCES for told in message_calls.refused(path, text)] == []


def test_every_message_is_given_what_it_has_places_for() -> None:
    found = [call for path, text in SOURCES for call in message_calls.calls(path, text)]
    assert [told for call in found for told in message_calls.wrong_values(call)] == []


@pytest.mark.parametrize("code", messages.TRANSLATED)
def test_updating_a_catalogue_again_changes_nothing(code: str, template: Catalog) -> None:
    once = messages.updated(messages.catalogue(code), template)
    assert messages.updated(messages.parsed(code, once), template) == once


# What the tests above refuse, shown on sources and catalogues that were doctored.


@pytest.mark.parametrize(
    "hidden",
    [
        "language.tr(f'{name} is met')",
        "language.tr('One ' + name)",
        "language.tr(_TITLE)",
        "language.run(message=text)",
        "language.trn('one', many, 2)",
        "tr(_TITLE)",
        "P_('state', name)",
        "say = language.tr",
        "told = map(language.tr, texts)",
        "tr, told = language.tr, language.run",
        "making.language.run(text)",
        "run = making.language.run; run(text)",
        "def say(told: Language) -> str: ...",
        "class Page: told: Language",
    ],
)
def test_a_message_that_is_hidden_is_refused(hidden: str) -> None:
    (told,) = message_calls.refused("reports/x.py", hidden)
    assert told.startswith("reports/x.py:1: ")


@pytest.mark.parametrize(
    "plain",
    [
        "tr, run = language.tr, language.run",
        "tr = self.language.tr",
        "language.tr('One '\n'text', name=name)",
        "run('{a}, {b}', a=language.tr('x'), b=one)",
        "for run in runs: parts += run",
        "writer.run(cell), map(self.run, runs), run(cell)",
        "class Page: language: Language",
    ],
)
def test_a_message_in_plain_sight_is_not_refused(plain: str) -> None:
    assert list(message_calls.refused("reports/x.py", plain)) == []


def test_messages_are_found_in_messages_with_context_and_plural() -> None:
    source = "language.run('{a} and {b}', a=tr('x'), b=trn('{count} y', '{count} ys', 2), c=P_('z', 'w'))"
    found = [(call.context, call.message) for call in message_calls.calls("reports/x.py", source)]
    assert sorted(found, key=str) == [
        ("z", "w"),
        (None, "x"),
        (None, "{a} and {b}"),
        (None, ("{count} y", "{count} ys")),
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("tr('{a} is met')", "is given nothing for a"),
        ("tr('It is met', a=b)", "has no place for a"),
        ("trn('{count} day', '{count} days of {a}', 2)", "is given nothing for a"),
    ],
)
def test_a_value_without_a_place_and_a_place_without_a_value_are_seen(
    source: str, told: str
) -> None:
    (call,) = message_calls.calls("reports/x.py", source)
    assert [one.endswith(told) for one in message_calls.wrong_values(call)] == [True]


HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || \
n%100>=20) ? 1 : 2);\\n"

"""
MET = 'msgctxt "state"\nmsgid "{a} is met "\nmsgstr "{a} исполнено "\n\n'
DAYS = """msgid "{count} day"
msgid_plural "{count} days"
msgstr[0] "{count} день"
msgstr[1] "{count} дня"
msgstr[2] "{count} дней"
"""


def doctored(catalogue: str) -> list[str]:
    """Give the faults of a Russian catalogue for a source with two messages."""
    asked = Catalog()
    asked.add("{a} is met ", context="state")
    asked.add(("{count} day", "{count} days"))
    return list(messages.faults(messages.parsed("ru", (HEADER + catalogue).encode()), asked))


def test_a_whole_catalogue_has_no_faults() -> None:
    assert doctored(MET + DAYS) == []


@pytest.mark.parametrize(
    ("catalogue", "fault"),
    [
        (DAYS, "missing: state: '{a} is met '"),
        (MET, "missing: '{count} day'"),
        (MET.replace("msgctxt", "#") + DAYS, "missing: state: '{a} is met '"),
        (MET.replace("{a} исполнено ", "") + DAYS, "untranslated: state: '{a} is met '"),
        (MET + DAYS.replace("{count} дня", ""), "untranslated: '{count} day'"),
        ("#, fuzzy\n" + MET + DAYS, "fuzzy: state: '{a} is met '"),
        (MET + DAYS + '\n#~ msgid "it"\n#~ msgstr "это"\n', "obsolete: 'it'"),
        (MET + DAYS + '\nmsgid "it"\nmsgstr "это"\n', "no longer in the source: 'it'"),
        (MET.replace("{a} и", "{b} и") + DAYS, "other placeholders: state: '{a} is met '"),
        (MET.replace("{a} и", "{a и") + DAYS, "not a message"),
        (MET + DAYS.replace("{count} день", "день"), "other placeholders: '{count} day'"),
        (MET.replace("исполнено ", "исполнено") + DAYS, "other spaces at its ends: state: "),
    ],
)
def test_a_fault_of_a_catalogue_is_named_with_language_and_message(
    catalogue: str, fault: str
) -> None:
    assert any(told.startswith(f"ru: {fault}") for told in doctored(catalogue))


@pytest.mark.parametrize(
    ("last", "faults"), [("{count} يوم", []), ("يوم", ["ar: other placeholders: '{count} day'"])]
)
def test_only_a_plural_form_for_one_number_may_leave_the_number_out(
    last: str, faults: list[str]
) -> None:
    asked, arabic = Catalog(), Catalog(locale="ar")
    asked.add(("{count} day", "{count} days"))
    forms = ("لا أيام", "يوم واحد", "يومان", "{count} أيام", "{count} يوم", last)
    arabic.add(("{count} day", "{count} days"), forms)
    assert list(messages.faults(arabic, asked)) == faults


VOCABULARIES: dict[str, Mapping[str, Message]] = {
    name: words
    for name, words in vars(vocabulary).items()
    if name[0].isupper() and isinstance(words, dict) and name not in ("MEANING", "OPEN", "CLOSED")
}


def words() -> Iterable[Message]:
    """Give the words of all vocabularies, and what they mean."""
    for some in VOCABULARIES.values():
        yield from some.values()
    yield from MEANING.values()


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_word_of_the_vocabularies_has_a_label_in_every_language(code: str) -> None:
    told = language(code)
    labels = [told.word(message) for message in words()]
    assert all(labels)
    assert len(labels) > 200


def test_a_catalogue_keeps_what_translators_wrote_at_its_top() -> None:
    kept = messages.updated(messages.parsed("ru", f"# Terms.\n{HEADER}".encode()), Catalog())
    assert kept.decode().startswith('# Terms.\nmsgid ""\n')
    assert messages.updated(messages.parsed("ru", b""), Catalog()).startswith(b'msgid ""\n')


def test_every_type_of_fact_has_words() -> None:
    assert TYPES.keys() - FACT_TYPES.keys() == set()


@pytest.mark.parametrize("code", messages.TRANSLATED)
def test_a_word_is_not_left_in_english(code: str) -> None:
    told, english = language(code), language("en")
    same = {word for word in words() if told.word(word) == english.word(word)}
    assert len(same) < 12, "French shares some words with English; no language shares many"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("context", ["compliance", "access", "state"])
def test_no_two_words_of_a_vocabulary_are_translated_alike(code: str, context: str) -> None:
    some = VOCABULARIES[context.upper()]
    labels = [vocabulary.word(language(code), context, each).label for each in some]
    assert len(set(labels)) == len(labels)


WHEN = {
    "2022-03-15": (
        "15 March 2022",
        "15 مارس 2022",
        "15 марта 2022 г.",
        "2022 ж. 15 наурыз",
    ),
    "2022-03": (
        "March 2022",
        "مارس 2022",
        "март 2022 г.",
        "2022 ж. наурыз",
    ),
    "2022": (
        "2022",
        "2022",
        "2022",
        "2022",
    ),
    "202X": (
        "the 2020s",
        "العقد الممتد من 2020",
        "2020-е годы",
        "2020-жылдар",
    ),
    "2022-33": (
        "first quarter of 2022",
        "الربع الأول من عام 2022",
        "I квартал 2022 г.",
        "2022 жылғы I тоқсан",
    ),
    "2022-40": (
        "first half of 2022",
        "النصف الأول من عام 2022",
        "первое полугодие 2022 г.",
        "2022 жылғы бірінші жартыжылдық",
    ),
    "2022-24": (
        "winter 2022",
        "شتاء 2022",
        "зима 2022 г.",
        "2022 жылғы қыс",
    ),
    "2022-03-15~": (
        "about 15 March 2022",
        "نحو 15 مارس 2022",
        "приблизительно 15 марта 2022 г.",
        "шамамен 2022 ж. 15 наурыз",
    ),
    "2014?": (
        "2014 (uncertain)",
        "2014 (غير مؤكد)",
        "2014 (неточно)",
        "2014 (нақты емес)",
    ),
    "2014%": (
        "about 2014 (uncertain)",
        "نحو 2014 (غير مؤكد)",
        "приблизительно 2014 (неточно)",
        "шамамен 2014 (нақты емес)",
    ),
    "2022-05/2022-12": (
        "between May 2022 and December 2022",
        "بين مايو 2022 وديسمبر 2022",
        "в один из дней периода май 2022 г. – декабрь 2022 г.",
        "2022 ж. мамыр – 2022 ж. желтоқсан аралығындағы бір күні",
    ),
    "[2022-03-15,2022-03-18]": (
        "between 15 March 2022 and 18 March 2022",
        "بين 15 مارس 2022 و18 مارس 2022",
        "в один из дней периода 15 марта 2022 г. – 18 марта 2022 г.",
        "2022 ж. 15 наурыз – 2022 ж. 18 наурыз аралығындағы бір күні",
    ),
    "2022-05/..": (
        "from May 2022 on",
        "اعتبارا من مايو 2022",
        "май 2022 г. и далее",
        "2022 ж. мамыр және одан әрі",
    ),
    "../2024-04": (
        "until April 2024",
        "حتى أبريل 2024",
        "апрель 2024 г. или ранее",
        "2024 ж. сәуір немесе одан бұрын",
    ),
    "XXXX": (
        "day not known",
        "اليوم غير معروف",
        "день неизвестен",
        "күні белгісіз",
    ),
    "2024-08-30T21:00-03:00": (
        "30 August 2024, 21:00-03:00",
        "30 أغسطس 2024, 21:00-03:00",
        "30 августа 2024 г., 21:00-03:00",
        "2024 ж. 30 тамыз, 21:00-03:00",
    ),
}
"""Dates as docs/how-to/record-vague-dates.md writes them, in English, Arabic, Russian and Kazakh."""


def with_plain_spaces(text: str) -> str:
    """Return a text without the narrow and the hard spaces, which differ between CLDR's versions."""
    return " ".join(text.split())


@pytest.mark.parametrize("edtf", WHEN)
def test_a_date_as_recorded_has_words(edtf: str) -> None:
    shown = (language(code).when(edtf).label for code in ("en", "ar", "ru", "kk"))
    assert tuple(map(with_plain_spaces, shown)) == WHEN[edtf]


@pytest.mark.parametrize(("code", "edtf"), list(product(LANGUAGES, WHEN)))
def test_a_date_has_words_in_every_language_and_keeps_what_was_recorded(
    code: str, edtf: str
) -> None:
    shown = language(code).when(edtf)
    assert shown.edtf == edtf
    assert shown.label.strip() == shown.label != ""
    assert "{" not in shown.label


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_run_keeps_its_values_apart_from_its_text(code: str) -> None:
    hostile = Foreign("{fact} <b>")
    run = language(code).run("corrected by {fact}", fact=(hostile, "!"))
    assert [part for part in run if part == hostile] == [hostile]
    assert "{" not in "".join(part for part in run if isinstance(part, str))


def plural(code: str, count: int) -> str:
    """Return a message of two forms that no catalogue has, as it is told all the same."""
    return language(code).trn("{count} sample of {it}", "{count} samples of {it}", count, it="it")


def test_a_count_chooses_the_form_and_is_written_as_the_language_writes_numbers() -> None:
    assert plural("en", 1) == "1 sample of it"
    assert plural("en", 1_234) == "1,234 samples of it"
    assert with_plain_spaces(plural("fr", 1_234)) == "1 234 samples of it"


def form(told: Language, count: int) -> int:
    """Return which plural form a count takes; the number of forms is the catalogue's."""
    return int(getattr(told.messages, "plural")(count))  # noqa: B009  # not in its types


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("ru", [2, 0, 1, 2, 0]),
        ("kk", [1, 0, 1, 1, 1]),
        ("ar", [0, 1, 2, 3, 5]),
        ("vi", [0, 0, 0, 0, 0]),
        ("fr", [0, 0, 1, 1, 1]),
    ],
)
def test_each_language_has_its_own_plural_forms(code: str, forms: list[int]) -> None:
    assert [form(language(code), count) for count in (0, 1, 2, 5, 21)] == forms


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_and_numbers_are_written_with_european_digits(code: str) -> None:
    told = language(code)
    shown = told.day(date(2023, 4, 28)).label + told.number(1_234.5).label
    assert {char for char in shown if char.isdecimal()} <= set("0123456789")


def test_each_requirement_of_the_catalogue_has_words() -> None:
    duties = (
        duty["requirement"]
        for path in (message_calls.ROOT / "register" / "catalogue").glob("*.json")
        for duty in json.loads(path.read_text(encoding="utf-8")).get("duties", ())
    )
    named = set(duties)
    assert len(named) > 30
    assert named <= vocabulary.REQUIREMENT.keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_time_to_answer_is_told_in_words(code: str) -> None:
    for unit in ("P1Y", "P2M", "P3W", "P20D", "PT24H"):
        told = duration(language(code), unit)
        assert isinstance(told, Word)
        assert "duration" not in told.label
