"""What one does to the direction: each view asks for a form and calls one verb."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.direction.vision import Strategy, Vision
from varifocal.org.people.person import Person
from varifocal.org.people.seen_by import NamedViewer, SeenBy
from varifocal.org.people.skill import Value
from varifocal.org.work.contribution import Contribution
from varifocal.web.answers import actor
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.direction import forms
from varifocal.web.direction.tree import Tree

ADDS = (
    "On top of where its readings lead by themselves. Only what is stated here joins the two lines of a goal."
)


def draw(request: HttpRequest) -> HttpResponse:
    """Draw a vision."""
    by = actor(request)
    by.may("draw", Vision)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Vision.draw(**values, by=by)
        return _direction(), "The vision is drawn"

    return ask(request, forms.VisionForm(request.POST or None), _question("Draw the vision", "Draw it"), act)


def redraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a vision anew."""
    by = actor(request)
    vision = get_object_or_404(Vision.objects.visible_to(by), pk=pk)
    by.may("redraw", vision)
    names = ("words", "by_when", "picture", "today")
    form = forms.VisionEdit(request.POST or None, initial=_initial(vision, *names))

    def act(values: dict[str, Any]) -> tuple[str, str]:
        vision.redraw(**values, by=by)
        return _direction(), "The vision is redrawn"

    return ask(request, form, _question("The vision", "Save it"), act)


def choose(request: HttpRequest) -> HttpResponse:
    """Choose, towards a vision."""
    by = actor(request)
    by.may("choose", Strategy)
    vision = get_object_or_404(Vision.objects.visible_to(by), pk=_number(request, "vision"))

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Strategy.choose(vision, **values, by=by)
        return _direction(), f"Chosen: {values['choice']}"

    question = _question("Choose", "Choose it", help=f"A choice that leads to “{vision}”.")
    return ask(request, forms.StrategyForm(request.POST or None), question, act)


def rechoose(request: HttpRequest, pk: int) -> HttpResponse:
    """Say a choice differently."""
    by = actor(request)
    strategy = get_object_or_404(Strategy.objects.visible_to(by), pk=pk)
    by.may("rechoose", strategy)
    form = forms.StrategyEdit(
        request.POST or None, initial=_initial(strategy, "choice", "refusal", "by_when")
    )

    def act(values: dict[str, Any]) -> tuple[str, str]:
        strategy.rechoose(**values, by=by)
        return _direction(), "The choice is said anew"

    return ask(request, form, _question("The choice", "Save it"), act)


