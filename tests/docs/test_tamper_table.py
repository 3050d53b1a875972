"""The threat model says of each change of each column what finds it; so it is, on both databases."""

from pathlib import Path

from support.servers.databases import Databases

from docs import tamper_table
from docs.tamper_table import NOTHING, WHY_NOT, page_table, tried

MAKE = "run `PYTHONPATH=.:tests .venv/bin/python docs/tamper_table.py`"


def test_the_page_says_what_finds_each_change(databases: Databases, tmp_path: Path) -> None:
    with databases.empty() as url:
        found = tried(url, tmp_path)
    made = page_table(found)
    page = tamper_table.PAGE.read_text(encoding="utf-8")
    kept = page.partition(tamper_table.BEGINS)[2].partition(tamper_table.ENDS)[0]
    assert made == kept, MAKE
    unfound = {(one.table, one.change) for one in found if one.found_by == NOTHING}
    assert unfound == set(WHY_NOT), "each change that nothing finds is explained"
