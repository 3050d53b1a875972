"""`register account`: whoever runs the server always can let somebody in."""

import sqlite3
from contextlib import closing
from pathlib import Path

from support.programs.running import ok, run


def test_an_account_is_added_with_a_link_to_a_password(sqlite_url: str) -> None:
    added = ok(
        "account",
        "add",
        "anna",
        "--role",
        "administrator",
        "--role",
        "recorder",
        database=sqlite_url,
    )
    assert added.out.startswith("http://127.0.0.1:8321/welcome/")
    (listed,) = ok("account", "list", "--format", "json", database=sqlite_url).document
    assert listed["roles"] == ["recorder", "administrator"]
    assert (listed["has_password"], listed["ended_at"]) == (False, None)


def test_a_link_is_for_the_address_that_browsers_have(sqlite_url: str) -> None:
    ok("account", "add", "anna", "--role", "reader", database=sqlite_url)
    link = ok(
        *("account", "link", "anna", "--url", "https://example.org/register/"), database=sqlite_url
    )
    assert link.out.startswith("https://example.org/register/welcome/")


def test_roles_change_and_accounts_end_but_for_the_last_administrator(sqlite_url: str) -> None:
    ok("account", "add", "anna", "--role", "administrator", database=sqlite_url)
    ok("account", "add", "boris", "--role", "reader", database=sqlite_url)
    refused = run("account", "end", "anna", database=sqlite_url)
    assert (refused.status, "only administrator" in refused.err) == (2, True)
    ok("account", "roles", "boris", "--role", "administrator", database=sqlite_url)
    ok("account", "end", "anna", database=sqlite_url)
    told = ok("account", "list", database=sqlite_url)
    assert "boris   administrator" in told.out
    refused = run("account", "add", "anna", "--role", "reader", database=sqlite_url)
    assert "no handle is given twice" in refused.err


def test_a_register_without_accounts_says_how_to_get_one(sqlite_url: str) -> None:
    assert "register serve" in run("account", "list", database=sqlite_url).err


def test_nothing_is_served_in_the_clear_to_other_machines(sqlite_url: str) -> None:
    for options in (
        ("--host", "0.0.0.0"),
        ("--url", "http://register.example.org"),
        ("--behind-proxy",),
        ("--behind-proxy", "--url", "http://register.example.org"),
        ("--demo", "--host", "0.0.0.0"),
        ("--demo", "--behind-proxy", "--url", "https://register.example.org"),
    ):
        assert run("serve", *options, database=sqlite_url).status == 2


def test_a_backup_has_no_accounts(sqlite_url: str, tmp_path: Path) -> None:
    ok("account", "add", "anna", "--role", "administrator", database=sqlite_url)
    ok("backup", str(tmp_path / "copy.db"), database=sqlite_url)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM account").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM account_link").fetchone() == (0,)
