"""A client's link: the secret leaves the address for a cookie that opens this one question and nothing else.

Opening shows and stamps nothing by itself. *Seen* is what the page's own script says first, or the answer.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from varifocal.flows.rounds import for_client
from varifocal.flows.waiting import next_step_of
from varifocal.org.base.access import link_account
from varifocal.org.base.organization import Organization
from varifocal.org.base.plumbing import Attempt
from varifocal.org.base.refusals import Impossible
from varifocal.org.work.ask import MOST_BYTES, AnsweredAlready, Ask, File, NoLongerAsked
from varifocal.web.answers import open_door
from varifocal.web.entrance.views import address_of

PATH = "/a"
MOST_SECRET = 100
OTHER = "You opened another question since. Open the link of this one again; nothing was sent."
TOO_LARGE = "The file is larger than 10 MB. Send a smaller one, or say it in words; nothing was sent."


@open_door
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself: asks nothing of the database, tells nothing, and moves the secret into a cookie."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    answer = HttpResponseRedirect(reverse("asked"))
    if len(secret) <= MOST_SECRET and secret.isascii():
        answer.set_cookie(
            cookie_name(), secret, path=PATH, httponly=True, samesite="Lax", secure=settings.BEHIND_TLS_PROXY
        )
    # Only here: on the page itself it would make the browser hide the form's origin, which guards it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return _quiet(answer)


@open_door
def page(request: HttpRequest) -> HttpResponse:
    """The question, for whoever holds its link."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return _with_the_question(request, _shown)


@open_door
def seen(request: HttpRequest) -> HttpResponse:
    """The page's script says that somebody has it before her eyes."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])

    def stamp(request: HttpRequest, ask: Ask) -> HttpResponse:
        if request.POST.get("about") == mark_of(ask):
            ask.see(by=link_account(), at=timezone.now())
        return _quiet(HttpResponse(status=204))

    return _with_the_question(request, stamp)


@open_door
def answer(request: HttpRequest) -> HttpResponse:
    """Approve, or change this."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return _with_the_question(request, _answered)


def cookie_name() -> str:
    """What the browser calls it."""
    return "__Secure-ask" if settings.BEHIND_TLS_PROXY else "ask"


def mark_of(ask: Ask) -> str:
    """Tells the form of one question from that of another in the same browser; opens nothing."""
    return hashlib.sha256(f"form of {ask.pk} {ask.digest}".encode()).hexdigest()[:24]


def _with_the_question(request: HttpRequest, go_on: Any) -> HttpResponse:
    door = f"ask {address_of(request)}"
    if Attempt.too_many(door, most=30, minutes=15):
        return _page(
            request, {"sentence": "Too many tries. Wait a quarter of an hour, then open the link again."}, 429
        )
    secret = request.COOKIES.get(cookie_name(), "")
    ask = Ask.behind(secret, timezone.now()) if 0 < len(secret) <= MOST_SECRET else None
    if ask is None:
        Attempt.failed(door)
        return _page(request, {"sentence": NoLongerAsked().sentence}, 404)
    response: HttpResponse = go_on(request, ask)
    return response


def _answered(request: HttpRequest, ask: Ask) -> HttpResponse:
    words = request.POST.get("words", "")
    if request.POST.get("about") != mark_of(ask):
        return _shown(request, ask, wrong=OTHER, words=words, status=409)
    by, at = link_account(), timezone.now()
    try:
        file = _file(request)
        if request.POST.get("answer") == Ask.Answer.APPROVE:
            ask.approve(by=by, at=at, words=words, file=file)
        elif request.POST.get("answer") == Ask.Answer.CHANGE:
            ask.change(words, by=by, at=at, file=file)
        else:
            raise Impossible("Choose one of the two buttons.")
    except Impossible as refusal:
        return _shown(request, ask, wrong=refusal.sentence, words=words, status=422)
    except AnsweredAlready as refusal:
        ask.refresh_from_db()
        return _shown(request, ask, wrong=refusal.sentence, status=409)
    except NoLongerAsked as refusal:
        return _page(request, {"sentence": refusal.sentence}, 404)
    return _quiet(HttpResponseRedirect(reverse("asked")))


def _file(request: HttpRequest) -> File | None:
    sent = request.FILES.get("file")
    if sent is None:
        return None
    if (sent.size or 0) > MOST_BYTES:
        raise Impossible(TOO_LARGE, field="file")
    return File(str(sent.name or ""), str(sent.content_type or ""), sent.read())


def _shown(
    request: HttpRequest, ask: Ask, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    here = Organization.here()
    context = {
        "ask": ask,
        "house": here.name,
        "today": here.today(),
        "about": mark_of(ask),
        "round": for_client(ask.task, here.today()).told(ask.round),
        "next_step": next_step_of(ask.task) if ask.answered_at is None else "",
        "wrong": wrong,
        "words": words,
    }
    return _page(request, context, status)


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return _quiet(render(request, "answering/page.html", context, status=status))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
