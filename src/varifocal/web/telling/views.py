"""A note or a status: drafted by one press, edited, kept, copied or mailed, and stamped as sent by who sent it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varifocal.flows import telling
from varifocal.flows.closing import week_to_close
from varifocal.flows.review.week import for_everybody
from varifocal.flows.review.week import week as week_of
from varifocal.org.base.account import Account
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.decisions.telling import Reaction, Telling, shares
from varifocal.org.people.seen_by import SeenBy
from varifocal.org.relations.company import Company, Contact
from varifocal.web import format as say_it
from varifocal.web.answers import actor, inside, say
from varifocal.web.asking import Question, ask, done, whole
from varifocal.web.seeing import as_it_is, sees, sight_of
from varifocal.web.telling.forms import SendForm, SightForm
from varifocal.web.week.headline import headline

MOST = 40


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """What was told, the newest first, and what can be drafted."""
    by, today = inside(request), Organization.here().today()
    rows = list(Telling.objects.visible_to(by).select_related("company", "author")[:MOST])
    may = bool(by.can("tell", Telling)) and by.person_id is not None
    context = {
        "headline": _headline(rows),
        "drafts": [_row(one, today) for one in rows if not one.is_sent],
        "sent": [_row(one, today) for one in rows if one.is_sent],
        "may": may,
        "clients": telling.clients_under_way(by) if may else [],
    }
    return render(request, "telling/list.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draft one from the facts: the note of the week, or the status for one client."""
    by, now = inside(request), timezone.now()
    by.may("tell", Telling)
    monday = week_to_close(Organization.here().today(now))
    if request.POST.get("kind") == Telling.Kind.STATUS:
        known = {one.pk: one for one in telling.clients_under_way(by)}
        company = known.get(whole(request.POST.get("company", "")) or 0)
        if company is None:
            raise Impossible("Choose a client we work for.", field="company")
        made = _status(by, company, monday, now)
    else:
        it = week_of(by, now)
        words = telling.note(it, headline=headline(for_everybody(it)))
        made = Telling.draft(Telling.Kind.NOTE, monday, words, by=by, at=now)
    say(request, f"Drafted from the facts: {made}")
    return HttpResponseRedirect(reverse("note", args=[made.pk]))


@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """To its author a draft to edit; to a reader what was said, and how clear it is."""
    by = inside(request)
    return _page(request, by, _of(by, pk))


def _page(
    request: HttpRequest, by: Account, one: Telling, form: SendForm | None = None, words: str = ""
) -> HttpResponse:
    """`form` and `words` as she sent them, where something about them cannot be."""
    today = Organization.here().today()
    mine = by.person_id is not None and one.author_id == by.person_id
    row = _row(one, today)
    context: dict[str, Any] = {"it": one, "row": row, "is_mine": mine}
    if not one.is_sent:
        contact = Contact.objects.filter(company=one.company).first() if one.company_id else None
        to, subject = (contact.email if contact else ""), row["name"]
        context |= {
            "to": to,
            "subject": subject,
            "mail": f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(one.words)}",
            "who": contact.name if contact else (one.company.name if one.company else "everybody inside"),
            "words": words or one.words,
            "form": (form or _send_form(by, one, today)) if one.company_id else None,
        }
    elif one.kind == Telling.Kind.NOTE:
        if by.can("react", one):
            said = Reaction.mine(by, [one.pk]).get(one.pk, "")
            context["reactions"] = [
                {"word": word, "name": name, "is_mine": word == said} for word, name in Reaction.Word.choices
            ]
        if by.can("read_shares", one):
            context["shares"] = _shares(one, by)
            context["may_read_shares"] = True
    else:
        context |= {"sees": sees(one, "its author"), "may_show": bool(by.can("show_to", one))}
    return render(request, "telling/note.html", context, status=422 if form else 200)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft as she has it now."""
    one = _of(inside(request), pk)
    one.rewrite(request.POST.get("words", ""), by=actor(request), seen=_seen(request))
    return done(request, reverse("note", args=[pk]), "Kept; only you read it yet")


@require_POST
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """She sent it, as it stands in the form; a status to those inside whom she chose."""
    by, words = inside(request), request.POST.get("words", "")
    one, sight = _of(by, pk), {}
    if one.company_id and not one.is_sent:
        form = _send_form(by, one, Organization.here().today(), request.POST)
        if not form.is_valid():
            by.may("rewrite", one)
            return _page(request, by, one, form, words)
        sight = sight_of(form.cleaned_data)
    one.send(words, by=by, seen=_seen(request), at=timezone.now(), **sight)
    return done(request, reverse("note", args=[pk]), f"Sent: {one}")


def show_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reads inside what a client was told."""
    by, today = inside(request), Organization.here().today()
    one = _of(by, pk)
    by.may("show_to", one)
    form = SightForm(request.POST or None, initial=as_it_is(one))
    form.offer(by, today)

    def act(given: dict[str, Any]) -> tuple[str, str]:
        one.show_to(by=by, seen=given["seen"], **sight_of(given))
        return reverse("note", args=[pk]), f"Seen by {SeenBy(one.seen_by).label.lower()}"

    return ask(request, form, Question("Seen by", "Save it", reverse("note", args=[pk]), str(one)), act)


