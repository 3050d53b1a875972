"""Persons on pages: by their names for who records or audits, and nobody in particular for readers."""

from pathlib import Path

import pytest
from support.web.pages import NOW, site_of

from projections.embedded import EmbeddedRegister
from register.accounts.roles import AccountRole
from register.format.schemas import read_fact
from register.persons.keys import Persons
from register.store.database import migrate
from web.accounts.principal import principal
from web.asking.asked import asked
from web.asking.view import viewing
from web.pages.relationship import relationship
from web.shell.page import rendered

SOURCE = {"title": "Gazette", "published": "2024-05-01"}
FACTS = (
    {
        "type": "platform-registered",
        "platform": "sample",
        "occurred": "2020",
        "details": {"name": "Sample"},
        "sources": [SOURCE],
    },
    {
        "type": "representative-appointed",
        "platform": "sample",
        "jurisdiction": "KZ",
        "occurred": "2024-05-01",
        "details": {"representative": {"person": "kz-1", "name": "A. Sealed"}},
        "sources": [SOURCE],
    },
)


@pytest.mark.parametrize(
    ("role", "is_named"),
    [
        (AccountRole.READER, False),
        (AccountRole.RECORDER, True),
        (AccountRole.REVIEWER, True),
        (AccountRole.AUDITOR, True),
    ],
)
def test_a_representative_is_named_to_who_may_know(
    tmp_path: Path, role: AccountRole, *, is_named: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    migrate(url)
    keys = Persons(tmp_path / "keys", lambda count: b"k" * count)
    with EmbeddedRegister(url, lambda: NOW, persons=keys) as register:
        register.record([read_fact(fact) for fact in FACTS], recorded_by="recorder-1")
        site, who = site_of(register), principal("anybody", [role])
        with viewing(site, who, asked({}, "en", ""), "/relationships/sample/KZ", {}) as view:
            page = rendered(view, relationship("sample", "KZ")(view))
    assert "Legal representative appointed" in page
    assert ("A. Sealed" in page) is is_named
