"""The container file's steps work, in the order in which they stand; no engine is needed to try them."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.programs.source_tree import ROOT, copied

CONTAINER = ROOT / "deploy" / "container"
PLACES = re.compile(r"(?<![\w.-])/(app|build|data)\b")
"""The folders that the file makes; here they are in a temporary one."""

IN_DEBIAN_ONLY = ("apt-get", "useradd")


@dataclass(frozen=True)
class Step:
    """An instruction of the file, and the stage that it belongs to."""

    stage: int
    name: str
    rest: str


def steps() -> list[Step]:
    text = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
    found: list[Step] = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            before = sum(step.name == "FROM" for step in found)
            found.append(Step(before - (name != "FROM"), name, rest))
    return found


def rests(name: str) -> list[str]:
    return [step.rest for step in steps() if step.name == name]


def test_it_is_a_small_debian_of_a_named_release() -> None:
    bases = {rest.split()[0] for rest in rests("FROM")}
    assert bases == {"debian:trixie-slim"}


def test_it_runs_without_rights_and_keeps_all_in_one_volume() -> None:
    last = [step for step in steps() if step.stage == 1]
    assert rests("VOLUME") == rests("WORKDIR") == ["/data"]
    (made,) = [step.rest for step in last if "useradd" in step.rest]
    assert made.split()[-1] == rests("USER")[-1] == "register"
    names = [step.name for step in last]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_debian_is_asked_only_for_what_make_would_install() -> None:
    known = (ROOT / ".ci" / "provide").read_text(encoding="utf-8")
    asked = re.findall(
        r"--no-install-recommends ([\w -]+?)(?: &&|$)", "\n".join(rests("RUN")), re.MULTILINE
    )
    assert [name for names in asked for name in names.split() if name not in known] == []


def test_what_is_written_is_in_the_volume() -> None:
    (settings,) = rests("ENV")
    given = dict(each.split("=", 1) for each in shlex.split(settings))
    assert given["HOME"] == "/data"
    assert given["REGISTER_DATABASE_URL"].startswith("sqlite:////data/")


@dataclass(frozen=True)
class Trial:
    """A folder in which the steps are carried out, as far as they aren't Debian's."""

    root: Path
    gathered: Path

    def here(self, text: str) -> str:
        return PLACES.sub(lambda found: str(self.root / found[1]), text)

    def run(self, command: str, **more: str) -> str:
        kept = {name: each for name, each in os.environ.items() if "PYTHON" not in name}
        done = subprocess.run(
            ["bash", "-c", command],
            check=False,
            cwd=self.root,
            env=kept | more,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def build(self) -> None:
        """Carry out the first stage, whose folder /app is all that the second takes."""
        for step in steps():
            if step.stage == 0 and step.name == "COPY":
                *sources, target = step.rest.split()
                found = [path for each in sources for path in sorted(self.gathered.glob(each))]
                assert len(found) == len(sources), "each names one file"
                place = self.here(target)
                self.run(shlex.join(["mkdir", "-p", place]))
                self.run(shlex.join(["cp", *map(str, found), place]))
            elif (
                step.stage == 0 and step.name == "RUN" and not step.rest.startswith(IN_DEBIAN_ONLY)
            ):
                self.run(self.here(step.rest))


@pytest.mark.slow
def test_its_steps_make_a_program_that_needs_no_rights_to_write(tmp_path: Path) -> None:
    trial = Trial(tmp_path, tmp_path / "gathered")
    source = copied(tmp_path / "source")
    gather = source / "deploy" / "container" / "gather"
    trial.run(shlex.join([str(gather), sys.executable, str(trial.gathered)]))
    trial.build()
    (tmp_path / "data").mkdir()
    (copy,) = [step.rest for step in steps() if step.stage == 1 and step.name == "COPY"]
    assert copy == "--from=build /app /app"
    (settings,) = rests("ENV")
    given = dict(each.split("=", 1) for each in shlex.split(trial.here(settings)))
    (entry,) = rests("ENTRYPOINT")
    program = f"cd {tmp_path}/data && {shlex.join(json.loads(entry))}"
    app = tmp_path / "app"
    before = {path: path.stat().st_mtime_ns for path in app.rglob("*")}
    assert "Commands" in trial.run(f"{program} --help", **given)
    assert "TikTok" in trial.run(f"{program} demo", **given)
    report = f"{program} report dossier TikTok Kazakhstan --out"
    trial.run(f"{report} x.pdf && {report} x.html", **given)
    assert (tmp_path / "data" / "register.db").is_file()
    assert "<svg" in (tmp_path / "data" / "x.html").read_text(encoding="utf-8")
    assert {path: path.stat().st_mtime_ns for path in app.rglob("*")} == before
