"""Following the log: a subscriber sees every fact once, in order, also those still to come."""

import threading
from datetime import UTC, datetime

from support.facts.given import TIKTOK, complete, fact

from projections.embedded import EmbeddedRegister
from register.format.schemas import read_fact


def test_a_follower_sees_what_is_there_and_then_what_comes(database_url: str) -> None:
    def now() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    facts = [complete(fact("block-threatened", f"2022-03-0{day}"), day) for day in range(1, 6)]
    with EmbeddedRegister(database_url, now) as register:
        register.record([read_fact(TIKTOK), read_fact(facts[0])], recorded_by="test")
        seen: list[int] = []

        def follow() -> None:
            with register.register.recorder.subscribe(gt=1) as events:
                for event in events:
                    seen.append(event.id)
                    if event.id == 6:
                        events.stop()

        follower = threading.Thread(target=follow)
        follower.start()
        for document in facts[1:]:
            register.record([read_fact(document)], recorded_by="test")
        follower.join(timeout=30)
    assert seen == [2, 3, 4, 5, 6]


def test_a_follower_can_ask_for_some_types_alone(database_url: str) -> None:
    def now() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    lift = complete(fact("block-lifted", "2022-03-02"), 2)
    threat = complete(fact("block-threatened", "2022-03-01"), 1)
    with EmbeddedRegister(database_url, now) as register:
        documents = [read_fact(one) for one in (TIKTOK, threat, lift)]
        register.record(documents, recorded_by="test")
        with register.register.recorder.subscribe(topics=["block-lifted/1"]) as events:
            event = next(events)
    assert (event.id, event.topic) == (3, "block-lifted/1")
