"""The repository's own files, as a commit of everything here would hold them."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def files() -> list[Path]:
    """Give the paths, from the root, of all files that are tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (ROOT / path).is_file()]  # a removed one is still listed


def copied(folder: Path) -> Path:
    """Copy those files to a folder, and return it."""
    for path in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, folder / path)
    return folder
