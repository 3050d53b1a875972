"""Which processes live, and who started them."""

from pathlib import Path


def workers_of(pid: int) -> list[int]:
    """The processes that a process started to work for it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(one) for one in children.read_text().split()] if children.exists() else []
    return [one for one in found if b"spawn_main" in command_line(one)]


def lives(pid: int) -> bool:
    return b"spawn_main" in command_line(pid)


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""
