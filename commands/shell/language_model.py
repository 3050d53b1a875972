"""The endpoint of a language model: off unless configured, and named before the first use."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.shell.printing import note, safe
from intake.errors import EndpointProblem
from intake.model.endpoint import Endpoint

if TYPE_CHECKING:
    from commands.shell.options import Decorated

KEY = "REGISTER_INTAKE_KEY"
"""The environment variable with the endpoint's key, if it wants one."""


def with_endpoint(command: Decorated) -> Decorated:
    """Add --endpoint, --model and --agree to a command."""
    command = click.option(
        "--agree", is_flag=True, help="Agree that the text is sent to the endpoint; once."
    )(command)
    command = click.option("--model", metavar="NAME", help="Which language model is asked.")(
        command
    )
    return click.option(
        "--endpoint",
        metavar="URL",
        help="Ask a language model too (OpenAI's chat completions); default: none, or "
        "[intake] endpoint of settings.toml. Its key is in REGISTER_INTAKE_KEY.",
    )(command)


def folder_of_settings() -> Path:
    """Return the user's own folder for settings (XDG base directories)."""
    configured = Path(os.environ.get("XDG_CONFIG_HOME") or "")
    return (configured if configured.is_absolute() else Path.home() / ".config") / "register"


def endpoint_of(url: str | None, model: str | None, *, agrees: bool) -> Endpoint | None:
    """Return the endpoint as given, else as configured; None: there is none.

    Before its first use it is named, with what goes there, and the person is asked. Raises
    EndpointProblem where nobody can be asked, and click.Abort where the answer is no.
    """
    configured = _configured()
    address = url or configured.get("endpoint")
    if not address:
        return None
    name = model or configured.get("model")
    if not name:
        raise EndpointProblem(f"say which model {address} is to be asked for: --model NAME")
    endpoint = Endpoint(str(address), str(name), os.environ.get(KEY) or None)
    _agree(endpoint.url, agrees=agrees)
    return endpoint


def _configured() -> dict[str, Any]:
    path = folder_of_settings() / "settings.toml"
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("intake", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EndpointProblem(f"{path} is no TOML: {error}") from error
    return dict(found) if isinstance(found, dict) else {}


def _agree(url: str, *, agrees: bool) -> None:
    """Ask whether the text may go to an address, unless that was agreed to before."""
    path = folder_of_settings() / "intake-endpoints.txt"
    known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    if url in known:
        return
    if not agrees and not sys.stdin.isatty():
        raise EndpointProblem(
            f"nobody has agreed yet that whole articles go to {url}: --agree does"
        )
    note(safe(f"The whole text of an article goes to {url}, 30,000 characters a request at most."))
    if not agrees:
        click.confirm("Send it there, now and in future?", abort=True, err=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{url}\n")
