"""The network of help: who gets others going, with or without a title, and where it would break.

A tie is help given in a week: fifty answers to one person within a week count once, words that helped nobody not at
all. Only people who agreed are in it; it says how much of the staff it rests on, and is silent below two thirds or
where fewer than five agreed. Help is counted over half a year, so that who left, or stopped, fades. Betweenness after
Freeman (1977) by Brandes' algorithm (2001), cut points after Hopcroft and Tarjan (1973), both from rustworkx.
No measure here compares people for pay or rank: DESIGN 4.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

import rustworkx as rx

ENOUGH_OF_US = 2 / 3
"""Below this share of the staff the network says nothing."""
ENOUGH_PEOPLE = 5
"""Below so many people any picture names somebody."""
WEEKS = 26
"""How far back help counts."""
REGULAR = 2
"""Weeks of help that make a tie: once is politeness."""
WIDELY = 1 / 3
"""Whoever holds an organization together helps so much of it, in so many of its weeks."""
LEANS = 0.5
"""Share of all the help somebody gets from one person, from which she leans on her."""


class Help(StrEnum):
    """How one person helped another."""

    NAMED = "named"
    REVIEW = "review"
    ANSWER = "answer"
    UNBLOCK = "unblock"
    MENTORING = "mentoring"
    HANDOVER = "handover"
    RAISED_HAND = "raised hand"


@dataclass(frozen=True, slots=True)
class Helped:
    """On this day `giver` helped `receiver`: named in the weekly tap, or a fact of the work."""

    giver: int
    receiver: int
    on: date
    how: Help


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the staff: whether she agreed to be in it, and whether she leads by title."""

    id: int
    name: str
    agreed: bool = False
    title: bool = False


@dataclass(frozen=True, slots=True)
class Bond:
    """Weeks in which one helped the other, of the weeks looked at."""

    giver: int
    receiver: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in it.

    `helped`: people she helped; `weeks` in which she did; `carries`: her share of all help; `between`: share of the
    shortest ways between two others that lead through her; `leaning`: people who get half of their help or more from
    her; `cut_off`: people who would be parted from most others without her.
    """

    person: int
    title: bool
    helped: int
    helped_by: int
    weeks: int
    carries: float
    between: float
    leaning: frozenset[int] = frozenset()
    cut_off: frozenset[int] = frozenset()
    holds: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The network as of `until`, over so many weeks; `rests_on` is the share of the staff who agreed. Where `silent`
    says why, there is nothing else."""

    until: date
    weeks: int
    rests_on: float
    people: int
    bonds: tuple[Bond, ...] = ()
    places: Mapping[int, Place] | None = None
    silent: str = ""

    @property
    def holding(self) -> tuple[Place, ...]:
        """Those who hold the organization together, by id: no order among them."""
        return tuple(place for _, place in sorted((self.places or {}).items()) if place.holds)

    @property
    def without_title(self) -> tuple[Place, ...]:
        """Those of them who lead without a title."""
        return tuple(place for place in self.holding if not place.title)

    @property
    def breaks_at(self) -> tuple[Place, ...]:
        """Where it would break: without her some would be parted from the others, or lose half of their help."""
        return tuple(
            place
            for _, place in sorted((self.places or {}).items())
            if place.cut_off or len(place.leaning) >= ENOUGH_PEOPLE
        )

    def seen_by(self, person: int | None, shown: Collection[int] = ()) -> Network:
        """What one person may see of it: her own place, and of others those who agreed to be shown.

        Whom she leans on, or who leans on her, is named only where that one agreed as well.
        """
        if self.places is None:
            return self
        seen = {one for one in shown if one in self.places} | ({person} & self.places.keys())
        places = {
            one: replace(place, leaning=place.leaning & seen, cut_off=place.cut_off & seen)
            for one, place in self.places.items()
            if one in seen
        }
        bonds = tuple(bond for bond in self.bonds if bond.giver in seen and bond.receiver in seen)
        return replace(self, bonds=bonds, places=places)


def network(
    staff: Sequence[Member], help_given: Iterable[Helped], until: date, *, weeks: int = WEEKS
) -> Network:
    """The network of help over the weeks that end with this day; what happened later, or to oneself, is left out."""
    agreed = {member.id: member for member in staff if member.agreed}
    rests_on = len(agreed) / len(staff) if staff else 0.0
    empty = Network(until, weeks, rests_on, len(agreed))
    if silent := _silence(rests_on, len(agreed)):
        return replace(empty, silent=silent)
    between = _weeks_of_help(help_given, agreed.keys(), until, weeks)
    if not between:
        return replace(empty, silent="Nobody's help has been noted yet.")
    bonds = tuple(Bond(giver, receiver, len(when)) for (giver, receiver), when in sorted(between.items()))
    return replace(empty, bonds=bonds, places=_places(agreed, between, bonds, weeks))


