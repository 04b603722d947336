"""What options of a search may be: a seed, seconds, a number of schedules."""

from __future__ import annotations

import argparse


def seed(word: str) -> int:
    """The number random numbers begin with; raises ArgumentTypeError for one that cannot be kept."""
    number = int(word)
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError("a seed is a number from 0 on, of at most 18 digits")
    return number


def positive(word: str) -> float:
    """Seconds somebody gives; raises ArgumentTypeError for none, and for more than anybody waits."""
    seconds = float(word)
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError("seconds are more than none and fewer than a million")
    return seconds


def counted(word: str) -> int:
    """How many schedules somebody gives; raises ArgumentTypeError for none, and for what is no number."""
    if not word.isdecimal() or not 0 < (number := int(word)) < 10**12:
        raise argparse.ArgumentTypeError("schedules are a whole number, one or more")
    return number
