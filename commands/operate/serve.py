"""`register serve`: the register in a browser."""

from __future__ import annotations

import os
import sys
import webbrowser
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from commands.shell.language_model import endpoint_of, with_endpoint
from commands.shell.options import with_database, with_url, with_user
from commands.shell.printing import note
from commands.shell.session import now, opened, today, user_name
from register.accounts import links
from register.accounts.secrets import RANDOM_BYTES, secret_of
from register.clock import microseconds
from register.distribution import how_to_add
from register.store.database import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.model.endpoint import Endpoint
    from projections.embedded import EmbeddedRegister
    from web.site import Site

LOOPBACK = "127.0.0.1"
OWN = (LOOPBACK, "::1", "localhost")
"""What this machine is called by itself."""

PORT = 8321


@click.command(epilog="Example: register serve --url https://register.example.org --behind-proxy")
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen at; 0: any that is free.",
)
@with_url
@click.option(
    "--behind-proxy",
    is_flag=True,
    help="A proxy before it takes care of https; one on this machine says who asks.",
)
@click.option("--demo", is_flag=True, help="Without accounts, for this machine alone.")
@with_endpoint
@with_user
@with_database
def serve(database: str | None, by: str | None, *, demo: bool, **options: Any) -> None:
    """Serve the register as pages in a browser, until Ctrl-C.

    While nobody administers the register, it prints a link, good once and for an hour, to the
    first account. Passwords and sessions need https, which a proxy gives; without, it listens
    on this machine alone. With --demo there are no accounts: whoever can reach the port may
    read and record. Where a language model is configured, whoever reads an article can have it
    asked, each time by a button that says where the text goes.
    """
    refuse_without_parts()
    host, port = options["host"], options["port"]
    place = {name: options[name] for name in ("url", "behind_proxy")}
    _refuse_open(host, **place, demo=demo)
    asked = endpoint_of(options["endpoint"], options["model"], agrees=options["agree"])
    with opened(database) as register:
        if demo:
            serve_demo(register, by, host, port, language_model=asked)
        else:
            _serve(register, host, port, **place, language_model=asked)


def refuse_without_parts() -> None:
    """Raise click.UsageError, which says how to add them, if the packages for it are missing."""
    if any(find_spec(name) is None for name in ("litestar", "granian", "jinja2", "argon2")):
        raise click.UsageError(f"pages need packages that are not installed: {how_to_add('web')}")


def _refuse_open(host: str, url: str | None, *, behind_proxy: bool, demo: bool) -> None:
    """Refuse what would send passwords in the clear, or let everybody in."""
    if demo and (host not in OWN or url is not None or behind_proxy):
        raise click.UsageError(f"--demo has no accounts, so it is for {', '.join(OWN)} only")
    if behind_proxy:
        if url is None or urlsplit(url).scheme != "https":
            raise click.UsageError("--behind-proxy needs the address of the proxy: --url https://…")
    elif host not in OWN or (url is not None and address_of(url)[0] not in OWN):
        raise click.UsageError(
            "without https passwords can be read on the way: let a proxy give it, "
            "and say --url https://… --behind-proxy"
        )


def address_of(url: str) -> tuple[str, str, str]:
    """Return the name in an address, the address without its path, and the path."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise click.UsageError(f"{url!r} is not an address such as https://register.example.org")
    return parts.hostname, f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")


def serve_demo(
    register: EmbeddedRegister,
    by: str | None,
    host: str,
    port: int,
    *,
    open_browser: bool = False,
    language_model: Endpoint | None = None,
) -> None:
    """Serve a register without accounts."""
    from web.serving import free_port  # noqa: PLC0415  # the libraries of the extra
    from web.site import Site  # noqa: PLC0415

    port = free_port(host, port)
    url = _own_url(host, port)
    site = Site(
        register,
        now,
        today,
        os.urandom,
        visitor=user_name(by),
        url=url,
        language_model=language_model,
    )
    _run(site, host, port, lambda: _open(url) if open_browser else None)


def _serve(
    register: EmbeddedRegister,
    host: str,
    port: int,
    url: str | None,
    *,
    behind_proxy: bool,
    language_model: Endpoint | None,
) -> None:
    """Serve a register with accounts."""
    from web.serving import free_port  # noqa: PLC0415
    from web.site import Site  # noqa: PLC0415

    port = free_port(host, port)
    _, origin, prefix = address_of(url or _own_url(host, port))
    site = Site(
        register,
        now,
        today,
        os.urandom,
        prefix=prefix,
        url=origin,
        behind_proxy=behind_proxy,
        language_model=language_model,
    )
    _run(site, host, port, lambda: _welcome(site))


def _run(site: Site, host: str, port: int, then: Callable[[], None]) -> None:
    from web.app import application  # noqa: PLC0415
    from web.serving import serve as served  # noqa: PLC0415

    def ready() -> None:
        note(f"The register is at {site.url}{site.prefix}/ until you press Ctrl-C.")
        then()

    served(application(site), host, port, ready=ready)


def _welcome(site: Site) -> None:
    """Print the link to the first account, while nobody administers the register."""
    secret = secret_of(site.random(RANDOM_BYTES))
    with writing(site.register.engine) as connection:
        is_first = links.first(connection, secret, now=microseconds(site.now()))
    if is_first:
        note("Nobody has an account yet. Yours is behind this link, good once and for an hour:")
        note(f"    {site.url}{site.prefix}/welcome/{secret}")


def _own_url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _open(url: str) -> None:
    """Open a browser where there is a screen; one in the terminal would take it from the server."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    has_screen = sys.platform == "darwin" or any(os.environ.get(name) for name in screens)
    if not (has_screen and webbrowser.open(f"{url}/")):
        note("There is no browser here to open it in.")
