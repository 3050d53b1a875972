"""What is kept because making it takes long, up to a size in all."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Held = TypeVar("Held")


@dataclass(slots=True)
class Kept(Generic[Held]):
    """Values by what they rest on; those asked for longest ago go first.

    ``size`` tells how much one takes, of the ``most`` that all may.
    """

    most: int
    size: Callable[[Held], int]
    _held: OrderedDict[str, Held] = field(default_factory=OrderedDict)
    _taken: int = 0
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: str, make: Callable[[], Held]) -> Held:
        """Return the value under a key, made now if it is not kept."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            if key not in self._held and self.size(made) <= self.most:
                self._held[key] = made
                self._taken += self.size(made)
            while self._taken > self.most:
                _, gone = self._held.popitem(last=False)
                self._taken -= self.size(gone)
        return made
