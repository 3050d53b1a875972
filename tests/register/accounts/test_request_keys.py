"""Keys of requests: of all that come with one at the same moment, one is dealt with."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from register.accounts.request_keys import KeptAnswer, KeyedRequest
from register.errors import RequestKeyReused, RequestRunning
from register.store.database import open_engine

AT_ONCE = 8
REQUEST = KeyedRequest("anna", "key", "0" * 64)


def test_one_of_all_requests_with_a_key_is_dealt_with(database_url: str) -> None:
    engine, all_here = open_engine(database_url), Barrier(AT_ONCE)

    def come(_: int) -> str:
        all_here.wait()
        try:
            return str(REQUEST.begin(engine, 1))
        except RequestRunning as refused:
            return str(refused)

    with ThreadPoolExecutor(AT_ONCE) as people:
        told = sorted(people.map(come, range(AT_ONCE)))
    engine.dispose()
    assert told == [
        "None",
        *["the request with the key 'key' has no answer yet"] * (AT_ONCE - 1),
    ]


def test_who_comes_again_gets_the_answer_and_another_request_does_not(database_url: str) -> None:
    engine, answer = open_engine(database_url), KeptAnswer(201, "/x", "{}")
    assert REQUEST.begin(engine, 1) is None
    REQUEST.finish(engine, answer)
    assert REQUEST.begin(engine, 2) == answer
    with pytest.raises(RequestKeyReused):
        KeyedRequest("anna", "key", "1" * 64).begin(engine, 2)
    engine.dispose()
