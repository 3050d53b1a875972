"""The register served as its users serve it: a process of its own, at a port of this machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = (sys.executable, "-c", "from cli import main; main()")


@contextmanager
def served(url: str, *options: str) -> Iterator[str]:
    """Serve the register at a URL; give the address of its pages, without the last slash."""
    command = [*PROGRAM, "--database", url, "serve", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = ""
            for line in process.stderr:
                said += line
                if (found := re.search(r"(http://\S+?)/ ", line)) is not None:
                    break
            else:
                raise AssertionError(f"nothing is served: {said}")
            yield found[1]
        finally:
            process.terminate()
            process.wait(timeout=30)
