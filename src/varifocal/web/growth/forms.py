"""What is asked for in the leading half of people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from varifocal.org.base.account import Account
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan
from varifocal.org.growth.mentorship import MINUTES, MOST_MINUTES_A_WEEK
from varifocal.org.growth.one_to_one import WEEKS
from varifocal.org.growth.responsibility import Responsibility
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.people.told import Eyes, ProfileWord
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.web import levels
from varifocal.web.asking import DateField, Edit, Form


def eyes(initial: str) -> forms.ChoiceField:
    """For whose eyes something she says of herself is."""
    return forms.ChoiceField(choices=Eyes.choices, widget=forms.RadioSelect, label="Seen by", initial=initial)


def skill(required: bool = True, label: str = "Which skill") -> forms.ModelChoiceField[Skill]:
    """One of the shared skills."""
    return forms.ModelChoiceField(
        Skill.objects.all(), required=required, label=label, empty_label="Choose one" if required else "None"
    )


def somebody(label: str, empty: str | None = None, **more: Any) -> forms.ModelChoiceField[Person]:
    """A colleague; where `empty` says so, nobody."""
    return forms.ModelChoiceField(
        Person.objects.none(), required=empty is None, label=label, empty_label=empty or "Choose", **more
    )


class WordForm(Form):
    """One answer of her profile; without words it is taken away."""

    words = forms.CharField(required=False, max_length=2000, widget=forms.Textarea({"rows": 4}))
    way = forms.ChoiceField(
        choices=[("", "No matter"), *ProfileWord.Way.choices], required=False, label="Best"
    )
    by_when = DateField(required=False, label="By when")
    seen_by = eyes(Eyes.LEAD)

    def narrow(self, about: str) -> None:
        """Only what this answer takes."""
        if about != ProfileWord.About.PRAISED:
            del self.fields["way"]
        if about != ProfileWord.About.BECOME:
            del self.fields["by_when"]
        self.fields["words"].label = ProfileWord.About(about).label


class EvidenceForm(Form):
    """What she did that takes a skill."""

    skill = skill()
    level = forms.TypedChoiceField(choices=levels.choices, coerce=int, initial=3, label="At which level")
    task = forms.ModelChoiceField(
        Task.objects.none(), required=False, label="Shown in", empty_label="No task"
    )
    kind = forms.ChoiceField(choices=SkillEvidence.Kind.choices, initial="task", label="What it was")
    words = forms.CharField(required=False, max_length=300, label="What happened, in a line")
    asked = somebody("Who saw it, and may confirm it", "Nobody yet")

    def offer(self, by: Account, today: date) -> None:
        """Her own tasks, the last finished first, and colleagues."""
        own = Task.objects.visible_to(by).filter(assignments__person_id=by.person_id or 0)
        self.fields["task"].queryset = own.order_by("-finished_at", "-pk")  # type: ignore[attr-defined]
        self.fields["asked"].queryset = colleagues(by, today)  # type: ignore[attr-defined]


class PlanForm(Form):
    """Where she wants to get to."""

    wish = forms.CharField(max_length=500, label="I want to", widget=forms.Textarea({"rows": 2}))
    skill = skill(False, "Which skill that takes")
    level = forms.TypedChoiceField(
        choices=lambda: [("", "No level"), *levels.choices()],
        coerce=int,
        empty_value=None,
        required=False,
        label="Up to",
    )
    by_when = DateField(required=False, label="By")
    seen_by = eyes(Eyes.LEAD)
    shapes_work = forms.BooleanField(
        required=False,
        label="Let it shape who does what",
        help_text="Tasks that stretch you may then be proposed to you; everyone can see that you grow in this skill.",
    )


class PlanEdit(PlanForm, Edit):
    """The same, over a plan that stands."""

    @staticmethod
    def filled_from(plan: GrowthPlan) -> dict[str, Any]:
        """As it stands."""
        return {
            "wish": plan.said, "skill": plan.skill_id, "level": plan.level and levels.chosen(plan.level),
            "by_when": plan.by_when, "seen_by": plan.seen_by, "shapes_work": plan.shapes_work, "seen": plan.version,
        }  # fmt: skip


class StepForm(Form):
    """A next step: words, or a coming task."""

    words = forms.CharField(max_length=300, required=False, label="The step")
    task = forms.ModelChoiceField(
        Task.objects.none(), required=False, empty_label="None",
        label="Or a coming task you would like to do for it",
    )  # fmt: skip

    def offer(self, by: Account, plan: GrowthPlan) -> None:
        """Open tasks; where the plan names a skill, those that need it."""
        coming = Task.objects.visible_to(by).open().filter(is_wait=False)
        if plan.skill_id:
            coming = coming.filter(needs__skill_id=plan.skill_id)
        self.fields["task"].queryset = coming.order_by("due", "pk")  # type: ignore[attr-defined]


class RoomForm(Form):
    """With whom, and how often."""

    who = somebody("With")
    leads = forms.ChoiceField(
        choices=[("me", "I lead"), ("other", "I am led")],
        widget=forms.RadioSelect,
        label="In this",
        initial="me",
    )
    every_weeks = forms.IntegerField(
        label="Every so many weeks", min_value=WEEKS[0], max_value=WEEKS[1], initial=2
    )
    minutes = forms.IntegerField(label="Minutes", min_value=MINUTES[0], max_value=MINUTES[1], initial=30)


class RhythmForm(Edit):
    """How often, how long."""

    every_weeks = forms.IntegerField(label="Every so many weeks", min_value=WEEKS[0], max_value=WEEKS[1])
    minutes = forms.IntegerField(label="Minutes", min_value=MINUTES[0], max_value=MINUTES[1])


class MeetForm(Edit):
    """When the next one is."""

    on = DateField(label="Day")
    clock = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label="Minutes", min_value=MINUTES[0], max_value=MINUTES[1])


class ActionTaskForm(Edit):
    """Where in the plan, and what others read."""

    project = forms.ModelChoiceField(Project.objects.none(), label="In which project")
    effort = forms.CharField(required=False, max_length=40, label="How long", help_text="Like 3, or 2-4-8")
    openly = forms.ChoiceField(
        choices=[("", "Only that something was agreed between two"), ("yes", "What we agreed, word for word")],
        required=False, widget=forms.RadioSelect, label="Others read", initial="",
    )  # fmt: skip


class NeedForm(Form):
    """What somebody is needed for."""

    first = ("purpose", "half")
    purpose = forms.CharField(
        max_length=200, label="What for, in one sentence", help_text="Every new client is rung within a day"
    )
    half = forms.ChoiceField(
        choices=Responsibility.Half.choices, label="It is", widget=forms.RadioSelect, initial="managing"
    )
    needs = forms.CharField(
        max_length=500, required=False, label="What it needs", widget=forms.Textarea({"rows": 2})
    )
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.all(), required=False, label="Which skills it takes"
    )


class NeedEdit(NeedForm, Edit):
    """Said better."""


class HandForm(Edit):
    """Who holds it, who stands in."""

    holder = somebody("Held by", "Nobody")
    stand_in = somebody("Standing in", "Nobody")


class AskForm(Form):
    """Who learns what from whom."""

    first = ("mentor", "skill", "minutes_a_week")
    mentor = somebody("From whom")
    skill = skill(label="What")
    learner = somebody("Who learns", "I do", help_text="Both are asked; it begins when both agree.")
    minutes_a_week = forms.IntegerField(
        label="Minutes a week for it", min_value=0, max_value=MOST_MINUTES_A_WEEK, initial=45
    )
    ends_by = DateField(required=False, label="Until about")


class TimeForm(Edit):
    """How much of the week is kept free, until when."""

    minutes_a_week = forms.IntegerField(label="Minutes a week", min_value=0, max_value=MOST_MINUTES_A_WEEK)
    ends_by = DateField(required=False, label="Until about")


class GoalForm(Form):
    """What two want to reach."""

    words = forms.CharField(
        max_length=300, label="What you want to reach", help_text="Only the two of you read it."
    )


def colleagues(by: Account, today: date) -> Any:
    """Everybody here but her."""
    return Person.objects.visible_to(by).here(today).exclude(pk=by.person_id or 0)
