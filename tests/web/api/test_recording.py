"""Recording over HTTP: all or none, each reason with its place, and never past what was read."""

from typing import Any

import pytest
from support.web.pages import Client

FACT: dict[str, Any] = {
    "type": "local-office-pledged",
    "platform": "tiktok",
    "jurisdiction": "RU",
    "occurred": "2026-11-15",
    "details": {"due": "2027"},
    "sources": [{"title": "TikTok to open an office"}],
}
LATER = {**FACT, "occurred": "2026-11-16"}
FACTS = "/api/v1/facts"
RU = "/api/v1/relationships/tiktok/RU"


def test_a_fact_is_recorded_once(copy: Client) -> None:
    first, again = copy.post(FACTS, json=FACT), copy.post(FACTS, json=FACT)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["duplicate"]
    recorded = copy.get(first.headers["location"]).json()
    assert recorded["position"] == first.json()["position"] == again.json()["position"]
    assert recorded["recorded_by"] == "recorder-1"


def test_a_rehearsal_records_nothing(copy: Client) -> None:
    head = copy.get("/api/v1/integrity").json()["log"]["position"]
    told = copy.post(f"{FACTS}?dry-run", json=[FACT, LATER])
    assert told.status_code == 200
    assert [one["position"] for one in told.json()] == [head + 1, head + 2]
    assert copy.get("/api/v1/integrity").json()["log"]["position"] == head


def test_everything_that_is_wrong_is_told_with_its_place(copy: Client) -> None:
    wrong = {**FACT, "occurred": "soon", "sources": [{}], "colour": "red"}
    answer = copy.post(FACTS, json=[FACT, wrong, {"type": "fine-paid", "details": {}}])
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:register:problem:fact-refused"
    errors = {one["pointer"]: one["code"] for one in answer.json()["errors"]}
    assert errors["/1/occurred"] == "invalid"
    assert errors["/1/colour"] == "unknown-field"
    assert errors["/1/sources/0"] == "invalid"
    assert errors["/2/platform"] == "missing"
    assert copy.post(FACTS, json=FACT).status_code == 201


def test_what_the_log_refuses_is_told_of_every_fact(copy: Client) -> None:
    strangers = [{**FACT, "platform": name} for name in ("nobody", "noone")]
    answer = copy.post(FACTS, json=[FACT, *strangers])
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/1/platform", "/2/platform"]
    assert copy.post(FACTS, json=FACT).status_code == 201


def test_who_decided_by_an_older_version_learns_what_came_since(copy: Client) -> None:
    tag = copy.get(RU).headers["etag"]
    first = copy.post(FACTS, json=FACT, headers={"If-Match": tag})
    assert first.status_code == 201
    late = copy.post(FACTS, json=LATER, headers={"If-Match": tag})
    assert late.status_code == 412
    assert [one["id"] for one in late.json()["since"]] == [first.json()["id"]]
    now = copy.get(RU).headers["etag"]
    assert copy.post(FACTS, json=LATER, headers={"If-Match": now}).status_code == 201


def test_a_request_that_comes_again_gets_the_first_answer(copy: Client) -> None:
    key = {"Idempotency-Key": "a-key"}
    first, again = (copy.post(FACTS, json=FACT, headers=key) for _ in range(2))
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.status_code == 201
    assert again.headers["location"] == first.headers["location"]
    other = copy.post(FACTS, json=LATER, headers=key)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:register:problem:request-key-reused"


def test_what_was_refused_may_come_again_with_its_key(copy: Client) -> None:
    key = {"Idempotency-Key": "another"}
    assert copy.post(FACTS, json={}, headers=key).status_code == 422
    assert copy.post(FACTS, json=FACT, headers=key).status_code == 201


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"type": "x", "type": "y"}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"[]", "application/json", 422),
        (b"3", "application/json", 422),
        (b"[" + b"{}," * 100 + b"{}]", "application/json", 422),
        (b" " * 2**21, "application/json", 413),
    ],
)
def test_a_body_that_is_no_facts_is_refused(
    copy: Client, body: bytes, media: str, status: int
) -> None:
    answer = copy.post(FACTS, content=body, headers={"Content-Type": media})
    assert answer.json()["status"] == answer.status_code == status


def test_what_destroys_a_key_is_not_recorded_over_http(copy: Client) -> None:
    forgotten = {
        "type": "person-forgotten",
        "person": "01234567-89ab-cdef-0123-456789abcdef",
        "occurred": "2026-11-15",
        "details": {"reason": "asked for it"},
        "sources": [{"title": "Request"}],
    }
    answer = copy.post(FACTS, json=forgotten)
    assert answer.status_code == 422
    assert "register forget" in answer.json()["detail"]
