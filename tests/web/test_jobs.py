"""What is made in the background: reports and verifications, each for who asked, for an hour."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event

import httpx
import pytest
from support.proofs.evidence_making import Evidence, evidence, packed, unpacked
from support.web.pages import NOW, Client, client_of, site_of, words_of

from integrity.checkpoints.store import last_kept
from register.store.database import migrate
from web.errors import TooMuchWaits
from web.jobs.background import MOST_OF_ONE, MOST_WAITING, BackgroundJobs, JobResult

DOSSIER = {"kind": "dossier", "platform": "TikTok", "jurisdiction": "Kazakhstan"}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Evidence]:
    """A register with a key and a signed checkpoint."""
    url = f"sqlite:///{tmp_path}/register.db"
    migrate(url)
    with evidence(url) as made:
        yield made


@pytest.fixture
def client(kept: Evidence) -> Iterator[Client]:
    with client_of(site_of(kept.register)) as found:
        yield found


def finished(client: Client, begun: httpx.Response, seconds: float = 60) -> str:
    """The page of something that was begun, once nothing more comes of it."""
    assert begun.status_code == 303
    give_up = time.monotonic() + seconds
    while "refresh" in (page := client.get(begun.headers["location"])).headers:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return page.text


def wanted(client: Client, **fields: str) -> httpx.Response:
    return client.post("/reports", data=fields, follow_redirects=False)


def test_a_report_is_made_and_taken_away(client: Client) -> None:
    page = finished(client, wanted(client, **DOSSIER, language="ar", format="html"))
    (file,) = re.findall(r'href="(/reports/[^"]+)" download', page)
    assert file.endswith("/dossier-tiktok-KZ-2026-11-30.html")
    answer = client.get(file)
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert '<html lang="ar" dir="rtl">' in answer.text


def test_a_report_says_who_made_it_and_for_whom(client: Client) -> None:
    told = {"organisation": " Acme  Observatory", "author": "<b>Desk 4</b>", "contact": ""}
    page = finished(client, wanted(client, kind="matrix", format="html", **told))
    (file,) = re.findall(r'href="(/reports/[^"]+)" download', page)
    said = words_of(client.get(file).text).replace(" ;", ";")
    assert (
        "Organisation: Acme Observatory; Author: <b>Desk 4</b>; Made on: 30 November 2026" in said
    )


def test_a_csv_comes_with_its_description(client: Client) -> None:
    page = finished(client, wanted(client, kind="matrix", format="csv"))
    assert len(re.findall(r'href="/reports/[^"]+" download', page)) == 2


def test_each_error_of_the_form_stands_at_its_field_and_nothing_is_lost(client: Client) -> None:
    answer = wanted(client, **DOSSIER, at="99", within="soon", format="exe")
    assert answer.status_code == 422
    for name in ("at", "within", "format"):
        assert f'aria-describedby="wrong-{name}"' in answer.text
    assert 'name="within" value="soon"' in answer.text
    assert 'value="dossier" checked' in answer.text
    told = words_of(wanted(client, kind="dossier", platform="tiktok").text)
    assert "a report of the kind dossier is of a platform and a jurisdiction" in told


def test_a_report_about_nothing_says_why_there_is_none(client: Client) -> None:
    page = finished(client, wanted(client, kind="dossier", platform="tiktok", jurisdiction="FR"))
    assert "no fact about tiktok in FR was known" in words_of(page)


def test_what_was_made_is_its_owners_alone(kept: Evidence, client: Client) -> None:
    begun = wanted(client, kind="matrix")
    finished(client, begun)
    client.app.state.site = site_of(kept.register, visitor="somebody-else")
    assert client.get(begun.headers["location"]).status_code == 404
    assert begun.headers["location"] not in client.get("/reports").text


def test_what_was_made_goes_after_an_hour(kept: Evidence) -> None:
    later = NOW + timedelta(hours=1, minutes=1)
    moments = iter([NOW, NOW, later])
    jobs = BackgroundJobs(replace(site_of(kept.register), now=lambda: next(moments)))
    job = jobs.start("report", "one", "it", lambda _: JobResult())
    assert job.future.result(timeout=30) == JobResult()
    assert jobs.of("report", "one") == []
    assert not job.folder.exists()
    jobs.close()


def check(client: Client, content: bytes | None = None, **fields: str) -> httpx.Response:
    files = None if content is None else {"file": ("brought", content)}
    return client.post("/integrity/checks", data=fields, files=files, follow_redirects=False)


def test_the_state_of_the_log_names_its_last_checkpoint_and_who_signed_it(
    kept: Evidence, client: Client
) -> None:
    told = words_of(client.get("/integrity").text)
    assert f"Signed by {kept.signer.name}" in told
    assert "Verify now" in told


def test_the_log_is_verified_now(client: Client) -> None:
    page = finished(client, check(client, replay="1"))
    assert "Nothing was found wrong" in words_of(page)
    assert "held against a replay" in words_of(page)
    page = finished(client, check(client))
    assert "Nothing was found wrong" in words_of(page)
    assert "held against a replay" not in words_of(page)


def test_a_checkpoint_that_was_kept_is_held_against_the_log(kept: Evidence, client: Client) -> None:
    with kept.register.reading() as connection:
        note = last_kept(connection)
    assert note is not None
    page = finished(client, check(client, note.note.encode(), key=""))
    assert f"its first {note.size} facts are those that were signed" in words_of(page)
    of_others = note.note.replace("example.org", "example.net").encode()
    page = finished(client, check(client, of_others, key=""))
    assert "It proves nothing: nobody known has signed it." in words_of(page)


def test_a_bundle_is_checked_and_its_checkpoint_held_against_the_log(
    kept: Evidence, client: Client
) -> None:
    bundle = kept.bundle()
    told = words_of(finished(client, check(client, bundle, key="")))
    assert "The bundle holds." in told
    assert "The log agrees with it" in told
    forged = packed({**unpacked(bundle), "standing.json": b"{}"})
    told = words_of(finished(client, check(client, forged, key="")))
    assert "The bundle is damaged." in told
    assert "standing.json" in told


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "choose a file"), (b"x" * 1_000_001, "neither a checkpoint nor a bundle")],
)
def test_a_file_that_is_neither_is_refused_at_once(
    client: Client, content: bytes, why: str
) -> None:
    answer = check(client, content, key="")
    assert answer.status_code == 422
    assert why in words_of(answer.text)


def test_a_note_that_is_none_is_told_so(client: Client) -> None:
    told = words_of(finished(client, check(client, b"nothing", key="")))
    assert "a signed note is a text, an empty line, and signatures" in told


def test_nobody_s_own_reports_keep_others_from_theirs(kept: Evidence) -> None:
    randbytes, go_on = Random(1).randbytes, Event()
    jobs = BackgroundJobs(replace(site_of(kept.register), random=randbytes))

    def work(_: Path) -> JobResult:
        go_on.wait()
        return JobResult()

    try:
        for _ in range(MOST_OF_ONE):
            jobs.start("report", "one", "it", work)
        with pytest.raises(TooMuchWaits, match="of your own are being made already"):
            jobs.start("report", "one", "it", work)
        for _ in range(MOST_WAITING - MOST_OF_ONE):
            jobs.start("report", "two", "it", work)
        with pytest.raises(TooMuchWaits, match="too much is being made"):
            jobs.start("report", "three", "it", work)
    finally:
        go_on.set()
        jobs.close()
