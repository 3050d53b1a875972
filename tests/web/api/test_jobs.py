"""Work in the background over HTTP: begun, asked for, taken away as a file."""

import time

from support.web.pages import Client


def _done(client: Client, link: str) -> dict[str, object]:
    while True:
        found: dict[str, object] = client.get(link).json()
        if found["state"] in ("done", "failed"):
            return found
        time.sleep(0.02)


def test_a_report_is_made_and_taken_away(copy: Client) -> None:
    begun = copy.post("/api/v1/reports", json={"kind": "matrix", "format": "csv"})
    assert begun.status_code == 202
    link = begun.headers["location"]
    assert _done(copy, link)["state"] == "done"
    assert b"tiktok" in copy.get(f"{link}/result").content.lower()


def test_the_log_is_verified(copy: Client) -> None:
    begun = copy.post("/api/v1/verifications", json={"replay": False})
    found = _done(copy, begun.headers["location"])
    assert (found["kind"], found["state"]) == ("check", "done")
    assert found["result"]


def test_a_report_that_is_none_is_refused_with_every_reason(copy: Client) -> None:
    answer = copy.post("/api/v1/reports", json={"platform": "nobody", "at": "soon"})
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/platform", "/at"}


def test_what_nobody_began_is_not_there(example: Client) -> None:
    assert example.get(f"/api/v1/jobs/{'0' * 32}").status_code == 404
