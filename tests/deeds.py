"""One of everything in the world behind the doors, and for every address that writes a form that does write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from calendar_files import event, file
from cast import NOW, TODAY
from doors import World, world
from kept import kept
from varifocal.flows.calendars.landing import land, window
from varifocal.flows.calendars.reading import read
from varifocal.org.base.access import disable, invite
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import SavedView
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import WeekHeld
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.mentorship import Mentorship, MentorshipGoal
from varifocal.org.growth.one_to_one import AgendaPoint, AgreedAction
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.growth.stretch import Stretch
from varifocal.org.money.agreement import Agreement
from varifocal.org.people.person import Absence, Person, Team
from varifocal.org.people.skill import PersonValue, Value
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import Touch
from varifocal.org.runs.run import Proposal, Run
from varifocal.org.work.ask import Ask
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.contribution import Contribution
from varifocal.org.work.doing import ChecklistItem, Comment, Meeting, TimeEntry
from varifocal.org.work.equipment import Equipment, EquipmentNeed, Outage
from varifocal.org.work.feed import Feed
from varifocal.org.work.handover import Handover, RaisedHand
from varifocal.org.work.mode import TaskMode
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.order import Assignment, Dependency, Pin, SkillNeed
from varifocal.org.work.project import Project
from varifocal.org.work.risk import Risk
from varifocal.org.work.task import Task
from varifocal.org.work.whatif import WhatIf

Form = dict[str, Any]
LATER = TODAY + timedelta(days=20)
FAR = (TODAY.replace(year=TODAY.year + 1)).isoformat()
SOON = (TODAY + timedelta(days=10)).isoformat()


@dataclass
class Furnished(World):
    """The world, with one of everything a form can be about."""

    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.things[name]


@kept
def furnished() -> Furnished:
    """Everything is Tom's, or on his task, or in the project everybody sees."""
    small = world()
    here, by = small.cast, small.cast.house
    tom = here.account(here.tom)
    value = Value.hold("Candour", by=by)
    things = {
        "item": ChecklistItem.write(here.storyboard, "Ask the client", by=by),
        "comment": Comment.say(here.storyboard, "Looks good", by=tom, at=NOW, person=here.tom),
        "entry": TimeEntry.record(here.tom, TODAY, Decimal(2), by=by, task=here.storyboard),
        "need": SkillNeed.need(here.script, here.copy, by=by),
        "equipment": (camera := Equipment.bring("Camera", by=by, count=2)),
        "use": EquipmentNeed.need(here.script, camera, by=by),
        "outage": Outage.say(camera, TODAY + timedelta(days=50), TODAY + timedelta(days=52), by=by),
        "mode": TaskMode.name_one(here.script, "Two at once", "9", by=by, skill=here.copy, count=2),
        "pin": Pin.fix(here.shoot, by=by, start=TODAY + timedelta(days=5)),
        "tie": Dependency.objects.get(after=here.script),
        "value": value,
        "spare value": Value.hold("Craft", by=by),
        "own value": PersonValue.name_own(here.tom, value, by=by),
        "passion": Passion.tell(here.tom, "Animation", by=by),
        "absence": Absence.announce(
            here.tom, TODAY + timedelta(days=60), TODAY + timedelta(days=62), by=by, kind="sick"
        ),
        "team": Team.objects.get(),
        "ended": Project.open("Winter tale", by=by, on=TODAY - timedelta(days=90), manager=here.marek),
        "own act": _own_act(small),
        "disabled": disable(invite("dora@example.org", ["member"], by=by)[0], by=by),
        "proposal": _proposal(small),
        "contact": Contact.meet(here.acme, "Carla", by=by),
        "asked": _asked(small),
        "opportunity": Opportunity.note_down(
            "Spring fair", by=by, on=TODAY, wished=TODAY + timedelta(days=40)
        ),
        "another": Opportunity.note_down("Summer fair", by=by, on=TODAY, wished=TODAY + timedelta(days=80)),
        "rival": Company.meet("Acme Ltd", by=by),
        "touch": Touch.note(here.acme, TODAY, by=tom, today=TODAY, words="Rang"),
        "agreement": Agreement.agree(here.acme, "Film", TODAY, by=by, rounds=1),
        "extra": small.open_things["extras"],
        "offer": _handed(small, "Grading"),
        "promise": _handed(small, "Titles", taken=True),
        "wished": _wished(small),
        **_calendar(small),
        "view": SavedView.keep(tom, "/projects", "Mine", "sort=due"),
        "question": Decision.put_question("Which camera?", LATER, by=tom, on=TODAY),
        "settled": _settled(small),
        "draft": _note(small, here.marek),
        "note": _note(small, here.ines, sent=True),
        "status": _status(small),
        "pair": Mentorship.begin(here.marek, here.tom, here.design, TODAY, by=by),
        "late": _late(small),
        **_leading(small),
        "held": WeekHeld.begin(TODAY, by=by, at=NOW),
        "process": small.open_things["processes"],
        "scenario": WhatIf.keep("Shoot first", [{"kind": "urgent", "task": here.shoot.pk}], by=tom, on=TODAY),
    }
    things["contribution"] = Contribution.state(here.retainers, here.spring, Decimal(1), by=by, on=TODAY)
    things["risk"] = Risk.note_down(
        here.spring, "Rain on the set", 30, by=by, on=TODAY, days="2-4-9", task=here.shoot
    )
    things["goal of pair"] = MentorshipGoal.set(things["pair"], "Draw", by=tom)
    things["ended"].end("done", TODAY, by=by, seen=things["ended"].version)
    for name in ("opportunity", "another"):
        things[name].describe(by=by, seen=things[name].version, pattern=things["ended"], hours=Decimal(4))
    for thing in (here.storyboard, here.script, here.shoot, here.spring, here.retained, here.hush):
        thing.refresh_from_db()
    return Furnished(**{one.name: getattr(small, one.name) for one in fields(small)}, things=things)


