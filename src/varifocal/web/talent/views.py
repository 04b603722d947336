"""Pages for those who lead people, with or without a title."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from varifocal.flows import grow
from varifocal.flows.stretched import given, next_steps, offer
from varifocal.org.base.organization import Organization
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.consent import Consent
from varifocal.org.people.person import Person, person_of
from varifocal.org.people.skill import Skill
from varifocal.web.answers import inside
from varifocal.web.asking import done
from varifocal.web.people.tabs import tabs
from varifocal.web.sheet import file_of, files, is_file
from varifocal.web.talent.shown import Covered, HelpShown, LearningShown, Mine, Review, StepsShown

CONSENTS = {
    "count": (Consent.About.NETWORK, True, "You are counted in the picture of help"),
    "leave": (
        Consent.About.NETWORK,
        False,
        "You are not counted any more, from now on and in all that is shown",
    ),
    "show": (Consent.About.NETWORK_SHOWN, True, "Others may see your place"),
    "hide": (Consent.About.NETWORK_SHOWN, False, "Nobody else sees your place any more"),
}


def mine(request: HttpRequest) -> HttpResponse:
    """A leader's one page: whom to think of, why, one act each."""
    by = inside(request)
    shown = Mine.of(grow.my_people(by, timezone.now()))
    return render(request, "talent/mine.html", {"shown": shown, "tabs": tabs(by, "my-people")})


def coverage(request: HttpRequest) -> HttpResponse:
    """Skills against the coming two quarters; or as a file."""
    by = inside(request)
    shown = Covered.of(grow.covered(by, timezone.now()))
    if is_file(request):
        return file_of(request, f"coverage-{shown.today}", Covered.SHEET, shown.sheet())
    context = {"shown": shown, "files": files(request.GET), "tabs": tabs(by, "coverage")}
    return render(request, "talent/coverage.html", context)


def learning(request: HttpRequest) -> HttpResponse:
    """Who could learn from whom, and work that would stretch somebody."""
    by = inside(request)
    shown = LearningShown.of(grow.learning(by, timezone.now()))
    return render(request, "talent/learning.html", {"shown": shown, "tabs": tabs(by, "learning")})


def stretching(request: HttpRequest) -> HttpResponse:
    """Work that would stretch somebody, each with its price: planned and forecast, so asked for by itself."""
    by, now = inside(request), timezone.now()
    shown = StepsShown.of(next_steps(by, now), given(by))
    if request.headers.get("HX-Request"):
        return render(request, "talent/steps.html", {"shown": shown})
    return render(request, "talent/steps_page.html", {"shown": shown, "tabs": tabs(by, "learning")})


@require_POST
def offer_step(request: HttpRequest) -> HttpResponse:
    """She is offered a step; she takes it or says what stands against it."""
    by = inside(request)
    try:
        loses = float(request.POST.get("loses", ""))
    except ValueError:
        loses = 0.0
    made = offer(by, _number(request, "person"), _number(request, "task"), loses, now=timezone.now())
    return done(request, "/people/learning", f"Offered to {made.person.name}: {made.task.name}")


@require_POST
def ask_pair(request: HttpRequest) -> HttpResponse:
    """Both are asked; it begins when both agree."""
    by = inside(request)
    people = Person.objects.visible_to(by)
    mentor = get_object_or_404(people, pk=_number(request, "mentor"))
    learner = get_object_or_404(people, pk=_number(request, "learner"))
    skill = get_object_or_404(Skill.objects.visible_to(by), pk=_number(request, "skill"))
    Mentorship.ask(mentor, learner, skill, Organization.here().today(), by=by)
    return done(request, "/people/learning", f"Asked: {mentor.name} and {learner.name}, {skill.name}")


def help_seen(request: HttpRequest) -> HttpResponse:
    """Her own place in the picture of help; of others, those who agreed to be shown."""
    by = inside(request)
    shown = HelpShown.of(grow.help_seen(by, timezone.now()), by.person_id)
    return render(request, "talent/help.html", {"shown": shown, "tabs": tabs(by, "help")})


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """She is counted or not, shown or not, from now on."""
    by = inside(request)
    person = person_of(by)
    about, given, sentence = CONSENTS.get(request.POST.get("say", ""), (None, False, ""))
    if person is None or about is None:
        raise Http404
    if given:
        Consent.give(person, about, by=by, at=timezone.now())
    else:
        Consent.withdraw(person, about, by=by, at=timezone.now())
    return done(request, "/people/help", sentence)


def talent(request: HttpRequest) -> HttpResponse:
    """What hangs on one person, who could, who is ready for more; for owners and people leads."""
    by = inside(request)
    if not grow.may_review(by):
        raise Http404
    shown = Review.of(grow.talent(by, timezone.now()))
    return render(request, "talent/talent.html", {"shown": shown, "tabs": tabs(by, "talent")})


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 12 else 0
