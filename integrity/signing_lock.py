"""One at a time: those who sign for the register, so that each sees what was signed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SIGNING = 2019071520200105
"""The advisory lock, on PostgreSQL, of who signs."""


def take_turn(connection: Connection) -> None:
    """Wait until nobody else signs, and keep others from it until the transaction ends.

    On SQLite a transaction that may write (`register.store.database.writing`) is that already.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SIGNING})")
