"""The kinds of report that tell of many relationships: what they say of given facts."""

from typing import Any

import pytest
from support.facts.given import (
    TIKTOK,
    complete,
    confirmed,
    corrected,
    denied,
    fact,
    fact_id,
    retracted,
)
from support.facts.legal import designated, law
from support.programs.running import lines, ok
from support.reading.report_kinds import (
    cells,
    inlines,
    names_are_unique,
    paragraphs,
    report,
    rows,
    spoken,
    summary,
    table,
    tables,
    text,
)

from reports.errors import InvalidStatement
from reports.kinds.jurisdiction import jurisdiction
from reports.kinds.registry import KINDS
from reports.model import Audience, Code, Day, Foreign, Number, Word
from reports.safe_text import flat
from reports.words.language import LANGUAGES

MANY = ("matrix", "jurisdiction", "platform", "deadlines", "changes")
ASKED: dict[str, dict[str, Any]] = {
    "jurisdiction": {"jurisdiction": "KZ"},
    "platform": {"platform": "tiktok"},
    "changes": {"before": ("2019-07-20", None)},
}
HOSTILE = "<script>alert(1)</script> \u202e=1+1"
VK = {
    **TIKTOK,
    "platform": "vk",
    "details": {"name": "VK", "operator": "VK LLC", "services": ["mail"]},
    "sources": [{"title": "another"}],
}
PLEDGE = fact("local-office-pledged", "2019-07-15", due="2019")
BLOCK = fact("block-imposed", "2020-03-01", jurisdiction="RU", platform="vk")


def recorded(url: str, *documents: dict[str, Any], first: tuple[dict[str, Any], ...] = ()) -> str:
    """Facts of TikTok in Kazakhstan, unless told otherwise; their ids are their places."""
    whole = [complete(one, place) for place, one in enumerate(documents, 1)]
    ok("import", "-", database=url, stdin=lines(TIKTOK, VK, *first, *whole))
    return url


def any_of(url: str, kind: str, at: str = "2020-06-01", **more: Any) -> Any:
    return report(url, kind, at, **{**ASKED.get(kind, {}), **more})


def test_a_matrix_has_two_words_where_there_is_a_standing_and_nothing_elsewhere(
    database_url: str,
) -> None:
    recorded(database_url, PLEDGE, BLOCK)
    made = report(database_url, "matrix", "2020-06-01")
    assert cells(made, "heat-map") == {
        ("Kazakhstan", "TikTok"): "slipping | open",
        ("Kazakhstan", "VK"): "",
        ("Russia", "TikTok"): "",
        ("Russia", "VK"): "unassessed | blocked",
    }
    assert summary(made) == [
        "On 1 June 2020, 2 relationships of platforms with jurisdictions have a standing.",
        "Compliance: slipping 1, unassessed 1.",
        "Access: open 1, blocked 1.",
    ]
    assert rows(made, "standings", "platform", "jurisdiction", "compliance", "since", "began") == [
        ("tiktok", "KZ", "slipping", "1 January 2020", "the passing of time"),
        ("vk", "RU", "unassessed", "1 March 2020", "a fact"),
    ]
    assert rows(made, "standings", "met", "to_do", "given_up", "not_met", "measures") == [
        ("0", "0", "1", "0", "0"),
        ("0", "0", "0", "0", "1"),
    ]


def test_a_matrix_lies_the_way_that_has_fewer_columns(sqlite_url: str) -> None:
    recorded(
        sqlite_url, *(fact("block-imposed", "2020-01-01", jurisdiction=one) for one in ["KZ", "RU"])
    )
    made = report(sqlite_url, "matrix", "2020-06-01")
    assert [one.title for one in table(made, "heat-map").columns] == ["Jurisdiction", "TikTok"]
    more = fact("block-imposed", "2020-01-01", platform="vk")
    ok("import", "-", database=sqlite_url, stdin=lines(complete(more, 3)))
    made = report(sqlite_url, "matrix", "2020-06-01", jurisdiction="KZ")
    assert [one.title for one in table(made, "heat-map").columns] == ["Platform", "Kazakhstan"]
    assert "This report is about Kazakhstan only." in summary(made)


