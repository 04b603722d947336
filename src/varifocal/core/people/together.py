"""Of which groups a figure may be shown together, so that nobody's own can be worked out: not from one group, and not
from the difference of what is shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

FEWEST = 5
K = TypeVar("K", bound=Hashable)


def may_be_shown(
    everybody: AbstractSet[int], groups: Mapping[K, AbstractSet[int]], fewest: int = FEWEST
) -> list[K]:
    """The groups whose figure may stand beside that of `everybody`; none where they are too few themselves.

    A group is shown where so many answered, and where what is left over is nobody or so many again: of it against each
    group shown, either way round, and of everybody against all that are shown. The larger ones are looked at first,
    then in the order given.
    """
    if len(everybody) < fewest:
        return []
    shown: list[K] = []
    taken: set[int] = set()
    for name in sorted(groups, key=lambda one: -len(groups[one])):
        hers = groups[name] & everybody
        apart = [len(everybody - hers), len(everybody - taken - hers)]
        for other in shown:
            theirs = groups[other] & everybody
            apart += [len(hers - theirs), len(theirs - hers), len(hers & theirs)]
        if len(hers) >= fewest and not any(0 < few < fewest for few in apart):
            shown.append(name)
            taken |= hers
    return shown
