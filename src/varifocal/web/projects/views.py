"""Projects: the list of them, and one of them on five tabs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from varifocal.flows import breakdown
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company
from varifocal.org.work.feed import Feed
from varifocal.org.work.project import Project
from varifocal.web import charts
from varifocal.web.answers import actor
from varifocal.web.asking import whole
from varifocal.web.projects import cards, lists, overview, page, risks
from varifocal.web.projects.clock import clock_here
from varifocal.web.projects.overview import PAGE, Wish
from varifocal.web.sheet import KINDS, file_of, files, is_file


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """All projects she sees, filtered, sorted, grouped; or as a file."""
    by, clock, wish = actor(request), clock_here(), Wish.of(request.GET)
    rows = overview.rows_for(by, wish, clock.today)
    if is_file(request):
        head, told = overview.sheet_of(rows, by)
        return file_of(request, f"projects-{clock.today}", head, told)
    number = overview.page_of(request.GET.get("page", ""), len(rows))
    shown = rows[(number - 1) * PAGE : number * PAGE]
    some = bool(rows) or Project.objects.visible_to(by).exists()
    context = {
        "groups": overview.groups_of(shown, wish.group),
        "count": len(rows),
        "some": some,
        "headline": overview.headline(rows, wish) if some else "No projects yet",
        "head": overview.head_of(request.GET, wish),
        "wish": wish,
        "states": overview.STATES,
        "grouped": overview.GROUPS,
        "clients": Company.objects.visible_to(by).filter(projects__isnull=False).distinct(),
        "managers": Person.objects.visible_to(by).filter(projects_managed__isnull=False).distinct(),
        "pages": overview.pages(request.GET, number, len(rows)),
        "files": files(request.GET),
        "may_open": bool(by.can("open", Project)),
        "today": clock.today,
    }
    return render(request, "projects/projects.html", context)


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """The finished projects most like the one being described."""
    company = request.GET.get("company", "")
    offered = breakdown.alike(
        actor(request),
        request.GET.get("name", "")[:200],
        company=whole(company),
        kind=request.GET.get("kind", ""),
    )
    chosen = request.GET.get("pattern", "")
    return render(request, "projects/alike.html", {"alike": offered, "chosen": chosen})


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Cards in columns."""
    context = _head(request, pk, "project")
    head, shown = context["head"], cards.on_board(actor(request), context["project"])
    hung = cards.read(shown, context["clock"])
    context |= {"columns": cards.columns(hung, head.tasks - head.tasks_open), "cards": hung}
    return render(request, "projects/board.html", context)


@require_safe
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every task, one a line, a page at a time; or all of them as a file."""
    context = _head(request, pk, "project-list")
    head, clock, state = context["head"], context["clock"], request.GET.get("state", "")
    tasks = lists.listed(actor(request), context["project"], request.GET.get("sort", ""), state)
    if is_file(request):
        columns, rows = lists.sheet_of(cards.read(tasks, clock), actor(request))
        return file_of(request, f"project-{pk}-{clock.today}", columns, rows)
    total = {"open": head.tasks_open, "done": head.tasks - head.tasks_open}.get(state, head.tasks)
    number = overview.page_of(request.GET.get("page", ""), total)
    context |= {
        "cards": cards.read(lists.one_page(tasks, number), clock),
        "all": head.tasks,
        "pages": overview.pages(request.GET, number, total),
        "columns": lists.columns_of(request.GET),
        "state": state,
        "files": files(request.GET),
    }
    return render(request, "projects/list.html", context)


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Bars with their ties, of what is open."""
    context = _head(request, pk, "project-timeline")
    nowhere, base = page.beside_timeline(actor(request), context["project"])
    address = f"project={pk}"
    context |= {
        "line": charts.Line(
            url=f"{reverse('schedule-bars')}?{address}",
            by="project",
            name=f"When the work of “{context['project']}” is planned",
            chain=True,
            base=base is not None,
        ),
        "base": base,
        "may_keep": bool(actor(request).can("keep_baseline", context["project"])),
        "files": [
            {"name": name, "url": f"{reverse('schedule')}?{address}&as={kind}"}
            for kind, name in KINDS.items()
        ],
        "nowhere": nowhere,
    }
    return render(request, "projects/timeline.html", context)


@require_safe
def forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """When it will be done, and what moves that most."""
    context = _head(request, pk, "project-forecast")
    head, clock = context["head"], context["clock"]
    context |= {
        "picture": page.curve(head, clock),
        "days": page.days(head, clock),
        "told": (told := page.told(actor(request), head, clock)),
        "money_budget": page.budget_of(context["project"]) if told.get("cost") else "",
        "risks": risks.lines(actor(request), context["project"], clock.today),
        "may_try": not actor(request).is_guest,
    }
    return render(request, "projects/forecast.html", context)


@require_safe
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is for, and who is on it; what happened follows by itself."""
    context = _head(request, pk, "project-about")
    by = actor(request)
    shown = page.about(by, context["project"], context["clock"])
    feed = Feed.objects.visible_to(by).filter(project=context["project"]).first()
    may_feed = by.person_id is not None and not by.is_guest
    return render(
        request, "projects/about.html", {**context, "about": shown, "feed": feed, "may_feed": may_feed}
    )


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to it, newest first."""
    by, clock = actor(request), clock_here()
    project = get_object_or_404(Project.objects.visible_to(by), pk=pk)
    template = "news.html" if request.headers.get("HX-Request") else "news_page.html"
    context = {"project": project, "news": page.news(by, project, clock)}
    return render(request, f"projects/{template}", context)


def _head(request: HttpRequest, pk: int, tab: str) -> dict[str, Any]:
    by, clock = actor(request), clock_here()
    project = get_object_or_404(page.of(by), pk=pk)
    return {
        "project": project,
        "head": page.head(by, project, clock),
        "clock": clock,
        "today": clock.today,
        "tabs": [
            {"name": name, "url": reverse(route, args=[pk]), "here": route == tab}
            for name, route in page.TABS
        ],
        "may_change": bool(by.can("change", project)),
        "may_plan": bool(by.can("plan_in", project)),
    }