def test_what_is_disputed_and_what_is_approximate_is_marked_in_words_and_signs(
    database_url: str,
) -> None:
    vague = fact("block-imposed", "2020-05/2020-07", platform="vk", jurisdiction="RU")
    other = fact("block-threatened", "2020-01-01", platform="vk", jurisdiction="RU")
    recorded(database_url, PLEDGE, denied(1), vague, other)
    made = report(database_url, "matrix", "2019-08-01")
    assert cells(made, "heat-map") == {("Kazakhstan", "TikTok"): "pending disputed | open"}
    assert "Disputed, marked “≠”: 1." in summary(made)
    otherwise = rows(made, "standings", "compliance", "disputed", "compliance_otherwise")
    assert otherwise == [("pending", "disputed", "unassessed")]
    later = report(database_url, "matrix", "2020-06-01")
    assert cells(later, "heat-map")["Russia", "VK"] == (
        "unassessed approximate | open | block threatened"
    )
    assert "Approximate, marked “≈”: 1." in summary(later)
    signs = {(one.code, one.sign) for one in inlines(later) if isinstance(one, Word)}
    assert {("disputed", "≠"), ("approximate", "≈")} <= signs


def test_reports_tell_what_was_known_and_by_the_names_of_then(database_url: str) -> None:
    renamed = {**TIKTOK, "type": "platform-renamed", "details": {"name": "Musically"}}
    recorded(database_url, PLEDGE)
    ok("import", "-", database=database_url, stdin=lines({**renamed, "occurred": "2020"}))
    then, now = (report(database_url, "matrix", "2020-06-01", known=one) for one in ("3", "4"))
    assert list(cells(then, "heat-map")) == [("Kazakhstan", "TikTok")]
    assert list(cells(now, "heat-map")) == [("Kazakhstan", "Musically (tiktok)")]
    none = report(database_url, "matrix", "2020-06-01", known="2")
    assert summary(none) == ["Nothing was known of any standing on 1 June 2020."]


def test_a_jurisdiction_tells_of_all_platforms_there(database_url: str) -> None:
    threat = fact("block-threatened", "2020-02-01", platform="vk", note="n")
    elsewhere = fact("block-imposed", "2020-02-01", jurisdiction="RU")
    recorded(database_url, PLEDGE, {**threat, "actor": {"name": "Ministry"}}, elsewhere)
    made = any_of(database_url, "jurisdiction")
    assert text(made.title) == "Kazakhstan: all platforms open; slipping: 1 of 2"
    assert rows(made, "standings-read", "platform_name", "compliance", "access", "ahead") == [
        ("TikTok", "slipping", "open", ""),
        ("VK", "unassessed", "open", "block threatened"),
    ]
    assert rows(made, "standings", "platform", "jurisdiction", "jurisdiction_name") == [
        ("tiktok", "KZ", "Kazakhstan"),
        ("vk", "KZ", "Kazakhstan"),
    ]
    assert cells(made, "requirement-grid") == {("local office", "TikTok"): "late"}
    assert rows(
        made, "measures-read", "platform_name", "level", "slot", "scope", "until", "side", "facts"
    ) == [
        (
            "VK",
            "threatened",
            "ahead",
            "nationwide",
            "1 February 2021",
            "the state",
            "Block threatened, 1 February 2020, Ministry",
        )
    ]
    assert rows(made, "measures", "because") == [(fact_id(2),)]
    assert rows(made, "passed", "due", "days", "requirement", "state") == [
        ("31 December 2019", "153", "local office", "late")
    ]
    assert "No deadline lies ahead." in paragraphs(made, "deadlines")