def _leading(here: World) -> dict[str, Any]:
    """What Tom shows, wishes for and holds; his room with Lea; what Ana is asked."""
    who, by = here.cast, here.cast.house
    tom = who.account(who.tom)
    room = here.open_things["one-to-ones"]
    wish = GrowthPlan.wish_for(who.tom, "Direct", TODAY, by=tom)
    need = Responsibility.need("Clients are rung", TODAY, by=by)
    held = Responsibility.need("The archive is kept", TODAY, by=by)
    return {
        "shown": SkillEvidence.show(who.tom, who.design, 4, TODAY, by=tom, task=who.storyboard),
        "wish": wish, "step": GrowthStep.plan_it(wish, "Watch", by=tom), "room": room,
        "point": AgendaPoint.put_down(room, "The desk", by=tom, raised_by=who.tom),
        "action": AgreedAction.agree(room, who.tom, "Ask Ines", by=tom),
        "duty": need, "held duty": held.take_on(TODAY, by=tom, seen=held.version),
        "orphan": Project.open("Nobody's", by=by, on=TODAY),
        "stretched": _stretched(here),
        "asked pair": Mentorship.ask(who.ana, who.tom, who.copy, TODAY, by=tom),
    }  # fmt: skip


def _stretched(here: World) -> Stretch:
    """A step of Tom's that is done."""
    who = here.cast
    task = Task.plan(who.spring, "Placard", by=who.house, on=TODAY, effort="3", finished_at=NOW)
    return Stretch.objects.create(
        task=task, person=who.tom, guide=who.ana, skill=who.copy, level=1, levels=0, hours=1, offered_on=TODAY
    )


def _own_act(here: World) -> int:
    marek = here.cast.account(here.cast.marek)
    here.cast.script.describe(by=marek, seen=here.cast.script.version, brief="Two minutes at most")
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def _asked(here: World) -> Ask:
    wait = Task.plan(here.cast.spring, "Acme says yes", by=here.cast.house, on=TODAY)
    wait.ask(here.cast.acme, TODAY, by=here.cast.house, seen=wait.version)
    return Ask.put_to(
        wait,
        "Is it right?",
        TODAY + timedelta(days=5),
        by=here.cast.house,
        seen=wait.version,
        at=NOW,
        on=TODAY,
    )[0]


def _on_asked() -> Made:
    return lambda here: ([here["asked"].task_id, here["asked"].pk], {})


def _proposal(here: World) -> Proposal:
    run = Run.latest_one()
    move = {
        "task": here.cast.shoot.pk, "people_before": [], "people_after": [here.cast.tom.pk],
        "rank_before": None, "rank_after": 9.0,
    }  # fmt: skip
    return Proposal.objects.create(run=run, key="t", sentence="Tom takes the shoot", moves=[move])


def _handed(here: World, name: str, taken: bool = False) -> Handover:
    """A task that Marek offers to Tom, or that Tom took."""
    who = here.cast
    task = Task.plan(who.spring, name, by=who.house, on=TODAY, effort="3")
    one = Handover.hand_over(
        task,
        who.tom,
        by=who.account(who.marek),
        brief="As we did it last year",
        look_in=LATER,
        at=NOW,
        on=TODAY,
    )
    return one.take_it(by=who.account(who.tom), seen=one.version, at=NOW) if taken else one


def _calendar(here: World) -> dict[str, Any]:
    """Tom's calendar with a meeting in it, days it marks, something he taught, and a feed of his."""
    tom, by = here.cast.tom, here.cast.account(here.cast.tom)
    one = Calendar.subscribe(tom, "Work", "https://example.org/tom.ics", by=by)
    told = (
        event("a", f"{TODAY:%Y%m%d}T140000Z", f"{TODAY:%Y%m%d}T150000Z", "SUMMARY:Walk"),
        event("b", "VALUE=DATE:20270301", "VALUE=DATE:20270303", "SUMMARY:Offsite"),
    )
    land(one, read(file(*told), *window(NOW, tom.zone), tom.zone), by=by, now=NOW)
    return {
        "calendar": one,
        "met": Meeting.objects.get(attendances__calendar=one),
        "days": DaysMarked.objects.get(),
        "said": Said.learn(tom, "domain", "elsewhere.example", by=by, people_time=True),
        "feed": Feed.open(tom, None, by=by, at=NOW)[0],
    }


def _settled(here: World) -> Decision:
    tom = here.cast.account(here.cast.tom)
    one = Decision.put_question("Which lens?", LATER, by=tom, on=TODAY)
    return one.settle("The long one", by=tom, seen=one.version, on=TODAY, review_on=LATER)


def _note(here: World, author: Person, sent: bool = False) -> Telling:
    by = here.cast.account(author)
    one = Telling.draft("note", TODAY, "All is well.", by=by, at=NOW)
    return one.send("All is well.", by=by, seen=one.version, at=NOW) if sent else one


