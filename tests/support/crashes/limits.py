"""Limits of the system on a process, set before it starts."""

import resource
from collections.abc import Callable


def limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
