"""`register serve`: the register in a browser."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from commands.shell.options import with_database, with_user
from commands.shell.printing import note
from commands.shell.session import now, opened, today, user_name
from register.distribution import how_to_add

if TYPE_CHECKING:
    from projections.embedded import EmbeddedRegister

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORT = 8321


@click.command(epilog="Example: register --database sqlite:///demo.db serve --demo")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0: any that is free.",
)
@click.option("--demo", is_flag=True, help="Without accounts, for this machine alone.")
@with_user
@with_database
def serve(database: str | None, by: str | None, host: str, port: int, *, demo: bool) -> None:
    """Serve the register as pages in a browser, until Ctrl-C.

    With --demo there are no accounts: whoever can reach the port may read and record, so it is
    for loopback addresses only.
    """
    refuse_without_parts()
    if demo and host not in LOOPBACK:
        raise click.UsageError(f"--demo has no accounts, so it is for {', '.join(LOOPBACK)} only")
    with opened(database) as register:
        serve_demo(register, by, host, port)


def refuse_without_parts() -> None:
    """Raise click.UsageError, which says how to add them, if the packages for it are missing."""
    if any(find_spec(name) is None for name in ("litestar", "granian", "jinja2")):
        raise click.UsageError(f"pages need packages that are not installed: {how_to_add('web')}")


def serve_demo(register: EmbeddedRegister, by: str | None, host: str, port: int) -> None:
    """Serve a register without accounts."""
    from web.app import application  # noqa: PLC0415  # the libraries of the extra
    from web.serving import free_port  # noqa: PLC0415
    from web.serving import serve as served  # noqa: PLC0415
    from web.site import Site  # noqa: PLC0415

    taken = free_port(host, port)
    url = f"http://{f'[{host}]' if ':' in host else host}:{taken}"
    site = Site(register, now, today, os.urandom, visitor=user_name(by), url=url)
    told = f"The register is at {url}/ until you press Ctrl-C."
    served(application(site), host, taken, ready=lambda: note(told))
