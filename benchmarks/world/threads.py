"""Which threads a relationship follows: a few of its own, not all that there are.

A jurisdiction has only some laws and an authority only some levers: the example register
lists 2.7 requirements and measures for a relationship. With every thread in every
relationship, one of 500 facts would list some thirty at once, and every answer be as large
as none in a real register is.
"""

from random import Random

from benchmarks.world.steps import LIKELY, RECURRENT

_NUMBERS = (2,) * 4 + (3,) * 5 + (4,) * 4 + (5,) * 3 + (6,) * 2 + (7,) * 2
"""How many threads a relationship follows, each number as often as it is likely: 4 on average."""

_RECURRING = 0.25
"""Of relationships, how many follow a recurring duty.

Few, for each of its terms is a requirement of its own: one is listed for every past half-year.
"""

_ORDINARY = [thread for thread in range(len(LIKELY)) if thread not in RECURRENT]


def followed(number: int, seed: int) -> list[int]:
    """Return the threads of the relationship with a number, from 0, to draw its next step from.

    Each stands there as often as it is likely. The first relationship, the largest, follows all
    of them, so that each type of fact is told. What a relationship follows depends on nothing
    but number and seed: it is the same however many facts are told of how many relationships.
    """
    if number == 0:
        return _weighted(range(len(LIKELY)))
    random = Random(f"threads of {number} by {seed}")
    wanted = random.choice(_NUMBERS)
    recurring = _chosen(random, RECURRENT, 1 if random.random() < _RECURRING else 0)
    return _weighted([*recurring, *_chosen(random, _ORDINARY, wanted - len(recurring))])


def _weighted(threads: list[int] | range) -> list[int]:
    return [thread for thread in threads for _ in range(LIKELY[thread])]


def _chosen(random: Random, threads: list[int], wanted: int) -> list[int]:
    """Choose different threads, likelier ones more often (the keys of Efraimidis and Spirakis)."""
    keys = {thread: random.random() ** (1 / LIKELY[thread]) for thread in threads}
    return sorted(threads, key=keys.__getitem__, reverse=True)[:wanted]
