"""One place that turns what happened into an answer: who asks, one act per request, refusals, faults."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.organization import asked_once
from varifocal.org.base.plumbing import Receipt
from varifocal.org.base.refusals import CannotUndo, Gone, NotAllowed, Refusal, Stale
from varifocal.org.base.undo import can_be_taken_back

Answer = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])
PAGES = {400, 403, 404, 405, 409, 413, 429, 500, 503}
SAFE = {"GET", "HEAD", "OPTIONS"}
STATUS: dict[type[Refusal], int] = {NotAllowed: 403, Stale: 409, CannotUndo: 409, Gone: 410}
SWAPPED = {409, 422}
"""What the pages' htmx does not treat as an error of its own (it may carry a form to mend)."""
ONCE = "once"
ASKED = "asked"
"""The place of a form in a dialog: what it is refused with belongs there, not behind it."""
TWICE = (
    "That is there already, or somebody made it at the same moment. Nothing was written; look again first."
)
TOAST = "said"
"""The cookie that carries what was done over a redirect, to the next page's toast."""


def open_door(view: View) -> View:
    """A view anybody may ask for, signed in or not."""
    view.open_door = True  # type: ignore[attr-defined]
    return view


def for_keepers(view: View) -> View:
    """A view the keeper of the machine may ask for as well."""
    view.for_keepers = True  # type: ignore[attr-defined]
    return view


def own_acts(view: View) -> View:
    """A view whose flow makes its own acts (an import in parts): no act is put around it."""
    view.own_acts = True  # type: ignore[attr-defined]
    return view


def say(request: HttpRequest, sentence: str) -> None:
    """What was done, said in a toast with Undo once the act is written."""
    request.said = sentence  # type: ignore[attr-defined]


def actor(request: HttpRequest) -> Account:
    """Who asks; only for views behind the door."""
    user = request.user
    assert isinstance(user, Account)
    return user


def inside(request: HttpRequest) -> Account:
    """Who asks, where it is for those inside; raises Http404 for a guest."""
    by = actor(request)
    if by.is_guest:
        raise Http404
    return by


class Door:
    """Lets only those in who may come in; every request that writes is one act, all of it or nothing, once per
    key; what is refused gets its sentence."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_once() if request.method in SAFE else nullcontext():
            response = self.answer(request)
        if TOAST in request.COOKIES and request.method == "GET":
            if request.headers.get("HX-Request") and "HX-Trigger" not in response.headers:
                response.headers["HX-Trigger"] = json.dumps({"toast": toast_of(request)})
            response.delete_cookie(TOAST)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before every view: who may come in; then a writing view runs inside one act."""
        if getattr(view, "open_door", False):
            return None
        try:
            if (barred := _barred(request, view)) is not None:
                return barred
            if request.method in SAFE or getattr(view, "own_acts", False):
                return None
            return _in_one_act(request, view, args, kwargs)
        except _Unfinished as unfinished:
            return unfinished.response
        except (Refusal, DatabaseError, InterfaceError, RequestDataTooBig, TooManyFieldsSent) as fault:
            if (answer := self.process_exception(request, fault)) is None:
                raise
            return answer

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A sentence for what was refused, and for a database that cannot write now."""
        if isinstance(fault, Stale):
            return _both_versions(request, fault)
        if isinstance(fault, Refusal):
            return _said(request, fault.sentence, STATUS.get(type(fault), 422))
        if _is_of_storage(fault):
            return _said(request, _storage_sentence(fault), 503)
        if isinstance(fault, IntegrityError):
            return _said(request, TWICE, 409)
        if isinstance(fault, RequestDataTooBig | TooManyFieldsSent):
            return _said(request, "That is more than we take at once; send it in parts.", 413)
        return None


def _barred(request: HttpRequest, view: Any) -> HttpResponse | None:
    if not request.user.is_authenticated:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
    if not actor(request).sees_content and not getattr(view, "for_keepers", False):
        if request.path == "/":
            return HttpResponseRedirect(reverse("settings"))
        raise Http404
    return None


class _Unfinished(Exception):
    """Carries the answer of a view that refused something itself out of its act, so that nothing is written."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def _in_one_act(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse:
    key = str(request.headers.get("Idempotency-Key") or request.POST.get(ONCE, ""))[:64]
    with act() as running:
        receipt = None
        if key:
            receipt, is_new = Receipt.take(actor(request), key, request.path[:300], _digest(request))
            if not is_new:
                return _again(request, receipt)
        response: HttpResponse = view(request, *args, **kwargs)
        if hasattr(response, "render") and callable(response.render):
            response.render()
        if running.failed or response.status_code >= 400:
            raise _Unfinished(response)
        if receipt is not None:
            location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
            receipt.settle(response.status_code, location)
    return with_toast(request, response, running.number if can_be_taken_back(running.collected) else 0)


