"""The leading half of the agency's year: what people say of themselves, how their weeks were, whom they talk with, what
needs somebody, where they want to get to."""

from __future__ import annotations

import json
from datetime import date, timedelta

from varifocal.core.values import monday_of
from varifocal.flows.sample import names
from varifocal.flows.sample.names import Craft
from varifocal.flows.sample.world import Mate, World, clock
from varifocal.flows.sample.year import Year
from varifocal.org.base.sealing import seal
from varifocal.org.models import (
    AgendaPoint,
    AgreedAction,
    CheckIn,
    GrowthPlan,
    GrowthStep,
    HelpTap,
    OneToOne,
    ProfileWord,
    Responsibility,
    ResponsibilitySkill,
    Skill,
    SkillEvidence,
    TalkHeld,
    TalkNote,
)
from varifocal.org.people.skill import SHARED
from varifocal.org.people.told import Eyes

WEEKS = 10
PRAISED = (
    ("quietly", "A line in the evening, not in the round. I keep them."),
    ("aloud", "Say it where the others hear it; it was theirs as well."),
    ("any", "Say what exactly was good. “Great job” I do not believe."),
    ("quietly", "Come by my desk. And then give me the next hard one."),
)
HARD_THINGS = (
    "At once, in plain words, just the two of us. I can take it; what I cannot take is hearing it from others.",
    "Write it down for me first. I need an hour before I can talk about it.",
    "Tell me what you saw, not what I am.",
)
BECOME = (
    "Somebody whose drafts need no second round.",
    "A creative director, one day. First somebody who can explain an idea to a client.",
    "I want to lead a small team and still draw one day a week.",
    "The one people ask about film.",
)
LINES = (
    "",
    "",
    "",
    "The client was a joy",
    "Too many small things",
    "Finally an uninterrupted morning",
    "Tired",
)
POINTS = (
    "The studio idea: may I show it to Ines?",
    "Two clients at once is one too many",
    "A course in the spring",
)
NOTES = (
    ("Took the launch well. Wants to be asked earlier.", True),
    ("Careful with the load until the fair.", False),
    ("We try a day without meetings and look at it in two weeks.", True),
)
ACTIONS = ("Keep Wednesdays free of meetings", "Ask Ines about the course", "Show the first film draft")
NEEDED = (
    (
        "Every enquiry has an answer within a day",
        "managing",
        "A calm voice and the calendar",
        ("Client care",),
        0,
    ),
    ("Somebody tells us each month what we have learned", "leading", "", ("Communication",), None),
    ("The archive can be found in", "managing", "An hour a week", (), None),
    ("A new colleague has somebody for her first month", "leading", "", ("Relationships",), 2),
)
WISHES = (
    ("I would like to direct a film from first line to last cut.", "Animation"),
    ("I want to present my own ideas without my knees shaking.", "Presenting"),
)


def lead(year: Year) -> None:
    """Tell of all of it; the four sign-ins find something on every page."""
    world = year.world
    _words_for_leading(world)
    here = [mate for mate in world.mates.values() if mate.account is not None and mate.row.left is None]
    for number, mate in enumerate(here):
        _profile(world, mate, number)
        _weeks(world, mate, here)
    _rooms(world)
    _needed(world, here)
    _growth(world, here)


def _words_for_leading(world: World) -> None:
    at = clock(world.first - timedelta(weeks=70), 9, 30)
    for family, shared in SHARED.items():
        for name in shared:
            if name not in world.skills:
                row = Skill(name=name, family=family)
                world.skills[name] = world.chronicle.add("named", row, by=world.house, at=at)


def _profile(world: World, mate: Mate, number: int) -> None:
    tell, came = world.chronicle, max(world.first, mate.row.joined or world.first)
    at = clock(came + timedelta(weeks=2), 16, number)
    if at >= clock(world.today, 0):
        return
    way, words = PRAISED[number % len(PRAISED)]
    told = [
        ("praised", Eyes.EVERYONE if number % 3 else Eyes.LEAD, words, way),
        ("hard_things", Eyes.LEAD, HARD_THINGS[number % len(HARD_THINGS)], ""),
        ("become", Eyes.ME if number % 2 else Eyes.LEAD, BECOME[number % len(BECOME)], ""),
    ]
    for about, seen_by, said, best in told[: 1 + number % 3]:
        fields = ProfileWord.stored(seen_by, words=said, way=best, by_when=None)
        tell.add("said", ProfileWord(person=mate.row, about=about, **fields), by=world.by(mate), at=at)


def _weeks(world: World, mate: Mate, here: list[Mate]) -> None:
    """Her check-ins, most weeks, and often who helped."""
    rng, tell = world.rng(f"check-ins of {mate.name}"), world.chronicle
    monday = monday_of(world.today)
    energy, taps = 3.4 + rng.gauss(0, 0.4), list[tuple[HelpTap, Mate]]()
    for back in range(WEEKS, 0, -1):
        week = monday - timedelta(weeks=back)
        friday = week + timedelta(days=4)
        if not world.works(mate, friday) or rng.random() < 0.2:
            continue
        energy = min(5.0, max(1.0, energy + rng.gauss(0, 0.5)))
        load = min(5, max(1, round(6.4 - energy + rng.gauss(0, 0.5))))
        said = [round(energy), load, rng.choice(LINES)]
        row = CheckIn(person=mate.row, monday=week, sealed=seal(json.dumps(said)))
        at = clock(friday, 16, rng.randrange(60))
        tell.add("said", row, by=world.by(mate), at=at)
        others = [one for one in here if one is not mate]
        if rng.random() < 0.6:
            tap = tell.add("tapped", HelpTap(person=mate.row, monday=week), by=world.by(mate), at=at)
            taps.append((tap, rng.choice(others)))

    def say_who() -> None:
        for tap, helper in taps:
            tap.helper = seal(str(helper.row.pk))

    tell.before_writing(HelpTap, say_who)