def _status(here: World) -> Telling:
    by = here.cast.account(here.cast.marek)
    one = Telling.draft("status", TODAY, "Spring goes on.", by=by, at=NOW, company=here.cast.acme)
    return one.send(one.words, by=by, seen=one.version, at=NOW)


def _late(here: World) -> Task:
    """Work of ours past its date: a line of This week."""
    return Task.plan(
        here.cast.spring,
        "Colours",
        by=here.cast.house,
        on=TODAY - timedelta(days=9),
        due=TODAY - timedelta(days=2),
    )


def _on_line(form: Callable[[Furnished], Form] = lambda here: {}) -> Made:
    return lambda here: (["task", here["late"].pk], form(here))


def _wished(here: World) -> Task:
    """Open work that Tom would like to do."""
    task = Task.plan(here.cast.spring, "Credits", by=here.cast.house, on=TODAY, effort="1")
    RaisedHand.raise_hand(task, by=here.cast.account(here.cast.tom), at=NOW)
    return task


@dataclass(frozen=True, slots=True)
class Deed:
    """A form that writes, as somebody who may would send it."""

    route: str
    path: str
    form: Form
    who: str
    """Letters of the roles whom it is granted to: i owner, m manager, l lead, t member (Tom), a member (Ana)."""


Made = Callable[[Furnished], tuple[list[Any], Form]]


def deeds(here: Furnished) -> list[Deed]:
    """One for every address that writes."""
    return [
        Deed(route, reverse(route, args=args), form, who)
        for route, (who, make) in TABLE.items()
        for args, form in [make(here)]
    ]


def _task(form: Callable[[Furnished], Form] = lambda here: {}, task: str = "storyboard") -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        row = Task.objects.get(pk=getattr(here.cast, task).pk)
        return [row.pk], {"seen": row.version, **form(here)}

    return make


def _about(thing: str, form: Callable[[Furnished], Form] = lambda here: {}) -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        row = here[thing] if thing in here.things else getattr(here.cast, thing)
        row.refresh_from_db()
        return [row.pk], {"seen": row.version, **form(here)}

    return make


def _plain(form: Callable[[Furnished], Form] = lambda here: {}) -> Made:
    return lambda here: ([], form(here))


def _on_risk(form: Form) -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        return [here.cast.spring.pk, here["risk"].pk], form

    return make


def _show_risk(here: Furnished) -> tuple[list[Any], Form]:
    here["risk"].refresh_from_db()
    chosen = {"seen_by": "named", "people": [here.cast.marek.pk], "seen": here["risk"].version}
    return [here.cast.spring.pk, here["risk"].pk], chosen


def _under_task(name: str, task: str = "storyboard") -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        here[name].refresh_from_db()
        return [getattr(here.cast, task).pk, here[name].pk], {"seen": here[name].version}

    return make


def _handing(form: Callable[[Handover], Form] = lambda one: {}, name: str = "offer") -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        one = Handover.objects.get(pk=here[name].pk)
        return [one.task_id, one.pk], {"seen": one.version, **form(one)}

    return make


def _account(form: Callable[[Account], Form] = lambda account: {}, name: str = "ana") -> Made:
    def make(here: Furnished) -> tuple[list[Any], Form]:
        account = Account.objects.get(login=f"{name}@example.org")
        return [account.pk], {"seen": account.version, **form(account)}

    return make


GOAL = {"name": "Be known", "target": "2027-06-30", "committed": "yes", "serves": "", "seen_by": "everyone"}
PROJECT = {"name": "Under way", "kind": "ordered", "priority": "2", "pattern": ""}
PROCESS = {
    "name": "From the brief to the film", "step_1": "Brief", "kinds_1": "Briefing", "step_2": "Client approval",
    "kinds_2": "the client answers",
}  # fmt: skip
TASK = {"name": "Story board", "priority": 2, "crew": 1, "splittable": "on"}

