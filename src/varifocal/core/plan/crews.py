"""A crew: who is qualified for its places, and who of those preferred fills them."""

from __future__ import annotations

from collections.abc import Iterable

Heads = tuple[tuple[int, ...], ...]
"""Who is qualified, place by place in a crew."""


def crew_of(heads: Heads, preferred: Iterable[int]) -> tuple[int, ...]:
    """A crew with one qualified person for each head: people are taken in order of preference, each whenever
    everybody taken so far still finds a head (a matching grown by augmenting paths, so greedy is best)."""
    return tuple(sorted(seated(heads, preferred).values()))


def seated(heads: Heads, preferred: Iterable[int]) -> dict[int, int]:
    """Who of that crew stands for which head."""
    taken: dict[int, int] = {}

    def seat(person: int, tried: set[int]) -> bool:
        for head, qualified in enumerate(heads):
            if person in qualified and head not in tried:
                tried.add(head)
                if head not in taken or seat(taken[head], tried):
                    taken[head] = person
                    return True
        return False

    for person in preferred:
        if len(taken) == len(heads):
            break
        if person not in taken.values():
            seat(person, set())
    return taken
