"""The locks are whole, and install the same in years: no newer release changes what comes."""

import configparser
import hashlib
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.programs.source_tree import ROOT

INSTALL = ROOT / ".ci" / "install-lock"
"""What make calls, and the container file."""

FOR_DEVELOPERS = {"test", "check", "dev"}
WITHOUT_BOUND = {
    "cryptography": "it counts its releases in majors, and old ones are unsafe",
    "holidays": "working days need the newest calendars",
    "pycountry": "its versions are days",
    "tzdata": "its versions are days, and clocks need the newest zones",
}
"""What users have to get newer releases of, whatever their number."""

OLDEST_PIP = {(3, 11): "22.3", (3, 12): "23.2.1", (3, 13): "24.2"}
"""Of each Python, what its first release shipped."""


def setup() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found


def requirements(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line]


def asked(*, developers: bool) -> list[Requirement]:
    """Return what setup.cfg asks for: of developers, or of users with all extras and a build."""
    extras = setup()["options.extras_require"]
    chosen = [name for name in extras if (name in FOR_DEVELOPERS) is developers]
    found = requirements("\n".join(extras[name] for name in chosen))
    if developers:
        return found
    (built_by,) = re.findall(r'^requires = \["(.+)"\]$', text_of("pyproject.toml"), re.MULTILINE)
    return [*found, *requirements(setup()["options"]["install_requires"]), Requirement(built_by)]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text_of(name), re.MULTILINE))


def unmet(wanted: list[Requirement], lock: dict[str, str]) -> list[str]:
    return [str(each) for each in wanted if not each.specifier.contains(lock.get(each.name, "0"))]


def test_the_locks_have_what_setup_cfg_asks_for() -> None:
    users, rest = locked("requirements.lock"), locked("requirements-dev.lock")
    assert unmet(asked(developers=False), users) == [], "run `make lock`"
    assert unmet(asked(developers=True), users | rest) == [], "run `make lock`"


def test_no_package_is_in_both_locks() -> None:
    assert locked("requirements.lock").keys() & locked("requirements-dev.lock").keys() == set()


def test_users_get_no_tool_of_developers() -> None:
    tools = {each.name for each in asked(developers=True)}
    assert tools & locked("requirements.lock").keys() == set()


def test_nothing_is_missing_that_an_installed_package_needs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_no_next_major_of_a_dependency_changes_answers_unseen() -> None:
    endless = {
        each.name
        for each in asked(developers=False)
        if not any(one.operator in ("<", "<=", "==", "~=") for one in each.specifier)
    }
    assert endless == set(WITHOUT_BOUND)


# From here on, an index of three packages. The lock has their first releases; two have newer ones since.


def wheel(folder: Path, name: str, version: str, *needs: str) -> Path:
    """Make a package that holds nothing but its name."""
    home = f"{name}-{version}.dist-info"
    facts = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: sap\n"]
    files = {
        f"{name}.py": "",
        f"{home}/METADATA": "".join([*facts, *(f"Requires-Dist: {need}\n" for need in needs)]),
        f"{home}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{home}/RECORD": "",
    }
    made = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return made


def pin(made: Path) -> str:
    name, version, *_ = made.name.split("-")
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    return f"{canonicalize_name(name)}=={version} \\\n    --hash=sha256:{digest}\n"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Three pinned packages, and beside them newer releases of two."""
    first = [
        wheel(tmp_path, "tree", "1.0", "leaf[sap]<3,>=2"),
        wheel(tmp_path, "leaf", "2.0", 'bark; extra == "sap"'),
        wheel(tmp_path, "bark", "1.0"),
    ]
    wheel(tmp_path, "tree", "1.1", "leaf[sap]<3,>=2")
    wheel(tmp_path, "leaf", "2.1", 'bark; extra == "sap"')
    made = tmp_path / "some.lock"
    made.write_text("".join(map(pin, first)))
    return made


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a venv with the oldest pip that this Python came with."""
    home = tmp_path_factory.mktemp("oldest")
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    if version := OLDEST_PIP.get(sys.version_info[:2]):
        get = [str(python), "-m", "pip", "install", "-qq", f"pip=={version}"]
        done = subprocess.run(get, check=False, capture_output=True, text=True)
        assert done.returncode == 0, f"pip {version} is needed, by {get}: {done.stderr}"
    return python


def with_only(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that finds packages in a folder, and nowhere else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    only = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    return subprocess.run(
        command,
        check=False,
        env=kept | only,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def here(python: Path) -> set[str]:
    installed = (each.stem for each in python.parent.parent.glob("lib/*/*/*.dist-info"))
    return {each for each in installed if each.startswith(("tree", "leaf", "bark"))}


@pytest.fixture
def empty(oldest: Path) -> Path:
    if here(oldest):
        gone = [str(oldest), "-m", "pip", "uninstall", "-qq", "-y", "tree", "leaf", "bark"]
        subprocess.run(gone, check=True, capture_output=True)
    assert here(oldest) == set()
    return oldest


@pytest.mark.slow
def test_a_lock_installs_although_newer_releases_are_there(empty: Path, lock: Path) -> None:
    done = with_only(lock.parent, INSTALL, empty, lock)
    assert done.returncode == 0, done.stderr
    assert here(empty) == {"tree-1.0", "leaf-2.0", "bark-1.0"}


@pytest.mark.slow
def test_a_resolver_would_have_refused_it(empty: Path, lock: Path) -> None:
    """Else the newer releases above would prove nothing."""
    (call,) = re.findall(r'^exec "\$1" (.+) -r "\$2"$', INSTALL.read_text(), re.MULTILINE)
    resolving = [word for word in call.split() if word != "--no-deps"]
    done = with_only(lock.parent, empty, *resolving, "-r", lock)
    assert done.returncode != 0
    assert "--require-hashes" in done.stderr
    assert "leaf[sap]" in done.stderr
    assert here(empty) == set()


@pytest.mark.slow
def test_a_package_that_was_exchanged_is_refused(empty: Path, lock: Path) -> None:
    wheel(lock.parent, "leaf", "2.0", "strange")
    done = with_only(lock.parent, INSTALL, empty, lock)
    assert done.returncode != 0
    assert "HASH" in done.stderr
    assert here(empty) == set()
