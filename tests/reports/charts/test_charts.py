"""The pictures of reports: what they show, in every language, whatever stands in the log."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from lxml import etree
from support.facts.given import KEY, Document, denied, fact, given
from support.reading.reported import recorded
from support.servers.databases import SQLiteDatabases

from projections.deadlines.deadlines import DeadlineKind, RequirementDeadline, deadlines
from projections.fold.periods import Period, periods
from projections.fold.standing import MeasureStanding, RequirementStanding, Standing
from projections.queries.figures import ReportedFigure, figures
from projections.queries.status import Question
from register.log.points import known_at
from reports.charts import paint
from reports.charts.ahead import ahead
from reports.charts.bars import THICK
from reports.charts.drawing import PAPER, PHONE, SCREEN, svg
from reports.charts.lettering import SIZE, shortened, told, width, wrapped
from reports.charts.life import LANES, life
from reports.charts.over_time import over_time
from reports.charts.ticks import ticks
from reports.model import Chart, Foreign, Tone
from reports.picture import Box, Mark, Stroke, Text
from reports.words.language import LANGUAGES, Language, language

EN = language("en")
AR = language("ar")
PATTERNS = 6
"""How many patterns each picture brings, used or not: three, for full colours and for faint ones."""

SVG = "{http://www.w3.org/2000/svg}"
STEERING = "\u202a\u202b\u202c\u202d\u202e"
HOSTILE = f"<script>alert(1)</script>&\"'\u202e ]]> url(https://evil.example/x) {'x' * 500}"
FACTS: tuple[Document, ...] = (
    fact("obligation-imposed", "2021-07-01", requirement="representative", due="2022-01-01"),
    fact("representative-appointed", "2022~"),
    fact("block-imposed", "2022-05-01", scope="nationwide", order="A-1"),
    fact("agreement-reported", "2022-06-01"),
    denied(4),
    fact("local-office-pledged", "2022-07-01", due="2024-12-31"),
)
FIGURES: tuple[Document, ...] = (
    fact(
        "removal-reported",
        "2024-02-01",
        count=4_000_000,
        qualifier="more-than",
        unit="videos",
        period="2023",
    ),
    fact("removal-requested", "2024-03-01", count=120, unit="videos", period="2024-01/2024-02"),
    fact("removal-reported", "2024-03-01", count=87, unit="percent", category=HOSTILE[:150]),
    fact("no-requests-reported", "2024-04"),
    denied(1),
)


def found(*documents: Document) -> list[Period]:
    return periods(given(*documents).known())


def life_chart(at: str = "2023-06-01", into: Language = EN, *documents: Document) -> Chart:
    chart = life(into, found(*(documents or FACTS)), date.fromisoformat(at))
    assert chart is not None
    return chart


def figure(**more: Any) -> ReportedFigure:
    """A figure of TikTok in Kazakhstan."""
    day = date(2024, 1, 1)
    plain = ReportedFigure(
        KEY, "id", "removal-reported", "2024-01-01", day, 1, None, "items", None, day, day,
        "removed", None, None, (), None, None, None, None, None, disputed=False,
    )  # fmt: skip
    return replace(plain, **more)


@pytest.fixture(scope="module")
def asked(
    sqlite_databases: SQLiteDatabases,
) -> tuple[list[ReportedFigure], list[RequirementDeadline]]:
    """Figures and deadlines of a register."""
    moved = [
        {**one, "refers_to": one["refers_to"] + len(FACTS)} if "refers_to" in one else one
        for one in FIGURES
    ]
    with (
        sqlite_databases.migrated() as url,
        recorded(url, *FACTS, *moved) as register,
        register.reading() as connection,
    ):
        known = known_at(connection, None)
        reported = figures(connection, Question(date(2025, 1, 1), known))
        return reported, deadlines(connection, Question(date(2024, 6, 1), known))


@pytest.fixture(params=LANGUAGES)
def charts(
    request: pytest.FixtureRequest, asked: tuple[list[ReportedFigure], list[RequirementDeadline]]
) -> tuple[Language, list[Chart]]:
    """All kinds of chart in a language."""
    into = language(request.param)
    reported, due = asked
    drawn = [
        life_chart("2023-06-01", into),
        over_time(into, reported),
        ahead(into, due, date(2024, 6, 1), {"tiktok": Foreign("TikTok")}),
    ]
    assert len(due) == 1
    return into, [chart for chart in drawn if chart is not None]


def parsed(chart: Chart, into: Language = EN) -> etree._Element:
    return etree.fromstring(svg(chart, into).encode(), etree.XMLParser(resolve_entities=False))


def texts(chart: Chart, into: Language = EN) -> list[str]:
    """The texts that stand in a picture, without the marks of their direction."""
    shown = ["".join(one.itertext()) for one in parsed(chart, into).iter(f"{SVG}text")]
    return [re.sub("[\u2066-\u2069]", "", one) for one in shown]


def boxes(chart: Chart, wide: int = SCREEN) -> list[Box]:
    return [one for one in chart.draw(wide).shapes if isinstance(one, Box)]


def marks(chart: Chart, wide: int = SCREEN) -> list[Mark]:
    return [one for one in chart.draw(wide).shapes if isinstance(one, Mark)]


def strokes(chart: Chart, wide: int = SCREEN) -> list[Stroke]:
    return [one for one in chart.draw(wide).shapes if isinstance(one, Stroke)]


def line_of(chart: Chart, wide: int = SCREEN) -> float:
    """Where the line of the day asked about is."""
    (line,) = [one for one in chart.draw(wide).shapes if isinstance(one, Stroke) and one.dashed]
    return line.x1


def test_a_picture_says_in_words_what_it_shows(charts: tuple[Language, list[Chart]]) -> None:
    into, drawn = charts
    assert len(drawn) == 3
    for chart in drawn:
        root = parsed(chart, into)
        title, told = root[0], root[1]
        assert (root.get("role"), root.get("lang")) == ("img", into.code)
        assert (title.tag, title.text) == (f"{SVG}title", chart.title)
        assert (told.tag, len(told.text or "") > 60) == (f"{SVG}desc", True)
        assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"


def test_a_picture_runs_nothing_and_fetches_nothing(charts: tuple[Language, list[Chart]]) -> None:
    into, drawn = charts
    harmless = {
        *("svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "line", "text", "tspan"),
        "circle",
    }
    for chart in drawn:
        root = parsed(chart, into)
        names = {one.get("id") for one in root.iter() if one.get("id")}
        assert {etree.QName(one).localname for one in root.iter()} <= harmless
        for one in root.iter():
            for name, value in one.attrib.items():
                assert not name.startswith("on")
                assert "href" not in name
                if reference := re.search(r"url\((.*?)\)", str(value)):
                    assert reference[1].startswith("#")
                    assert reference[1][1:] in names


def test_a_picture_is_the_same_each_time(charts: tuple[Language, list[Chart]]) -> None:
    into, drawn = charts
    for chart in drawn:
        assert svg(chart, into) == svg(chart, into)


def test_two_pictures_on_a_page_share_no_id(charts: tuple[Language, list[Chart]]) -> None:
    into, drawn = charts
    ids = [one.get("id") for chart in drawn for one in parsed(chart, into).iter() if one.get("id")]
    assert len(ids) == len(set(ids)) == len(drawn) * (2 + PATTERNS)


def test_months_are_named_in_the_language_of_the_report() -> None:
    months = {
        code: list(ticks(date(2023, 1, 1), date(2023, 9, 1), language(code)).values())[2]
        for code in LANGUAGES
    }
    assert months == {
        "en": "Jul 2023",
        "ru": "июль 2023\u202fг.",
        "kk": "2023\u202fж. шіл.",
        "ar": "يوليو 2023",
        "vi": "thg 7 2023",
        "fr": "juil. 2023",
    }


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-01-01", "2024-01-06", ["1 Jan", "2 Jan", "3 Jan", "4 Jan", "5 Jan", "6 Jan"]),
        ("2024-01-15", "2024-06-01", ["Feb 2024", "Mar 2024", "Apr 2024", "May 2024", "Jun 2024"]),
        ("2019-05-01", "2024-06-01", ["2020", "2021", "2022", "2023", "2024"]),
        ("0001-01-01", "9999-12-31", [f"{year}000" for year in range(1, 10)]),
    ],
)
def test_there_are_few_days_to_mark_however_long_it_is(
    first: str, last: str, words: list[str]
) -> None:
    named = ticks(date.fromisoformat(first), date.fromisoformat(last), EN)
    assert list(named.values()) == words


def test_a_life_has_a_lane_for_each_part_and_a_word_in_each_bar() -> None:
    shown = texts(life_chart())
    assert {"Compliance", "Access", "nationwide, order A-1", "legal representative"} <= set(shown)
    assert {"required", "overdue", "pledged", "blocked", "1 June 2023", "due day"} <= set(shown)


def test_what_it_tells_is_what_held_on_the_day() -> None:
    chart = life_chart("2022-03-01")
    assert "with a line at 1 March 2022" in chart.told
    assert "legal representative: overdue" in chart.told
    assert "it is faded" in chart.told
    assert "cooperation agreement: pledged (disputed)" in life_chart("2022-06-15").told


def test_the_forecast_is_outlined_from_the_day_on() -> None:
    chart = life_chart("2022-08-01")
    line = line_of(chart)
    bars = [one for one in boxes(chart) if one.height == THICK]
    outlined = [one for one in bars if one.dashed]
    assert outlined
    assert all(one.x >= line and one.opacity < 0.1 for one in outlined)
    full = [one for one in bars if one.opacity == 1 and one.fill in paint.COLOURS.values()]
    assert full
    assert all(one.x + one.width <= line + 0.01 for one in full)


def test_a_vague_stretch_is_faded_and_a_disputed_one_hatched() -> None:
    chart = life_chart("2025-01-01")
    faded = [one for one in boxes(chart) if one.opacity == 0.35]
    assert "1 July 2021" in faded[0].told
    hatched = [one.x for one in boxes(chart) if one.fill.startswith("url(#hatch")]
    doubted = [one.x for one in boxes(chart) if "pledged (1 June 2022" in one.told]
    assert set(doubted) & set(hatched)
    assert {"disputed", "vague dates: it may have changed already"} <= set(texts(chart))


def test_a_due_day_is_a_diamond_at_its_end() -> None:
    chart = life_chart("2024-01-01")
    (day, *_), line = marks(chart), line_of(chart)
    drawn = [one for one in marks(chart) if one.shape == "diamond"]
    furthest = max(one.x - line for one in drawn[:2])
    years = {round((one.x - line) * 365 / furthest) for one in drawn[:2]}
    assert day.shape == "diamond"
    assert years == {365, -730}


def test_arabic_runs_from_right_to_left() -> None:
    english, arabic = life_chart(), life_chart("2023-06-01", AR)
    (left, *_), (right, *_) = boxes(english), boxes(arabic)
    assert left.x == pytest.approx(SCREEN - right.x - right.width)
    root = parsed(arabic, AR)
    assert all("".join(one.itertext()).startswith("\u2067") for one in root.iter(f"{SVG}text"))
    assert "2023" in "".join(texts(arabic, AR))


def test_the_marks_of_direction_are_closed() -> None:
    for into in map(language, LANGUAGES):
        shown = svg(life_chart("2023-06-01", into), into)
        assert sum(map(shown.count, "\u2066\u2067\u2068")) == shown.count("\u2069")


def test_texts_of_the_log_stay_texts() -> None:
    chart = life_chart(
        "2023-06-01",
        EN,
        fact("block-imposed", "2022-05-01", scope=HOSTILE[:150], order=HOSTILE[:120]),
        fact("advertising-banned", "2022-05-01", order="حكم رقم ٧"),
    )
    drawn = svg(chart, EN)
    assert "<script" not in drawn
    assert not set(drawn) & set(STEERING)
    assert any(one.startswith("<script>alert(1)</script>") for one in texts(chart))
    assert max(map(len, texts(chart))) < 140
    assert any("حكم رقم ٧" in one for one in texts(chart))


def test_a_title_cant_break_out_either() -> None:
    hostile = Chart("life", HOSTILE, f"\x00{HOSTILE}", life_chart().draw)
    root = parsed(hostile)
    assert "<script>" in (root[0].text or "")
    assert not set(svg(hostile, EN)) & set(STEERING)


def test_a_colour_of_its_own_takes_the_place_of_that_around() -> None:
    drawn = svg(life_chart(), EN, ink="#123456")
    assert "currentColor" not in drawn
    assert "#123456" in drawn


def _standing(**parts: Any) -> Standing:
    return Standing("pending", "open", None, "exact", disputed=False, otherwise=None, **parts)


def _period(day: date, length: int, standing: Standing) -> Period:
    return Period(day, day + timedelta(days=length), "fact", standing)


def _changing(count: int) -> Iterable[Period]:
    """Periods of a measure that changes each day."""
    day = date(2005, 1, 1)
    for place in range(count):
        level = ("proposed", "blocked", "restricted")[place % 3]
        measure = MeasureStanding("nationwide", "state", None, None, "ahead", level)
        standing = _standing(requirements=(), measures=(measure,))
        yield _period(day + timedelta(days=place), 1, standing)


def test_thousands_of_periods_are_a_few_bars() -> None:
    chart = life(EN, _changing(5_000), date(2018, 9, 1))
    assert chart is not None
    drawn = svg(chart, EN)
    assert len(drawn) < 200_000
    assert {"5,000 changes", "changes too close together to be drawn one by one"} <= set(
        texts(chart)
    )
    assert "there were 4,991 changes" in chart.told


def duty(code: str, state: str, due: date | None = None) -> RequirementStanding:
    return RequirementStanding(code, None, state, None, "law", False, due)


def test_of_sixty_requirements_those_that_stand_are_drawn_and_the_rest_counted() -> None:
    names = [f"duty-{number:02}" for number in range(60)]
    gone = [duty(one, "met") for one in names]
    left = [duty(one, "overdue", date(2021, 1, 1)) for one in names[40:]]
    shown = [
        _period(date(2020, 1, 1), 366, _standing(requirements=tuple(gone), measures=())),
        Period(date(2021, 1, 1), None, "fact", _standing(requirements=tuple(left), measures=())),
    ]
    chart = life(EN, shown, date(2022, 1, 1))
    assert chart is not None
    assert chart.draw(SCREEN).height < 34 * LANES
    assert set(names[40:]) <= set(texts(chart))
    assert "32 more measures and requirements have no place in the picture" in chart.told
    assert len(svg(chart, EN)) < 100_000


def test_no_period_is_no_picture() -> None:
    assert life(EN, [], date(2022, 1, 1)) is None


def test_before_its_first_day_a_life_is_a_forecast() -> None:
    chart = life_chart("2020-12-01")
    assert "On that day nothing holds yet." in chart.told
    assert "1 December 2020" in texts(chart)


def test_a_due_day_at_the_end_of_time_leaves_room_for_the_life() -> None:
    pledged = fact("local-office-pledged", "2022-07-01", due="9999-12-31")
    chart = life_chart("2023-06-01", EN, pledged)
    assert max(int(year) for year in re.findall(r"\d{4}", " ".join(texts(chart)))) < 2026


def test_figures_of_two_units_are_in_two_panels() -> None:
    listed = [figure(count=4_000_000, unit="videos"), figure(count=87, unit="percent")]
    chart = over_time(EN, listed)
    assert chart is not None
    shown = texts(chart)
    assert {"videos", "percent", "4M", "2M", "100", "50", "4,000,000", "87"} <= set(shown)
    assert "Removed: 4,000,000 (videos), 2024-01-01." not in chart.told
    assert "Removed: 4,000,000 (videos), 1 January 2024." in chart.told


def test_a_figure_says_how_exact_it_is_and_what_is_disputed_is_hollow() -> None:
    chart = over_time(EN, [figure(count=1300, qualifier="more-than", disputed=True)])
    assert chart is not None
    assert "more than 1,300 (disputed)" in texts(chart)
    (circle, *_) = marks(chart)
    assert (circle.shape, circle.fill) == ("circle", "#ffffff")


def test_what_was_asked_for_has_another_shape_than_what_was_removed() -> None:
    chart = over_time(EN, [figure(), figure(type="removal-requested", fact="other", count=2)])
    assert chart is not None
    shapes = {one.shape for one in marks(chart)}
    assert shapes == {"circle", "triangle-up"}
    assert {"asked for", "removed, as reported"} <= set(texts(chart))


def test_what_was_not_removed_has_a_shape_and_words_of_its_own() -> None:
    chart = over_time(EN, [figure(), figure(fact="other", count=3, outcome="not-found")])
    assert chart is not None
    assert {one.shape for one in marks(chart)} == {"circle", "square"}
    assert "not removed, as reported" in texts(chart)
    assert "Not removed (not found): 3 (items), 1 January 2024." in chart.told


def half_year(number: int, **more: Any) -> ReportedFigure:
    """A figure of the half-year that so many follow on 2017."""
    year, half = 2017 + number // 2, number % 2
    first, last = ((1, 1), (6, 30)) if not half else ((7, 1), (12, 31))
    days = {"first": date(year, *first), "last": date(year, *last)}
    return figure(fact=str(number), count=number + 1, on=days["last"], **days, **more)


def test_figures_of_one_series_are_joined_by_a_line() -> None:
    chart = over_time(EN, [half_year(number) for number in range(4)])
    assert chart is not None
    assert len([one for one in strokes(chart) if one.width > 1]) == 3


@pytest.mark.parametrize(
    "more",
    [
        {"outcome": "refused"},
        {"category": "Fraud"},
        {"services": ("youtube",)},
        {"asked_by": "Police"},
        {"basis": "law"},
        {"reported_by": "press"},
    ],
)
def test_figures_of_two_series_are_never_joined(more: dict[str, Any]) -> None:
    chart = over_time(EN, [half_year(0), half_year(1, **more)])
    assert chart is not None
    assert not [one for one in strokes(chart) if one.width > 1]


def test_a_line_breaks_where_what_is_counted_changes() -> None:
    old = [half_year(number, definition="2011") for number in range(2)]
    new = [half_year(number, definition="2019") for number in range(2, 4)]
    chart = over_time(EN, [*old, *new])
    assert chart is not None
    lines = [one for one in strokes(chart) if one.width > 1]
    assert [one.dashed for one in lines] == [False, False, True]
    assert lines[2].x1 == lines[2].x2
    assert "what is counted changes here" in texts(chart)
    assert "What is counted changes: numbers before and after don't compare." in chart.told


def test_figures_of_one_time_are_no_series() -> None:
    chart = over_time(EN, [half_year(0), half_year(0, definition="2019")])
    assert chart is not None
    assert not [one for one in strokes(chart) if one.width > 1]


def test_no_requests_are_a_zero_with_words() -> None:
    none = figure(type="no-requests-reported", count=None, unit=None, occurred="2024-04")
    chart = over_time(EN, [figure(unit="requests"), none])
    assert chart is not None
    assert "no requests" in texts(chart)
    assert "No requests came: April 2024." in chart.told
    assert over_time(EN, [none]) is None


def test_thousands_of_figures_are_a_small_picture() -> None:
    many = [figure(fact=str(place), count=place) for place in range(3_000)]
    chart = over_time(EN, many)
    assert chart is not None
    assert len(svg(chart, EN)) < 150_000
    assert "2,988 more figures are not told of here." in chart.told


def _deadline(due: date, state: str = "required", **more: Any) -> RequirementDeadline:
    kind = DeadlineKind.PLEDGE if state == "late" else DeadlineKind.LAW
    plain = RequirementDeadline(
        KEY, "local-office", None, kind, state, None, "law", due, disputed=False, because=()
    )
    return replace(plain, **more)


def _ahead(*listed: RequirementDeadline) -> Chart:
    chart = ahead(EN, listed, date(2024, 6, 1), {"tiktok": Foreign("TikTok")})
    assert chart is not None
    return chart


def test_what_passed_says_so_and_lies_before_the_line() -> None:
    chart = _ahead(
        _deadline(date(2024, 5, 1), "overdue"),
        _deadline(date(2024, 5, 2), "late"),
        _deadline(date(2024, 7, 1)),
    )
    assert {"overdue, due 1 May 2024", "late, due 2 May 2024", "1 July 2024"} <= set(texts(chart))
    line = line_of(chart)
    sides = {one.fill: one.x < line for one in marks(chart)[:4]}
    assert sides == {
        paint.COLOURS[Tone.PASSED]: True,
        "url(#passed-light)": True,
        paint.COLOURS[Tone.WARN]: True,
        paint.COLOURS[Tone.AHEAD]: False,
    }


def test_what_passed_long_ago_is_dotted_and_told_apart() -> None:
    chart = _ahead(_deadline(date(2022, 5, 1), "unconfirmed", was="overdue"))
    assert {"unconfirmed, due 1 May 2022", "passed, not confirmed for long"} <= set(texts(chart))
    fills = {one.fill for one in marks(chart)} | {one.fill for one in boxes(chart)}
    assert {paint.COLOURS[Tone.SILENT], "url(#silent-light)"} <= fills
    assert paint.COLOURS[Tone.BAD] not in fills


def test_a_deadline_today_is_still_ahead() -> None:
    assert "0 due days have passed. 1 lies ahead." in _ahead(_deadline(date(2024, 6, 1))).told


def test_what_is_far_away_is_at_the_edge() -> None:
    chart = _ahead(_deadline(date(1999, 1, 1), "overdue"), _deadline(date(9999, 12, 31)))
    shapes = {one.shape for one in marks(chart)}
    assert {"triangle-left", "triangle-right"} <= shapes
    assert "further away than is drawn" in texts(chart)
    svg(chart, EN)


def test_of_many_deadlines_the_nearest_are_drawn() -> None:
    days = [date(2024, 1, 1) + timedelta(days=3 * place) for place in range(200)]
    chart = _ahead(*(_deadline(day) for day in days))
    assert texts(chart).count("local office") == 30
    assert "190 more deadlines are not told of here." in chart.told
    assert ahead(EN, [], date(2024, 6, 1), {}) is None


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tone", Tone)
def test_words_are_readable_on_colours_and_colours_on_paper_and_at_night(tone: Tone) -> None:
    colour = paint.COLOURS[tone]
    assert _contrast(colour, paint.ON_COLOUR) >= 4.5
    assert _contrast(colour, "#14171b") >= 2.5


def test_a_long_text_is_cut_where_its_room_ends() -> None:
    assert shortened("short", 100) == "short"
    cut = shortened(told(Foreign("é" * 500)), 100)
    assert cut.count("\u2068") == cut.count("\u2069") == 1
    assert width(cut) <= 100
    assert wrapped("contact point for the authorities", 100) == (
        "contact point for",
        "the authorities",
    )


@pytest.mark.parametrize("wide", [SCREEN, PAPER, PHONE])
def test_a_picture_is_as_wide_as_is_asked_and_no_text_of_it_is_cut(
    charts: tuple[Language, list[Chart]], wide: int
) -> None:
    into, drawn = charts
    for chart in drawn:
        root = etree.fromstring(svg(chart, into, width=wide).encode())
        assert (root.get("width"), root.get("font-size")) == (str(wide), str(SIZE))
        picture = chart.draw(wide)
        for one in picture.shapes:
            if not isinstance(one, Text):
                continue
            long = width(one.text) * (1.08 if one.bold else 1)
            share = {"left": 0, "center": 0.5, "right": 1}[one.anchor]
            assert one.x - long * share > -1, one.text
            assert one.x + long * (1 - share) < wide + 1, one.text
            assert 0 < one.y < picture.height
            assert "…" not in one.text or HOSTILE[:20] in one.text


def test_what_was_breached_says_what_and_where_there_is_no_room_a_note_does() -> None:
    imposed = fact("obligation-imposed", "2020-01-01", requirement="local-office")
    refused = fact("requirement-refused", "2020-06-01", requirement="local-office")
    chart = life_chart("2020-12-01", EN, imposed, refused)
    red = [one for one in boxes(chart) if one.fill == paint.COLOURS[Tone.BAD]]
    assert any(one.told.startswith("non-compliant: local office (refused)") for one in red)
    assert "non-compliant: local office (refused)" in texts(chart)
    narrow = [one.text for one in chart.draw(PHONE).shapes if isinstance(one, Text)]
    assert any(one.endswith(". non-compliant: local office (refused)") for one in narrow)
    assert "non-compliant (1)" in narrow or "1" in narrow


def test_a_life_of_one_platform_has_words_wherever_it_is_drawn() -> None:
    for wide in (SCREEN, PAPER, PHONE):
        shown = " ".join(
            one.text for one in life_chart().draw(wide).shapes if isinstance(one, Text)
        )
        assert all(word in shown for word in ("overdue", "blocked", "pledged", "required"))