@require_POST
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not sent."""
    one = _of(inside(request), pk)
    one.throw_away(by=actor(request))
    return done(request, reverse("notes"), "Thrown away")


@require_POST
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """Clear, not clear, or I disagree. Neither a line of the log nor a receipt tells of it."""
    one = _of(inside(request), pk)
    Reaction.say(one, request.POST.get("word", ""), by=actor(request))
    return HttpResponseRedirect(reverse("note", args=[pk]))


def _send_form(by: Account, one: Telling, today: Any, given: Any = None) -> SendForm:
    form = SendForm(given, initial=telling.sight_of_what_it_tells(by, one))
    form.offer(by, today)
    return form


def _status(by: Account, company: Company, monday: Any, now: Any) -> Telling:
    told = Telling.objects.visible_to(by).filter(kind=Telling.Kind.STATUS, company=company)
    earlier = told.exclude(sent_at=None).first()
    since = Organization.here().today(earlier.sent_at) if earlier and earlier.sent_at else None
    words = telling.status(by, company, now, since=since)
    return Telling.draft(Telling.Kind.STATUS, monday, words, by=by, at=now, company=company)


def _shares(one: Telling, by: Account) -> list[dict[str, Any]]:
    told = shares(one, by=by)
    if told is None:
        return []
    return [
        {"name": name, "share": say_it.percent(told.share[word]), "percent": round(100 * told.share[word])}
        for word, name in Reaction.Word.choices
    ]


def _row(one: Telling, today: Any) -> dict[str, Any]:
    monday = say_it.day(one.monday, today)
    return {
        "name": f"Where your work stands: {one.company}" if one.company else f"The week of {monday}",
        "url": reverse("note", args=[one.pk]),
        "kind": one.get_kind_display(),
        "who": one.author.name if one.author else "somebody",
        "sent": say_it.day(Organization.here().today(one.sent_at), today) if one.sent_at else "",
    }


def _headline(rows: list[Telling]) -> str:
    drafts = sum(1 for one in rows if not one.is_sent)
    if drafts:
        return f"{say_it.count(drafts).capitalize()} {'draft waits' if drafts == 1 else 'drafts wait'} for you to send"
    return "What we told, and to whom" if rows else "Nothing was told yet"


def _seen(request: HttpRequest) -> int:
    return whole(request.POST.get("seen", "")) or 0


def _of(by: Account, pk: int) -> Telling:
    return get_object_or_404(Telling.objects.visible_to(by).select_related("company", "author"), pk=pk)
