"""The first page: what holds everywhere, narrowed by its filters, at the day and point asked."""

import pytest
from sqlalchemy import update
from support.facts.given import SOURCE, fact
from support.web.pages import NOW, Client, pages_of, words_of

from projections.embedded import EmbeddedRegister
from projections.read_models.tree import head
from projections.tables import tree_head, tree_tile
from register.format.schemas import read_fact
from register.log.points import known_at
from register.store.database import reading, writing
from reports.context import point


def test_a_cell_says_what_held_and_leads_to_the_relationship(example: Client) -> None:
    page = example.get("/").text
    assert 'href="/relationships/tiktok/RU"' in page
    assert "non-compliant" in words_of(page)


def test_an_earlier_day_is_said_and_kept_by_links(example: Client) -> None:
    page = example.get("/?at=2020-06-01").text
    assert "You look at the past." in words_of(page)
    assert 'href="/relationships/tiktok/RU?at=2020-06-01"' in page


def test_a_filter_leaves_what_it_names_and_chips_count_all(example: Client) -> None:
    everything, blocked = example.get("/").text, example.get("/?access=blocked").text
    assert "/relationships/tiktok/US" in everything
    assert "/relationships/tiktok/US" not in blocked
    assert "/relationships/tiktok/IN" in blocked


def test_a_day_that_is_none_is_refused_in_a_sentence(example: Client) -> None:
    answer = example.get("/?at=2020-99")
    assert answer.status_code == 400
    assert "'2020-99' is not a day" in words_of(answer.text)


def test_who_has_the_page_gets_no_second_copy(example: Client) -> None:
    first = example.get("/")
    again = example.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("known", [0, 1, 2, 3, 4])
def test_a_root_is_told_before_the_tree_has_come_to_what_was_recorded(url: str, known: int) -> None:
    with EmbeddedRegister(url, lambda: NOW) as register:
        documents = [fact("block-proposed", f"2026-0{month}", sources=[SOURCE]) for month in (1, 2)]
        told = [{**one, "platform": "tiktok", "jurisdiction": "KZ"} for one in documents]
        register.register.record([read_fact(one) for one in told], recorded_by="importer")
        with reading(register.engine) as connection:
            assert head(connection)[0] == 2
            early = point(connection, known_at(connection, str(known)))
        register.catch_up()
        with reading(register.engine) as connection:
            assert head(connection)[0] == 4
            assert early == point(connection, known_at(connection, str(known)))


def test_a_page_is_shown_while_what_is_kept_of_the_tree_is_wrong(url: str) -> None:
    with EmbeddedRegister(url, lambda: NOW) as register, writing(register.engine) as connection:
        connection.execute(update(tree_head).values(size=1))
        connection.execute(update(tree_tile).values(hashes=bytes(32)))
    with pages_of(url) as client:
        page = client.get("/")
    assert page.status_code == 200
    assert page.text.partition("Log: 2 facts")[2].startswith("</span>")