TABLE: dict[str, tuple[str, Made]] = {
    "process-choose": ("iml", _plain(lambda here: {**PROCESS, "name": "From the call to the offer"})),
    "process-revise": ("iml", _about("process", lambda here: {**PROCESS, "days_2": "4"})),
    "process-remove": ("iml", _about("process")),
    "absence-move": ("ilt", _about("absence", lambda here: {"first_day": SOON, "last_day": SOON})),
    "absence-cancel": ("ilt", _about("absence")),
    "undo": ("im", lambda here: ([here["own act"]], {})),
    "strategy-rechoose": ("i", _about("strategy", lambda here: {"choice": "Few, well", "refusal": ""})),
    "strategy-drop": ("i", _about("strategy")),
    "strategy-choose": ("i", _plain(lambda here: {"vision": here.cast.vision.pk, "choice": "Few, well"})),
    "views": ("imltag", _plain(lambda here: {"at": "/projects?sort=due", "name": "By date"})),
    "view-let-go": ("t", lambda here: ([here["view"].pk], {})),
    "value-let-go": ("i", _about("spare value")),
    "value-hold": ("i", _plain(lambda here: {"name": "Calm"})),
    "vision-redraw": ("i", _about("vision", lambda here: {"words": "Further", "by_when": "2037-01-01"})),
    "vision-draw": ("i", _plain(lambda here: {"words": "Another", "by_when": "2040-01-01"})),
    "goal-edit": (
        "i", _about("retained", lambda here: {**GOAL, "serves": f"vision:{here.cast.vision.pk}"})
    ),
    "goal-end": ("i", _about("studio", lambda here: {"ending": "reached", "why": ""})),
    "goal-reopen": ("i", _about("studio")),
    "goal-remove": ("i", _about("studio")),
    "goal-seen-by": ("i", _about("studio", lambda here: {"seen_by": "named", "people": [here.cast.marek.pk]})),
    "goal-set": ("iml", _plain(lambda here: GOAL)),
    "measure-define": (
        "i", _about("studio", lambda here: {"name": "Films", "baseline": "0", "target": "9", "unit": "films"})
    ),
    "measure-redefine": (
        "i", _about("retainers", lambda here: {"name": "Clients", "baseline": "4", "target": "11", "unit": ""})
    ),
    "measure-read": ("iml", _about("retainers", lambda here: {"value": "5", "on": TODAY.isoformat()})),
    "measure-remove": ("i", _about("retainers")),
    "measure-adds": (
        "i", _about("retainers", lambda here: {"project": here.cast.spring.pk, "adds": "2"})
    ),
    "contribution-withdraw": ("i", _about("contribution")),
    "own-value-let-go": ("t", _about("own value")),
    "ask-pair": (
        "ilt",
        _plain(
            lambda here: {"mentor": here.cast.ines.pk, "learner": here.cast.tom.pk, "skill": here.cast.copy.pk}
        ),
    ),
    "help-agree": ("imlta", _plain(lambda here: {"say": "count"})),
    "passion-forget": ("t", _about("passion")),
    "password": ("imltagk", _plain(lambda here: {"password": "a long enough secret", "again": "a long enough secret"})),
    "person-absence": ("ilt", _about("tom", lambda here: {"first_day": SOON, "last_day": "", "kind": "sick"})),
    "person-edit": (
        "ilt", _about("tom", lambda here: {"name": "Tom O.", "zone": "Europe/Berlin", "country": "DE"})
    ),
    "person-lead": ("il", _about("tom", lambda here: {"lead": here.cast.ines.pk})),
    "person-leave": ("il", _about("tom", lambda here: {"on": SOON})),
    "person-note": ("t", _about("tom", lambda here: {"words": "to myself"})),
    "person-passion": ("t", _about("tom", lambda here: {"words": "Teaching"})),
    "talk": ("mt", _about("pair", lambda here: {"on": SOON, "clock": "10:00", "minutes": 30})),
    "me-start": ("imlta", _plain(lambda here: {"words": "Teaching children", "seen_by": "lead"})),
    "me-word": (
        "imlta", lambda here: (["praised"], {"words": "In a letter", "way": "quietly", "seen_by": "lead"})
    ),
    "evidence-new": (
        "imlta", _plain(lambda here: {"skill": here.cast.copy.pk, "level": 3, "kind": "other", "words": "A song"})
    ),
    "evidence-confirm": ("imla", _about("shown")),
    "stretch-show": ("t", _about("stretched")),
    "evidence-take-back": ("t", _about("shown")),
    "plan-new": ("imlta", _plain(lambda here: {"wish": "Teach", "seen_by": "me"})),
    "plan-edit": ("t", _about("wish", lambda here: {"wish": "Direct films", "seen_by": "lead"})),
    "plan-close": ("t", _about("wish", lambda here: {"reached": "1"})),
    "plan-step": ("t", _about("wish", lambda here: {"words": "Read", "task": here.cast.script.pk})),
    "step-tick": ("t", _about("step")),
    "step-strike": ("t", _about("step")),
    "check-in": ("imlta", _plain(lambda here: {"energy": "4", "workload": "3", "line": "Fine", "helper": ""})),
    "room-new": (
        "imlta",
        _plain(lambda here: {"who": here.cast.gus.pk, "leads": "me", "every_weeks": "2", "minutes": "30"}),
    ),
    "room-rhythm": ("lt", _about("room", lambda here: {"every_weeks": "4", "minutes": "45"})),
    "room-meet": ("lt", _about("room", lambda here: {"on": SOON, "clock": "10:00", "minutes": "30"})),
    "room-point": ("lt", _about("room", lambda here: {"words": "The chair"})),
    "room-note": ("lt", _about("room", lambda here: {"words": "We said so", "shared": "yes", "seen": ""})),
    "room-action": ("lt", _about("room", lambda here: {"words": "Ask", "who": "me", "by_when": SOON})),
    "room-close": ("lt", _about("room")),
    "room-end": ("lt", _about("room")),
    "point-tick": ("lt", _about("point")),
    "point-strike": ("lt", _about("point")),
    "action-do": ("lt", _about("action")),
    "action-task": (
        "lt", _about("action", lambda here: {"project": here.cast.spring.pk, "effort": "2", "openly": ""})
    ),
    "action-strike": ("lt", _about("action")),
    "needed-new": ("imlta", _plain(lambda here: {"purpose": "Guests are met", "half": "leading"})),
    "needed-edit": ("il", _about("duty", lambda here: {"purpose": "All are rung", "half": "leading"})),
    "needed-hand": ("il", _about("duty", lambda here: {"holder": here.cast.ana.pk})),
    "needed-take": ("imlta", _about("duty")),
    "needed-stand-in": ("imlta", _about("duty")),
    "needed-lay-down": ("t", _about("held duty")),
    "needed-end": ("il", _about("duty")),
    "project-take": ("imlta", _about("orphan")),
    "company-take": ("imlta", _about("acme")),
    "pair-ask": (
        "imlta",
        _plain(lambda here: {"mentor": here.cast.gus.pk, "skill": here.cast.design.pk, "minutes_a_week": "30"}),
    ),
    "pair-agree": ("at", _about("asked pair")),
    "pair-decline": ("at", _about("asked pair")),
    "pair-time": ("mt", _about("pair", lambda here: {"minutes_a_week": "60"})),
    "pair-goal": ("mt", _about("pair", lambda here: {"words": "Draw a bear"})),
    "pair-end": ("ilmt", _about("pair")),
    "goal-of-pair-reach": ("mt", _about("goal of pair")),
    "person-praise": ("imla", _about("tom", lambda here: {"words": "Well done"})),
    "person-skill": ("ilt", _about("tom", lambda here: {"skill": here.cast.copy.pk, "level": 2})),
    "person-value": ("t", _about("tom", lambda here: {"value": here["spare value"].pk})),
    "person-week": ("ilt", _about("tom", lambda here: {"Monday": "9-13", "share": "80"})),
    "person-welcome": ("il", _plain(lambda here: {"name": "Nia"})),
    "edit-project": ("im", _about("spring", lambda here: PROJECT)),
    "end-project": ("im", _about("spring", lambda here: {"ending": "done", "on": TODAY.isoformat(), "why": ""})),
    "project-risk-new": ("imlta", _about("spring", lambda here: {"name": "Snow", "chance": 10, "days": "3"})),
    "project-risk": ("imlta", _on_risk({"name": "Hail", "chance": 20, "days": "2"})),
    "project-risk-seen-by": ("imlta", _show_risk),
    "project-risk-struck": ("imlta", _on_risk({})),
    "project-risk-passed": ("imlta", _on_risk({})),
    "project-paste": ("imlta", _about("spring", lambda here: {"text": "Colour 2h", "order": "none", "write": "1"})),
    "project-keep-baseline": ("im", _about("spring")),
    "remove-project": ("im", _about("spring")),
    "reopen-project": ("im", _about("ended")),
    "project-seen-by": (
        "im", _about("spring", lambda here: {"seen_by": "named", "people": [here.cast.marek.pk, here.cast.ines.pk]})
    ),
    "project-serves": ("im", _about("spring", lambda here: {"goal_1": here.cast.studio.pk, "share_1": "100"})),
    "new-project": ("iml", _plain(lambda here: PROJECT)),
    "day-confirm": ("imlta", _plain(lambda here: {"on": TODAY.isoformat(), "key": "none", "hours": "2"})),
    "calendar-subscribe": ("imlta", _plain(lambda here: {"name": "Work", "address": "https://example.org/a.ics"})),
    "calendar-titles": ("t", _about("calendar", lambda here: {"titles": "yes"})),
    "calendar-fetch": ("t", _about("calendar")),
    "calendar-address": ("t", _about("calendar", lambda here: {"address": "https://example.org/b.ics"})),
    "calendar-remove": ("t", _about("calendar")),
    "calendar-mend": ("t", _about("met", lambda here: {"what": "people"})),
    "calendar-forget": ("t", _about("said")),
    "calendar-away": ("t", _about("days")),
    "calendar-here": ("t", _about("days")),
    "feed-open": ("imlta", _plain(lambda here: {"project": here.cast.spring.pk})),
    "feed-revoke": ("t", _about("feed")),
    "task-ask": ("imlta", _task(lambda here: {"words": "Right?", "by_when": SOON, "contact": here["contact"].pk})),
    "task-ask-link": ("imlta", _on_asked()),
    "task-ask-withdraw": ("imlta", _on_asked()),
    "take-keep": ("iml", _plain(lambda here: {"like": here["ended"].pk, "wished": SOON})),
    "take-open": ("iml", _plain(lambda here: {"like": here["ended"].pk, "wished": SOON})),
    "take-let-go": ("iml", _about("opportunity")),
    "company-meet": ("iml", _plain(lambda here: {"name": "Bakers", "kind": "client", "domain": "bakers.example"})),
    "company-edit": ("iml", _about("acme", lambda here: {"name": "Acme & Co", "kind": "partner", "note": "Kind"})),
    "company-merge": ("iml", _about("acme", lambda here: {"other": here["rival"].pk})),
    "company-remove": ("iml", _about("rival")),
    "company-step": (
        "imlta", _about("acme", lambda here: {"line": "Ring them 1h", "project": here.cast.spring.pk})
    ),
    "contact-new": ("iml", _about("acme", lambda here: {"name": "Cora", "email": "c@acme.example"})),
    "contact-edit": ("iml", _about("contact", lambda here: {"name": "Carla R.", "email": "", "role": "Head"})),
    "contact-remove": ("iml", _about("contact")),
    "touch-new": (
        "imlta", _about("acme", lambda here: {"how": "called", "on": TODAY.isoformat(), "words": "Rang again"})
    ),
    "touch-remove": ("imlt", _about("touch")),
    "agreement-new": (
        "iml", _about("acme", lambda here: {"name": "Film", "kind": "fixed", "since": SOON, "rounds": "2"})
    ),
    "agreement-edit": (
        "iml", _about("agreement", lambda here: {"name": "Spring", "kind": "hourly", "since": SOON, "until": FAR})
    ),
    "agreement-remove": ("iml", _about("agreement")),
    "extra-new": ("imlta", _about("acme", lambda here: {"words": "One more cut", "rounds": "", "hours": "3"})),
    "extra-agree": ("iml", _about("extra")),
    "extra-decline": ("iml", _about("extra")),
    "task-extra": ("imlta", _task(lambda here: {"words": "Round 3", "rounds": "1"})),
    "opportunity-new": ("iml", _plain(lambda here: {"name": "Winter fair", "wished": FAR, "win": "40"})),
    "opportunity-edit": ("iml", _about("opportunity", lambda here: {"name": "Spring fair", "win": "70"})),
    "opportunity-move": ("iml", _about("opportunity", lambda here: {"column": "offered", "before": ""})),
    "opportunity-win": ("iml", _about("opportunity")),
    "opportunity-lose": ("iml", _about("opportunity", lambda here: {"stage": "lost", "why": "Too dear"})),
    "opportunity-seen-by": (
        "iml",
        _about("opportunity", lambda here: {"seen_by": "named", "people": [here.cast.ines.pk, here.cast.lea.pk]}),
    ),
    "opportunity-remove": ("iml", _about("opportunity")),
    "schedule-agree": ("im", _plain()),
    "schedule-take-some": ("im", _plain(lambda here: {"order": str(here["proposal"].pk), "count": "1"})),
    "schedule-accept": (
        "imlta",
        _plain(lambda here: {"supposed": f'[{{"kind": "urgent", "task": {here.cast.script.pk}}}]', "seen": ""}),
    ),
    "scenario-new": ("imlta", _plain(lambda here: {"name": "In May", "seen_by": "everyone"})),
    "scenario-edit": ("imt", _about("scenario", lambda here: {"name": "The shoot first"})),
    "scenario-away": (
        "imt",
        _about(
            "scenario",
            lambda here: {"person": here.cast.tom.pk, "first_day": SOON, "last_day": SOON},
        ),
    ),
    "scenario-due": (
        "imt",
        _about("scenario", lambda here: {"project": here.cast.spring.pk, "day": SOON}),
    ),
    "scenario-comes": (
        "imt",
        _about("scenario", lambda here: {"opportunity": here["opportunity"].pk}),
    ),
    "scenario-without": ("imt", _about("scenario", lambda here: {"place": 0})),
    "scenario-take": ("imlta", _about("scenario")),
    "scenario-seen-by": (
        "imt",
        _about("scenario", lambda here: {"seen_by": "named", "people": [here.cast.ines.pk]}),
    ),
    "scenario-drop": ("imt", _about("scenario")),
    "settings-copy-in": ("iml", _plain()),
    "settings-disable": ("ik", _account()),
    "settings-enable": ("ik", _account(name="dora")),
    "settings-reset": ("ik", _account()),
    "settings-roles": ("i", _account(lambda account: {"roles": ["member", "lead"]})),
    "settings-invite": ("ik", _plain(lambda here: {"login": "eve@example.org", "roles": ["member"]})),
    "settings-kind": ("iml", _plain(lambda here: {"name": "Colouring"})),
    "settings-bring": ("iml", _plain(lambda here: {"name": "Studio", "count": 1})),
    "settings-equipment": ("iml", _about("equipment", lambda here: {"name": "Cameras", "count": 3})),
    "settings-equipment-out": (
        "iml",
        _about("equipment", lambda here: {"first_day": FAR, "last_day": FAR, "count": 1, "note": "In repair"}),
    ),
    "settings-equipment-back": ("iml", _about("outage")),
    "settings-levels": (
        "i", _plain(lambda here: {"three_words": "1", "seen": Organization.here().version})
    ),
    "settings-weighing": (
        "i",
        _plain(
            lambda here: {
                "urgent": 8, "normal": 2, "can_wait": 1, "mind_cost": "on", "growth_points": 5,
                "seen": Organization.here().version,
            }
        ),
    ),
    "settings-skill": ("iml", _plain(lambda here: {"name": "Sound"})),
    "settings-mine": ("imltagk", _plain(lambda here: {"theme": "dark", "keys": "on"})),
    "settings-organization": (
        "i",
        _plain(
            lambda here: {
                "name": "Southlight", "zone": "Europe/Berlin", "country": "DE", "currency": "EUR",
                "seen": Organization.here().version,
            }
        ),
    ),
    "settings-team": ("il", _about("team", lambda here: {"name": "Crafters", "members": [here.cast.tom.pk]})),
    "settings-disband": ("il", _about("team")),
    "settings-new-team": ("il", _plain(lambda here: {"name": "Thinkers", "members": [here.cast.tom.pk]})),
    "task-item": ("imlta", _task(lambda here: {"words": "One more"})),
    "task-strike": ("imlta", _under_task("item")),
    "task-tick": ("imlta", _under_task("item")),
    "task-say": ("imlta", _task(lambda here: {"words": "Hello"})),
    "task-unsay": ("t", _under_task("comment")),
    "task-cut": ("imlta", _task(lambda here: {"why": "No money"})),
    "task-done": ("imlta", _task()),
    "task-edit": ("imlta", _task(lambda here: TASK)),
    "task-estimate": ("imlta", _task(lambda here: {"likely": "7"})),
    "task-hours": ("imlta", _task(lambda here: {"hours": "1:30"})),
    "task-hours-strike": ("imlt", _under_task("entry")),
    "task-left": ("imlta", _task(lambda here: {"hours": "3"})),
    "task-take-on": ("imlta", _task(task="shoot")),
    "task-move": ("imlta", _task(lambda here: {"column": "review"})),
    "task-need": ("imlta", _task(lambda here: {"skill": here.cast.copy.pk, "level": 2, "count": 1})),
    "task-use": ("imlta", _task(lambda here: {"equipment": here["equipment"].pk, "count": 1})),
    "task-mode": ("imlta", _task(lambda here: {"name": "At night", "likely": "4", "level": 1, "count": 1, "units": 1})),
    "task-mode-choose": ("imlta", _under_task("mode", "script")),
    "task-mode-strike": ("imlta", _under_task("mode", "script")),
    "task-do-without": ("imlta", _under_task("use", "script")),
    "task-waive": ("imlta", _under_task("need", "script")),
    "task-people": ("im", _task(lambda here: {"people": [here.cast.ana.pk]})),
    "task-agree": ("im", lambda here: ([here.cast.storyboard.pk, here.cast.ana.pk], {})),
    "task-release": ("im", lambda here: ([here.cast.storyboard.pk, here.cast.tom.pk], {})),
    "task-hand-over": (
        "im",
        _task(
            lambda here: {"to": here.cast.tom.pk, "brief": "Dawn light", "freedom": "do", "look_in": FAR},
            task="shoot",
        ),
    ),
    "handing-change": ("im", _handing(lambda one: {"brief": "Warmer", "freedom": "show", "look_in": FAR})),
    "handing-take": ("t", _handing()),
    "handing-ask": ("t", _handing(lambda one: {"words": "In colour?"})),
    "handing-against": ("t", _handing(lambda one: {"words": "No time"})),
    "handing-answer": ("im", _handing(lambda one: {"words": "In colour"})),
    "handing-withdraw": ("im", _handing()),
    "handing-back": ("t", _handing(lambda one: {"words": "I am ill"}, "promise")),
    "handing-left": ("t", _handing(lambda one: {"hours": "2", "words": ""}, "promise")),
    "task-raise-hand": ("imlta", _task(task="shoot")),
    "task-lower-hand": ("t", lambda here: ([here["wished"].pk], {})),
    "task-pin": ("imlta", _task(lambda here: {"start": SOON})),
    "task-loosen": ("imlta", _task(task="shoot")),
    "task-to-project": ("imlta", _task(lambda here: {"project": _other(here).pk})),
    "task-remove": ("imlta", _task()),
    "task-start": ("imlta", _task()),
    "task-tie": ("imlta", _task(lambda here: {"way": "before", "other": here.cast.shoot.pk, "kind": "FS"})),
    "task-untie": ("imlta", _under_task("tie", "script")),
    "task-wait": ("imlta", _task(lambda here: {"company": here.cast.acme.pk, "on": TODAY.isoformat(), "days": "3"})),
    "new-task": ("imlta", _plain(lambda here: {"line": "Poster 3h", "project": here.cast.spring.pk})),
    "today-done": ("imlta", _task(lambda here: {"minutes": "30"})),
    "today-start": ("imlta", _task()),
    "today-stop": ("imlta", _task(lambda here: {"minutes": "30"})),
    "question-put": ("imlta", _plain(lambda here: {"question": "Who?", "due": SOON, "seen_by": "everyone"})),
    "question-settle": ("it", _about("question", lambda here: {"choice": "The small one"})),
    "question-put-off": ("it", _about("question", lambda here: {"due": SOON})),
    "question-let-go": ("it", _about("question", lambda here: {"why": "We have one"})),
    "question-look-back": ("it", _about("settled", lambda here: {"came_true": "partly"})),
    "question-seen-by": (
        "it", _about("question", lambda here: {"seen_by": "named", "people": [here.cast.marek.pk]})
    ),
    "note-draft": ("iml", _plain(lambda here: {"kind": "note"})),
    "note-keep": ("m", _about("draft", lambda here: {"words": "All is very well."})),
    "note-sent": ("m", _about("draft", lambda here: {"words": "All is very well."})),
    "note-throw-away": ("m", _about("draft")),
    "note-seen-by": ("m", _about("status", lambda here: {"seen_by": "named", "people": [here.cast.tom.pk]})),
    "week-begin": ("iml", _plain()),
    "week-task": (
        "iml",
        _on_line(lambda here: {"name": "Call", "project": here.cast.spring.pk, "by_when": SOON, "who": ""}),
    ),
    "week-decide": ("iml", _on_line(lambda here: {"question": "Still?", "due": SOON, "seen_by": "everyone"})),
    "week-hand-over": (
        "im",
        _on_line(lambda here: {"to": here.cast.tom.pk, "brief": "Bright", "freedom": "do", "look_in": FAR}),
    ),
    "week-let-go": ("iml", _on_line(lambda here: {"why": "Nobody misses it"})),
    "week-park": ("iml", _on_line()),
    "week-close": ("iml", _plain()),
    "week-decline": ("im", lambda here: ([here["proposal"].pk], {})),
    "week-take": ("im", lambda here: ([here["proposal"].pk], {})),
}  # fmt: skip


