"""Rows whose columns are among some values: one statement, however many values there are.

A list of parameters (IN) is another statement for each length, and PostgreSQL prepares each.
"""

from __future__ import annotations

import json
from itertools import starmap
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, any_, bindparam, func, select

from register.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select


class Among:
    """A query for the rows whose columns are each one of some values, for both databases."""

    def __init__(self, query: Select[Any], *columns: ColumnElement[Any]) -> None:
        self._sqlite = Prepared(query.where(*starmap(_in_json, enumerate(columns))))
        self._postgresql = Prepared(query.where(*starmap(_in_array, enumerate(columns))))

    def rows(self, connection: Connection, *values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows that are found with some values for each column."""
        if connection.dialect.name == "sqlite":
            given = {_name(place): json.dumps(list(some)) for place, some in enumerate(values)}
            return self._sqlite.rows(connection, given)
        given_lists = {_name(place): list(some) for place, some in enumerate(values)}
        return self._postgresql.rows(connection, given_lists)


def _name(place: int) -> str:
    return f"values_{place}"


def _in_json(place: int, column: ColumnElement[Any]) -> ColumnElement[bool]:
    listed = func.json_each(bindparam(_name(place), type_=Text)).table_valued("value")
    return column.in_(select(listed.c.value))


def _in_array(place: int, column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column == any_(bindparam(_name(place), type_=ARRAY(column.type)))