def test_a_measure_is_told_by_its_fact_as_corrected(database_url: str) -> None:
    recorded(database_url, fact("block-imposed", "2020-02-01"), corrected(1, occurred="2020-02-03"))
    made = any_of(database_url, "jurisdiction")
    told = rows(made, "measures-read", "facts")
    assert told == [("Block imposed, 3 February 2020, as corrected",)]
    before = any_of(database_url, "jurisdiction", known="3")
    assert rows(before, "measures-read", "facts") == [("Block imposed, 1 February 2020",)]


def test_a_dispute_is_told_with_both_sides_until_it_is_retracted(database_url: str) -> None:
    denial = {**denied(1), "actor": {"name": "TikTok", "role": "platform"}}
    recorded(database_url, PLEDGE, confirmed(1), denial, retracted(3))
    told = any_of(database_url, "jurisdiction", known="5")
    assert rows(told, "disputes-read", "fact", "denied_by", "confirmed_by") == [
        (
            "Local office pledged, 15 July 2019",
            "Fact denied, 1 January 2026, TikTok (platform)",
            "Fact confirmed, 1 January 2026",
        )
    ]
    assert cells(told, "requirement-grid") == {("local office", "TikTok"): "late disputed"}
    assert "No fact was disputed." in paragraphs(any_of(database_url, "jurisdiction"), "disputes")


def test_the_laws_of_a_jurisdiction_are_told_as_they_stood_on_the_day(database_url: str) -> None:
    steps = (law(), law("in-force", "2021-07-01"), law("repealed", "2022-01-01"))
    recorded(database_url, PLEDGE, first=steps)
    told = [any_of(database_url, "jurisdiction", at) for at in ("2020-06-01", "2021-08-01")]
    assert [rows(one, "laws", "instrument", "stage", "in_force") for one in told] == [
        [("XX-1", "adopted", "1 July 2021")],
        [("XX-1", "in force", "1 July 2021")],
    ]
    assert "local office: Open an office | " in rows(told[0], "laws", "asks")[0][0]
    over = any_of(database_url, "jurisdiction", "2022-02-01")
    assert rows(over, "laws", "stage", "asks") == [("repealed", "")]
    earlier = any_of(database_url, "jurisdiction", "2020-01-01")
    assert "No law of this jurisdiction was known." in paragraphs(earlier, "laws")


def test_a_law_that_was_checked_long_ago_is_named_unless_it_is_repealed(database_url: str) -> None:
    whole = law()["details"]
    steps = (law(**whole, checked_on="2019-01-02"), law("repealed", "2022-01-01"))
    recorded(database_url, PLEDGE, first=steps)
    told = (
        "More than a year had passed since somebody last held these entries against the law "
        "itself, which may have changed since: XX-1 (2 January 2019)."
    )
    assert told in paragraphs(any_of(database_url, "jurisdiction", "2020-06-01"), "laws")
    assert told not in paragraphs(any_of(database_url, "jurisdiction", "2022-02-01"), "laws")


def test_what_laws_ask_and_nobody_knows_of_is_told(database_url: str) -> None:
    recorded(database_url, PLEDGE, {**designated(), "id": fact_id(2)}, first=(law(),))
    made = any_of(database_url, "jurisdiction", "2021-06-01")
    assert ("nothing heard", "risk assessment (2021)") in rows(
        made, "gaps-read", "gap", "requirement"
    )
    assert table(made, "gaps-read").folded
    before = any_of(database_url, "platform", "2020-06-01", platform="vk")
    assert paragraphs(before, "gaps") == ["Of all that the recorded laws ask, something is known."]


