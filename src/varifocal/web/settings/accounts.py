"""Who gets in: accounts invited, given roles, disabled, and given a new one-time link."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from varifocal.org.base.access import disable, enable, invite, reset, set_roles
from varifocal.org.base.account import Account, Role
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person
from varifocal.web.answers import actor, for_keepers
from varifocal.web.asking import Edit, Form, Question, ask, done

SAYS = {
    Role.OWNER: "Owner: sees and may do everything but private talks",
    Role.LEAD: "People lead: people, teams, absences",
    Role.MANAGER: "Project manager: projects and who does what",
    Role.MEMBER: "Member: her own work, and sees the rest",
    Role.GUEST: "Guest: only what was shared with her",
    Role.KEEPER: "Keeper of the machine: accounts and backups, no content",
}


class Roles(forms.MultipleChoiceField):
    """Any of the roles, one at least."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(role.value, words) for role, words in SAYS.items()], **kwargs)


class Invitation(Form):
    """Whom to let in. A keeper, who sees no content, is not asked for people."""

    login = forms.CharField(max_length=200, label="E-mail or name to sign in with")
    roles = Roles(initial=[Role.MEMBER])
    person = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        label="Who she is here",
        empty_label="Nobody of the directory yet",
    )
    name = forms.CharField(
        max_length=120, required=False, label="Her name", help_text="If she is not in the directory yet."
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.can("give_account", Person):
            people = Person.objects.visible_to(by).filter(account=None)
            self.fields["person"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["person"], self.fields["name"]


class Power(Edit):
    """What an account may do here."""

    roles = Roles()
    money_right = forms.BooleanField(required=False, label="Sees rates, costs and margins")


@for_keepers
def invited(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown once, to be handed over by hand."""
    by = actor(request)
    by.may("invite", Account)
    form = Invitation(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            return _invite(request, by, form.cleaned_data)
        except Impossible as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    status = 422 if form.is_bound else 200
    return render(
        request, "settings/invite.html", {"form": form, "once": secrets.token_hex(16)}, status=status
    )


def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an account other roles."""
    by = actor(request)
    account = _account(by, "set_roles", pk)
    start = {"roles": account.roles, "money_right": account.money_right, "seen": account.version}

    def act(values: dict[str, Any]) -> tuple[str, str]:
        set_roles(account, values["roles"], by=by, seen=values["seen"], money_right=values["money_right"])
        return reverse("settings"), f"{account.login} has other roles now"

    question = Question(f"Roles of {account.login}", "Save", reverse("settings"))
    return ask(request, Power(request.POST or None, initial=start), question, act)


@for_keepers
def shut_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Disable: all her sessions end now."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = actor(request)
    account = disable(_account(by, "disable", pk), by=by)
    return done(request, reverse("settings"), f"{account.login} may not sign in any more")


@for_keepers
def let_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Enable again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    by = actor(request)
    account = enable(_account(by, "disable", pk), by=by)
    return done(request, reverse("settings"), f"{account.login} may sign in again")


@for_keepers
def started_anew(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then end her sessions, forget her password and show a one-time link."""
    by = actor(request)
    account = _account(by, "reset", pk)
    if request.method != "POST":
        context = {"account": account, "once": secrets.token_hex(16), "hers": by.can("hand_over", account)}
        return render(request, "settings/reset.html", context)
    return _link(request, account, reset(account, by=by), "a day")


def _account(by: Account, action: str, pk: int) -> Account:
    """The account, for those who may act on accounts at all; for others there is none."""
    by.may(action, Account)
    return get_object_or_404(Account, pk=pk, is_house=False)


def _invite(request: HttpRequest, by: Account, values: dict[str, Any]) -> HttpResponse:
    account, secret = invite(values["login"], values["roles"], by=by)
    person = values.get("person")
    if person is None and values.get("name", "").strip():
        person = Person.welcome(values["name"], by=by)
    if person is not None:
        person.give_account(account, by=by)
    return _link(request, account, secret, "three days")


def _link(request: HttpRequest, account: Account, secret: str, lasts: str) -> HttpResponse:
    url = request.build_absolute_uri(reverse("sign-in-link", args=[secret])) if secret else ""
    return render(request, "settings/link.html", {"login": account.login, "url": url, "lasts": lasts})
