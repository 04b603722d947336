"""Chance dealt like cards: uniform one by one, even over a hand."""

from __future__ import annotations

from random import Random

from varifocal.flows.sample.dealt import HAND, Deck


def test_every_hand_holds_one_of_each_part_and_every_place_may_hold_any() -> None:
    deck = Deck(Random(4))
    hands = [[deck.next() for _ in range(HAND)] for _ in range(60)]
    for hand in hands:
        assert sorted(int(one * HAND) for one in hand) == list(range(HAND))
    for place in range(HAND):
        assert {int(hand[place] * HAND) for hand in hands} == set(range(HAND))