def over_time(
    staff: Sequence[Member], help_given: Sequence[Helped], until: date, *, steps: int = 4, weeks: int = 13
) -> tuple[Network, ...]:
    """The network a quarter at a time, the oldest first."""
    return tuple(
        network(staff, help_given, until - timedelta(weeks=weeks * step), weeks=weeks)
        for step in reversed(range(steps))
    )


def _silence(rests_on: float, people: int) -> str:
    if people < ENOUGH_PEOPLE:
        return f"Fewer than {ENOUGH_PEOPLE} people have agreed to be in it: no picture."
    if rests_on < ENOUGH_OF_US:
        return f"It rests on {rests_on:.0%} of us: too few to say anything; two thirds would do."
    return ""


def _weeks_of_help(
    help_given: Iterable[Helped], agreed: Set[int], until: date, weeks: int
) -> dict[tuple[int, int], set[int]]:
    """For each two people, the weeks (counted back from `until`) in which the first helped the second."""
    between: dict[tuple[int, int], set[int]] = defaultdict(set)
    last = until.toordinal()
    for one in help_given:
        if one.giver != one.receiver and one.giver in agreed and one.receiver in agreed:
            ago = (last - one.on.toordinal()) // 7
            if 0 <= ago < weeks:
                between[one.giver, one.receiver].add(ago)
    return between


def _places(
    agreed: Mapping[int, Member],
    between: Mapping[tuple[int, int], set[int]],
    bonds: Sequence[Bond],
    weeks: int,
) -> dict[int, Place]:
    given: dict[int, int] = defaultdict(int)
    got: dict[int, int] = defaultdict(int)
    active: dict[int, set[int]] = defaultdict(set)
    helped: dict[int, set[int]] = defaultdict(set)
    helped_by: dict[int, set[int]] = defaultdict(set)
    for (giver, receiver), when in between.items():
        given[giver] += len(when)
        got[receiver] += len(when)
        active[giver] |= when
        helped[giver].add(receiver)
        helped_by[receiver].add(giver)
    leaning: dict[int, set[int]] = defaultdict(set)
    for bond in bonds:
        if bond.weeks > REGULAR and bond.weeks >= LEANS * got[bond.receiver]:
            leaning[bond.giver].add(bond.receiver)
    through, cut_off = _structure(agreed, bonds)
    total = sum(given.values())
    places = {
        one: Place(
            one,
            member.title,
            len(helped[one]),
            len(helped_by[one]),
            len(active[one]),
            given[one] / total,
            through[one],
            frozenset(leaning[one]),
            cut_off[one],
        )
        for one, member in agreed.items()
    }
    return {one: _judged(place, places.values(), weeks) for one, place in places.items()}


def _structure(
    agreed: Mapping[int, Member], bonds: Sequence[Bond]
) -> tuple[dict[int, float], dict[int, frozenset[int]]]:
    """Betweenness of each, and whom her leaving would part from the largest group, on ties of two weeks and more."""
    graph: rx.PyGraph[int, int] = rx.PyGraph(multigraph=False)
    node = {one: graph.add_node(one) for one in sorted(agreed)}
    for bond in bonds:
        if bond.weeks >= REGULAR:
            graph.add_edge(node[bond.giver], node[bond.receiver], bond.weeks)
    central = rx.betweenness_centrality(graph, normalized=True)
    cut_off: dict[int, frozenset[int]] = dict.fromkeys(agreed, frozenset())
    for point in rx.articulation_points(graph):
        rest = graph.copy()
        rest.remove_node(point)
        neighbours = set(graph.neighbors(point))
        parts = sorted(
            (part for part in rx.connected_components(rest) if part & neighbours),
            key=lambda part: (-len(part), min(part)),
        )
        cut_off[graph[point]] = frozenset(graph[one] for part in parts[1:] for one in part)
    return {one: float(central[node[one]]) for one in agreed}, cut_off


def _judged(place: Place, places: Collection[Place], weeks: int) -> Place:
    """Does she hold it together? She helps a third of the others, in a third of the weeks, and carries as much of it as
    those usually do who lead by title, and twice an even share."""
    others = len(places) - 1
    titled = [one.carries for one in places if one.title and one.helped]
    usual = median(titled) if titled else 0.0
    holds = (
        place.helped >= WIDELY * others
        and place.weeks >= WIDELY * weeks
        and place.carries >= max(usual, 2 / len(places))
    )
    sentence = (
        f"Helped {place.helped} of {others} people, in {place.weeks} of {weeks} weeks."
        if place.helped
        else "No help noted in this time."
    )
    return replace(place, holds=holds, sentence=sentence)