def test_a_platform_tells_who_it_is_and_how_it_stands_everywhere(database_url: str) -> None:
    there = {**VK, "type": "operator-changed", "details": {"operator": "VK RU"}}
    first = ({**there, "jurisdiction": "RU"}, {**there, "jurisdiction": "US"})
    threat = fact("block-threatened", "2020-05-01", platform="vk")
    recorded(database_url, PLEDGE, BLOCK, threat, first=first)
    made = any_of(database_url, "platform", platform="vk")
    (identity,) = made.sections[0].blocks
    assert [(text(name), text(told)) for name, told in identity.pairs] == [
        ("Name", "VK"),
        ("Id", "vk"),
        ("Operator", "VK LLC, VK RU in Russia, VK RU in the United States"),
        ("Services", "mail"),
    ]
    assert rows(made, "standings-read", "jurisdiction_name", "access", "ahead") == [
        ("Kazakhstan", "open", "block threatened"),
        ("Russia", "blocked", ""),
    ]
    tiktok = any_of(database_url, "platform")
    assert tiktok.data["platform"]["names"] == ["TikTok", "ТикТок", "تيك توك"]
    unknown = any_of(database_url, "platform", known="0")
    assert text(unknown.title) == "tiktok in all jurisdictions"
    assert paragraphs(unknown, "identity") == [
        "At that point of the log the platform was not registered."
    ]


def test_deadlines_are_passed_or_ahead_and_within_the_days_asked(database_url: str) -> None:
    duty = fact("obligation-imposed", "2020-02-01", requirement="representative", due="2020-06-30")
    recorded(database_url, PLEDGE, {**duty, "legal_basis": "XX-1"}, first=(law(title="A law"),))
    made = report(database_url, "deadlines", "2020-06-01")
    later = (
        "It is told as it is known now: days that were set only after 1 June 2020 are here, too."
    )
    assert summary(made) == [
        "1 deadline has passed, and the register has heard nothing of it; that is no finding.",
        "1 deadline lies ahead.",
        later,
    ]
    assert rows(made, "passed", "due", "requirement", "set_by", "state") == [
        ("31 December 2019", "local office", "the platform’s pledge", "late")
    ]
    assert rows(made, "ahead", "due", "days", "requirement", "set_by", "law") == [
        ("30 June 2020", "29", "legal representative", "the law", "A law")
    ]
    assert rows(made, "deadlines", "days", "platform", "jurisdiction", "instrument") == [
        ("-153", "tiktok", "KZ", ""),
        ("29", "tiktok", "KZ", "XX-1"),
    ]
    due, days = next(iter(table(made, "deadlines").rows))[:2]
    assert isinstance(due, Day)
    assert isinstance(days, Number)
    near = report(database_url, "deadlines", "2020-06-01", within=28)
    assert summary(near)[1] == "0 deadlines lie ahead up to 29 June 2020."
    assert rows(near, "deadlines", "requirement") == [("local office",)]
    last = report(database_url, "deadlines", "2020-06-01", within=29)
    assert len(table(last, "ahead").rows) == 1


def test_an_obligation_is_overdue_by_time_the_day_after(database_url: str) -> None:
    duty = fact("obligation-imposed", "2020-02-01", requirement="representative", due="2020-06-30")
    recorded(database_url, duty, denied(1))
    last = report(database_url, "deadlines", "2020-06-30")
    assert rows(last, "ahead", "days", "state", "marks") == [("0", "required", "disputed")]
    after = report(database_url, "deadlines", "2020-07-01")
    assert rows(after, "passed", "days", "state", "marks") == [("1", "overdue", "disputed")]
    everywhere = report(database_url, "deadlines", "2020-07-01", jurisdiction="RU")
    assert paragraphs(everywhere, "passed") == ["No deadline has passed unheard."]


def test_requests_that_wait_for_an_answer_are_told(database_url: str) -> None:
    asked = [
        fact("removal-requested", "2024-03-01", within=within, case=within)
        for within in ("PT24H", "P1M")
    ]
    answer = fact("request-answered", "2024-03-20", request=fact_id(2))
    recorded(database_url, *asked, answer)
    made = report(database_url, "deadlines", "2024-03-10")
    assert rows(made, "requests-read", "limit", "state", "within", "by") == [
        ("2 March 2024", "not answered in time", "24 hours", "the request itself"),
        ("1 April 2024", "time is left", "1 month", "the request itself"),
    ]
    assert rows(made, "requests", "request") == [(fact_id(1),), (fact_id(2),)]
    assert "2 requests wait for an answer." in summary(made)
    later = report(database_url, "deadlines", "2024-03-21", known="5")
    assert rows(later, "requests", "request") == [(fact_id(1),)]


