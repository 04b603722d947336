"""What stands on the pages about people, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.urls import reverse

from varifocal.core.values import in_a_row
from varifocal.flows import grow
from varifocal.flows.stretched import Given, Step, Steps
from varifocal.flows.whatif import LEAST_POINTS
from varifocal.web import format as say
from varifocal.web import sheet
from varifocal.web.charts.picture import Picture
from varifocal.web.talent.ring import ring

QUIET = timedelta(weeks=4)
"""So long without a word alone is long."""
UNGROWN = timedelta(weeks=8)
LOW = (1, 2)
FULLNESS = (0.1, 0.25, 0.5, 0.8)
"""From which share of the hours there are a cell is a shade darker."""


# -- a leader's people --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Thought:
    """Somebody to think of: why, how long it has been, and one act."""

    id: int
    name: str
    title: str
    why: tuple[str, ...]
    talked: str
    praised: str
    grown: str
    act: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mine:
    """The page."""

    headline: str
    lede: str
    people: tuple[Thought, ...]

    @classmethod
    def of(cls, found: grow.MyPeople) -> Mine:
        """Those first whose good work nobody has remarked on, then those something happened to."""
        people = tuple(_thought(one, found.today) for one in found.people)
        lede = (
            "You lead nobody by name, so everybody stands here: whoever needs a word first."
            if found.everybody
            else ""
        )
        return cls(_of_whom(found), lede, people)


def _of_whom(found: grow.MyPeople) -> str:
    unseen = [one.name.split()[0] for one in found.people if one.overlooked]
    if len(unseen) == 1:
        return f"Nobody has remarked on {unseen[0]}’s work yet"
    if unseen:
        return f"Nobody has remarked on the work of {', '.join(unseen[:-1])} and {unseen[-1]} yet"
    told = [one.name.split()[0] for one in found.people if one.signs]
    if told:
        return f"{told[0]} did something worth a word"
    return "Your people, and when you last had time for them" if found.people else "You lead nobody yet"


def _thought(one: grow.Led, today: date) -> Thought:
    why = [f"Overlooked: {one.overlooked.sentence}"] if one.overlooked else []
    why += [sign.sentence for sign in one.signs]
    if one.energy in LOW:
        why.append("Said that her energy is low.")
    return Thought(
        one.id, one.name, one.title, tuple(why), _since(one.talked, today, "not yet"), _since(one.praised, today),
        _since(one.grown, today), _act(one, today),
    )  # fmt: skip


def _act(one: grow.Led, today: date) -> dict[str, Any]:
    """One thing to do: a word for what happened, a talk where it has been long, time to grow, else her page."""
    if one.overlooked or one.signs:
        return {"name": "Say a word", "url": reverse("person-praise", args=[one.id]), "dialog": True}
    can_wait = one.energy not in LOW
    if one.next_talk is None and (not can_wait or one.talked is None or today - one.talked > QUIET):
        find: dict[str, Any] = {"name": "Find an hour", "plain": can_wait}
        if one.talked:
            return find | {"url": reverse("rooms")}
        return find | {"url": f"{reverse('room-new')}?who={one.id}", "dialog": True}
    if one.grown is None or today - one.grown > UNGROWN:
        return {"name": "See what would stretch her", "url": reverse("learning"), "plain": True}
    return {"name": "Open her page", "url": reverse("person", args=[one.id]), "plain": True}


def _since(day: date | None, today: date, never: str = "not in a year") -> str:
    if day is None:
        return never
    days = (today - day).days
    if days < 7:
        return "this week" if days >= 0 else say.day(day, today)
    weeks = days // 7
    return "a week ago" if weeks == 1 else f"{weeks} weeks ago"


# -- skills against the plan --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of the heat map: a number, how dark, and the sentence behind it."""

    asked: str
    shade: str
    bad: bool
    told: str


