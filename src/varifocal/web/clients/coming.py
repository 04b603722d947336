"""What may come: the board with its months, one opportunity, and several side by side."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import taking
from varifocal.flows.pipeline import Sized, months
from varifocal.flows.pipeline import pipeline as read_pipeline
from varifocal.flows.side_by_side import beside, chance_of_trouble, out_at_once, pairs_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.seen_by import NamedViewer
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.project import Project
from varifocal.web import charts
from varifocal.web import format as say_it
from varifocal.web.answers import actor, say
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.clients import board
from varifocal.web.clients.forms import LoseForm, OpportunityEdit, OpportunityForm
from varifocal.web.projects.forms import SeenByForm
from varifocal.web.sheet import file_of, files, is_file


@require_safe
def pipeline(request: HttpRequest) -> HttpResponse:
    """By stage as a board, by month as a picture; or as a file."""
    by, here = actor(request), Organization.here()
    today = here.today()
    found = read_pipeline(by, today)
    if is_file(request):
        return file_of(request, f"pipeline-{today}", board.SHEET, board.sheet_of(found))
    told, may = months(found), bool(by.can("note_down", Opportunity))
    context = {
        "headline": board.headline(found, here.currency, today),
        "columns": board.columns(found, here.currency, today, may),
        "some": bool(found),
        "picture": charts.months(
            [
                charts.MonthBar(
                    one.first, float(one.hours), float(one.hours_weighed), one.worth_weighed, one.count
                )
                for one in told
            ],
            title="Hours that may come, by the month they are wished",
            currency=here.currency if by.money_right else "",
            today=today,
        ),
        "several": sum(1 for one in found if one.one.is_open and one.one.wished and one.one.pattern_id) > 1,
        "may_note": may,
        "files": files(request.GET),
        "tabs": board.tabs("pipeline"),
        "today": today,
    }
    return render(request, "clients/pipeline.html", context)


@require_safe
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them."""
    by, here, one = actor(request), Organization.here(), _found(request, pk)
    named = [pk for pk in (one.pattern_id, one.project_id) if pk is not None]
    seen = Project.objects.visible_to(by).in_bulk(named) if named else {}
    pattern, project = seen.get(one.pattern_id or 0), seen.get(one.project_id or 0)
    today = here.today()
    context = {
        "one": one,
        "pattern": pattern,
        "project": project,
        "sentence": board.sentence(one, here.currency if by.money_right else "", today),
        "worth": say_it.money(one.worth, here.currency) if by.money_right else "",
        "chance": None if one.chance is None else say_it.chance(one.chance),
        "win": say_it.percent(one.chance_to_win),
        "take_url": _take(one, by, today) if pattern and one.is_open else "",
        "may_change": bool(by.can("change", one)),
        "today": today,
    }
    return render(request, "clients/opportunity.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Somebody heard of work that may come."""
    by, today = actor(request), Organization.here().today()
    by.may("note_down", Opportunity)
    initial = {"company": whole(request.GET.get("company", "")), "looked_after_by": by.person_id}
    form = OpportunityForm(request.POST or None, by=by, today=today, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        made = Opportunity.note_down(by=by, on=today, **given)
        return reverse("opportunity", args=[made.pk]), f"Noted “{made}”"

    question = Question("Work that may come", "Note it", reverse("pipeline"), help="A name is enough.")
    return ask(request, form, question, act)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Size, days, chance, worth."""
    by, today, one = actor(request), Organization.here().today(), _found(request, pk)
    by.may("change", one)
    names = (
        "name",
        "company",
        "wished",
        "pattern",
        "begins",
        "hours",
        "worth",
        "win",
        "looked_after_by",
        "note",
    )
    initial = {name: getattr(one, name) for name in names} | {"seen": one.version}
    form = OpportunityEdit(request.POST or None, by=by, today=today, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.describe(by=by, **given)
        return _to(pk), f"Changed “{one}”"

    return ask(request, form, Question(f"Edit “{one}”", "Save", _to(pk)), act)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Its card to another stage; answers with the card."""
    by, here, one = actor(request), Organization.here(), _found(request, pk)
    was = one.stage
    one.move(request.POST.get("column", ""), by=by, seen=_seen(request), on=here.today())
    if was != one.stage:
        say(request, f"“{one}”: {Opportunity.Stage(one.stage).label.lower()}")
    if not request.headers.get("HX-Request"):
        return done(request, reverse("pipeline"), f"Moved “{one}”")
    sized = Sized(one, one.hours, one.worth if by.money_right else None)
    card = board.card(sized, here.currency, here.today(), True)
    return render(request, "parts/card.html", {"card": card})


@require_POST
def win(request: HttpRequest, pk: int) -> HttpResponse:
    """It comes: a project in one act."""
    by, one = actor(request), _found(request, pk)
    if one.project_id is not None:
        raise Impossible(f"“{one}” is a project already.")
    project = taking.win(one, by=by, seen=_seen(request), on=Organization.here().today())
    return done(request, reverse("project", args=[project.pk]), f"Won: opened “{project}”")


def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not come, or we do not take it."""
    by, one = actor(request), _found(request, pk)
    by.may("change", one)
    form = LoseForm(request.POST or None, initial={"seen": one.version})

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.move(
            Opportunity.Stage.LOST,
            by=by,
            seen=given["seen"],
            on=Organization.here().today(),
            why=given["why"],
        )
        return reverse("pipeline"), f"Lost “{one}”"

    return ask(request, form, Question(f"“{one}” does not come", "Lost", _to(pk)), act)


def seen_by(request: HttpRequest, pk: int) -> HttpResponse:
    """For whose eyes it is."""
    by, today, one = actor(request), Organization.here().today(), _found(request, pk)
    by.may("show_to", one)
    named = NamedViewer.objects.filter(noun_name=Opportunity.noun(), record_id=pk).values_list(
        "person", flat=True
    )
    initial = {
        "seen_by": one.seen_by,
        "team": one.seen_by_team_id,
        "people": list(named),
        "seen": one.version,
    }
    form = SeenByForm(request.POST or None, by=by, today=today, initial=initial)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.show_to(given["seen_by"], by=by, seen=given["seen"], team=given["team"], people=given["people"])
        return reverse("pipeline"), f"Changed who sees “{one}”"

    return ask(request, form, Question(f"Who sees “{one}”", "Save", _to(pk)), act)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It was never meant."""
    one = _found(request, pk)
    one.remove(by=actor(request))
    return done(request, reverse("pipeline"), f"Removed “{one}”")


@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """Which of what may come fit beside each other; the pairs follow one after the other."""
    by, here = _steers(request), Organization.here()
    found = out_at_once(by)
    pairs = pairs_of(found)
    context = {
        "found": [board.line(one, here.currency if by.money_right else "", here.today()) for one in found],
        "pairs": len(pairs),
        "left_out": len(found) - len({one.pk for pair in pairs for one in pair}) if pairs else 0,
        "today": here.today(),
    }
    return render(request, "clients/side_by_side.html", context)


@require_safe
def pair(request: HttpRequest, place: int) -> HttpResponse:
    """The pair at this place (from 1), and where the next one is; with the last one, how likely trouble is."""
    by, today = _steers(request), Organization.here().today()
    found = out_at_once(by)
    pairs = pairs_of(found)
    if not 1 <= place <= len(pairs):
        raise Http404
    now = timezone.now()
    one = beside(*pairs[place - 1], by=by, now=now)
    trouble = None
    if place == len(pairs):
        fits = {(a.pk, b.pk): beside(a, b, by=by, now=now).both.fits for a, b in pairs}
        trouble = chance_of_trouble(found, fits)
    context = {
        "pair": board.pair(one, today),
        "next": place + 1 if place < len(pairs) else None,
        "total": len(pairs),
        "trouble": trouble,
        "trouble_said": "" if trouble is None else say_it.percent(trouble),
    }
    return render(request, "clients/pair.html", context)


def _take(one: Opportunity, by: Account, today: date) -> str:
    """“Can we take it?”, asked of this."""
    said: dict[str, Any] = {
        "like": one.pattern_id, "wished": one.wished, "company": one.company_id, "name": one.name,
        "begins": max(one.begins or today, today), "hours": one.hours, "win": one.win, "kept": one.pk,
        "worth": one.worth if by.money_right else None,
    }  # fmt: skip
    return (
        f"{reverse('take')}?{urlencode({name: value for name, value in said.items() if value is not None})}"
    )


def _steers(request: HttpRequest) -> Account:
    by = actor(request)
    by.may("note_down", Opportunity)
    return by


def _found(request: HttpRequest, pk: int) -> Opportunity:
    rows = Opportunity.objects.visible_to(actor(request))
    return get_object_or_404(rows.select_related("company", "pattern", "project", "looked_after_by"), pk=pk)


def _seen(request: HttpRequest) -> int:
    seen = whole(request.POST.get("seen", ""))
    if seen is None:
        raise Impossible("The page did not say which version it showed; open it again.")
    return seen


def _to(pk: int) -> str:
    return reverse("opportunity", args=[pk])
