"""What is worth a word, and whose good work nobody has remarked on.

Facts of the work go in, facts worth a word come out: offered to a human, never sent, two a week at most, and what is
waved away often enough is offered less. Nothing here scores anybody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import comb

from varifocal.core.values import Sign as Sign
from varifocal.core.values import level_text


@dataclass(frozen=True, slots=True)
class Finished:
    """A task somebody finished. `hours` it took (None: nobody knows enough of them), `in_time` None without a due date;
    `skill` at the `level` it asked for; `above` levels it lay above hers; `stood` calendar days it stood still before;
    `taken_over`: from somebody else, after it had begun or when it was due within days."""

    task: int
    name: str
    person: int
    on: date
    hours: float | None = None
    in_time: bool | None = None
    skill: int | None = None
    level: int = 0
    above: int = 0
    stood: int = 0
    taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Unblocked:
    """Somebody got another's task going again after so many days."""

    task: int
    name: str
    person: int
    on: date
    stood: int = 0


@dataclass(frozen=True, slots=True)
class WeekCarried:
    """Hours of a week: what she worked and what her week has."""

    person: int
    monday: date
    hours: float
    of: float


@dataclass(frozen=True, slots=True)
class Praised:
    """Somebody was praised; `task` where it was for one."""

    person: int
    on: date
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """A fact worth a word: who, what, when, in one sentence; `task` where it is about one. The larger `weight`, the
    sooner it is offered."""

    person: int
    sign: Sign
    on: date
    sentence: str
    weight: float
    task: int | None = None


AT_MOST = 2
"""Prompts a week that one human is offered."""
LOOK_BACK = timedelta(days=14)
"""What is older is no news."""
OVERLOAD, LONG = 1.1, 4
"""More than a tenth above her week, for four weeks running."""
STOOD_LONG = 3
"""Days of standing still from which getting something going is a rescue."""
ENOUGH_BEFORE = 8
"""Tasks one must know of somebody before one of hers is called hard for her."""


def worth_a_word(
    today: date,
    finished: Sequence[Finished],
    *,
    unblocked: Iterable[Unblocked] = (),
    weeks: Iterable[WeekCarried] = (),
    joined: Mapping[int, date] | None = None,
    skills: Mapping[int, str] | None = None,
    levels: Mapping[int, str] | None = None,
    praised: Collection[Praised] = (),
) -> tuple[Worth, ...]:
    """What happened in the last two weeks that is worth a word, the weightiest first; what was praised is left out.
    `levels` are the words levels are told in."""
    said = {(one.person, one.task) for one in praised if one.task is not None}
    found = [
        *_hard(today, finished),
        *_first_uses(today, finished, skills or {}, levels or {}),
        *_rescues(today, finished, unblocked),
        *_long_loads(today, weeks),
        *_years(today, joined or {}),
    ]
    best: dict[tuple[int, int | None, Sign | None], Worth] = {}
    for one in found:
        if one.task is not None and (one.person, one.task) in said:
            continue
        key = (one.person, one.task, None if one.task is not None else one.sign)
        if key not in best or one.weight > best[key].weight:
            best[key] = one
    return tuple(
        sorted(best.values(), key=lambda one: (-one.weight, -one.on.toordinal(), one.person, one.sign))
    )


def offered(
    worth: Sequence[Worth], dismissed: Mapping[Sign, int], taken: Mapping[Sign, int], *, already: int = 0
) -> tuple[Worth, ...]:
    """What one human is shown this week: at most two, `already` of which were, no two about the same person.

    Each sign weighs as often as it was taken up before (one taken and one dismissed assumed beforehand: Laplace's
    rule), so what is waved away comes later and in the end not at all.
    """

    def likely(sign: Sign) -> float:
        return (taken.get(sign, 0) + 1) / (taken.get(sign, 0) + dismissed.get(sign, 0) + 2)

    chosen: dict[int, Worth] = {}
    for one in sorted(worth, key=lambda one: -one.weight * likely(one.sign)):
        if len(chosen) < AT_MOST - already and likely(one.sign) > 0.12:
            chosen.setdefault(one.person, one)
    return tuple(chosen.values())


def _hard(today: date, finished: Sequence[Finished]) -> Iterable[Worth]:
    """Larger than nine in ten of hers, or above her level; and not late."""
    before: dict[int, list[float]] = defaultdict(list)
    for one in sorted(finished, key=lambda one: one.on):
        known = before[one.person]
        if _is_news(one.on, today) and one.in_time is not False:
            if one.above > 0:
                yield Worth(
                    one.person, Sign.HARD_TASK, one.on, f"Finished “{one.name}”, which asked for more than her level.",
                    3.0, one.task,
                )  # fmt: skip
            elif one.hours is not None and len(known) >= ENOUGH_BEFORE:
                usual = sorted(known)[int(0.9 * (len(known) - 1))]
                if one.hours > usual:
                    words = ", in time" if one.in_time else ""
                    sentence = f"Finished “{one.name}”{words}: with {one.hours:.0f} hours one of her longest."
                    yield Worth(one.person, Sign.HARD_TASK, one.on, sentence, 2.0, one.task)
        if one.hours is not None:
            known.append(one.hours)


