"""The sample agency holds together: what it promises is there, and its past agrees with its present."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import holidays
import pytest
from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from cast import TODAY
from varifocal.core.forecast import forecast
from varifocal.core.plan import check, plan
from varifocal.flows import sample
from varifocal.flows.grow import help_seen, my_people, talent
from varifocal.flows.sample import Agency
from varifocal.flows.snapshot import snapshot
from varifocal.org import models as org
from varifocal.org.base.access import house
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import nouns_of_the_house, undo

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_there_is_what_was_promised(agency: Agency) -> None:
    assert Organization.here().is_sample
    assert org.Person.objects.count() == 24
    assert org.Company.objects.filter(kind="client").count() == 14
    assert org.Project.objects.count() == 22
    assert 650 <= org.Task.objects.count() <= 760
    assert 250 <= org.Task.objects.open().count() <= 350
    assert org.Vision.objects.get().by_when.year == TODAY.year + 10
    assert org.Strategy.objects.count() >= 3
    assert all(goal.measures.exists() for goal in org.Goal.objects.all())
    assert org.Reading.objects.count() > 100
    assert 12_000 <= agency.changes <= 30_000


def test_goals_stand_on_four_horizons(agency: Agency) -> None:
    days = [(goal.target - TODAY).days for goal in org.Goal.objects.all()]
    near, year = sum(day <= 100 for day in days), sum(100 < day <= 420 for day in days)
    years, far = sum(420 < day <= 1_200 for day in days), sum(day > 1_200 for day in days)
    assert min(near, year, years, far) >= 2


def test_every_kind_of_project_is_there(agency: Agency) -> None:
    assert set(org.Project.objects.values_list("kind", flat=True)) == set(org.Project.Kind.values)
    assert org.Project.objects.ended().count() >= 3


def test_four_people_with_four_responsibilities_sign_in(agency: Agency) -> None:
    roles = [agency.owner.roles, agency.manager.roles, agency.mentor.roles, agency.maker.roles]
    assert roles == [["owner"], ["manager"], ["lead"], ["member"]]
    assert agency.owner.login == "ines@example.org"
    for account in org.Account.objects.filter(is_house=False):
        assert not account.has_usable_password()
        assert account.person_id is not None


def test_nobody_works_when_away(agency: Agency) -> None:
    away: dict[int, list[Any]] = defaultdict(list)
    for absence in org.Absence.objects.all():
        away[absence.person_id].append((absence.first, absence.last))
    free = holidays.country_holidays("DE", subdiv="HH", years=range(TODAY.year - 2, TODAY.year + 2))
    for entry in org.TimeEntry.objects.select_related("person"):
        assert entry.on < TODAY
        assert entry.on not in free
        assert entry.person.week[entry.on.weekday()], (entry.person, entry.on)
        assert entry.person.joined <= entry.on
        assert entry.person.left is None or entry.on <= entry.person.left
        assert not any(first <= entry.on <= last for first, last in away[entry.person_id])


def test_no_day_is_longer_than_a_day(agency: Agency) -> None:
    days = org.TimeEntry.objects.values("person", "on").annotate(sum=Sum("hours"))
    assert max(day["sum"] for day in days) <= 11


def test_work_is_planned_then_begun_then_finished(agency: Agency) -> None:
    closed = org.Task.objects.finished()
    assert closed.count() > 350
    assert not closed.filter(started_at=None).exists()
    assert not closed.filter(finished_at__lt=F("started_at")).exists()
    assert not org.Task.objects.exclude(started_at=None).filter(added_on__gt=TruncDate("started_at")).exists()
    assert not closed.filter(finished_at__gte=MORNING).exists()
    assert set(closed.values_list("status", flat=True)) == {"done"}


def test_nothing_begins_before_what_it_follows_is_done(agency: Agency) -> None:
    for tie in org.Dependency.objects.select_related("before", "after"):
        if tie.after.started_at is not None:
            assert tie.before.finished_at is not None, tie
            assert tie.before.finished_at <= tie.after.started_at, tie


def test_hours_lie_between_a_tasks_beginning_and_end(agency: Agency) -> None:
    for entry in org.TimeEntry.objects.exclude(task=None).select_related("task"):
        task = entry.task
        assert task is not None
        assert task.started_at is not None
        assert task.started_at.date() <= entry.on
        assert task.finished_at is None or entry.on <= task.finished_at.date()


def test_finished_tasks_took_about_what_work_takes(agency: Agency) -> None:
    ratios = []
    for task in org.Task.objects.finished().filter(is_wait=False).prefetch_related("hours", "estimates"):
        entries = list(task.hours.all())
        estimate = next(iter(task.estimates.all()), None)
        noted = all(entry.source == "confirmed" for entry in entries)
        if estimate and noted and entries and not agency.carriers.forgetful & {entries[0].person.name}:
            ratios.append(float(sum(entry.hours for entry in entries)) / float(estimate.likely))
    assert len(ratios) > 100
    assert min(ratios) > 0.3
    assert max(ratios) < 5
    assert 1.05 < median(ratios) < 1.7


def test_ended_projects_are_done_and_open_ones_are_not(agency: Agency) -> None:
    for project in org.Project.objects.all():
        open_tasks = project.tasks.filter(finished_at=None).count()
        assert (open_tasks == 0) == (project.ended_on is not None), project


def test_most_open_work_is_agreed_some_is_new_some_waits(agency: Agency) -> None:
    open_tasks = org.Task.objects.open().filter(is_wait=False)
    placed = open_tasks.exclude(assignments=None).distinct().count()
    assert placed / open_tasks.count() > 0.85
    assert open_tasks.filter(assignments=None).count() >= 10
    assert org.Task.objects.open().filter(is_wait=True).exclude(asked_on=None).exists()
    assert org.Meeting.objects.filter(start__gt=MORNING).count() >= 10


def test_whoever_is_asked_can_do_it(agency: Agency) -> None:
    levels = {
        (person, skill): level
        for person, skill, level in org.PersonSkill.objects.values_list("person", "skill", "level")
    }
    for row in org.Assignment.objects.filter(task__finished_at=None).select_related("task__kind"):
        kind = row.task.kind
        if kind is not None and kind.skill_id is not None:
            assert levels.get((row.person_id, kind.skill_id), 0) >= kind.level, row


def test_the_log_holds_and_tells_the_year_in_order(agency: Agency) -> None:
    assert broken_link() is None
    moments = list(Change.objects.order_by("number").values_list("happened_at", flat=True))
    assert all(before <= after for before, after in pairwise(moments))
    assert moments[-1] < MORNING
    assert MORNING - moments[0] > timedelta(days=365)
    assert Change.objects.values("act").distinct().count() > 2_000
    verbs = set(Change.objects.values_list("verb", flat=True))
    assert {"task.planned", "task.started", "task.finished", "task.asked", "project.ended"} <= verbs
    assert {
        "comment.said",
        "praise.given",
        "estimate.made",
        "assignment.ordered",
        "personskill.rated",
    } <= verbs


def test_an_act_is_one_persons_at_one_moment(agency: Agency) -> None:
    acts: dict[int, set[Any]] = defaultdict(set)
    for act, by, moment in Change.objects.values_list("act", "by", "happened_at"):
        acts[act].add((by, moment))
    assert all(len(ones) == 1 for ones in acts.values())


def test_replaying_the_log_gives_every_row_as_it_stands(agency: Agency) -> None:
    told: dict[tuple[str, int], dict[str, Any] | None] = {}
    for change in Change.objects.order_by("number"):
        key = (change.noun, change.record_id)
        told[key] = None if change.after is None else {**(told.get(key) or {}), **change.after}
    for noun, kind in nouns_of_the_house().items():
        rows = {row.pk: row.plain() | row.told_of_money() for row in kind._default_manager.all()}
        alive = {pk: values for (one, pk), values in told.items() if one == noun and values is not None}
        if noun == "account":
            rows = {pk: row for pk, row in rows.items() if pk in alive}
        assert rows.keys() == alive.keys(), noun
        unsaid = dict.fromkeys(kind.priced)
        for pk, values in alive.items():
            assert {**rows[pk], "version": 0} == {**unsaid, **values, "version": 0}, (noun, pk)


def test_any_act_of_the_past_can_be_undone(agency: Agency) -> None:
    last = Change.objects.filter(verb="task.finished").order_by("-number")[0]
    undo(last.act, by=agency.owner)
    assert org.Task.objects.get(pk=last.record_id).finished_at is None
    assert broken_link() is None


def test_helpers_help_and_the_loud_one_does_not(agency: Agency) -> None:
    carriers = agency.carriers
    helped = org.Comment.objects.exclude(helped=None)
    for name in carriers.helpers:
        assert helped.filter(person__name=name).count() > 30
        assert not org.Person.objects.get(name=name).leads.exists()
    loud = org.Comment.objects.filter(person__name=carriers.loud)
    assert loud.count() > 100
    assert not loud.exclude(helped=None).exists()


def test_one_is_never_thanked_and_everybody_else_is(agency: Agency) -> None:
    thanked = set(org.Praise.objects.values_list("receiver__name", flat=True))
    everybody = set(org.Person.objects.values_list("name", flat=True))
    newest = org.Person.objects.order_by("-joined")[0].name
    assert everybody - thanked - {newest} == {agency.carriers.unpraised}


def test_one_skill_hangs_on_one_person(agency: Agency) -> None:
    (skill,) = agency.carriers.lonely
    assert org.PersonSkill.objects.filter(skill__name=skill).count() == 1


def test_the_pages_about_people_show_the_four_and_not_the_loud_one(agency: Agency) -> None:
    who = agency.carriers
    named = {person.pk: person.name for person in org.Person.objects.all()}
    own = {
        account.person.name: help_seen(account, MORNING).network.holding
        for account in org.Account.objects.filter(person__name__in=[*who.helpers, who.loud])
    }
    assert {name for name, holding in own.items() if name in {named[one.person] for one in holding}} == set(
        who.helpers
    )
    told = talent(agency.mentor, MORNING)
    assert {told.covered.skills[one.key.skill] for one in told.successors} == set(who.lonely)
    mine = my_people(agency.mentor, MORNING).people
    assert [one.name for one in mine if one.overlooked] == [who.unpraised] == [mine[0].name]


def test_the_agreed_weeks_quote_projects_that_are_there(agency: Agency) -> None:
    ids = set(org.Project.objects.values_list("pk", flat=True))
    weeks = list(org.WeekAgreed.objects.all())
    assert {line["project"] for week in weeks for line in week.lines} <= ids
    assert {line["reach"] for week in weeks for line in week.lines} == {"keep", "owed", "next", "far"}
    assert all(week.monday.weekday() == 0 for week in weeks)


def test_clients_were_told_what_the_log_says_of_that_day(agency: Agency) -> None:
    told = list(org.Telling.objects.filter(kind="status").exclude(sent_at=None))
    assert len(told) >= 2
    for one in told:
        assert one.sent_at is not None
        on = one.sent_at.date()
        assert on < TODAY
        project = next(
            row
            for row in org.Project.objects.filter(company=one.company)
            if f"\n{row.name}, prom" in one.words
        )
        part = one.words.partition("Done since:\n")[2].partition(":\n")[0]
        for name in [line[2:] for line in part.split("\n") if line.startswith("- ")]:
            finished = [task.finished_at for task in project.tasks.filter(name=name) if task.finished_at]
            assert any(on - timedelta(days=14) <= moment.date() < on for moment in finished), name
        changes = list(Change.objects.filter(noun="telling", record_id=one.pk).order_by("number"))
        assert [change.verb for change in changes] == ["telling.drafted", "telling.sent"]
        assert changes[1].happened_at == one.sent_at


def test_it_can_be_planned_and_a_few_promises_are_in_danger(agency: Agency) -> None:
    portfolio = snapshot(MORNING)
    assert portfolio.problems() == []
    made = plan(portfolio)
    assert check(portfolio, made) == []
    told = forecast(portfolio, made, draws=1_000)
    chances = [one.chance for one in told.projects.values() if one.chance is not None]
    assert 1 <= sum(chance < 0.6 for chance in chances) <= 5
    assert sum(chance >= 0.8 for chance in chances) >= len(chances) / 2


def test_only_where_nothing_lives_yet(agency: Agency) -> None:
    with pytest.raises(Impossible):
        sample.make(TODAY, by=house())


def test_a_member_may_not_take_it_away(agency: Agency) -> None:
    with pytest.raises(NotAllowed):
        sample.remove(by=agency.maker)


def test_real_content_is_never_taken_away(agency: Agency) -> None:
    Organization.objects.update(is_sample=False)
    with pytest.raises(Impossible):
        sample.remove(by=agency.owner)
    assert org.Task.objects.exists()


def test_nothing_is_left_when_it_is_taken_away(agency: Agency) -> None:
    org.SignInLink.make(agency.maker)
    org.Bookmark.claim("replan", "somebody", seconds=60)
    org.Run.objects.create(seen=1, as_of=MORNING, begun_at=MORNING, ended_at=MORNING)
    sample.remove(by=agency.owner)
    left = {name: getattr(org, name)._base_manager.count() for name in org.__all__}
    assert {name: count for name, count in left.items() if count} == {"Account": 1, "Change": 1, "Head": 1}
    assert org.Account.objects.get() == agency.owner
    assert Change.objects.get().verb == "account.remained"
    assert broken_link() is None
    assert not Organization.here().is_sample