def test_changes_tell_from_which_word_to_which_and_what_time_did(database_url: str) -> None:
    recorded(database_url, PLEDGE)
    made = report(database_url, "changes", "2020-06-01", before=("2019-07-20", None))
    assert text(made.title) == "20 July 2019 to 1 June 2020: 1 standing changed"
    assert rows(made, "changes", "platform", "what", "about", "from", "to") == [
        ("tiktok", "compliance", "", "pending", "slipping"),
        ("tiktok", "requirement", "local office", "pledged", "late"),
    ]
    assert paragraphs(made, "facts") == ["No fact is behind it."]
    assert rows(made, "time-read", "day", "causes", "what", "because") == [
        (
            "1 January 2020",
            "a due day passed, and nothing was heard of it",
            "compliance: pending → slipping | requirement, local office: pledged → late",
            "Local office pledged, 15 July 2019",
        )
    ]


def test_new_facts_late_ones_and_claims_are_told_apart(database_url: str) -> None:
    threat = fact("block-threatened", "2019-07-01")
    block = fact("block-imposed", "2020-03-01", note="by order")
    moved = corrected(1, details={"due": "2020-12"})
    recorded(database_url, PLEDGE, threat, block, moved)
    made = report(database_url, "changes", "2020-06-01", before=("2019-07-20", "3"))
    assert rows(made, "facts-read", "group", "fact", "about", "details") == [
        ("new", "Block imposed, 1 March 2020", "", "by order"),
        ("learned late", "Block threatened, 1 July 2019", "", ""),
        (
            "claimed since",
            "Fact corrected, 1 January 2026",
            "Local office pledged, 15 July 2019, as corrected",
            "due is now December 2020",
        ),
    ]
    assert rows(made, "facts", "id") == [(fact_id(3),), (fact_id(2),), (fact_id(4),)]
    assert ("due day", "local office", "31 December 2019", "31 December 2020") in rows(
        made, "changes", "what", "about", "from", "to"
    )
    assert ("measure in force", "nationwide", "", "blocked") in rows(
        made, "changes", "what", "about", "from", "to"
    )
    back = report(database_url, "changes", "2019-07-20", known="3", before=("2020-06-01", None))
    assert [group for (group,) in rows(back, "facts-read", "group")] == [
        "had not happened yet",
        "was not known yet",
        "was not claimed yet",
    ]


def test_measures_are_told_apart_by_their_order_and_by_whose_they_are(sqlite_url: str) -> None:
    orders = [fact("block-ordered", "2020-01-01", order=one) for one in ("A: → 1", "B")]
    recorded(sqlite_url, *orders, fact("service-withdrawn", "2020-01-02", scope="uploads"))
    made = report(sqlite_url, "changes", "2020-06-01", before=("2020-01-01", "2"))
    assert [one for one in rows(made, "changes", "what", "about", "to") if one[1]] == [
        ("measure ahead", "nationwide, order A: → 1", "ordered"),
        ("measure ahead", "nationwide, order B", "ordered"),
        ("measure by the platform itself", "uploads", "withdrawn"),
    ]
    assert any(one == Foreign("B") for one in inlines(made))


def test_a_report_of_changes_says_so_where_nothing_changed(database_url: str) -> None:
    recorded(database_url, PLEDGE)
    made = report(database_url, "changes", "2019-08-02", before=("2019-08-01", None))
    assert summary(made)[-1] == "Nothing changed between the two."
    assert len(table(made, "changes").rows) == 0


