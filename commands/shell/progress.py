"""Progress of long work, on a terminal only: a bar for each phase, with rate and time left."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from commands.shell.printing import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from register.importing.importer import ImportStep

MANY_BYTES = 2_000_000
"""From this size on a file that is imported shows its progress."""

LABELS = {
    "checking": "Checking {}",
    "recording": "Recording {}",
    "read models": "Making the read models",
}


@contextmanager
def import_progress(name: str, size: int | None) -> Iterator[Callable[[ImportStep], None]]:
    """Give what is to be told of the steps of an import; ``size`` is the file's, if known."""
    if not sys.stderr.isatty() or (size is not None and size < MANY_BYTES):
        yield lambda _: None
        return
    with ExitStack() as stack:
        bars = _Bars(safe(name), size, stack)
        yield bars.step


@contextmanager
def facts_progress(label: str, facts: int) -> Iterator[Callable[[int], None]]:
    """Show how many facts were dealt with; give what is told of further ones."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=facts, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar.update
        bar.update(facts - bar.pos)


class _Bars:
    """One bar after another; without a known length there is none."""

    def __init__(self, name: str, size: int | None, stack: ExitStack) -> None:
        self._name = name
        self._size = size
        self._stack = stack
        self._phase = ""
        self._bar: Any = None
        self._facts = 0
        self._since = time.monotonic()

    def step(self, step: ImportStep) -> None:
        """Show that something was dealt with."""
        if step.phase != self._phase:
            self._begin(step)
        self._facts += step.facts
        if self._bar is not None:
            self._bar.update(step.size or step.facts, self._rate())

    def _begin(self, step: ImportStep) -> None:
        if self._phase:
            self._since = time.monotonic()
        self._stack.close()
        self._phase, self._facts, self._bar = step.phase, 0, None
        if length := self._size if step.phase == "checking" else step.of:
            self._bar = self._stack.enter_context(self._new(length))

    def _new(self, length: int) -> Any:
        return click.progressbar(
            length=length,
            label=LABELS[self._phase].format(self._name),
            item_show_func=lambda rate: rate or "",
            show_eta=True,
            file=sys.stderr,
        )

    def _rate(self) -> str:
        seconds = max(time.monotonic() - self._since, 0.001)
        return f"{self._facts / seconds:,.0f} facts/s"
