"""How many facts a relationship has, and in which order they stand in the log."""

from collections.abc import Iterator, Sequence
from random import Random

BLOCK = 8192
"""How many facts are put in order at once; memory is bounded by it, not by the log."""


def sizes(facts: int, relationships: int, *, largest: int) -> list[int]:
    """Return how many facts each relationship has, by a power law, and the largest first.

    The sizes add up to ``facts``. Raises ValueError where no power law fits.
    """
    room, top = facts - relationships, largest - 1
    if not 0 < top < room < top * relationships:
        raise ValueError(
            f"{facts} facts of {relationships} relationships can't have a largest of {largest}"
        )
    exponent = _exponent(relationships, room / top)
    found = [1 + int(top * rank**-exponent) for rank in range(1, relationships + 1)]
    for place in range(facts - sum(found)):
        found[1 + place % (relationships - 1)] += 1
    return found


def _exponent(count: int, wanted: float) -> float:
    """Return s for which the sum of rank**-s over all ranks is what is wanted."""
    low, high = 0.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if sum(rank**-middle for rank in range(1, count + 1)) > wanted:
            low = middle
        else:
            high = middle
    return high


def interleaved(random: Random, counts: Sequence[int]) -> Iterator[list[int]]:
    """Give, block by block, whose fact comes next, each index as often as its count says.

    Each block has its share of every count, shuffled. The shares begin at places of their
    own, or all the small relationships would speak in the same blocks.
    """
    blocks = -(-sum(counts) // BLOCK)
    starts = [int(random.random() * blocks) for _ in counts]
    for block in range(blocks):
        drawn: list[int] = []
        for index, (count, start) in enumerate(zip(counts, starts, strict=True)):
            before = (count * block + start) // blocks
            drawn += [index] * ((count * (block + 1) + start) // blocks - before)
        random.shuffle(drawn)
        yield drawn
