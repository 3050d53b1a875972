"""What outsiders get of a fact: citations always, words only where a licence lets them pass."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.facts.documents import documents
from support.facts.given import complete, fact

from register.format.codec import document_of
from register.format.schemas import read_fact
from reports.public.licences import may_be_passed_on
from reports.public.redaction import for_outsiders

SHA = "6a16da7be881c9b7d83e3f610ccec03d0520a941a7a8d097923540e2bfdc36ca"
CITED = {
    "title": "Order No. 7",
    "url": "https://example.org/order-7",
    "publisher": "Ministry",
    "author": "A. Byline",
    "published": "2024-05-03",
    "language": "ru",
    "locator": "p. 4",
}
WORDS = {"sha256": SHA, "quote": {"exact": "it may block access", "prefix": "said"}}
NAMED = {"person": "rep-1", "name": "sealed:1:AAAA", "contact": "sealed:1:BBBB", "sealed": True}


def recorded(kind: str, **details: Any) -> dict[str, Any]:
    """A fact as `recorded_document` gives it."""
    whole = complete(fact(kind, "2024-05-03", **details), 7)
    return {
        **whole,
        "position": 7,
        "recorded_at": "2026-01-01T12:00:00.000000Z",
        "recorded_by": "ann",
    }


def source(licence: str | None = None, **more: Any) -> dict[str, Any]:
    return {**CITED, **WORDS, **({} if licence is None else {"licence": licence}), **more}


def test_a_source_without_a_licence_is_cited_and_not_quoted() -> None:
    shown = for_outsiders(recorded("block-threatened", sources=[source()]))
    assert shown["sources"] == [CITED]


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "CC BY-ND 4.0", "all rights reserved", "?"])
def test_a_source_under_a_closed_or_unknown_licence_is_cited_with_it(licence: str) -> None:
    shown = for_outsiders(recorded("block-threatened", sources=[source(licence)]))
    assert shown["sources"] == [{**CITED, "licence": licence}]


def test_what_may_be_passed_on_is_quoted_beside_what_may_not() -> None:
    sources = [source(), source("CC BY 4.0"), {"title": "a letter", "quote": "all of it"}]
    shown = for_outsiders(recorded("block-threatened", sources=sources))
    assert shown["sources"] == [CITED, source("CC BY 4.0"), {"title": "a letter"}]


def test_who_recorded_it_is_left_out_and_when_is_not() -> None:
    whole = recorded("block-threatened", note="our own words")
    assert for_outsiders(whole) == {
        key: value for key, value in whole.items() if key != "recorded_by"
    }


def test_that_there_is_a_representative_stays_and_who_goes() -> None:
    told = recorded(
        "representative-appointed", representative=NAMED, name="A firm", contact="x", place="Almaty"
    )
    assert for_outsiders(told)["details"] == {"representative": {}, "place": "Almaty"}


def test_who_acted_stays() -> None:
    told = recorded("block-threatened") | {"actor": {"name": "a ministry", "role": "authority"}}
    assert for_outsiders(told)["actor"] == told["actor"]


def test_what_a_correction_sets_is_treated_as_the_fact_is() -> None:
    replacement = {
        "actor": {"name": "a ministry"},
        "sources": [source(), source("PDDL-1.0")],
        "details": {"representative": NAMED, "contact": None, "place": "Astana"},
    }
    told = recorded("fact-corrected", replacement=replacement, reason="a mix-up")
    assert for_outsiders(told)["details"] == {
        "reason": "a mix-up",
        "replacement": {
            "actor": {"name": "a ministry"},
            "sources": [CITED, source("PDDL-1.0")],
            "details": {"representative": {}, "place": "Astana"},
        },
    }


def test_free_details_may_name_persons_anywhere() -> None:
    told = recorded(
        "meeting-held",
        participants=[{"name": "N. N.", "role": "minister"}],
        representative="N. N.",
        spokesperson="N. N.",
        phone="1",
        topic="offices",
        reason={"name": "N. N.", "email": "n@example.org", "topic": "offices"},
    )
    assert for_outsiders(told)["details"] == {
        "topic": "offices",
        "reason": {"topic": "offices"},
    }


def test_platforms_and_laws_keep_their_names() -> None:
    details = {"name": "TikTok", "operator": "ByteDance"}
    told = recorded("platform-registered", **details)
    assert for_outsiders(told)["details"] == details
    about = {"title": "On persons", "duties": [{"name": "a", "contact": "b"}]}
    assert for_outsiders(recorded("instrument-adopted", **about))["details"] == about


@pytest.mark.parametrize(("licence", "told"), [(None, False), ("CC0-1.0", True)])
def test_an_archived_document_is_told_of_by_its_hash_if_it_may_be_passed_on(
    licence: str | None, told: bool
) -> None:
    archived = recorded("document-archived", media_type="text/html", size=7, name="ann's.html")
    shown = for_outsiders({**archived, "document": SHA, "sources": [source(licence)]})
    assert (shown.get("document") == SHA) is told
    assert shown["details"] == {"media_type": "text/html", "size": 7}


def test_a_forgotten_person_has_no_pseudonym_outside() -> None:
    assert "rep-1" not in json.dumps(
        for_outsiders({**recorded("person-forgotten", reason="asked for"), "person": "rep-1"})
    )


def keys_of(node: Any) -> set[str]:
    match node:
        case dict():
            return set(node).union(*map(keys_of, node.values()))
        case list():
            return set().union(*map(keys_of, node))
        case _:
            return set()


@given(documents(), st.sampled_from([None, "CC BY 4.0", "CC-BY-NC-4.0"]))
def test_of_any_fact_no_closed_words_and_no_persons_are_left(
    document: dict[str, Any], licence: str | None
) -> None:
    whole = {**document, "position": 1, "recorded_at": "2026-01-01T00:00:00Z", "recorded_by": "ann"}
    for one in (*whole["sources"], *replacement_in(whole).get("sources", [])):
        one.pop("licence", None)
        one.update({} if licence is None else {"licence": licence})
    before = copy.deepcopy(whole)
    shown = for_outsiders(whole)
    assert whole == before
    assert for_outsiders(shown) == shown
    assert "recorded_by" not in shown
    assert "person" not in keys_of(shown)
    assert {one: shown[one] for one in ("type", "occurred", "position")} == {
        one: whole[one] for one in ("type", "occurred", "position")
    }
    if licence == "CC BY 4.0":
        assert shown["sources"] == whole["sources"]
    else:
        assert not {"quote", "sha256"} & keys_of(sources_in(shown))
        assert [one.get("title") for one in shown["sources"]] == [
            one.get("title") for one in whole["sources"]
        ]
    if "jurisdiction" in whole and "platform" in whole:
        details = {**shown.get("details", {}), "replacement": replacement_in(shown).get("details")}
        assert not {"name", "contact"} & keys_of(details)


def replacement_in(document: dict[str, Any]) -> dict[str, Any]:
    """What a correction sets; empty for other types."""
    if document["type"] != "fact-corrected":
        return {}
    found: dict[str, Any] = document["details"]["replacement"]
    return found


def sources_in(document: dict[str, Any]) -> list[Any]:
    return [document["sources"], replacement_in(document).get("sources", [])]


def test_it_takes_what_the_register_makes_of_a_fact() -> None:
    stored = document_of(read_fact(recorded_without("block-threatened", sources=[source()])))
    assert for_outsiders(stored)["sources"] == [CITED]


def recorded_without(kind: str, **details: Any) -> dict[str, Any]:
    """A fact as it is given to the register."""
    return complete(fact(kind, "2024-05-03", **details), 7)


@pytest.mark.parametrize(
    "licence",
    [
        *("CC0-1.0", "CC0", "CC0 1.0 Universal", "cc0", "public domain", "Public Domain Mark 1.0"),
        *("CC-BY-4.0", "CC BY 4.0", "cc by 3.0", "CC BY", "CC-BY-3.0-AT", "CC BY-SA 4.0"),
        *("Creative Commons Attribution 4.0 International License", "CC-BY-SA-2.5"),
        *("Creative Commons Attribution-ShareAlike 3.0 Unported", "ＣＣ ＢＹ ４.０"),
        *("https://creativecommons.org/licenses/by/4.0/", "creativecommons.org/licenses/by-sa/3.0"),
        *("http://creativecommons.org/publicdomain/zero/1.0/deed.en", "PDDL-1.0", "ODbL-1.0"),
        *(
            "ODC-By-1.0",
            "OGL-UK-3.0",
            "OGL v3.0",
            "Open Government Licence v3.0",
            "etalab-2.0",
            "ODbL v1.0",
        ),
        *("Licence Ouverte 2.0", "DL-DE-BY-2.0", "dl-de/by-2-0", "MIT", "The MIT License"),
        *("Apache-2.0", "Apache License, Version 2.0", "BSD-3-Clause", "общественное достояние"),
    ],
)
def test_a_licence_that_lets_words_pass_is_known_as_it_is_written(licence: str) -> None:
    assert may_be_passed_on(licence)


@pytest.mark.parametrize(
    "licence",
    [
        *(None, "", " ", "-", "licence", "4.0", "the version", 4, ["MIT"], {"id": "MIT"}),
        *(
            "CC-BY-NC-4.0",
            "CC BY-NC-SA 4.0",
            "CC-BY-ND-4.0",
            "CC BY 4.0 NC",
            "CC-BY-NC",
            "NC",
            "OGL",
        ),
        *("Creative Commons Attribution-NonCommercial 4.0", "CC BY 4.0, except pictures"),
        *("https://creativecommons.org/licenses/by-nd/4.0/", "all rights reserved", "Crown"),
        *("not in the public domain", "no MIT", "proprietary", "©", "CC", "ask first", "unknown"),
    ],
)
def test_any_other_licence_lets_nothing_pass(licence: object) -> None:
    assert not may_be_passed_on(licence)


@given(st.text())
def test_no_text_breaks_the_look_at_a_licence(licence: str) -> None:
    assert may_be_passed_on(licence) in (True, False)
    assert not may_be_passed_on(f"{licence} NC")
    assert not may_be_passed_on(f"{licence} NoDerivatives")
