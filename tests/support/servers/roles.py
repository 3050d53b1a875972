"""The roles of deploy/, on a server of the tests."""

from pathlib import Path

import psycopg
from sqlalchemy import make_url

SCRIPT = Path(__file__).parents[3] / "deploy" / "postgresql" / "roles.sql"


def as_role(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def sql(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