@dataclass(frozen=True, slots=True)
class Covered:
    """The page: a row a skill and level, a column a quarter."""

    today: date
    headline: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, int, int, tuple[Square, ...]], ...]
    gaps: tuple[str, ...]
    cells: tuple[tuple[str, grow.Cell], ...]

    SHEET: ClassVar = (
        "Skill",
        "Level",
        "Quarter from",
        "Hours asked",
        "People",
        "Their hours",
        "Hours nobody has",
    )

    def sheet(self) -> Iterator[Sequence[sheet.Cell]]:
        """The same numbers for a spreadsheet."""
        for name, cell in self.cells:
            begins = self.today + cell.quarter * timedelta(days=91)
            yield name, cell.level, begins, cell.asked, cell.people, cell.able, cell.uncovered

    @classmethod
    def of(cls, found: grow.Covered) -> Covered:
        """Rows by skill; only what is asked for at all."""
        told = found.coverage
        by_row: dict[tuple[str, int], list[grow.Cell]] = {}
        for cell in told.cells:
            by_row.setdefault((found.skills.get(cell.skill, ""), cell.level), []).append(cell)
        rows = tuple(
            (name, level, cells[0].people, tuple(_square(cell) for cell in cells))
            for (name, level), cells in sorted(by_row.items())
        )
        first, second, beyond = (told.today + number * timedelta(days=91) for number in range(3))
        last = beyond - timedelta(days=1)
        columns = (
            f"until {say.day(second - timedelta(days=1), told.today)}",
            f"until {say.day(last, told.today)}",
            "later",
        )
        return cls(
            first,
            _missing(found),
            columns,
            rows,
            tuple(gap.sentence for gap in told.gaps),
            tuple((found.skills.get(cell.skill, ""), cell) for cell in told.cells),
        )


def _square(cell: grow.Cell) -> Square:
    share = cell.asked / cell.able if cell.able else (2.0 if cell.asked else 0.0)
    shade = sum(share >= step for step in FULLNESS) if cell.asked else 0
    told = f"{say.hours(cell.asked)} asked of {say.hours(cell.able)}" if cell.able else "nobody has it"
    bad = cell.uncovered >= 1
    if bad:
        told += f"; {say.hours(cell.uncovered)} nobody has"
    return Square(f"{cell.asked:.0f}" if cell.asked else "", f"heat{shade}", bad, told)


def _missing(found: grow.Covered) -> str:
    gaps = found.coverage.gaps
    if not found.coverage.cells:
        return "No planned work asks for a skill yet"
    if not gaps:
        return "What is planned for the coming half year, we can do"
    first = gaps[0]
    name = found.skills.get(first.skill, "a skill")
    others = (
        f", and {say.count(len(gaps) - 1)} other skills"
        if len(gaps) > 2
        else ", and another skill"
        if gaps[1:]
        else ""
    )
    return f"{name}{others}: more is planned than we can do"


# -- learning -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PairShown:
    """Two worth asking."""

    learner: str
    teacher: str
    skill: str
    reasons: tuple[str, ...]
    act: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LearningShown:
    """The page."""

    headline: str
    pairs: tuple[PairShown, ...]
    alone: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, found: grow.Learning) -> LearningShown:
        """Pairs worth most first."""
        pairs = tuple(
            PairShown(
                found.names[pair.learner],
                found.names[pair.teacher],
                found.skills[pair.skill],
                pair.reasons,
                {
                    "name": "Ask both",
                    "post": reverse("ask-pair"),
                    "fields": {"mentor": pair.teacher, "learner": pair.learner, "skill": pair.skill},
                },
            )
            for pair in found.matched.pairs
        )
        alone = tuple(
            (found.names[one.learner], found.skills[one.skill], one.sentence) for one in found.matched.alone
        )
        if pairs:
            first = pairs[0]
            headline = f"{first.learner.split()[0]} could learn {first.skill} from {first.teacher.split()[0]}"
        else:
            headline = (
                "Nobody’s wish to learn has found a teacher yet"
                if alone
                else "Nobody has said what to learn yet"
            )
        return cls(headline, pairs, alone)


