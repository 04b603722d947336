"""The network of help: what it sees, what it leaves alone, and when it is silent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.people.folk import TODAY
from varifocal.core.people.helping import Help, Helped, Member, Network, network, over_time


def staff(count: int = 12, *, titled: Iterable[int] = (1,), refuse: Iterable[int] = ()) -> list[Member]:
    return [Member(one, f"P{one}", one not in set(refuse), one in set(titled)) for one in range(1, count + 1)]


def helps(giver: int, receivers: Iterable[int], weeks: Iterable[int], times: int = 1) -> list[Helped]:
    return [
        Helped(giver, receiver, TODAY - timedelta(weeks=week, days=time % 5), Help.ANSWER)
        for receiver in receivers
        for week in weeks
        for time in range(times)
    ]


def names(found: Network) -> list[int]:
    return [place.person for place in found.without_title]


def test_who_helps_many_through_the_half_year_leads_without_a_title() -> None:
    found = network(staff(), helps(1, range(2, 8), range(0, 20, 2)) + helps(5, range(1, 9), range(20)), TODAY)
    assert names(found) == [5]
    assert [place.person for place in found.holding] == [1, 5]
    assert found.places is not None
    assert found.places[5].sentence == "Helped 7 of 11 people, in 20 of 26 weeks."


@pytest.mark.parametrize(
    "given",
    [
        helps(5, [6], range(26), times=5),  # devoted to one
        helps(5, range(1, 12), [3], times=5),  # one great week
        helps(5, range(1, 12), range(40, 60)),  # long ago
        helps(5, [5], range(26)),  # herself
    ],
)
def test_what_is_not_leading_is_not_called_so(given: list[Helped]) -> None:
    assert names(network(staff(), given + helps(1, range(2, 8), range(0, 20, 3)), TODAY)) == []


def test_fifty_answers_in_a_week_count_once() -> None:
    once, often = (network(staff(), helps(5, range(1, 9), range(20), times=times), TODAY) for times in (1, 5))
    assert once.bonds == often.bonds


def test_it_is_silent_below_two_thirds_and_below_five_people() -> None:
    given = helps(5, range(1, 9), range(20))
    few = network(staff(refuse=range(8, 13)), given, TODAY)
    assert few.places is None
    assert few.silent == "It rests on 58% of us: too few to say anything; two thirds would do."
    assert network(staff(4), given, TODAY).silent.startswith("Fewer than 5")
    assert network([], [], TODAY).silent.startswith("Fewer than 5")


def test_whoever_did_not_agree_is_nowhere_in_it() -> None:
    given = helps(5, range(1, 9), range(20)) + helps(6, range(1, 9), range(20))
    found = network(staff(refuse=[6]), given, TODAY)
    without = network(staff(refuse=[6]), [one for one in given if 6 not in (one.giver, one.receiver)], TODAY)
    assert found == without
    assert found.places is not None
    assert 6 not in found.places


def test_it_says_where_it_would_break() -> None:
    """Two rings that only P6 ties together; P4 hangs on one of them by P8."""
    ring = [(1, 2), (2, 3), (3, 1), (3, 6), (6, 7), (7, 8), (8, 9), (9, 7), (8, 4)]
    given = [one for giver, receiver in ring for one in helps(giver, [receiver], range(8))]
    found = network(staff(9), given, TODAY)
    assert found.places is not None
    assert found.places[6].cut_off == {1, 2, 3}
    assert found.places[6].between == max(place.between for place in found.places.values())
    assert 4 not in {place.person for place in found.breaks_at}


def test_another_sees_only_her_own_place_and_those_who_agreed_to_be_shown() -> None:
    whole = network(staff(), helps(5, range(1, 9), range(20)), TODAY)
    seen = whole.seen_by(2)
    assert seen.places is not None
    assert (set(seen.places), seen.bonds) == ({2}, ())
    seen = whole.seen_by(5, shown=[2])
    assert seen.places is not None
    assert set(seen.places) == {2, 5}
    assert seen.places[5].leaning == {2}
    assert {(bond.giver, bond.receiver) for bond in seen.bonds} == {(5, 2)}
    assert whole.seen_by(None).places == {}
    assert replace(whole, places=None).seen_by(2).places is None


def test_over_time_a_quarter_at_a_time() -> None:
    then = over_time(staff(), helps(5, range(1, 9), range(13, 26)) + helps(6, range(1, 6), range(13)), TODAY)
    assert [names(one) for one in then] == [[], [], [5], [6]]