def _rooms(world: World) -> None:
    """Each who leads and signs in talks with those she leads, every two weeks."""
    tell, rng = world.chronicle, world.rng("one-to-ones")
    pairs = [
        (world.mates[leading], world.mates[name])
        for leading, members in names.TEAMS.values()
        for name in members
        if world.mates[name].account is not None and world.mates[name].row.left is None
    ]
    seen: set[frozenset[str]] = set()
    for leader, mate in pairs:
        pair = frozenset((leader.name, mate.name))
        if leader.account is None or pair in seen or mate.row.lead is not leader.row:
            continue
        seen.add(pair)
        since = max(world.first + timedelta(weeks=20), mate.row.joined or world.first)
        first, began = world.by(leader), clock(since, 10)
        if since >= world.today - timedelta(weeks=6):
            continue
        room = tell.add("begun", OneToOne(lead=leader.row, person=mate.row, since=since), by=first, at=began)
        for back in (5, 3):
            _talk(
                world,
                room,
                leader,
                mate,
                world.today - timedelta(weeks=back, days=rng.randrange(3)),
                rng.randrange(3),
            )
        point = AgendaPoint(series=room, raised_by=mate.row, words=seal(rng.choice(POINTS)))
        tell.add("put_down", point, by=world.by(mate), at=clock(world.today - timedelta(days=4), 15))


def _talk(world: World, room: OneToOne, leader: Mate, mate: Mate, day: date, number: int) -> None:
    tell, by, at = world.chronicle, world.by(leader), clock(day, 11)
    held = tell.add("held", TalkHeld(series=room, on=day), by=by, at=at)
    words, shared = NOTES[number]
    note = TalkNote(series=room, writer=leader.row, shared=shared, words=seal(words), talk=held)
    tell.add("written", note, by=by, at=at)
    action = AgreedAction(
        series=room, who=mate.row, words=seal(ACTIONS[number]), by_when=day + timedelta(days=14), talk=held
    )
    tell.add("agreed", action, by=world.by(mate), at=at)


def _needed(world: World, here: list[Mate]) -> None:
    tell = world.chronicle
    managers = [mate for mate in here if mate.craft in (Craft.MANAGER, Craft.PEOPLE)]
    for number, (purpose, half, needs, skills, holder) in enumerate(NEEDED):
        day = world.today - timedelta(weeks=30 - number)
        held = managers[holder % len(managers)] if holder is not None else None
        row = Responsibility(
            purpose=purpose, half=half, needs=needs, since=day, holder=held.row if held else None,
            held_since=day if held else None,
        )  # fmt: skip
        tell.add("needed", row, by=world.by(world.mates[names.SIGN_INS["owner"]]), at=clock(day, 10))
        for name in skills:
            if name in world.skills:
                need = ResponsibilitySkill(responsibility=row, skill=world.skills[name])
                tell.add("needed", need, by=world.house, at=clock(day, 10))


def _growth(world: World, here: list[Mate]) -> None:
    """Where the maker and the manager want to get to, and what shows what people can."""
    tell, day = world.chronicle, world.today - timedelta(weeks=9)
    for role, (wish, skill) in zip(("maker", "manager"), WISHES, strict=True):
        mate = world.mates[names.SIGN_INS[role]]
        plan = GrowthPlan(
            person=mate.row, wish=seal(wish), skill=world.skills.get(skill), level=4, since=day,
            by_when=world.today + timedelta(weeks=30), seen_by=Eyes.EVERYONE if role == "maker" else Eyes.LEAD,
            shapes_work=role == "maker",
        )  # fmt: skip
        by, at = world.by(mate), clock(day, 17)
        tell.add("wished", plan, by=by, at=at)
        for words, done in (
            ("Watch how the others do it, twice", day + timedelta(weeks=2)),
            ("A small one alone", None),
        ):
            tell.add("planned", GrowthStep(plan=plan, words=seal(words), done_on=done), by=by, at=at)
    leaders = [mate for mate in here if mate.craft in (Craft.DIRECTOR, Craft.PEOPLE)]
    for number, mate in enumerate(here):
        best = max(mate.held.values(), key=lambda row: row.level, default=None)
        if best is None or mate in leaders:
            continue
        on = world.today - timedelta(weeks=4 + number % 20)
        row = SkillEvidence(
            person=mate.row, skill=best.skill, level=best.level, on=on, kind="other",
            words=f"{best.skill.name} for a client, alone and in time", asked=leaders[number % len(leaders)].row,
        )  # fmt: skip
        tell.add("shown", row, by=world.by(mate), at=clock(on, 17, number % 60))
        if number % 3:
            confirmer = leaders[number % len(leaders)]
            tell.put(
                "confirmed", row, by=world.by(confirmer), at=clock(on + timedelta(days=1), 9),
                confirmed_by=confirmer.row, confirmed_on=on + timedelta(days=1),
            )  # fmt: skip
