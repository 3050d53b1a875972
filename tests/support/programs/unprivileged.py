"""Running the command line as a user who may write nothing of ours, also where we are root."""

import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.programs.running import ROOT, Ran, surroundings


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that any user may reach; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_nobody(*arguments: str, folder: Path, stdin: bytes = b"") -> Ran:
    """Run as somebody else, who may read this tree only where root's tests let them."""
    code = "import os, sys; sys.path.insert(0, sys.argv.pop(1)); import cli; " + BECOME
    nobody = pwd.getpwnam("nobody")
    names = [str(nobody.pw_uid), str(nobody.pw_gid)] if os.geteuid() == 0 else ["-1", "-1"]
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), *names, *arguments],
        check=False,
        input=stdin,
        capture_output=True,
        env=surroundings(HOME=str(folder), REGISTER_USER="nobody"),
        cwd=ROOT,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


# Everything is imported before, because the folders of this tree may be closed to others.
BECOME = """
import importlib, commands
for module, _, _ in commands.COMMANDS.values(): importlib.import_module(module)
import codecs; codecs.lookup("utf-16be")
import click._termui_impl
import alembic.command, babel, pycountry, edtf, register.importing, sqlalchemy.dialects.sqlite
from register import jurisdictions; jurisdictions.resolve("KZ")
user, group = int(sys.argv.pop(1)), int(sys.argv.pop(1))
if user >= 0: os.setgroups([]); os.setgid(group); os.setuid(user)
cli.main()
"""
