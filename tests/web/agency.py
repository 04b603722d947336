"""A week at a small agency, for the pages that read much at once: people, a client, projects, hours, a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kept import kept
from varifocal.org.base.access import house, invite
from varifocal.org.base.account import Account, Role
from varifocal.org.base.acts import act, newest
from varifocal.org.base.acts import at as happening
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.relations.company import Company
from varifocal.org.runs.run import GoalForecast, ProjectForecast, Proposal, Run, ScheduledTask
from varifocal.org.work.doing import Meeting, TimeEntry
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
"""A Monday, 9:40 in Berlin."""
TODAY = date(2026, 11, 23)


@dataclass
class Agency:
    """Who and what the tests speak of."""

    by: Account
    org: Organization
    olga: Person
    mara: Person
    ines: Person
    museum: Project
    secret: Project
    studio: Goal
    clients: Goal
    storyboard: Task
    retouch: Task
    approval: Task

    def account(self, person: Person) -> Account:
        """A fresh sign-in, as a request has it."""
        return Account.objects.select_related("person").get(person=person)

    def run(self) -> Run:
        """A run that has seen everything so far."""
        run = Run.objects.create(seen=newest(), as_of=NOW, begun_at=NOW, ended_at=NOW)
        for place, task in enumerate(Task.objects.open().filter(is_wait=False)):
            first = task.assignments.first()
            begin = NOW + timedelta(hours=place)
            ScheduledTask.objects.create(
                run=run, task=task, person=first.person if first else None, start=begin,
                finish=begin + timedelta(hours=2), hours=2, rank=place,
            )  # fmt: skip
        for project in Project.objects.open().exclude(due=None):
            ProjectForecast.objects.create(run=run, project=project, chance=0.34, hours_left=20, covered=0.9)
        for goal in Goal.objects.filter(ended_on=None):
            GoalForecast.objects.create(run=run, goal=goal, chance=0.4, covered=0.8)
        return run

    def propose(self, run: Run, *tasks: Task, sentence: str = "Let Ines do the retouch.") -> Proposal:
        """A proposal that moves these tasks."""
        moves = [
            {
                "task": task.pk,
                "people_before": [one.person_id for one in task.assignments.all()],
                "people_after": [self.ines.pk],
                "rank_before": 0,
                "rank_after": 1,
            }
            for task in tasks
        ]
        return Proposal.objects.create(run=run, key=sentence[:60], sentence=sentence, moves=moves)


@kept
def open_agency() -> Agency:
    """Olga owns it, Mara manages the museum, Ines draws."""
    by = house()
    with act(), happening(datetime(2026, 9, 1, 8, tzinfo=UTC)):
        org = Organization.found("Northlight", by=by)
        olga, mara, ines = (
            Person.welcome(name, by=by, zone="Europe/Berlin")
            for name in ("Olga Berg", "Mara Lind", "Ines Roth")
        )
        for person, roles in ((olga, [Role.OWNER]), (mara, [Role.MANAGER]), (ines, [Role.MEMBER])):
            account, _ = invite(f"{person.name.split()[0].lower()}@northlight.example", roles, by=by)
            person.give_account(account, by=by)
        ines.place_under(olga, by=by)
        vision = Vision.draw("The agency others learn from", date(2036, 1, 1), by=by)
        strategy = Strategy.choose(vision, "Grow through retained clients", by=by)
        clients = Goal.set(
            "Ten retained clients",
            date(2027, 12, 31),
            by=by,
            on=date(2026, 1, 5),
            strategy=strategy,
            vision=vision,
            owner=mara,
        )
        studio = Goal.set(
            "Our own motion studio", date(2029, 6, 30), by=by, on=date(2026, 1, 5), vision=vision
        )
        client = Company.meet("Harbour museum", by=by)
        museum = Project.open(
            "Spring launch",
            by=by,
            on=date(2026, 9, 1),
            due=date(2026, 12, 11),
            company=client,
            manager=mara,
            serves={clients: Decimal(1)},
        )
        secret = Project.open(
            "Buying the rival", by=by, on=date(2026, 9, 1), due=date(2026, 12, 18), kind="own", manager=olga
        )
        secret.show_to(SeenBy.NAMED, by=by, seen=secret.version, people=[olga])
        storyboard, retouch = Task.plan_many(
            museum,
            [{"name": "Storyboard, second round", "effort": "2"}, {"name": "Retouch", "effort": "3"}],
            by=by,
            on=date(2026, 11, 2),
        )
        approval = Task.plan(museum, "Approval of the key visual", by=by, on=date(2026, 11, 2))
        approval.ask(client, date(2026, 11, 12), by=by, seen=approval.version, days=Decimal(5))
        hidden = Task.plan(secret, "Count the rival's chairs", by=by, on=date(2026, 11, 2), effort="40")
        Assignment.agree(storyboard, [ines], by=by)
        Assignment.agree(retouch, [mara], by=by)
        Assignment.agree(hidden, [olga], by=by)
        Dependency.tie(storyboard, retouch, by=by)
        Meeting.hold(
            "Stand-up", NOW + timedelta(minutes=20), NOW + timedelta(minutes=50), [ines, mara], by=by
        )
        for back in range(1, 29):
            day = TODAY - timedelta(days=back)
            if day.weekday() < 5:
                TimeEntry.record(ines, day, Decimal(6), by=by, task=storyboard)
    return Agency(by, org, olga, mara, ines, museum, secret, studio, clients, storyboard, retouch, approval)