def _other(here: Furnished) -> Project:
    return Project.objects.get_or_create(
        name="Autumn", defaults={"opened_on": TODAY, "manager": Person.objects.get(pk=here.cast.marek.pk)}
    )[0]


ROLES = {"i": "ines", "m": "marek", "l": "lea", "t": "tom", "a": "ana", "g": "gus", "k": "kim"}
"""Owner, manager, people lead, member, another member, guest, keeper; beside them a stranger and the disabled."""
READS = {
    "today": "imltag", "balance": "imlta", "calendar": "imlta", "changes": "imlta", "day": "imlta", "day-open": "imlta",
    "direction": "imltag", "goal": "imlta", "clients": "imltag", "company": "imlta", "company-promises": "imlta",
    "pipeline": "imltag", "opportunity": "imlta", "side-by-side": "iml", "side-by-side-pair": "iml",
    "question": "imlta", "questions": "imlta", "note": "imlta", "notes": "imlta",
    "goal-lately": "imlta", "project-lately": "imlta",
    "goal-chance": "imlta", "goal-break-down": "iml", "palette": "imltag", "people": "imltag", "person": "imlta",
    "my-people": "imlta", "coverage": "imlta", "learning": "imlta", "stretching": "imlta", "help": "imlta",
    "talent": "il",
    "how-we-are": "imlta", "reminders": "imlta",
    "skills": "imltag", "import": "imlta", "import-template": "iml",
    "promises-sums": "iml", "came-true": "imlta", "came-true-mine": "imlta",
    "projects": "imltag", "promises": "iml", "projects-alike": "imltag", "project": "imlta", "project-about": "imlta",
    "project-forecast": "imlta", "project-list": "imlta", "project-news": "imlta", "project-timeline": "imlta",
    "schedule": "imlta", "schedule-bars": "imlta", "schedule-load": "imlta", "schedule-tray": "imlta",
    "schedule-front": "im", "schedule-proposal": "im",
    "schedule-try": "imlta", "schedule-effects": "imlta", "who-else": "imlta", "why": "imlta",
    "scenarios": "imlta", "scenarios-compared": "imlta",
    "project-promise": "imlta", "project-promise-days": "imlta", "task-promise": "imlta", "task-promise-days": "imlta",
    "project-keeping": "imlta", "project-reach": "imlta", "goal-reach": "imlta", "task-keeping": "imlta",
    "why-priced": "imlta",
    "ways": "imlta", "ways-findings": "imlta", "ways-tasks": "imlta", "process": "imlta", "process-map": "imlta",
    "process-taken": "imlta", "process-meant": "imlta", "process-why": "imlta", "process-load": "imlta",
    "process-compared": "imlta",
    "person-told": "imla",
    "me": "imlta", "me-data": "imlta", "rooms": "imlta", "room": "lt", "room-since": "lt",
    "praise": "imlta", "needed": "imlta",
    "mentoring": "imlta",
    "settings": "imltagk", "settings-rules": "imlta", "take": "iml", "take-ready": "iml",
    "take-ways": "iml", "task": "imlta", "task-remind": "imlta", "week": "imlta", "healthy": "imltagk",
}  # fmt: skip
"""Every address that only reads, and whom it opens for."""
OPENS = {"person-praise": "imlta"}
"""Forms that open for more than may send them: that nobody praises herself is said beside the form."""