@dataclass(frozen=True, slots=True)
class StepShown:
    """Work that would stretch somebody: what she gains, what it costs, and one act."""

    task: int
    name: str
    project: str
    sentence: str
    more: str
    act: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class StepsShown:
    """What could be offered, and what was."""

    steps: tuple[StepShown, ...]
    price: str
    empty: str
    given: tuple[tuple[int, str, str], ...]

    @classmethod
    def of(cls, found: Steps, given: Iterable[Given]) -> StepsShown:
        """The most worth first."""
        left = "is left out" if found.dear == 1 else "are left out"
        dear = f" {say.count(found.dear).capitalize()} would cost more and {left}."
        price = f"So that somebody grows a date may lose at most {found.most} points of chance here."
        return cls(
            tuple(_step(one) for one in found.steps),
            price + (dear if found.dear else ""),
            "Nothing that is coming would stretch anybody safely at that price."
            if found.wishes
            else "Nobody has told everybody yet what she wants more of, or let a plan for growth shape who does what.",
            tuple((one.task, one.sentence, one.state) for one in given),
        )


def _step(one: Step) -> StepShown:
    fields = {"person": one.about.person, "task": one.about.task, "loses": f"{one.loses:.4f}"}
    act: dict[str, Any] | None = None
    first = one.person.split()[0]
    if one.may_offer:
        act = {"name": f"Offer it to {first}", "post": reverse("stretch-offer"), "fields": fields}
    elif one.hers:
        act = {"name": "I would like to", "post": reverse("task-raise-hand", args=[one.about.task])}
    who = "You" if one.hers else one.person
    instead = f" instead of {one.instead_of}" if one.instead_of else ""
    told = f"{who}{instead}: +{one.about.levels:.1f} of a level in {one.skill}, {_price(one)}."
    looks = f"{one.guide} looks in, {say.hours(one.about.looks)}; {say.hours(one.about.hours)} more in all."
    return StepShown(one.about.task, one.task, one.project, told, looks, act)


def _price(one: Step) -> str:
    """What it does to promises, in points of chance."""
    lost = [each for each in one.effects if each.points < 0]
    won = [each for each in one.effects if each.points > 0]
    told = [f"{-each.points * 100:.0f} points of chance on {each.name}" for each in lost]
    if not lost and one.loses >= LEAST_POINTS:
        told.append(f"{one.loses * 100:.0f} points on something you cannot see")
    told += [f"and {each.name} gains {each.points * 100:.0f}" for each in won]
    return ", ".join(told) or "and no promise loses two points"


# -- help ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody who holds us together, or whose leaving would part us, with what shows it."""

    id: int
    name: str
    words: str
    act: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HelpShown:
    """The page: her own place first, then those who agreed to be shown."""

    headline: str
    silent: str
    rests_on: str
    agreed: bool
    shows: bool
    own: tuple[str, ...]
    quarters: tuple[tuple[str, str], ...]
    holding: tuple[Holding, ...]
    picture: Picture | None
    others: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, found: grow.HelpSeen, me: int | None) -> HelpShown:
        """In the order of the alphabet: nobody is ranked."""
        net, names = found.network, found.names
        places = net.places or {}
        own = places.get(me or 0)
        seen = sorted(places, key=lambda one: names[one])
        today = net.until
        quarters = tuple(
            (say.day(until, today), _told(place)) for until, place in found.quarters if place is not None
        )
        picture = ring([(one, names[one], one == me) for one in seen], net.bonds) if len(seen) > 1 else None
        others = tuple((names[one], places[one].sentence) for one in seen if one != me)
        return cls(
            headline=_help_headline(net, own, found.agreed),
            silent=net.silent,
            rests_on=f"It rests on {net.rests_on:.0%} of us, the {net.people} who agreed to be counted, "
            f"and on {net.weeks} weeks.",
            agreed=found.agreed,
            shows=found.shows,
            own=_own(own, names),
            quarters=quarters,
            holding=tuple(_holding(net, names, me)),
            picture=picture,
            others=others,
        )


