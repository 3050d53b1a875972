"""Who looks at the register may have to write before the look is over, however many do so at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from register.store.database import open_engine, reading, writing
from register.store.tables import log_head

AT_ONCE = 24
PATIENCE_SECONDS = 60.0


def test_readers_never_wait_for_each_other_s_connections(database_url: str) -> None:
    engine = open_engine(database_url)
    all_look = Barrier(AT_ONCE)

    def look_and_write(_: int) -> int:
        with reading(engine) as view:
            view.execute(select(log_head))
            all_look.wait(PATIENCE_SECONDS)
            with writing(engine) as connection:
                return int(connection.execute(select(log_head.c.position)).scalar_one())

    try:
        with ThreadPoolExecutor(AT_ONCE) as people:
            assert list(people.map(look_and_write, range(AT_ONCE))) == [0] * AT_ONCE
    finally:
        engine.dispose()
