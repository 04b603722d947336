"""Asking somebody outside about a wait, and reminding her; what is sent, a human sends."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows.waiting import Waiting, waiting
from varifocal.org.base.account import Account
from varifocal.org.base.keeping import KeptFile
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.relations.company import Contact
from varifocal.org.work.ask import MOST_WORDS, Ask
from varifocal.org.work.task import Task
from varifocal.web import format as say_it
from varifocal.web.answers import actor, say
from varifocal.web.asking import DateField, Edit, Question
from varifocal.web.tasks.acts import back

USUAL = timedelta(days=5)
A_LONG_WAIT = 5
"""Days after which it is time to remind somebody."""


class AskForm(Edit):
    """Whom, what, by when."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label="Whom", required=False, empty_label="Nobody by name"
    )
    words = forms.CharField(label="What we ask", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 6}))
    by_when = DateField(label="Answer wished by")


def next_act(days: int | None) -> tuple[str, str]:
    """What to do about a wait that was asked so many days ago (None: not yet): a word, and its route."""
    if days is None:
        return "Ask", "task-ask"
    return ("Remind them", "task-remind") if days >= A_LONG_WAIT else ("Look", "task")


def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask; the link is shown once, in answer to this very form."""
    by, task = actor(request), _of(request, pk)
    by.may("change", task)
    here = Organization.here()
    known = waiting(by, task, ZoneInfo(here.zone))
    initial = {
        "seen": task.version,
        "words": _question(task, known, here.today()),
        "by_when": _wished(known, here.today()),
    }
    company = task.waits_on_id or task.project.company_id
    form = AskForm(request.POST or None, initial=initial)
    contacts = Contact.objects.visible_to(by).filter(company=company)
    form.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
    if company is not None and not form.is_bound:
        form.initial["contact"] = contacts.first()
    if request.method == "POST" and form.is_valid():
        try:
            ask, secret = Ask.put_to(task, by=by, at=timezone.now(), on=here.today(), **form.cleaned_data)
        except Impossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return _link(request, ask, secret)
    help_ = ""
    if known.latest and known.promised:
        promised, latest = (say_it.day(one, here.today()) for one in (known.promised, known.latest))
        help_ = f"To keep {promised}, the answer is needed by {latest}."
    question = Question(f"Ask about “{task}”", "Ask", reverse("task", args=[pk]), help=help_)
    context = {"form": form, "question": question, "once": secrets.token_hex(16)}
    return render(request, "tasks/ask.html", context, status=422 if form.errors else 200)


@require_POST
def new_link(request: HttpRequest, pk: int, ask: int) -> HttpResponse:
    """Another link; the old one opens nothing any more."""
    found = _ask(request, pk, ask)
    return _link(request, found, found.renew(by=actor(request), at=timezone.now()))


@require_POST
def withdraw(request: HttpRequest, pk: int, ask: int) -> HttpResponse:
    """It is not asked any more."""
    found = _ask(request, pk, ask).withdraw(by=actor(request), at=timezone.now())
    say(request, f"The question about “{found}” is withdrawn")
    return back(request, reverse("task", args=[pk]))


@require_safe
def file(request: HttpRequest, pk: int, ask: int) -> HttpResponse:
    """What she sent along: to be saved, never shown, whatever it says it is."""
    found = _ask(request, pk, ask)
    raw = KeptFile.bytes_of(found.file_digest) if found.file_digest else None
    if raw is None:
        raise Http404
    response = HttpResponse(raw, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, found.file_name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """A reminder drafted with the facts."""
    by, task = actor(request), _of(request, pk)
    by.may("change", task)
    here = Organization.here()
    today, zone = here.today(), ZoneInfo(here.zone)
    known = waiting(by, task, zone)
    last = Ask.objects.visible_to(by).filter(task=task).select_related("contact").order_by("-pk").first()
    contact = last.contact if last else None
    draft = _reminder(task, last, known, today, zone)
    context = {
        "task": task,
        "known": known,
        "today": today,
        "draft": draft,
        "who": (contact and contact.name) or (task.waits_on and task.waits_on.name) or "them",
        "mail": _mail(contact, f"{task.project.name}: {task.name}", draft),
    }
    in_dialog = bool(request.headers.get("HX-Request"))
    return render(request, "tasks/remind_body.html" if in_dialog else "tasks/remind.html", context)


def _link(request: HttpRequest, ask: Ask, secret: str) -> HttpResponse:
    url = request.build_absolute_uri(reverse("asked-link", args=[secret]))
    body = f"{ask.words}\n\n{url}\n"
    context = {
        "task": ask.task,
        "who": ask.contact.name if ask.contact else "",
        "url": url,
        "mail": _mail(ask.contact, f"{ask.task.project.name}: {ask.task.name}", body),
    }
    return render(request, "tasks/ask_link.html", context)


def _question(task: Task, known: Waiting, today: date) -> str:
    lines = [
        f"Could you look at “{task.name}” for {task.project.name} and tell us whether it is right as it is?"
    ]
    if task.brief.strip():
        lines.append(task.brief.strip()[:2_000])
    if known.next_step:
        lines.append(f"We go on with “{known.next_step}” as soon as we have your answer.")
    return "\n\n".join(lines)


def _reminder(task: Task, last: Ask | None, known: Waiting, today: date, zone: ZoneInfo) -> str:
    hello = f"Dear {last.contact.name}," if last and last.contact else "Hello,"
    asked = (
        f"On {say_it.day(task.asked_on, today)} we asked you" if task.asked_on else "We would like to ask you"
    )
    lines = [f"{asked} about “{task.name}” for {task.project.name}."]
    if last is not None and last.seen_at and not last.answered_at:
        seen = last.seen_at.astimezone(zone).date()
        lines.append(f"You opened it on {say_it.day(seen, today)}; your answer has not reached us yet.")
    if known.next_step:
        lines.append(f"“{known.next_step}” waits on it.")
    if known.latest and known.promised:
        promised = say_it.day(known.promised, today)
        lines.append(
            f"With your answer by {say_it.day(known.latest, today)} we keep {promised}."
            if known.latest >= today
            else f"We planned for {promised}; without your answer that date is moving."
        )
    return f"{hello}\n\n{' '.join(lines)}\n\nCould you have a look?\n"


def _mail(contact: Contact | None, subject: str, body: str) -> str:
    return f"mailto:{quote(contact.email if contact else '', safe='@')}?subject={quote(subject)}&body={quote(body)}"


def _wished(known: Waiting, today: date) -> date:
    return max(known.latest, today) if known.latest else today + USUAL


def _of(request: HttpRequest, pk: int) -> Task:
    by: Account = actor(request)
    return get_object_or_404(Task.objects.visible_to(by).select_related("project", "waits_on"), pk=pk)


def _ask(request: HttpRequest, pk: int, ask: int) -> Ask:
    seen = Ask.objects.visible_to(actor(request)).select_related("task__project", "contact")
    return get_object_or_404(seen, task=pk, pk=ask)
