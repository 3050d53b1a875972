"""Accounts on both databases: what is there once is there once, however many try at a time."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine

from register.accounts import accounts, links, throttle
from register.accounts.roles import AccountRole
from register.errors import AccountRefused, LinkGone, TooManyTries, UnknownAccount
from register.store.database import open_engine, reading, writing

ADMINISTRATOR = frozenset({AccountRole.ADMINISTRATOR})
READER = frozenset({AccountRole.READER})
AT_ONCE = 6


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def at_once(engine: Engine, acts: Sequence[Callable[[Connection], object]]) -> list[object]:
    """Do things in transactions at the same time; give what each returned, or was refused by."""

    def done(act: Callable[[Connection], object]) -> object:
        try:
            with writing(engine) as connection:
                return act(connection)
        except (AccountRefused, LinkGone, TooManyTries) as refused:
            return type(refused)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def test_a_handle_is_given_to_one_of_all_who_want_it(engine: Engine) -> None:
    wanted = [lambda connection: accounts.add(connection, "anna", READER, now=1)] * AT_ONCE
    assert sorted(map(str, at_once(engine, wanted))) == sorted(
        map(str, [None, *[AccountRefused] * (AT_ONCE - 1)])
    )


def test_a_link_lets_one_of_all_who_have_it_in(engine: Engine) -> None:
    with writing(engine) as connection:
        assert links.first(connection, "secret", now=1)
    tried = [lambda connection: links.use(connection, "secret", now=2).made_by] * AT_ONCE
    assert at_once(engine, tried).count(None) == 1


def test_two_administrators_who_end_each_other_leave_one(engine: Engine) -> None:
    with writing(engine) as connection:
        accounts.add(connection, "anna", ADMINISTRATOR, now=1)
        accounts.add(connection, "boris", ADMINISTRATOR, now=1)
    at_once(
        engine,
        [
            lambda connection: accounts.end(connection, "anna", now=2),
            lambda connection: accounts.end(connection, "boris", now=2),
        ],
    )
    with reading(engine) as connection:
        assert accounts.has_administrator(connection)


def test_tries_at_the_same_moment_are_all_counted(engine: Engine) -> None:
    tried = [lambda connection: throttle.count(connection, ["anna"], now=1)] * 12
    assert at_once(engine, tried).count(None) == throttle.FREE


def test_a_link_to_the_first_account_is_there_until_somebody_administers(engine: Engine) -> None:
    with writing(engine) as connection:
        assert links.first(connection, "before", now=1)
        assert links.first(connection, "secret", now=1)
        with pytest.raises(LinkGone):
            links.find(connection, "before", now=1)
        accounts.add(connection, "anna", ADMINISTRATOR, now=1)
        with pytest.raises(LinkGone):
            links.find(connection, "secret", now=1)
        assert not links.first(connection, "further", now=1)


def test_an_ended_account_has_no_links(engine: Engine) -> None:
    with writing(engine) as connection:
        accounts.add(connection, "anna", ADMINISTRATOR, now=1)
        accounts.add(connection, "boris", READER, now=1)
        links.reset(connection, "boris", "secret", by="console", now=1)
        accounts.end(connection, "boris", now=1)
        with pytest.raises(LinkGone):
            links.find(connection, "secret", now=1)
        with pytest.raises(UnknownAccount):
            links.reset(connection, "boris", "further", by="console", now=1)


@pytest.mark.parametrize("handle", ["", "Anna", "anna boris", ".anna", "anna-", "a" * 41, "анна"])
def test_what_is_no_handle_is_refused(engine: Engine, handle: str) -> None:
    with writing(engine) as connection, pytest.raises(AccountRefused, match="is no handle"):
        accounts.add(connection, handle, READER, now=1)
