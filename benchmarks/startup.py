"""How long `register --help` takes, beside only importing Click and SQLAlchemy."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 21
COMMANDS = {
    "register --help": [str(Path(sys.executable).with_name("register")), "--help"],
    'python -c "import click, sqlalchemy"': [sys.executable, "-c", "import click, sqlalchemy"],
}


def seconds(command: list[str]) -> float:
    """Run a whole process and give how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def measured() -> dict[str, list[float]]:
    """Give each command's runs, taken in turn: what slows the machine then slows them alike."""
    runs: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)  # unmeasured: reads the files from the disk, and compiles them
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            runs[name].append(seconds(command))
    return runs


def main() -> None:
    """Print a table of medians, with the slowest and fastest runs, and the ratio."""
    runs = measured()
    print(f"| command ({RUNS} runs each, in turn) | median | fastest | slowest |")
    print("| --- | ---: | ---: | ---: |")
    for name, taken in runs.items():
        figures = (statistics.median(taken), min(taken), max(taken))
        print(f"| `{name}` | " + " | ".join(f"{1000 * each:.0f} ms" for each in figures) + " |")
    ours, theirs = (statistics.median(taken) for taken in runs.values())
    print(f"\nRatio of the medians: {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