@pytest.mark.parametrize("kind", MANY)
def test_an_empty_register_gives_a_report_that_says_so(sqlite_url: str, kind: str) -> None:
    made = any_of(sqlite_url, kind)
    assert summary(made)
    assert all(len(one.rows) == 0 for one in tables(made))
    assert {one.audience for one in tables(made)} == {Audience.PROGRAMS}
    assert names_are_unique(made)


@pytest.mark.parametrize("kind", MANY)
def test_a_report_made_twice_is_the_same(sqlite_url: str, kind: str) -> None:
    ok("demo", database=sqlite_url)
    at = "2023-06-01"
    one, other = (any_of(sqlite_url, kind, at) for _ in range(2))
    assert one == other
    assert one.sections[-1].name == "made"
    assert names_are_unique(one)
    cut = any_of(sqlite_url, kind, at, longest=1)
    told = [text(one) for one in inlines(cut)]
    assert any("shown here" in one for one in told), "it says how many there are"
    assert all(len(one.rows) <= 1 for one in cut.tables(Audience.READERS))
    whole = one.tables(Audience.PROGRAMS)
    assert cut.tables(Audience.PROGRAMS) == whole


@pytest.mark.parametrize("speaks", LANGUAGES)
@pytest.mark.parametrize("kind", MANY)
def test_every_kind_is_told_in_every_language_with_the_same_codes(
    sqlite_url: str, kind: str, speaks: str
) -> None:
    recorded(sqlite_url, PLEDGE, denied(1), BLOCK, first=(law(),))
    made, english = (any_of(sqlite_url, kind, speaks=one) for one in (speaks, "en"))
    name = spoken(speaks).jurisdiction("KZ")
    assert any(name in text(one) for one in inlines(made))
    assert [one.name for one in tables(made)] == [one.name for one in tables(english)]
    codes = [one for one in inlines(made) if isinstance(one, Code)]
    assert codes == [one for one in inlines(english) if isinstance(one, Code)]


@pytest.mark.parametrize("kind", MANY)
def test_hostile_texts_pass_as_texts_of_the_log_and_never_as_the_report_s_own(
    sqlite_url: str, kind: str
) -> None:
    named = {**TIKTOK, "type": "platform-renamed", "details": {"name": HOSTILE}}
    block = fact("block-ordered", "2020-01-01", order=HOSTILE, note=HOSTILE)
    denial = {**denied(1), "actor": {"name": HOSTILE}}
    duty = fact("obligation-imposed", "2020-02-01", requirement="representative", due="2020-06-30")
    recorded(
        sqlite_url,
        {**block, "actor": {"name": HOSTILE}},
        denial,
        {**duty, "legal_basis": "XX-1"},
        first=({**named, "occurred": "2019"}, law(title=HOSTILE)),
    )
    made = any_of(sqlite_url, kind)
    said = list(inlines(made, pictures=False))
    assert Foreign(f"{HOSTILE} (tiktok)") in said
    own = [one for one in said if not isinstance(one, Foreign)]
    assert not [one for one in own if "<script>" in text(one)]
    titles = [one.title for each in tables(made) for one in each.columns]
    assert {one for one in titles if "<script>" in one} <= {flat(f"{HOSTILE} (tiktok)")}


def test_what_a_kind_needs_and_has_not_is_refused(sqlite_url: str) -> None:
    for kind, needs in (("jurisdiction", "code"), ("platform", "id"), ("changes", "first day")):
        with pytest.raises(InvalidStatement, match=needs):
            report(sqlite_url, kind, "2020-01-01")
    assert KINDS["jurisdiction"] is jurisdiction


def test_a_standing_that_is_there_now_is_not_said_to_be_without_doubts(sqlite_url: str) -> None:
    recorded(sqlite_url, PLEDGE)
    made = report(sqlite_url, "changes", "2019-07-20", before=("2019-07-01", None))
    assert rows(made, "changes", "what", "from", "to") == [
        ("compliance", "", "pending"),
        ("access", "", "open"),
        ("requirement", "", "pledged"),
    ]
