"""A law, a promise and a duty with due days, in a register."""

from typing import Any

from support.facts.given import TIKTOK, complete, fact
from support.programs.running import lines, ok

LAW = {
    "type": "instrument-adopted",
    "instrument": "KZ-1",
    "jurisdiction": "KZ",
    "occurred": "2020-01-01",
    "details": {"title": "A law", "timezone": "Asia/Almaty"},
    "sources": [{"title": "gazette"}],
}


PLEDGE = complete(fact("local-office-pledged", "2019-07-15", due="2019"), 1)


DUTY = complete(
    {
        **fact("obligation-imposed", "2020-02-01", requirement="representative", due="2020-06-30"),
        "legal_basis": "KZ-1",
    },
    2,
)


def recorded(database: str, *documents: dict[str, Any]) -> str:
    ok("import", "-", database=database, stdin=lines(TIKTOK, LAW, *documents))
    return database
