"""What the rules have to reach on articles that were made up: less is a fault of a table."""

from pathlib import Path

import pytest
from support.reading.made_up_articles import PLATFORMS, articles, written_to

from intake.candidates import candidates
from intake.gold import gold_articles
from intake.measures import IntakeMeasures, by_language, measured
from intake.reading.article import article_of
from intake.reading.language import LANGUAGES


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    folder = tmp_path_factory.mktemp("made-up") / "articles"
    rows = by_language(_measures(written_to(folder), folder))
    return {row.language: row.to_json() for row in rows}


def _measures(gold: Path, folder: Path) -> list[IntakeMeasures]:
    found = []
    for one in gold_articles(gold, folder):
        article = article_of(one.content, one.media_type, language=one.language)
        shown = candidates(
            article.text,
            language=one.language,
            published=one.published,
            names=PLATFORMS,
            outside=article.outside,
            title=article.title,
        )
        found.append(measured(one, article.text, shown, seconds=0))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_fact_has_its_sentence_shown(
    reached: dict[str, dict[str, float]], language: str
) -> None:
    assert reached[language]["shown"] >= 0.95
    assert reached[language]["precision"] >= 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_type_is_among_three_in_two_of_three_facts(
    reached: dict[str, dict[str, float]], language: str
) -> None:
    assert reached[language]["type_among_three"] >= 0.65


@pytest.mark.parametrize("language", LANGUAGES)
def test_platform_place_and_day_are_mostly_right(
    reached: dict[str, dict[str, float]], language: str
) -> None:
    assert reached[language]["platform"] >= 0.9
    assert reached[language]["jurisdiction"] >= 0.9
    assert reached[language]["date"] >= 0.8


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_an_article_is_told_by_its_looks(language: str) -> None:
    for one in articles(language):
        assert article_of(one["text"].encode(), "text/plain").language == language


def test_a_candidate_can_be_quoted_in_the_text_that_it_is_from() -> None:
    from register.documents.quote_selector import Sought, normalised  # noqa: PLC0415

    one = articles("ru")[0]
    doubled = one["text"] + "\n" + one["text"]
    shown = candidates(doubled, language="ru", published=None, names=PLATFORMS)
    assert all("exact" in candidate.quote for candidate in shown)
    for candidate in shown:
        sought = Sought(
            candidate.quote["exact"],
            candidate.quote.get("prefix", ""),
            candidate.quote.get("suffix", ""),
        )
        assert sought.count(normalised(doubled)) == 1
