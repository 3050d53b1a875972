"""The command line: parse, call, print. Commands load only when they are called."""

from __future__ import annotations

import gc
import os
import re
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NoReturn

import click

from commands import COMMANDS
from register.distribution import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

OTHER_WORDS = {
    "record": ("add", "new", "insert", "create", "log"),
    "correct": ("edit", "change", "amend", "fix", "modify", "update"),
    "retract": ("undo", "delete", "remove", "revert", "withdraw", "rm"),
    "status": ("show", "list", "get", "view", "matrix", "standing"),
    "search": ("find", "grep", "query"),
    "init": ("setup", "install", "migrate", "upgrade"),
    "import": ("load", "ingest", "upload"),
    "export": ("dump", "save", "download"),
    "types": ("vocabulary", "type", "events"),
    "doctor": ("check", "health", "lint"),
    "history": ("timeline", "facts"),
}
"""What people call commands that have another name here; recorded facts are never deleted."""

_DASHED = re.compile(r"[‐‑‒–—―−]-?[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)
DEFAULT_DATABASE = "sqlite:///register.db"
WRONG_INPUT = 2


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called, not to list it.

    So `register --help` starts without the database libraries.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the documentation."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command, imported now; None: there is none by that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(_loaded(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{attribute} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command, or say which ones are near."""
        if args and args[0] not in COMMANDS:
            ctx.fail(f"there is no command {args[0]!r}{_meant(args[0])}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; end quietly when the reader of its output has gone (`… | head`)."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with one line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in COMMANDS.items()])


def _meant(word: str) -> str:
    """Return which command a word may mean, for an error message."""
    from register.suggestions import did_you_mean, told_nearest  # noqa: PLC0415

    meant = [name for name, words in OTHER_WORDS.items() if word.casefold() in words]
    if meant == ["retract"]:
        return "; nothing is deleted here: 'register retract' takes a fact back, for all to see"
    return told_nearest(meant) or did_you_mean(word, COMMANDS)


def _loaded(name: str) -> ModuleType:
    """Import a module; nothing that it makes is garbage, and to look for some takes a tenth."""
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: register status TikTok Russia --at 2020-01-02 --explain",
)
@click.option(
    "--database",
    metavar="URL",
    envvar="REGISTER_DATABASE_URL",
    default=DEFAULT_DATABASE,
    help="Where the register is (or REGISTER_DATABASE_URL); default sqlite:///register.db.",
)
@click.version_option(package_name=NAME, message="register %(version)s")
@click.pass_context
def cli(ctx: click.Context, database: str) -> None:
    """Keep a register of what governments ask of online platforms, and ask what holds."""
    ctx.obj = database


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 the answer is no, 2 wrong usage or input."""
    from aggregates.errors import RegisterError  # noqa: PLC0415

    try:
        _say_all()
        _refuse_bytes(sys.argv[1:] if arguments is None else arguments)
        status = cli.main(args=arguments, prog_name="register", standalone_mode=False)
    except click.Abort:
        _fail("stopped", status=130)
    except click.exceptions.NoArgsIsHelpError as nothing:
        click.echo(nothing.format_message(), err=True)
        sys.exit(WRONG_INPUT)
    except click.ClickException as error:
        _fail_usage(error)
    except (RegisterError, OSError) as error:
        _fail(_sentence(error))
    sys.exit(status or 0)  # of `ctx.exit(1)`, click gives the status back


def _say_all() -> None:
    """Let an output that lacks characters get their numbers, as standard error does."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _refuse_bytes(arguments: Sequence[str]) -> None:
    """Refuse arguments that are no text, before one is recorded or searched for."""
    for argument in arguments:
        if any("\ud800" <= char <= "\udfff" for char in argument):
            raise click.UsageError(f"the argument {argument!a} is not text in UTF-8")
        if _DASHED.fullmatch(argument):
            name = argument.partition("=")[0].lstrip("‐‑‒–—―−-")
            raise click.UsageError(
                f"{argument!r} begins with a dash of a word processor: type --{name}"
            )


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _fail(message: str, *, status: int = WRONG_INPUT) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(status)


def _fail_usage(error: click.ClickException) -> NoReturn:
    context = getattr(error, "ctx", None)
    _fail(
        error.format_message()
        + (f"\nTry '{context.command_path} --help'." if context is not None else "")
    )


if __name__ == "__main__":
    main()
