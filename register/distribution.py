"""What this program was installed as: the distribution's name, its version and its extras."""

import re
import shlex
import sys
from importlib.metadata import requires
from importlib.metadata import version as installed_version

NAME = "compliance-register"
"""Not `register`, which is what the command is called: on the public index that is another's."""

_NEEDED = re.compile(r"""(?P<package>[^;]+?)\s*;\s*extra\s*==\s*["'](?P<extra>[^"']+)["']\s*""")


def version() -> str:
    """Return the version that is installed."""
    return installed_version(NAME)


def packages(extra: str) -> list[str]:
    """Return the packages that an extra of the installed distribution brings, with their bounds."""
    found = [_NEEDED.fullmatch(each) for each in requires(NAME) or ()]
    return [each["package"] for each in found if each and each["extra"] == extra]


def how_to_add(extra: str) -> str:
    """Return the command that adds an extra to where this program runs: a venv, or pipx's.

    It names the packages, with the Python that lacks them. An extra by its name would need the
    source folder, which only its owner knows, or would be looked for on an index, where the
    name can be anybody's.
    """
    return shlex.join([sys.executable, "-m", "pip", "install", *packages(extra)])