def _holding(net: grow.Network, names: Mapping[int, str], me: int | None) -> Iterator[Holding]:
    """Of the others who agreed to be shown, in the order of the alphabet; without her name nobody is spoken of."""
    found = {place.person: place for place in (*net.holding, *net.breaks_at) if place.person != me}
    for place in sorted(found.values(), key=lambda one: names[one.person]):
        first = names[place.person].split()[0]
        told = [place.sentence]
        if place.holds and not place.title:
            told.append("Leads without a title.")
        if place.leaning:
            who = _named(place.leaning, names, me)
            told.append(f"Half of the help that {who} had came from {first}.")
        if place.cut_off:
            told.append(
                f"Without {first}, {_named(place.cut_off, names, me)} would hardly be tied to the others."
            )
        act = {"name": "Say a word", "url": reverse("person-praise", args=[place.person]), "dialog": True}
        yield Holding(place.person, names[place.person], " ".join(told), act)


def _named(people: Iterable[int], names: Mapping[int, str], me: int | None) -> str:
    found = sorted("you" if one == me else names[one] for one in people)
    return in_a_row(found)


def _help_headline(net: grow.Network, own: grow.Place | None, agreed: bool) -> str:
    if net.silent:
        return "Too few of us are counted to see who helps whom"
    if not agreed or own is None:
        return "Who helps whom, seen by those who agreed"
    if own.holds:
        return "Many lean on you"
    return f"You helped {own.helped} {'colleague' if own.helped == 1 else 'colleagues'} this half year"


def _own(own: grow.Place | None, names: Any) -> tuple[str, ...]:
    if own is None:
        return ()
    told = [own.sentence, f"{say.count(own.helped_by).capitalize()} helped you."]
    if own.leaning:
        who = ", ".join(sorted(names[one] for one in own.leaning))
        told.append(f"Half of the help that {who} had came from you.")
    if own.cut_off:
        told.append(
            "Without you, some would hardly be tied to the others: tell somebody what you know of them."
        )
    if own.holds:
        told.append(
            "You hold this organization together more than most"
            + ("." if own.title else ", without a title.")
        )
    return tuple(told)


def _told(place: grow.Place) -> str:
    return f"{place.helped} helped, in {place.weeks} of 13 weeks" if place.helped else "none noted"


# -- talent -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Review:
    """The talent review."""

    headline: str
    seen_by: str
    rests_on: str
    hanging: tuple[tuple[str, int, tuple[str, ...]], ...]
    ready: tuple[tuple[int, str, str], ...]
    gaps: tuple[str, ...]
    clients: tuple[str, ...]
    fair: tuple[str, ...]

    @classmethod
    def of(cls, found: grow.Talent) -> Review:
        """Skills on one person, who could, who is ready for more."""
        names = found.covered.names
        hanging = tuple((one.key.sentence, one.key.person, _could(one, names)) for one in found.successors)
        if hanging:
            first = found.successors[0].key
            headline = (
                f"{found.covered.skills.get(first.skill, 'A skill')} hangs on {names[first.person]} alone"
            )
        else:
            headline = "No skill we need hangs on one person"
        return cls(
            headline,
            "Seen by " + ", ".join(found.seen_by) + ", and nobody else.",
            f"{found.agreed} of {found.people} agreed that leads may talk about what they could do next; only they are "
            "named as successors or as ready for more.",
            hanging,
            tuple((one.person, names[one.person], one.sentence) for one in found.ready),
            tuple(gap.sentence for gap in found.covered.coverage.gaps),
            tuple(
                f"{client}: {one.share:.0%} of the {say.hours(one.hours)} of talk and steering in half a year are "
                f"{names[one.person]}’s."
                for client, one in found.clients
            ),
            tuple(one.sentence for one in found.fair),
        )


def _could(one: grow.Successor, names: Any) -> tuple[str, ...]:
    told = [
        f"{names[could.person]}: {_growing(could.levels)}{', and wants to' if could.wants else ''}"
        for could in one.could
    ]
    if one.unnamed:
        told.append(
            f"{say.count(one.unnamed)} {'other has' if one.unnamed == 1 else 'others have'} not agreed to be named"
        )
    return tuple(told)


def _growing(levels: int) -> str:
    return (
        "could today"
        if not levels
        else "after a level more"
        if levels == 1
        else f"after {levels} levels more"
    )