def _first_uses(
    today: date, finished: Sequence[Finished], skills: Mapping[int, str], levels: Mapping[int, str]
) -> Iterable[Worth]:
    """The first task of a skill, or of a level of it, for somebody who has finished others before."""
    highest: dict[tuple[int, int], int] = {}
    count: Counter[int] = Counter()
    for one in sorted(finished, key=lambda one: one.on):
        if one.skill is not None:
            key = (one.person, one.skill)
            first = one.level > highest.get(key, -1)
            if first and count[one.person] >= ENOUGH_BEFORE and _is_news(one.on, today):
                name = skills.get(one.skill, "a skill")
                step = f" at {level_text(one.level, levels)}" if key in highest else ""
                sentence = f"Her first piece of work in {name}{step}: “{one.name}”."
                yield Worth(one.person, Sign.FIRST_USE, one.on, sentence, 2.5, one.task)
            highest[key] = max(one.level, highest.get(key, -1))
        count[one.person] += 1


def _rescues(today: date, finished: Sequence[Finished], unblocked: Iterable[Unblocked]) -> Iterable[Worth]:
    for one in finished:
        if _is_news(one.on, today) and one.taken_over and one.in_time is not False:
            yield Worth(
                one.person, Sign.RESCUE, one.on, f"Took over “{one.name}” and finished it.", 3.5, one.task
            )
    for help_given in unblocked:
        if _is_news(help_given.on, today) and help_given.stood >= STOOD_LONG:
            sentence = f"Got “{help_given.name}” going again after {help_given.stood} days."
            yield Worth(help_given.person, Sign.RESCUE, help_given.on, sentence, 3.0, help_given.task)


def _long_loads(today: date, weeks: Iterable[WeekCarried]) -> Iterable[Worth]:
    """Four weeks and more in a row above what her week has, up to the last whole one."""
    carried: dict[int, dict[date, WeekCarried]] = defaultdict(dict)
    for week in weeks:
        carried[week.person][week.monday] = week
    last = today - timedelta(days=today.weekday() + 7)
    for person, hers in sorted(carried.items()):
        length, over, monday = 0, 0.0, last
        while (seen := hers.get(monday)) is not None and seen.of > 0 and seen.hours > OVERLOAD * seen.of:
            length, over, monday = length + 1, over + seen.hours - seen.of, monday - timedelta(weeks=1)
        if length >= LONG:
            sentence = f"Has carried {over / length:.0f} hours a week too many, for {length} weeks."
            yield Worth(person, Sign.OVERLOAD, last, sentence, 4.0)


def _years(today: date, joined: Mapping[int, date]) -> Iterable[Worth]:
    for person, day in sorted(joined.items()):
        years = today.year - day.year
        turned = _same_day(day, today.year)
        if years > 0 and _is_news(turned, today):
            sentence = "A year here." if years == 1 else f"{years} years here."
            yield Worth(person, Sign.YEAR, turned, sentence, 1.5 if years in (1, 5, 10, 20) else 1.0)


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def _is_news(day: date, today: date) -> bool:
    return today - LOOK_BACK <= day <= today


@dataclass(frozen=True, slots=True)
class Overlooked:
    """Good work of hers that nobody has remarked on: tasks finished, none or few of them remarked on, and how
    rarely chance alone would do that (0 to 1)."""

    person: int
    finished: int
    praised: int
    chance: float
    sentence: str


SURE = 0.05
"""How rarely, over the whole staff, few words may be called too few by chance alone."""
SHOULD_HAVE_HEARD = 3.0
"""Words somebody would have heard at the others' rate, from which none at all is no chance any more: where three are
expected, none comes about by chance one time in twenty (the rule of three: Hanley and Lippman-Hand 1983)."""
A_YEAR = timedelta(days=364)


def overlooked(
    today: date, finished: Sequence[Finished], praised: Sequence[Praised], *, back: timedelta = A_YEAR
) -> tuple[Overlooked, ...]:
    """Whose finished work was remarked on so much more rarely than that of the others that it is no chance.

    Two ways to be: none at all, where the others' rate would have given three words; or few words, by a one-sided exact
    test (Fisher 1922) that is rarer than one in twenty for the whole staff together (Holm 1979): of all work finished
    since, so much was remarked on; were words spread without regard of person, how rarely would hers have got so few?
    Late work counts neither for nor against anybody. The rarest by chance come first.
    """
    since = today - back
    done: dict[int, set[int]] = defaultdict(set)
    for one in finished:
        if since < one.on <= today and one.in_time is not False:
            done[one.person].add(one.task)
    words: Counter[int] = Counter(
        one.person for one in praised if since < one.on <= today and one.person in done
    )
    remarked = {person: min(len(tasks), words[person]) for person, tasks in done.items()}
    all_done, all_remarked = sum(map(len, done.values())), sum(remarked.values())
    tests = sorted((_rarely(all_done, all_remarked, len(done[one]), remarked[one]), one) for one in done)
    found, sure = [], True
    for place, (chance, person) in enumerate(tests):
        count, had = len(done[person]), remarked[person]
        others = (all_remarked - had) / (all_done - count) if all_done > count else 0.0
        sure = sure and chance * (len(tests) - place) <= SURE
        if others and (sure or (not had and count * others >= SHOULD_HAVE_HEARD)):
            sentence = (
                f"{count} pieces of work finished, {had or 'none'} of them with a word; "
                f"others hear one for every {1 / others:.0f}."
            )
            found.append(Overlooked(person, count, had, chance, sentence))
    return tuple(found)


def _rarely(everything: int, remarked: int, hers: int, had: int) -> float:
    """Chance that of `hers` drawn from all at most `had` are among the remarked ones (hypergeometric)."""
    ways = sum(
        comb(remarked, some) * comb(everything - remarked, hers - some)
        for some in range(had + 1)
        if hers - some <= everything - remarked
    )
    return ways / comb(everything, hers)