def _again(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """The answer to a double click, a retry, a replay: the effect is there once; the same key for something
    else is refused."""
    if receipt.path != request.path[:300] or receipt.digest != _digest(request):
        return _said(request, "This key was already used for something else.", 422)
    if receipt.location and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(receipt.location)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _said(request, "This was already done.", 200)


def _digest(request: HttpRequest) -> str:
    sent = sorted(
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    )
    return hashlib.sha256(json.dumps(sent).encode()).hexdigest()


def with_toast(request: HttpRequest, response: HttpResponse, number: int, undo: str = "") -> HttpResponse:
    """The answer, with what was said on its way: a toast with Undo of this act, or of what `undo` takes back."""
    sentence = getattr(request, "said", "")
    if not sentence:
        return response
    undo = undo or (reverse("undo", args=[number]) if number else "")
    leads_on = "HX-Redirect" in response.headers or "Location" in response.headers
    if request.headers.get("HX-Request") and not leads_on:
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "undo": undo}})
    else:
        toast = quote(json.dumps({"text": sentence, "undo": undo}))
        response.set_cookie(
            TOAST, toast, max_age=30, samesite="Lax", httponly=True, secure=settings.BEHIND_TLS_PROXY
        )
    return response


def toast_of(request: HttpRequest) -> Any:
    """What the last act left to be said on the next page, or None."""
    try:
        return json.loads(unquote(request.COOKIES.get(TOAST, "null")))
    except ValueError:
        return None


def _both_versions(request: HttpRequest, stale: Stale) -> HttpResponse:
    fields = [
        {"name": name.replace("_", " ").capitalize(), "theirs": stale.theirs[name], "yours": yours}
        for name, yours in stale.yours.items()
        if stale.theirs[name] != yours
    ]
    context = {
        "stale": {
            "title": stale.sentence,
            "who": "Somebody saved it after you had opened it",
            "fields": fields,
            "acts": [{"name": "Show it as it stands now", "url": request.headers.get("Referer", "/")}],
        }
    }
    if not request.headers.get("HX-Request"):
        return render(request, "errors/stale.html", context, status=409)
    response = render(request, "parts/stale.html", context, status=409)
    if request.headers.get("HX-Target") == ASKED:
        return response
    for name, value in (("HX-Retarget", "#page"), ("HX-Reswap", "afterbegin"), ("HX-Reselect", ".stale")):
        response.headers[name] = value
    return response


def _said(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
        response.headers["HX-Reswap"] = "none"
        if status in SWAPPED:
            response.headers["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "fault": True}})
        return response
    context = {"sentence": sentence, "status": status}
    name = f"errors/{status}.html" if status in PAGES else "errors/409.html"
    if status >= 500:  # without the request nothing round the page asks the database again
        return HttpResponse(render_to_string(name, context), status=status)
    return render(request, name, context, status=status)


def _is_of_storage(fault: Exception) -> bool:
    """Locked, full, read-only or away, in the words of either driver; anything else is a mistake of ours."""
    read_only = isinstance(fault, InternalError) and "read-only" in str(fault)
    return read_only or isinstance(fault, OperationalError | InterfaceError)


def _storage_sentence(fault: Exception) -> str:
    words = str(fault).lower()
    if "full" in words or "no space" in words:
        return "The disk of the machine is full. Nothing was lost; free some space and try again."
    if "readonly" in words or "read-only" in words:
        return "The database cannot be written: it is read-only. Nothing was lost."
    return "The database is busy or away just now. Nothing was lost; try again in a moment."


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from one of our pages, or an old one."""
    return _said(
        request, "This form is too old or did not come from here. Open the page again and retry.", 403
    )
