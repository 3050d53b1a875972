"""Rows whose column is one of some values: one statement, however many values there are.

A list of parameters (IN) is another statement for each length, and PostgreSQL prepares each.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Result, Select


class Among:
    """A query for the rows whose column is one of some values, for both databases."""

    def __init__(self, query: Select[Any], column: ColumnElement[Any]) -> None:
        listed = func.json_each(bindparam("values", type_=Text)).table_valued("value")
        array = any_(bindparam("values", type_=ARRAY(column.type)))
        self._sqlite = query.where(column.in_(select(listed.c.value)))
        self._postgresql = query.where(column == array)

    def rows(self, connection: Connection, values: Sequence[Any], **others: Any) -> Result[Any]:
        """Return what is found; ``others`` are the query's own parameters."""
        if connection.dialect.name == "sqlite":
            return connection.execute(self._sqlite, {"values": json.dumps(values), **others})
        return connection.execute(self._postgresql, {"values": values, **others})
