"""A real PostgreSQL server for the length of a test run, shared by all processes of the run.

The run's controller reserves a directory; the first process that needs the server starts it there,
behind a file lock. A guard outlives the run, however that ends, stops the server and removes it all.
"""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = (
    "PostgreSQL's server programs (initdb, pg_ctl) are not on this machine, and this test needs them: "
    "run `make test`, which gets them, or `sudo apt-get install postgresql`."
)

# As a user's server may be, and ours would not be by chance: byte order and UTC don't come by
# themselves there. Speed is safe: what a crash of this server loses is only a test's.
SETTINGS = """
listen_addresses = ''
port = 5432
unix_socket_directories = '{directory}'
max_connections = 200
timezone = 'Asia/Kathmandu'
fsync = off
full_page_writes = off
synchronous_commit = off
"""
ROOM = 4 * 1024**3  # bytes; a run's databases and PostgreSQL's own log of changes take 2 at most
LINGUISTIC = ("--encoding=UTF8", "--no-locale", "--locale-provider=icu", "--icu-locale=en-US")


class MissingProgramsError(Exception):
    """There is no PostgreSQL server program to run."""


@contextmanager
def reserved_directory(place: str | None = None) -> Iterator[Path]:
    """Give a directory for a server, which stops and is removed when this ends or its process does.

    Not in TMPDIR: it may be closed to the server's user, or too long for a socket (107 bytes).
    Where nothing else is named, it is in memory: benchmarks need a disk.
    """
    directory = Path(tempfile.mkdtemp(prefix="register-pg-", dir=place or _place()))
    # Its own session keeps Ctrl-C from it; its input ends when we do, even when killed.
    command = [sys.executable, __file__, str(directory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield directory


def _place() -> str:
    """Give memory where there is plenty: a new database, 8 MB, takes 15 ms there, 200 on a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return str(memory)
    return "/tmp"


class PostgreSQLServer:
    """The server of a reserved directory, on a socket in it that only we and root can reach."""

    user = "register"

    def __init__(self, directory: Path, settings: str = SETTINGS) -> None:
        self.directory = directory
        self._settings = settings

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.directory}"

    def start(self, **settings: str) -> None:
        """Start the server, unless another process of the run has done so."""
        with self._locked():
            ready = self.directory / "ready"
            if not ready.exists():
                self._create(settings)
                self._run("pg_ctl", "start", "--wait", f"--log={self.directory}/log")
                ready.touch()

    def restart(self, mode: str) -> None:
        """Stop the running server, cleanly (`fast`) or as a crash would (`immediate`), and start it."""
        self._run("pg_ctl", "restart", "--wait", f"--mode={mode}", f"--log={self.directory}/log")

    def stop(self) -> None:
        """Stop the server, if it was started, and remove it; a start under way ends first."""
        with self._locked():
            if (self.directory / "ready").exists():
                self._run("pg_ctl", "stop", "--mode=immediate")
            shutil.rmtree(self.directory)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.directory / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.directory.exists():
                raise RuntimeError("this test run is over: its server was removed")
            yield

    def _create(self, changed: dict[str, str]) -> None:
        data = self.directory / "data"
        shutil.rmtree(data, ignore_errors=True)  # left by a process that was killed on the way
        if account := _account():
            os.chown(self.directory, account.pw_uid, account.pw_gid)
        self._run("initdb", f"--username={self.user}", "--auth=trust", "--no-sync", *LINGUISTIC)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(self._settings.format(directory=self.directory))
            settings.writelines(f"{name} = {value}\n" for name, value in changed.items())

    def _run(self, program: str, *arguments: str) -> None:
        account = _account()
        command = [str(_programs() / program), f"--pgdata={self.directory}/data", *arguments]
        output = self.directory / f"{program}.out"
        with output.open("wb") as to:
            done = subprocess.run(
                command,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=to,
                stderr=subprocess.STDOUT,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        if done.returncode:
            message = f"{command} ended with {done.returncode}: {output.read_text()}"
            raise RuntimeError(message)


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = [
        *Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        *Path("/usr").glob("pgsql-*/bin/initdb"),
    ]
    if not installed:
        raise MissingProgramsError(MISSING)
    newest = max(installed, key=lambda program: float("".join(re.findall(r"[\d.]", str(program)))))
    return newest.parent


def _account() -> pwd.struct_passwd | None:
    """Give whom to run the server as, when we are root, as whom PostgreSQL refuses to run."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


if __name__ == "__main__":  # the guard
    sys.stdin.buffer.read()
    PostgreSQLServer(Path(sys.argv[1])).stop()
