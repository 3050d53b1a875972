"""What is kept of answers: it never says anything else than what would be made now."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.facts.given import SOURCE
from support.proofs.evidence_making import Evidence, evidence
from support.web.pages import NOW, Client, client_of, site_of

from projections.embedded import EmbeddedRegister
from projections.read_models.relationships import RelationshipKey
from register.format.schemas import read_fact
from register.log.reader import LogReader
from register.store.database import migrate
from web import last_changes
from web.last_changes import LastChanges
from web.pages import relationship as relationship_page

KZ, RU = RelationshipKey("tiktok", "KZ"), RelationshipKey("tiktok", "RU")
ADDRESSES = [
    f"/relationships/{place}{asked}"
    for place in ("tiktok/KZ", "tiktok/RU")
    for asked in ("", "?at=2024-05-10&known=200", "?at=2023-01-01", "?public-by=2024-01-01&lang=ar")
]
LAW = {
    "type": "instrument-adopted",
    "instrument": "KZ-NEW",
    "jurisdiction": "KZ",
    "occurred": "2026-02",
    "details": {"title": "A law that came later"},
    "sources": [SOURCE],
}


def said(platform: str, jurisdiction: str, **details: Any) -> dict[str, Any]:
    about = {"platform": platform, "jurisdiction": jurisdiction, "sources": [SOURCE]}
    return {"type": "statement-issued", "occurred": "2026-02-01", **about, **details}


def record(register: EmbeddedRegister, *documents: dict[str, Any]) -> None:
    register.record([read_fact(one) for one in documents], recorded_by="importer")


@pytest.fixture
def register(example_url: str, tmp_path: Path) -> Iterator[EmbeddedRegister]:
    """The example, to record in."""
    shutil.copy(example_url.removeprefix("sqlite:///"), tmp_path / "register.db")
    with EmbeddedRegister(f"sqlite:///{tmp_path}/register.db", lambda: NOW) as opened:
        yield opened


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[RelationshipKey]:
    """The relationships whose pages were made, one for each time."""
    found: list[RelationshipKey] = []
    make = relationship_page._page  # how often it is made is seen from nowhere else

    def counted(view: Any, key: RelationshipKey) -> Any:
        found.append(key)
        return make(view, key)

    monkeypatch.setattr(relationship_page, "_page", counted)
    return found


@pytest.mark.parametrize(
    "recorded",
    [
        [said("meta", "KZ")],
        [said("tiktok", "RU"), said("meta", "KZ")],
        [LAW],
        [{"type": "platform-renamed", "platform": "tiktok", "occurred": "2026-02"}],
    ],
    ids=["of another relationship", "of one of them", "of a law", "of a platform"],
)
def test_a_page_is_as_it_would_be_made_now_whatever_was_recorded_since(
    register: EmbeddedRegister, recorded: list[dict[str, Any]]
) -> None:
    if recorded[0]["type"] == "platform-renamed":
        recorded = [{**recorded[0], "sources": [SOURCE], "details": {"name": "TokTik"}}]
    with client_of(site_of(register)) as client:
        for address in ADDRESSES:
            assert client.get(address).status_code == 200
        record(register, *recorded)
        kept = [client.get(address).text for address in ADDRESSES]
    with client_of(site_of(register)) as another:
        assert kept == [another.get(address).text for address in ADDRESSES]


def test_a_page_is_not_made_again_for_a_fact_of_another_relationship(
    register: EmbeddedRegister, made: list[RelationshipKey]
) -> None:
    with client_of(site_of(register)) as client:
        client.get("/relationships/tiktok/RU")
        record(register, said("tiktok", "KZ"))
        client.get("/relationships/tiktok/RU")
        assert made == [RU]
        record(register, said("tiktok", "RU"))
        client.get("/relationships/tiktok/RU")
        assert made == [RU, RU]


def test_changes_are_followed_from_wherever_they_were_last(
    register: EmbeddedRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = LastChanges()

    def last(key: RelationshipKey) -> int | None:
        with register.reading() as connection:
            head = LogReader(connection).head()
            assert head is not None
            return changes.of(connection, head[0], key)

    first = last(KZ)
    assert first is not None
    record(register, said("tiktok", "RU"), said("tiktok", "KZ"), said("meta", "KZ"))
    begun = max(first, last(RelationshipKey("twitter", "NG")) or 0)
    assert (last(RU), last(KZ)) == (first_own(register, RU), first_own(register, KZ))
    assert begun < (last(RU) or 0)
    monkeypatch.setattr(last_changes, "MOST", 1)
    record(register, said("meta", "KZ", note="one"), said("meta", "KZ", note="two"))
    with register.reading() as connection:
        head = (LogReader(connection).head() or (0, 0))[0]
    assert last(RU) == head  # too much to follow: everything may have changed


def first_own(register: EmbeddedRegister, key: RelationshipKey) -> int:
    """The last position of a relationship's own facts."""
    with register.reading() as connection:
        stream = f"relationship/{key.platform}/{key.jurisdiction}"
        return LogReader(connection).of_stream(stream)[-1].position


