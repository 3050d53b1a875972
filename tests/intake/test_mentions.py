"""What sentences name: platforms, jurisdictions, dates and figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates.dates.windows import window
from intake.mentions.dates import dates
from intake.mentions.figures import figures
from intake.mentions.places import ArticlePlaces, places
from intake.mentions.platforms import PlatformNames
from intake.reading.language import LANGUAGES
from register.jurisdictions import WORLD, is_code

NAMES = PlatformNames.of(
    [
        ("tiktok", "TikTok"),
        ("tiktok", "ТикТок"),
        ("tiktok", "تيك توك"),
        ("x", "X"),
        ("meta", "Meta"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TikTok's office", ["tiktok"]),
        ("в ТикТоке и ТикТоком", ["tiktok"]),
        ("وتيك توك وبتيك توك", ["tiktok"]),
        ("X marks the spot, generation X", []),
        ("the social network X was blocked", ["x"]),
        ("X (formerly Twitter) replied", ["x", "twitter"]),
        ("Telegram-канал Baza пишет", []),
        ("the metaphor of a meta analysis", []),
        ("Meta and Signal were fined", ["meta", "signal"]),
        ("TikToker danced", []),
        ("https://tiktok.com/@x", []),
    ],
)
def test_platforms_are_found_by_their_names_in_any_script(text: str, found: list[str]) -> None:
    assert [slug for slug, _ in NAMES.named(text)] == found


def test_what_the_register_does_not_have_is_marked() -> None:
    assert NAMES.named("TikTok and Viber") == [("tiktok", True), ("viber", False)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "в Казахстане и России, в США", ["KZ", "RU", "US"]),
        ("ru", "Роскомнадзор и Еврокомиссия", ["RU", "EU"]),
        ("ru", "Того же мнения", []),
        ("kk", "Қазақстанда және Ресейдің", ["KZ", "RU"]),
        ("ar", "في الهند والحكومة العراقية", ["IN", "IQ"]),
        ("ar", "وزارة المالية", []),
        ("vi", "Nga và Việt Nam, Bộ Thông tin và Truyền thông", ["RU", "VN", "VN"]),
        ("vi", "Anh ấy nói", []),
        ("en", "Russia's watchdog and the US, with Ofcom", ["RU", "US", "GB"]),
        ("en", "all the world", []),
    ],
)
def test_jurisdictions_are_found_by_names_and_authorities(
    language: str, text: str, found: list[str]
) -> None:
    assert [one.code for one in places(text, language)] == found


def test_the_place_of_a_sentence_goes_before_the_articles() -> None:
    article = ArticlePlaces.of("Kazakhstan spoke. Kazakhstan wrote. Russia was asked.", "en")
    assert article.likeliest(places("It is blocked in Russia.", "en")) == ["RU", "KZ"]
    assert article.likeliest([])[0] == "KZ"
    assert ArticlePlaces.of("Nothing is named.", "en").likeliest([]) == [WORLD]


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=st.text(max_size=80))
def test_what_is_found_is_a_jurisdiction(language: str, text: str) -> None:
    assert all(is_code(one.code) for one in places(text, language))


@pytest.mark.parametrize(
    ("language", "text", "edtf"),
    [
        ("ru", "3 ноября 2023 года суд решил", "2023-11-03"),
        ("ru", "3 ноября суд решил", "2024-11-03"),
        ("ru", "в феврале начали", "2024-02"),
        ("ru", "в прошлом году удалили", "2023"),
        ("ru", "месяц назад предложили", "2024-10~"),
        ("ru", "на этой неделе закрыли", "2024-11-18/2024-11-24"),
        ("ru", "в конце июня говорили", "2024-06-20/2024-06-30"),
        ("ru", "14.11.2023 подписан", "2023-11-14"),
        ("kk", "2024 жылғы 3 қарашада", "2024-11-03"),
        ("kk", "былтыр өшірілді", "2023"),
        ("kk", "кеше мәлімдеді", "2024-11-19"),
        ("ar", "في 30 تشرين الأول", "2024-10-30"),
        ("ar", "في يونيو 2020", "2020-06"),
        ("ar", "أعلنت أمس", "2024-11-19"),
        ("vi", "Ngày 14/11, bộ", "2024-11-14"),
        ("vi", "ngày 14 tháng 11 năm 2023", "2023-11-14"),
        ("vi", "năm ngoái đã gỡ", "2023"),
        ("en", "On Nov 13 the court", "2024-11-13"),
        ("en", "in March 2023", "2023-03"),
        ("en", "on Tuesday it said", "2024-11-19"),
        ("en", "two weeks ago", "2024-11-04/2024-11-10"),
        ("en", "It may be blocked", "2024-11-20"),
    ],
)
def test_dates_are_told_as_edtf_and_hang_on_the_day_of_publication(
    language: str, text: str, edtf: str
) -> None:
    assert dates(text, language, "2024-11-20")[0].edtf == edtf


def test_a_deadline_goes_after_the_day_of_publication() -> None:
    found = dates("It has until 1 July 2025 to register.", "en", "2024-11-20")
    assert [(one.edtf, one.due) for one in found] == [("2024-11-20", False), ("2025-07-01", True)]


def test_without_a_day_of_publication_only_whole_dates_are_told() -> None:
    assert dates("yesterday, on Tuesday, on 5 May", "en", None) == []
    assert [one.edtf for one in dates("on 5 May 2024", "en", None)] == ["2024-05-05"]


@pytest.mark.parametrize(
    ("published", "edtf"), [("2022-12", "2021"), ("2020", "2019"), ("2022-05/2022-12", "2021")]
)
def test_a_vague_day_of_publication_is_as_good_as_it_is(published: str, edtf: str) -> None:
    assert dates("в прошлом году открыли", "ru", published)[0].edtf == edtf


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    text=st.text(alphabet="0123456789 ./-abymngàtháu недел жыл", max_size=40),
    published=st.sampled_from(("2024-02-29", "2024-12-31", "2022-01", "1999", None)),
)
def test_what_is_found_is_a_date(language: str, text: str, published: str | None) -> None:
    for one in dates(text, language, published):
        window(one.edtf)


@pytest.mark.parametrize(
    ("text", "count", "of", "qualifier"),
    [
        ("удалили более четырёх миллионов видеороликов", 4_000_000, "videos", "more-than"),
        ("было удалено более 1300 материалов", 1_300, "items", "more-than"),
        ("оштрафовал на 4 млн рублей", 4_000_000, "RUB", None),
        ("1,9 тыс. запросов", 1_900, "requests", None),
        ("10.713 bài viết", 10_713, "items", None),
        ("phạt 2 tỷ đồng", 2_000_000_000, "VND", None),
        ("fined €1.2 billion", 1_200_000_000, "EUR", None),
        ("about 12,000 videos", 12_000, "videos", "about"),
        ("غرامة قدرها 4 ملايين يورو", 4_000_000, "EUR", None),
        ("12 мың бейне өшірілді", 12_000, "videos", None),
    ],
)
def test_figures_have_what_they_count_or_their_currency(
    text: str, count: int, of: str, qualifier: str | None
) -> None:
    (found,) = figures(text)
    assert (found.count, found.currency or found.unit, found.qualifier) == (count, of, qualifier)


@pytest.mark.parametrize("text", ["in 2024", "on 3 May", "в 2023 году", "two sides", "article 15"])
def test_years_and_days_are_no_figures(text: str) -> None:
    assert figures(text) == []
