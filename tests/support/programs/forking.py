"""The program, loaded once and forked for each command: modules are all that commands share.

A command is a process of its own all the same, with its own arguments, folder, environment and
streams; who starts it runs `forked_command.py`, which passes these on and waits for its end.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from select import select
from typing import NoReturn

import layers
from support.programs.running import ROOT

import cli

CLIENT = Path(__file__).with_name("forked_command.py")
PACKET = 1 << 16
"""The most bytes of arguments and environment together."""


@contextmanager
def loaded_program(environment: Mapping[str, str]) -> Iterator[list[str]]:
    """Give the command line that stands for the program's; the environment is the interpreter's."""
    with tempfile.TemporaryDirectory(prefix="register-", dir="/tmp") as folder:
        address = f"{folder}/socket"
        path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
        with subprocess.Popen(
            [sys.executable, __file__, address],
            env={**environment, "PYTHONPATH": path},
            stdin=subprocess.PIPE,  # it closes when we end, even when killed
            stdout=subprocess.PIPE,
        ) as server:
            assert server.stdout is not None
            assert server.stdout.read(1) == b"+", "the program could not be loaded"
            yield [sys.executable, "-I", "-S", str(CLIENT), address]


def load() -> None:
    """Import all that the product imports anywhere, also what it does only when it has to."""
    gc.disable()  # looking for garbage while modules load takes as long as loading them
    for module in layers.read(ROOT).values():
        if module.folder != "migrations":
            for each in module.imports:
                if not each.only_for_types and not each.target.startswith("migrations"):
                    _load(each.target)
    gc.enable()
    gc.collect()
    gc.freeze()


def _load(name: str) -> None:
    """Import a module, or the one that has this name in it."""
    try:
        import_module(name)
    except ModuleNotFoundError:
        import_module(name.rpartition(".")[0])


def serve(address: str) -> None:
    """Fork for each who asks, until the standard input ends."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        os.write(1, b"+")
        while sys.stdin not in select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    _answer(connection)


def _answer(connection: socket.socket) -> NoReturn:
    """Wait for the command in its place, since the one who asks isn't its parent."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    packet, streams, _, _ = socket.recv_fds(connection, PACKET, 3)
    command = os.fork()
    if command == 0:
        _become(streams, **json.loads(packet))
    _, status = os.waitpid(command, 0)
    connection.send(bytes([os.waitstatus_to_exitcode(status) % 256]))
    os._exit(0)


def _become(
    streams: list[int], arguments: list[str], folder: str, environment: dict[str, str]
) -> NoReturn:
    """Be the program from here on, as the interpreter would start it and end it."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, 1 + max(streams))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["register", *arguments]
    status = 1
    try:
        cli.main()
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001  # it is the interpreter's part
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(status)


if __name__ == "__main__":
    load()
    serve(sys.argv[1])