NO_DEED = {
    "reminder-let-go": "only where one is due; tests/web/growth/test_reminders.py tries it",
    "person-erase": "only once she is gone, and for good; tests/org/growth/test_leaving.py tries it",
    "stretch-offer": "only where coming work would stretch somebody; tests/flows/test_stretched.py tries it",
    "me-consent": "nobody undoes it for another; tests/org/growth tries it",
    "prompt-let-go": "only where something happened; tests/web/growth tries it",
    "note-react": "leaves no line in the log; tests/web/telling tries it",
    "settings-rate": "for those who see money, whom the cast has none of; tests/web/settings tries it",
    "extra-price": "for those who see money, whom the cast has none of; tests/web/clients tries it",
    **dict.fromkeys(
        ("asked", "asked-link", "asked-seen", "asked-answer", "task-ask-file"),
        "a client's link opens one question and no account; tests/web/answering tries it",
    ),
    "calendar-file": "a file, not a form's fields; tests/web/calendars tries it as every role",
    "process-finding": "only where a year has left a finding; tests/web/ways tries it as every role",
    "process-adopted": "only where somebody took a finding on; tests/web/ways tries it as every role",
    "process-adopt": "only where a year has left a finding; tests/web/ways tries it as every role",
    "feed": "opened by its secret alone; tests/web/calendars tries it",
    "settings-remove-sample": "only where the sample is; tests/web/settings tries it",
    **dict.fromkeys(
        (
            "import-read",
            "import-columns",
            "import-preview",
            "import-problems",
            "import-write",
            "import-truth",
            "import-undo",
            "logs",
            "log",
            "log-columns",
            "log-let-go",
            "log-taken",
            "log-meant",
            "log-load",
            "log-why",
            "log-finding",
            "log-adopt",
        ),
        "a staged file is its reader's alone; test_staged tries it",
    ),
    "sign-in": "no act; test_sessions tries it",
    "sign-in-link": "no act; test_sessions tries it",
    "sign-out": "no act; test_sessions tries it",
}
"""Addresses that take a POST and are tried elsewhere, with the reason."""
__all__ = [
    "NO_DEED",
    "OPENS",
    "READS",
    "ROLES",
    "TABLE",
    "Assignment",
    "Deed",
    "Furnished",
    "deeds",
    "furnished",
]