def test_a_transaction_that_began_earlier_is_told_that_it_is_not_known(
    register: EmbeddedRegister,
) -> None:
    changes = LastChanges()
    with register.reading() as earlier:
        seen = (LogReader(earlier).head() or (0, 0))[0]
        record(register, said("tiktok", "RU"))
        with register.reading() as later:
            head = (LogReader(later).head() or (0, 0))[0]
            assert changes.of(later, head, KZ) is not None
        assert changes.of(earlier, seen, KZ) is None


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Evidence]:
    """A register with a key and a signed checkpoint."""
    url = f"sqlite:///{tmp_path}/signed.db"
    migrate(url)
    with evidence(url) as found:
        yield found


def test_what_tells_of_checkpoints_tells_of_one_that_was_made_without_a_fact(
    signed: Evidence,
) -> None:
    addresses = ["/api/v1/checkpoints", "/api/v1/integrity"]
    with client_of(site_of(signed.register)) as client:
        signed.record(said("tiktok", "KZ"))
        position = client.get("/api/v1/integrity").json()["log"]["position"]
        addresses += [f"/facts/{position}", f"/api/v1/facts/{position}/proof"]
        before = tags(client, addresses)
        signed.checkpoint()
        after = tags(client, addresses)
    assert all(one != other for one, other in zip(before, after, strict=True))


def tags(client: Client, addresses: list[str]) -> list[tuple[str | None, str]]:
    answers = [client.get(address) for address in addresses]
    return [(one.headers.get("etag"), one.text) for one in answers]


LONG, SHORT = "/relationships/tiktok/RU", "/api/v1/relationships/tiktok/RU"


def asked(client: Client, path: str, coding: str, **headers: str) -> httpx.Response:
    return client.get(path, headers={"Accept-Encoding": coding, **headers})


@pytest.mark.parametrize("path", [LONG, "/api/v1/standings", "/api/v1/standings?limit=20"])
def test_who_takes_gzip_gets_the_same_answer_shorter_and_under_a_tag_of_its_own(
    example: Client, path: str
) -> None:
    plain, zipped = asked(example, path, "identity"), asked(example, path, "br;q=1, gzip;q=0.5")
    assert zipped.headers["content-encoding"] == "gzip"
    assert 3 * int(zipped.headers["content-length"]) < int(plain.headers["content-length"])
    assert (zipped.text, zipped.headers.get("link")) == (plain.text, plain.headers.get("link"))
    tags = plain.headers["etag"], zipped.headers["etag"]
    assert len(set(tags)) == len(tags)
    assert "Accept-Encoding" in plain.headers["vary"]
    again = asked(example, path, "gzip", **{"If-None-Match": tags[1]})
    assert (again.status_code, again.content) == (304, b"")
    assert asked(example, path, "identity", **{"If-None-Match": tags[1]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "coding"), [(LONG, ""), (LONG, "deflate, br"), (LONG, "gzip;q=0.00"), (SHORT, "gzip")]
)
def test_nobody_else_gets_gzip_and_nothing_short_is_sent_so(
    example: Client, path: str, coding: str
) -> None:
    assert "content-encoding" not in asked(example, path, coding).headers
