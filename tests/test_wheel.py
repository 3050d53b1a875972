"""The wheel, built from what is committed and installed elsewhere, is the whole program."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from support.programs.source_tree import ROOT, files

pytestmark = pytest.mark.slow

PACKAGES = {
    "aggregates",
    "register",
    "integrity",
    "projections",
    "evidence",
    "reports",
    "web",
    "commands",
    "migrations",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy: a build folder or stale egg-info here must not help."""
    copy = tmp_path_factory.mktemp("copy")
    for path in files():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy / path)
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", ".", folder=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that sees this one's packages, but not this tree.

    A path in a .pth file is searched, and the .pth files in it are not read: so an editable
    install here stays out of sight.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    installs = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    (installs / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    python = home / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install")
    run(*pip, "--no-deps", "--no-index", str(wheel), folder=home)
    return home / "bin" / "register"


def run(*command: str, folder: Path) -> str:
    surroundings = {name: each for name, each in os.environ.items() if "PYTHON" not in name}
    done = subprocess.run(
        command, check=False, cwd=folder, env=surroundings, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    ours = {path.as_posix() for path in files() if path.parts[0] in PACKAGES} | {"cli.py"}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == ours


def test_the_wheel_brings_its_license(wheel: Path) -> None:
    held = zipfile.ZipFile(wheel).namelist()
    assert [name for name in held if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_installed_program_runs_its_demo(program: Path, tmp_path: Path) -> None:
    assert "demo" in run(str(program), "--help", folder=tmp_path)
    database = ("--database", "sqlite:///x.db")
    run(str(program), *database, "init", folder=tmp_path)
    assert (tmp_path / "x.db").is_file()
    assert run(str(program), *database, "demo", folder=tmp_path)
