"""Feeds: opened and revoked by her, read by whatever holds the secret."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from varifocal.flows.calendars.feeds import tell
from varifocal.org.base.plumbing import Attempt
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.feed import Feed
from varifocal.org.work.project import Project
from varifocal.web.answers import actor, open_door
from varifocal.web.asking import done, whole
from varifocal.web.calendars.views import me
from varifocal.web.entrance.views import address_of

MOST_SECRET = 100
NO_FEED = "Nothing is here. Whoever gave you this address has revoked it, or it was copied only in part.\n"
TOO_MANY = "Too many tries. Wait a quarter of an hour.\n"


@open_door
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed itself. Every wrong secret reads alike, and is counted against the address it came from."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    door = f"feed {address_of(request)}"
    if Attempt.too_many(door, most=30, minutes=15):
        return _plain(TOO_MANY, 429)
    found = Feed.behind(secret) if len(secret) <= MOST_SECRET and secret.isascii() else None
    if found is None:
        Attempt.failed(door)
        return _plain(NO_FEED, 404)
    told = tell(found, timezone.now())
    if request.headers.get("If-None-Match", "").removeprefix("W/") == told.etag:
        return _kept_from_others(HttpResponse(status=304), told.etag)
    answer = HttpResponse(told.body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="varifocal.ics"'
    return _kept_from_others(answer, told.etag)


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """A new address, shown only here and now."""
    by, person = actor(request), me(request)
    said = request.POST.get("project", "")
    project = Project.objects.visible_to(by).filter(pk=whole(said) or 0).first()
    if said and project is None:
        raise Impossible("Choose one of the projects you see.", field="project")
    made, secret = Feed.open(person, project, by=by, at=timezone.now())
    url = request.build_absolute_uri(reverse("feed", args=[secret]))
    context = {"url": url, "name": project.name if project else "your own days", "feed": made}
    if project is not None and _asked_on_the_project(request):
        context["back"] = _place(project)
    response = render(request, "calendars/feed.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Its address opens nothing from this moment on."""
    by = actor(request)
    me(request)
    feed = get_object_or_404(Feed.objects.visible_to(by).select_related("project"), pk=pk)
    feed.revoke(by=by)
    seen = feed.project and Project.objects.visible_to(by).filter(pk=feed.project.pk).exists()
    back = (
        _place(feed.project)
        if feed.project and seen and _asked_on_the_project(request)
        else reverse("calendar")
    )
    return done(request, back, "The feed is revoked; its address opens nothing any more")


def _asked_on_the_project(request: HttpRequest) -> bool:
    """A project's feed is made and revoked in two places; one goes back to where one was."""
    return request.POST.get("from") == "project"


def _place(project: Project) -> str:
    return reverse("project-about", args=[project.pk]) + "#feed"


def _kept_from_others(answer: HttpResponse, etag: str) -> HttpResponse:
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _plain(sentence: str, status: int) -> HttpResponse:
    answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer
