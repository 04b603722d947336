"""How long a plan may take: the weeks within which all work is done, guessed before anything is placed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from varifocal.core.calendar import QUARTERS_PER_WEEK
from varifocal.core.plan.work import Compiled, all_agreed
from varifocal.core.plan.workload import WORKED_ON, Floats, Ints
from varifocal.core.values import QUARTERS_PER_HOUR

STEP = 8
"""Horizons are so many weeks apart, so that two plans of much the same work share the calendars of one."""


def weeks_needed(work: Compiled) -> int:
    """A generous guess of the weeks within which all work is done, from loads, chains and dates."""
    columns = work.columns
    worked_on = (columns["length"] == WORKED_ON) & (columns["unable"] == 0)
    load = _hours_agreed(work, worked_on) + _hours_asked(work, worked_on)
    people = [work.portfolio.person[each] for each in work.people]
    a_week = np.array([person.week.hours * person.share for person in people])
    last = int((columns["earliest"] + np.maximum(columns["length"], 0)).max(initial=0))
    last = max(last, int(work.outages["finish"].max(initial=0)))
    weeks = (
        math.ceil(1.5 * float((load / np.maximum(1.0, a_week)).max(initial=0.0)))
        + last // QUARTERS_PER_WEEK
        + 26
    )
    lags = max(int(columns[name].max(initial=0)) for name in ("start_lag", "finish_lag"))
    weeks += math.ceil(lags / QUARTERS_PER_HOUR / max(1.0, work.time.week.hours))
    return -(-weeks // STEP) * STEP


def _hours_agreed(work: Compiled, worked_on: NDArray[np.bool_]) -> Floats:
    """By place of the person the hours of what she agreed to."""
    columns = work.columns
    count = columns["agreed_to"] - columns["agreed_from"]
    each = np.where(worked_on, columns["hours"], 0.0) / np.maximum(1, count)
    return _by_person(work, all_agreed(work), np.repeat(each, count))


def _hours_asked(work: Compiled, worked_on: NDArray[np.bool_]) -> Floats:
    """By place of the person her part of what nobody agreed to, were it shared evenly among all who could do it."""
    columns, items = work.columns, work.items
    heads = np.where(worked_on, columns["heads_to"] - columns["heads_from"], 0)
    alone, crews = heads == 1, heads > 1
    asked = items[columns["heads_from"][alone]]
    shared = np.bincount(asked, weights=columns["hours"][alone], minlength=len(work.lists))
    able = work.lists["able_to"] - work.lists["able_from"]
    members = items[len(items) - int(able.sum()) :]
    shares = np.repeat(shared / np.maximum(1, able), able)
    load = _by_person(work, members, shares)
    groups, first, group = np.unique(columns["heads_from"][crews], return_index=True, return_inverse=True)
    hours = np.bincount(group, weights=columns["hours"][crews], minlength=len(groups))
    for since, until, shared_by in zip(groups, columns["heads_to"][crews][first], hours, strict=True):
        ranges = work.lists[items[since:until]].tolist()
        who = np.unique(np.concatenate([items[begin:end] for begin, end in ranges]))
        load[who] += shared_by / max(1, len(who))
    return load


def _by_person(work: Compiled, who: Ints, hours: Floats) -> Floats:
    """Hours of people, added up by their places."""
    return np.bincount(who, weights=hours, minlength=len(work.people)).astype(np.float64, copy=False)