@require_POST
def drop_choice(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose otherwise."""
    by = actor(request)
    strategy = get_object_or_404(Strategy.objects.visible_to(by), pk=pk)
    strategy.drop_choice(by=by)
    return done(request, _direction(), f"No longer a choice: {strategy.choice}")


def hold(request: HttpRequest) -> HttpResponse:
    """Name a value."""
    by = actor(request)
    by.may("hold", Value)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        Value.hold(**values, by=by)
        return _direction(), f"We stand for {values['name']}"

    return ask(request, forms.ValueForm(request.POST or None), _question("What we stand for", "Hold it"), act)


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a value go."""
    by = actor(request)
    value = get_object_or_404(Value.objects.visible_to(by), pk=pk)
    value.let_go(by=by)
    return done(request, _direction(), f"Let go: {value.name}")


def set_goal(request: HttpRequest) -> HttpResponse:
    """Set a goal; under another, under a choice, or on its own."""
    by, today = actor(request), Organization.here().today()
    open_goals = [goal for goal in Goal.objects.visible_to(by) if goal.is_open]
    form = forms.GoalForm(
        request.POST or None, initial={"owner": by.person_id, "serves": _wanted_anchor(request)}
    )
    form.offer(by, today)
    form.offer_rest(by, today, open_goals)
    above = form.anchors.get(_wanted_anchor(request))
    by.may("set", above if isinstance(above, Goal) else Goal)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        sight = {name: values.pop(name) for name in ("seen_by", "team", "people")}
        goal = Goal.set(
            values.pop("name"), values.pop("target"), by=by, on=today, **values.pop("serves"), **values
        )
        if sight["seen_by"] != SeenBy.EVERYONE:
            _show(goal, by, goal.version, sight)
        return _goal_if_seen(by, goal), f"Set: {goal}"

    return ask(request, form, _question("Set a goal", "Set it"), act)


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a goal says: name, why, date, owner, what it serves, how firmly."""
    by, today = actor(request), Organization.here().today()
    goal = _goal(by, pk, "change")
    tree = Tree.seen_by(by, today, None)
    below = {one.pk for one in tree.under(tree.goals[pk])}
    form = forms.GoalEdit(
        request.POST or None, initial=_initial(goal, "name", "why", "target", "owner") | _rest(goal)
    )
    form.offer_rest(by, today, [one for one in tree.goals.values() if one.is_open and one.pk not in below])

    def act(values: dict[str, Any]) -> tuple[str, str]:
        serves = values.pop("serves")
        if goal.parent_id not in tree.goals and not any(serves.values()):
            serves["parent"] = goal.parent  # it serves a goal she does not see; that stays
        goal.amend(**serves, **values, by=by)
        return _url(goal), "The goal is changed"

    return ask(request, form, Question("The goal", "Save it", back=_url(goal)), act)


def show_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose for whose eyes a goal is."""
    by = actor(request)
    goal = _goal(by, pk, "show_to")
    named = NamedViewer.objects.filter(noun_name=Goal.noun(), record_id=goal.pk)
    initial = _initial(goal, "seen_by") | {
        "team": goal.seen_by_team_id,
        "people": list(named.values_list("person_id", flat=True)),
    }
    form = forms.SeenByForm(request.POST or None, initial=initial)
    form.offer(by, Organization.here().today())

    def act(values: dict[str, Any]) -> tuple[str, str]:
        _show(goal, by, values.pop("seen"), values)
        return _goal_if_seen(by, goal), f"“{goal}” is now seen by {SeenBy(goal.seen_by).label.lower()}"

    return ask(request, form, Question("Seen by", "Save it", back=_url(goal)), act)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Reached, or let go."""
    by, today = actor(request), Organization.here().today()
    goal = _goal(by, pk, "change")
    form = forms.EndForm(request.POST or None, initial=_initial(goal))

    def act(values: dict[str, Any]) -> tuple[str, str]:
        goal.end(values["ending"], today, by=by, seen=values["seen"], why=values["why"])
        return _url(goal), f"{Goal.Ending(goal.ending).label}: {goal}"

    return ask(request, form, Question("How did it end?", "End it", back=_url(goal)), act)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not over."""
    by = actor(request)
    goal = _goal(by, pk, "change")
    goal.reopen(by=by, seen=_number(request, "seen"))
    return done(request, _url(goal), f"Open again: {goal}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was never meant."""
    by = actor(request)
    goal = _goal(by, pk, "change")
    goal.remove(by=by)
    return done(request, _direction(), f"Removed: {goal}")


def define(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how we shall know."""
    by, today = actor(request), Organization.here().today()
    goal = _goal(by, pk, "change")

    def act(values: dict[str, Any]) -> tuple[str, str]:
        measure = Measure.define(goal, **values, by=by, on=today)
        return _url(goal), f"We count: {measure}"

    question = Question("How shall we know?", "Count it", back=_url(goal))
    return ask(request, forms.MeasureForm(request.POST or None), question, act)


def redefine(request: HttpRequest, pk: int) -> HttpResponse:
    """Define a measure anew."""
    by = actor(request)
    measure = _measure(by, pk)
    by.may("change", measure.goal)
    form = forms.MeasureEdit(
        request.POST or None, initial=_initial(measure, "name", "unit", "baseline", "target")
    )

    def act(values: dict[str, Any]) -> tuple[str, str]:
        measure.redefine(**values, by=by)
        return _url(measure.goal), f"Defined anew: {measure}"

    return ask(request, form, Question("The measure", "Save it", back=_url(measure.goal)), act)


def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a measure reads."""
    by, today = actor(request), Organization.here().today()
    measure = _measure(by, pk)
    by.may("read", measure.goal)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        reading = measure.read(values["on"], values["value"], by=by, note=values["note"])
        return _url(measure.goal), f"{measure} reads {reading.value:g} {measure.unit}".strip()

    form = forms.ReadingForm.of(measure, request.POST or None, today)
    return ask(request, form, Question(str(measure), "Note it", back=_url(measure.goal)), act)


@require_POST
def remove_measure(request: HttpRequest, pk: int) -> HttpResponse:
    """We measure otherwise."""
    by = actor(request)
    measure = _measure(by, pk)
    goal = measure.goal
    measure.remove(by=by)
    return done(request, _url(goal), f"No longer counted: {measure}")


def adds(request: HttpRequest, pk: int) -> HttpResponse:
    """State what a project adds to a measure once it is done."""
    by, today = actor(request), Organization.here().today()
    measure = _measure(by, pk)
    by.may("change", measure.goal)
    form = forms.AddsForm.of(measure, request.POST or None, by)

    def act(values: dict[str, Any]) -> tuple[str, str]:
        one = Contribution.state(measure, values["project"], values["adds"], by=by, on=today)
        return _url(measure.goal), f"Stated {one}"

    question = Question(f"What adds to “{measure}”?", "State it", back=_url(measure.goal), help=ADDS)
    return ask(request, form, question, act)


@require_POST
def adds_nothing(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody says so any more."""
    by = actor(request)
    rows = Contribution.objects.visible_to(by).select_related("measure__goal", "project")
    one = get_object_or_404(rows, pk=pk)
    one.withdraw(by=by)
    return done(request, _url(one.measure.goal), f"No longer stated: {one}")


def _goal(by: Account, pk: int, action: str) -> Goal:
    goal = get_object_or_404(Goal.objects.visible_to(by), pk=pk)
    by.may(action, goal)
    return goal


def _measure(by: Account, pk: int) -> Measure:
    return get_object_or_404(Measure.objects.visible_to(by).select_related("goal"), pk=pk)


def _show(goal: Goal, by: Account, seen: int, sight: dict[str, Any]) -> None:
    """Whoever narrows the sight stays among those who see."""
    people = [*sight["people"], *Person.objects.filter(account=by)]
    goal.show_to(
        sight["seen_by"],
        by=by,
        seen=seen,
        team=sight["team"] if sight["seen_by"] == SeenBy.TEAM else None,
        people=people if sight["seen_by"] == SeenBy.NAMED else (),
    )


def _goal_if_seen(by: Account, goal: Goal) -> str:
    return _url(goal) if Goal.objects.visible_to(by).filter(pk=goal.pk).exists() else _direction()


def _rest(goal: Goal) -> dict[str, Any]:
    served = goal.parent or goal.strategy or goal.vision
    return {
        "serves": f"{served.noun()}:{served.pk}" if served else "",
        "committed": "yes" if goal.committed else "no",
    }


def _wanted_anchor(request: HttpRequest) -> str:
    """What the new goal is to serve, from the address: `?goal=3`, `?strategy=2`, `?vision=1`."""
    if request.method == "POST":
        return str(request.POST.get("serves", ""))
    return next(
        (f"{noun}:{request.GET[noun]}" for noun in ("goal", "strategy", "vision") if noun in request.GET), ""
    )


def _initial(record: Any, *names: str) -> dict[str, Any]:
    return {"seen": record.version} | {name: getattr(record, name) for name in names}


def _number(request: HttpRequest, name: str) -> int:
    value = str(request.POST.get(name) or request.GET.get(name) or "")
    return whole(value) or 0


def _question(name: str, button: str, help: str = "") -> Question:
    return Question(name, button, back=_direction(), help=help)


def _direction() -> str:
    return reverse("direction")


def _url(goal: Goal) -> str:
    return reverse("goal", args=[goal.pk])
