"""What a transaction that only reads was told once: it sees one state, and need not ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from sqlalchemy import Connection, Executable

TOLD = "register_told"
"""The execution option that a connection's answers are under; one that may write has none."""

MANY = 2_000
"""How many rows are kept at most of one question."""

_Answer = TypeVar("_Answer")


def told_once(connection: Connection, asked: Hashable, ask: Callable[[], _Answer]) -> _Answer:
    """Return what was asked on this connection before, or ask now.

    It is for what is small: all is kept until the transaction ends.
    """
    told = _told(connection)
    if told is None:
        return ask()
    if asked not in told:
        told[asked] = ask()
    answer: _Answer = told[asked]
    return answer


def rows_once(
    connection: Connection, query: Executable, parameters: dict[str, Any]
) -> Sequence[Any]:
    """Return the rows of a query, which are kept where they aren't many."""
    told, asked = _told(connection), (query, *parameters.values())
    if told is not None and asked in told:
        found: Sequence[Any] = told[asked]
        return found
    rows = connection.execute(query, parameters).all()
    if told is not None and len(rows) <= MANY:
        told[asked] = rows
    return rows


def _told(connection: Connection) -> dict[Any, Any] | None:
    """Return what this transaction was told, by what was asked; None: it may write."""
    found: dict[Any, Any] | None = connection.get_execution_options().get(TOLD)
    return found
