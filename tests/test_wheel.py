"""The wheel, and an installation from the source, are the whole program, with the lock or without."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
from support.programs.source_tree import copied, files

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
QUICK = {"PIP_NO_COMPILE": "1"}
"""Of what is installed to be run a few times, most is never loaded."""

PACKAGES = {
    "aggregates",
    "register",
    "integrity",
    "projections",
    "evidence",
    "exchange",
    "intake",
    "reports",
    "web",
    "commands",
    "migrations",
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what would be committed: a build folder or stale egg-info here must not help."""
    return copied(tmp_path_factory.mktemp("copy"))


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = str(tmp_path_factory.mktemp("wheel"))
    build = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder)
    run(*build, ".", folder=source)
    (built,) = Path(folder).glob("*.whl")
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


def tried(*command: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command with more in its environment, and nothing there of this Python's."""
    kept = {name: each for name, each in os.environ.items() if "PYTHON" not in name}
    return subprocess.run(
        command, check=False, cwd=folder, env=QUICK | kept | more, capture_output=True, text=True
    )


def run(*command: str, folder: Path, **more: str) -> str:
    done = tried(*command, folder=folder, **more)
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


# From here on without the lock: whatever releases there are today.

FROM_INDEX = """\
This asks the index that pip is set up to ask. Where there is none, fill a folder elsewhere by
pip download . 'psycopg[binary]' setuptools, and set PIP_NO_INDEX=1 and PIP_FIND_LINKS to it."""


def install(*command: str, folder: Path, **more: str) -> None:
    done = tried(*command, folder=folder, **more)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}\n{FROM_INDEX}"


def answers(program: Path, folder: Path) -> None:
    """Show what README's first installation promises."""
    assert run(str(program), "--version", folder=folder).startswith("register ")
    run(str(program), "demo", folder=folder)
    out = folder / "x.html"
    run(str(program), "report", "dossier", "TikTok", "Kazakhstan", "--out", str(out), folder=folder)
    page = out.read_text(encoding="utf-8")
    assert "<svg" in page
    assert page.endswith("</html>\n")
    run(str(program), "report", "matrix", "--out", "x.xlsx", folder=folder)
    run(str(program), "deadlines", "--ics", "x.ics", folder=folder)


def adds_what_it_names(program: Path, folder: Path, **more: str) -> None:
    """Show that what a hint says can be typed as it stands, and helps."""
    ask = (str(program), "--database", "postgresql://127.0.0.1:1/none", "status", "TikTok", "RU")
    hint = tried(*ask, folder=folder).stderr
    said, _, command = hint.rstrip().partition("isn't installed: ")
    assert said.startswith("Error: PostgreSQL needs psycopg")
    install("bash", "-c", command, folder=folder, **more)
    assert "127.0.0.1" in tried(*ask, folder=folder).stderr, "it is asked now, and not there"


def test_the_wheel_works_without_the_lock(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True, symlinks=True)
    install(
        str(home / "bin" / "python"), "-m", "pip", "install", "-qq", str(wheel), folder=tmp_path
    )
    answers(home / "bin" / "register", tmp_path)
    adds_what_it_names(home / "bin" / "register", tmp_path)


def test_pipx_installs_it_from_the_source_folder(source: Path, tmp_path: Path) -> None:
    own = {f"PIPX_{name}": str(tmp_path / name) for name in ("HOME", "BIN_DIR", "MAN_DIR")}
    own |= {"PIPX_DEFAULT_BACKEND": "pip", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    install("pipx", "install", ".", folder=source, **own)
    program = tmp_path / "BIN_DIR" / "register"
    answers(program, tmp_path)
    adds_what_it_names(program, tmp_path, **own)
