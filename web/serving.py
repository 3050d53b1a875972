"""Serving the application: one process, its handlers in threads, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server
from litestar.concurrency import set_asyncio_executor

from web.errors import AddressTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Litestar

THREADS = 16
"""How many requests are answered at once."""

CONNECTIONS = 512
"""How many connections are held at once; who comes later waits until one of them is closed."""

YOUNG_OBJECTS = 20_000
"""How many objects more there are before garbage is looked for; by default it is done for each few hundred."""

POLL_SECONDS = 0.02
"""How often it is looked whether the server takes connections already."""

HEAD_MILLISECONDS = 5_000
"""How long the head of a request may take to come."""


def serve(app: Litestar, host: str, port: int, *, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests that run are finished first.

    ``ready`` is called once connections are taken.
    """
    gc.collect()
    gc.freeze()  # what is there now stays: no collection need look through it again
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    set_asyncio_executor(ThreadPoolExecutor(THREADS))
    asyncio.run(_served(app, host, port, ready))


def free_port(host: str, port: int) -> int:
    """Return the port if it can be had, for 0 any that can; raise AddressTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = error.strerror or str(error)
            raise AddressTaken(
                f"{host}:{port} can't be had: {why}; choose another --port"
            ) from None
        found: int = probe.getsockname()[1]
        return found


async def _served(app: Litestar, host: str, port: int, ready: Callable[[], None]) -> None:
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        websockets=False,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        app.state.stopping.set()  # answers without an end come to one
        server.stop()  # type: ignore[no-untyped-call]  # granian types no part of it

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop)
    told = asyncio.create_task(_told_when_open(host, port, ready))
    await server.serve()
    told.cancel()


async def _told_when_open(host: str, port: int, ready: Callable[[], None]) -> None:
    """Call what waits for the server, once it takes connections; its own hook is called before."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(POLL_SECONDS)
        else:
            writer.close()
            break
    await asyncio.to_thread(ready)
