"""Accounts, sessions, tokens and links, for those who come to the register over the web.

They stand beside the log, and nothing in it refers to them but by a handle.

Revision: 0009, after 0008
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, empty: the first account is made through a link that `serve` prints."""
    op.create_table(
        "account",
        _name("handle"),
        sa.Column("password", sa.Text()),
        _moment("created_at"),
        _moment("ended_at", nullable=True),
        _key("account", "handle"),
    )
    op.create_table(
        "account_role", _name("handle"), _name("role"), _key("account_role", "handle", "role")
    )
    _of_somebody("account_session", _moment("began_at"), _moment("seen_at"), _text("browser"))
    _of_somebody(
        "account_token",
        *(_text("name"), _text("roles"), _moment("created_at"), _moment("expires_at")),
        _moment("used_at", nullable=True),
    )
    op.create_table(
        "account_link",
        _name("sha256"),
        _name("handle", nullable=True),
        _text("roles"),
        sa.Column("made_by", sa.Text()),
        _moment("expires_at"),
        _key("account_link", "sha256"),
    )
    op.create_table(
        "sign_in_try",
        _name("sha256"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("last_at"),
        _moment("free_at"),
        _key("sign_in_try", "sha256"),
    )


def _of_somebody(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(table, _name("sha256"), _name("handle"), *columns, _key(table, "sha256"))
    op.create_index(f"{table}_by_handle", table, ["handle"])


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(
        *columns, name=f"{table}_has_one_row_for_each_{'_'.join(columns)}"
    )


def _name(name: str, *, nullable: bool = False) -> sa.Column[str]:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, text, nullable=nullable)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, number, nullable=nullable)
