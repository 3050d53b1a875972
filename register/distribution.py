"""What this program was installed as: the distribution's name, its version and its extras."""

import re
import shlex
import sys
from functools import cache
from importlib.metadata import requires
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

NAME = "compliance-register"
"""Not `register`, which is what the command is called: on the public index that is another's."""

_NEEDED = re.compile(r"""(?P<package>[^;]+?)\s*;\s*extra\s*==\s*["'](?P<extra>[^"']+)["']\s*""")


@cache
def version() -> str:
    """Return the version that was installed when this was asked first."""
    return installed_version(NAME)


def packages(extra: str) -> list[str]:
    """Return the packages that an extra of the installed distribution brings, with their bounds."""
    found = [_NEEDED.fullmatch(each) for each in requires(NAME) or ()]
    return [each["package"] for each in found if each and each["extra"] == extra]


def how_to_add(extra: str) -> str:
    """Return the command that adds an extra to where this program runs.

    It names the packages. An extra by its name would need the source folder, which only its
    owner knows, or would be looked for on an index, where the name can be anybody's.
    """
    return shlex.join([*_installer(), *packages(extra)])


def _installer() -> list[str]:
    """Return what installs packages here: pipx and uv may make environments without pip."""
    home = Path(sys.prefix)
    if (home / "pipx_metadata.json").is_file():
        return ["pipx", "inject", home.name]
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install"]
    return ["uv", "pip", "install", "--python", sys.executable]
