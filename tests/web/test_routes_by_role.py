"""Who may what: every route says it, the reference lists it, and each person gets just that."""

from collections.abc import Iterator

import pytest
from support.facts.given import TIKTOK
from support.servers.databases import SQLiteDatabases
from support.web.people import House, house_of

from docs.reference.route_page import COLUMNS, ServedRoute, bare_application, routes
from register.accounts.roles import AccountRole
from register.format.schemas import read_fact
from web.accounts.roles import ROLES, May

EVERY = routes(bare_application())


@pytest.fixture(scope="module")
def house(sqlite_databases: SQLiteDatabases) -> Iterator[House]:
    """A house with a fact of its own, and one person for each role."""
    with sqlite_databases.migrated() as url, house_of(url) as house:
        house.site.register.record([read_fact(TIKTOK)], recorded_by="test")
        for role in AccountRole:
            house.person(role, role)
        house.browser.app.state.stopping.set()  # so that what would tell of new facts ends
        yield house


def test_every_route_says_who_may_have_it() -> None:
    assert [route for route in EVERY if route.may is None] == []


@pytest.mark.parametrize("route", EVERY, ids=str)
def test_nobody_gets_in_but_by_the_doors(house: House, route: ServedRoute) -> None:
    answer = house.browser.request(route.method, route.example, follow_redirects=False)
    if route.may is May.ENTER:
        assert answer.status_code not in (401, 403)
    else:
        led = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        assert led or answer.status_code == 401
    assert answer.status_code < 500


@pytest.mark.parametrize("role", AccountRole)
@pytest.mark.parametrize("route", EVERY, ids=str)
def test_each_role_gets_what_it_may(house: House, route: ServedRoute, role: AccountRole) -> None:
    headers = house.session(role)
    answer = house.browser.request(
        route.method, route.example, headers=headers, follow_redirects=False
    )
    refused = answer.status_code == 403 and "your role does not allow this" in answer.text
    assert refused == (route.may not in ROLES[role])
    assert answer.status_code < 500


@pytest.mark.parametrize("path", sorted({route.example for route in EVERY}))
def test_what_is_not_listed_does_not_answer(house: House, path: str) -> None:
    listed = {route.method for route in EVERY if route.example == path}
    if "GET" in listed:
        listed.add("HEAD")  # it is answered as GET, and asks the same of whoever calls
    headers = house.session(AccountRole.ADMINISTRATOR)
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - listed:
        assert house.browser.request(method, path, headers=headers).status_code == 405
    assert house.browser.options(path).content == b""


@pytest.mark.parametrize(
    "path", ["/schema", "/schema/openapi.json", "/docs", "/nothing", "/static"]
)
def test_what_frameworks_bring_is_not_there(house: House, path: str) -> None:
    headers = house.session(AccountRole.ADMINISTRATOR)
    assert house.browser.get(path, headers=headers).status_code == 404


def test_the_table_has_a_column_for_each_role() -> None:
    assert list(COLUMNS) == [None, *AccountRole]
