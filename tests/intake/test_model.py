"""The port for a language model, against a fake on loopback: right, wrong, silent and talkative."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema
import pytest
from support.reading.made_up_articles import PLATFORMS

from intake.candidates import candidates
from intake.errors import EndpointProblem
from intake.model.answer_schema import answer_schema, fact_types
from intake.model.answers import MOST_CHARACTERS, Answers, merged, proposed
from intake.model.endpoint import Endpoint

TEXT = (
    "Kenya blocks Nixtalk\n"
    "Operators blocked the  messenger Nixtalk on Monday.\n"
    "It rained. It rained. Somebody spoke of a lawsuit."
)
RIGHT = {
    "quote": "Operators blocked the messenger Nixtalk on Monday.",
    "type": "block-imposed",
    "platform": "nixtalk",
    "jurisdiction": "KE",
    "occurred": "2023-09-04",
    "figure": None,
    "actor_role": "authority",
    "mood": "happened",
}


class _Model(BaseHTTPRequestHandler):
    """Answers as it was told to, and remembers what it was asked."""

    answer: Any = None
    status = 200
    seconds = 0.0
    asked: list[dict[str, Any]] = []  # noqa: RUF012  # one server, one list
    keys: list[str | None] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append({"path": self.path, **json.loads(body)})
        self.keys.append(self.headers["Authorization"])
        time.sleep(self.seconds)
        sent = self.answer if isinstance(self.answer, bytes) else _completion(self.answer)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/v1/elsewhere")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _completion(answer: Any) -> bytes:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


@contextmanager
def model(answer: Any, **told: Any) -> Iterator[tuple[str, type[_Model]]]:
    fresh = {"asked": [], "keys": [], "answer": answer, **told}
    handler = type("Handler", (_Model,), fresh)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", handler
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url: str, text: str = TEXT, **told: Any) -> Answers:
    endpoint = Endpoint(url, "small-model", **told)
    return proposed(text, endpoint, published="2023-09-04", platforms=["nixtalk"])


def test_a_right_answer_is_a_candidate_whose_quote_stands_in_the_text() -> None:
    with model({"facts": [RIGHT]}) as (url, asked):
        found = ask(url, key="secret")
    (one,) = found.candidates
    assert TEXT[one.start : one.end].split() == RIGHT["quote"].split()  # type: ignore[union-attr]
    assert (one.types, one.jurisdictions, one.proposed_by) == (
        ("block-imposed",),
        ("KE",),
        "small-model",
    )
    assert found.dropped == {}
    assert asked.keys == ["Bearer secret"]
    (request,) = asked.asked
    assert request["path"] == "/v1/chat/completions"
    assert (request["temperature"], request["model"]) == (0, "small-model")
    assert request["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in request


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"quote": "Operators opened the messenger."}, "without a quote in the text"),
        ({"quote": "It rained."}, "without a quote in the text"),
        ({"occurred": "last Monday"}, "with a date that is none"),
        ({"jurisdiction": "ZZ"}, "with a jurisdiction that is none"),
        ({"jurisdiction": "Kenya"}, "of another form"),
        ({"type": "war-declared"}, "of another form"),
        ({"platform": "lumo"}, "of another form"),
        ({"more": 1}, "of another form"),
        ({"figure": "many"}, "of another form"),
    ],
)
def test_what_does_not_stand_in_the_text_or_the_lists_is_dropped_and_counted(
    wrong: dict[str, Any], reason: str
) -> None:
    with model({"facts": [{**RIGHT, **wrong}, RIGHT, "a text", RIGHT | wrong]}) as (url, _):
        found = ask(url)
    assert len(found.candidates) == 1
    assert found.dropped[reason] >= 2
    assert sum(found.dropped.values()) == 3


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("no JSON at all", "no list of facts"),
        ({"facts": "none"}, "no list of facts"),
        ([1, 2], "no list of facts"),
        ("[" * 100_000, "no list of facts"),
        (b"<html>busy</html>", "no chat completion"),
        (b'{"choices": []}', "no chat completion"),
        (b'{"choices": [{"message": {"content": null}}]}', "has no text"),
    ],
)
def test_an_answer_of_another_form_is_refused_in_a_sentence(answer: Any, told: str) -> None:
    with model(answer) as (url, _), pytest.raises(EndpointProblem, match=told):
        ask(url)


def test_who_is_too_slow_is_not_waited_for() -> None:
    with (
        model({"facts": []}, seconds=2) as (url, _),
        pytest.raises(EndpointProblem, match="no answer"),
    ):
        ask(url, timeout=0.2)


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_status_other_than_200_is_said_and_no_redirection_followed(status: int) -> None:
    refused = pytest.raises(EndpointProblem, match=f"status {status}")
    with model({"facts": []}, status=status) as (url, asked), refused:
        ask(url)
    assert len(asked.asked) == 1


def test_where_nobody_listens_is_said() -> None:
    with model({"facts": []}) as (url, _):
        pass
    with pytest.raises(EndpointProblem, match="no answer"):
        ask(url)


@pytest.mark.parametrize("url", ["ftp://example.org", "file:///etc/passwd", "127.0.0.1:80", ""])
def test_only_web_addresses_are_endpoints(url: str) -> None:
    with pytest.raises(EndpointProblem, match="is no endpoint"):
        Endpoint(url, "small-model")


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(Endpoint("http://127.0.0.1:1/v1", "m", "secret"))


def test_a_long_text_goes_in_parts_between_paragraphs() -> None:
    text = "\n".join(["A paragraph of some words that says nothing."] * 1_500)
    with model({"facts": []}) as (url, asked):
        ask(url, text)
    parts = [json.loads(one["messages"][1]["content"])["article"] for one in asked.asked]
    assert "".join(parts) == text
    assert all(len(part) <= MOST_CHARACTERS for part in parts)
    assert all(part.startswith("\n") for part in parts[1:])


def test_the_text_goes_in_as_data_and_the_schema_has_the_registers_own_lists() -> None:
    schema = answer_schema(["nixtalk"])
    jsonschema.Draft202012Validator.check_schema(schema)
    facts = schema["properties"]["facts"]["items"]["properties"]
    assert facts["platform"]["enum"] == ["nixtalk", "other"]
    assert {"block-imposed", "fact-denied", "request-answered"} <= set(fact_types())
    assert not {"platform-registered", "fact-retracted", "document-archived"} & set(fact_types())


def test_a_models_candidate_goes_before_the_rules_of_the_same_sentence() -> None:
    own = candidates(TEXT, language="en", published="2023-09-04", names=PLATFORMS)
    with model({"facts": [{**RIGHT, "type": "court-ruled"}]}) as (url, _):
        both = merged(own, ask(url).candidates)
    assert [one.start for one in both] == sorted(one.start for one in both)
    (one,) = [one for one in both if one.proposed_by]
    assert one.types[0] == "court-ruled"
    assert "block-imposed" in one.types
    assert len(both) == len(own)
