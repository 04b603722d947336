"""Settings, as a page with its small forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from varifocal.org.base.access import prefer
from varifocal.org.base.account import Account
from varifocal.org.base.clearing import clear_sample
from varifocal.org.base.organization import Organization
from varifocal.org.people.person import Team
from varifocal.org.people.skill import Skill
from varifocal.org.work.equipment import Equipment
from varifocal.org.work.task import TaskKind
from varifocal.web.answers import actor, for_keepers, say
from varifocal.web.asking import Edit, Form, Question, ask, done, whole
from varifocal.web.settings.planned import equipment_lines, rate_lines
from varifocal.web.settings.shown import account_lines, kind_lines, rule_groups, skill_lines, team_lines

THEMES = [("system", "As the system"), ("light", "Light"), ("dark", "Dark")]


class Mine(forms.Form):
    """One's own taste."""

    theme = forms.ChoiceField(choices=THEMES)
    keys = forms.BooleanField(required=False)


class About(Edit):
    """The organization."""

    name = forms.CharField(max_length=200)
    zone = forms.CharField(max_length=60, label="Time zone", help_text="As in Europe/Berlin.")
    country = forms.RegexField(
        r"^[A-Z]{2}$", label="Country", help_text="Two letters, as in DE; public holidays follow it.",
        error_messages={"invalid": "Two capital letters, as in DE."},
    )  # fmt: skip
    region = forms.CharField(
        max_length=10, required=False, help_text="As in BE for Berlin, where holidays differ by region."
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", help_text="Three letters, as in EUR.",
        error_messages={"invalid": "Three capital letters, as in EUR."},
    )  # fmt: skip


class Word(forms.Form):
    """A new entry of a list."""

    name = forms.CharField(max_length=80)


class Goodbye(Form):
    """A yes that one has to write."""

    sure = forms.CharField(label="Write “remove” to go on", max_length=20)

    def clean_sure(self) -> str:
        """Only the word itself."""
        if (word := str(self.cleaned_data["sure"]).strip().lower()) != "remove":
            raise forms.ValidationError("Write the word “remove”.")
        return word


@for_keepers
def settings(request: HttpRequest) -> HttpResponse:
    """Everything there is to set, as far as it is hers to see; a keeper sees accounts alone."""
    by, here = actor(request), Organization.here()
    inside = by.sees_content and not by.is_guest
    context: dict[str, Any] = {
        "inside": inside,
        "themes": THEMES,
        "theme_chosen": by.theme or "system",
        "keys_on": not by.keys_off,
        "accounts": account_lines(by) if by.can("invite", Account) else [],
        "may_invite": bool(by.can("invite", Account)),
    }
    if inside:
        context |= {
            "here": here,
            "may_describe": bool(by.can("describe", here)),
            "may_copy_in": bool(by.can("renew_copy_in", here)),
            "teams": team_lines(by),
            "may_form": bool(by.can("form", Team)),
            "skills": skill_lines(by),
            "may_skill": bool(by.can("name_it", Skill)),
            "kinds": kind_lines(by),
            "equipment": equipment_lines(by),
            "may_bring": bool(by.can("bring", Equipment)),
            "rates": rate_lines(by),
            "may_weigh": bool(by.can("weigh", here)),
            "may_tell_levels": bool(by.can("tell_levels", here)),
            "may_kind": bool(by.can("name_it", TaskKind)),
            "may_clear": here.is_sample and bool(by.can("clear", Organization)),
        }
    return render(request, "settings/page.html", context)


@require_POST
def renew_copy_in(request: HttpRequest) -> HttpResponse:
    """Another address to copy in."""
    Organization.here().renew_copy_in(by=actor(request))
    return done(
        request, reverse("settings"), "The address to copy in is new; the one before takes nothing any more"
    )


@for_keepers
def mine(request: HttpRequest) -> HttpResponse:
    """Her own theme and keys, on every device."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = Mine(request.POST)
    if form.is_valid():
        by = actor(request)
        prefer(by, by=by, theme=form.cleaned_data["theme"], keys_off=not form.cleaned_data["keys"])
        say(request, "Kept for all your devices")
    response = HttpResponseRedirect(reverse("settings"))
    for name in ("theme", "keys"):
        response.delete_cookie(name)
    return response


def organization(request: HttpRequest) -> HttpResponse:
    """Its name, zone, country and currency."""
    by, here = actor(request), Organization.here()
    by.may("describe", here)
    start = {name: getattr(here, name) for name in ("name", "zone", "country", "region", "currency")}
    form = About(request.POST or None, initial={**start, "seen": here.version})

    def act(values: dict[str, Any]) -> tuple[str, str]:
        here.describe(by=by, **values)
        return reverse("settings"), "The organization is described anew"

    question = Question("The organization", "Save", reverse("settings"))
    return ask(request, form, question, act)


def rules(request: HttpRequest) -> HttpResponse:
    """Every rule of who sees and may do what, generated from the rules themselves."""
    if actor(request).is_guest:
        raise Http404
    return render(request, "settings/rules.html", {"groups": rule_groups()})


@require_POST
def tell_levels(request: HttpRequest) -> HttpResponse:
    """In three words, or in five steps."""
    by, here = actor(request), Organization.here()
    three = request.POST.get("three_words") == "1"
    here.tell_levels(by=by, seen=whole(request.POST.get("seen", "")) or 0, three_words=three)
    return done(
        request, reverse("settings"), f"Levels are told in {'three words' if three else 'five steps'}"
    )


def name_skill(request: HttpRequest) -> HttpResponse:
    """A skill we had no word for."""
    return _name(request, Skill, "skill")


def name_kind(request: HttpRequest) -> HttpResponse:
    """A kind of task that recurs."""
    return _name(request, TaskKind, "kind of task")


def remove_sample(request: HttpRequest) -> HttpResponse:
    """Take the sample agency away, after a written yes."""
    by = actor(request)
    by.may("clear", Organization)
    if not Organization.here().is_sample:
        raise Http404

    def act(values: dict[str, Any]) -> tuple[str, str]:
        clear_sample(by=by)
        return reverse("today"), "The sample is gone; this place is yours now"

    question = Question(
        "Remove the sample agency",
        "Remove it all",
        reverse("settings"),
        help="Its people, projects, goals, hours and history go, all of them; only your own sign-in stays. "
        "This cannot be undone.",
        danger=True,
    )
    return ask(request, Goodbye(request.POST or None), question, act)


def _name(request: HttpRequest, noun: type[Skill] | type[TaskKind], called: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = Word(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    noun.name_it(name, by=actor(request))
    return done(request, reverse("settings"), f"The {called} “{name}” is in the list")
