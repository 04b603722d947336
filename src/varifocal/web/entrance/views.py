"""Signing in: by password, or by a link that works once."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from varifocal.org.base.access import choose_password
from varifocal.org.base.account import Account
from varifocal.org.base.acts import newest
from varifocal.org.base.plumbing import Attempt, SignInLink
from varifocal.org.base.refusals import Refusal
from varifocal.web.answers import actor, for_keepers, open_door, say

TOO_MANY = "Too many tries. Wait a quarter of an hour, or ask the owner for a one-time link."


class SignIn(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label="E-mail or name",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class NewPassword(forms.Form):
    """A password twice."""

    password = forms.CharField(
        label="New password", max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="Once more", max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        values = super().clean() or {}
        if values.get("password") != values.get("again"):
            self.add_error("again", "The two passwords differ.")
        return values


@open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door: guarded per account and per address; an unknown name and a wrong password read alike."""
    after = _safe_next(request)
    if request.user.is_authenticated and request.method == "GET":
        return HttpResponseRedirect(after)
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named, address = (
            f"login {_as_one(form.cleaned_data['login'])}",
            f"address {address_of(request)}",
        )
        if Attempt.too_many(named, most=10, minutes=15) or Attempt.too_many(address, most=60, minutes=15):
            return render(request, "errors/429.html", {"sentence": TOO_MANY}, status=429)
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            Attempt.forgive(named)
            _come_in(request, account)
            return HttpResponseRedirect(after)
        Attempt.failed(named, address)
        form.add_error(None, "That name and password do not belong together.")
    status = 422 if form.errors else 200
    return render(request, "entrance/sign_in.html", {"form": form, "next": after}, status=status)


@open_door
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link: opening it shows a button and uses nothing up; pressing the button signs in."""
    address = f"link {address_of(request)}"
    if Attempt.too_many(address, most=30, minutes=15):
        return render(request, "errors/429.html", {"sentence": TOO_MANY}, status=429)
    link = SignInLink.look(secret)
    if link is None:
        Attempt.failed(address)
        return render(request, "entrance/link_gone.html", status=404)
    if request.method != "POST":
        return render(request, "entrance/by_link.html", {"link": link})
    account = SignInLink.use(secret)
    if account is None:
        return render(request, "entrance/link_gone.html", status=404)
    _come_in(request, account)
    return HttpResponseRedirect(
        reverse("today") if account.has_usable_password() or settings.DEMO else reverse("password")
    )


@for_keepers
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password; every other session ends."""
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = choose_password(actor(request), form.cleaned_data["password"], by=actor(request))
        except Refusal as refusal:
            form.add_error("password", refusal.sentence)
        else:
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            say(request, "Your password is set; other devices are signed out")
            return HttpResponseRedirect(reverse("today"))
    return render(request, "entrance/password.html", {"form": form}, status=422 if form.errors else 200)


@open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """Goodbye; only by a button."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    return HttpResponseRedirect(reverse("sign-in"))


@open_door
def healthy(request: HttpRequest) -> HttpResponse:
    """Answers once the database does; for proxies and for `demo`."""
    newest()
    return JsonResponse({"healthy": True})


def _come_in(request: HttpRequest, account: Account) -> None:
    """Always a session with a new id, even where she was in already."""
    request.session.flush()
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("today")


def _as_one(login: str) -> str:
    """All spellings a database may take for the same name, so that none opens a door of its own: PostgreSQL
    compares in upper case, where a dotless i is an I and a long s an S."""
    return login.strip().upper().casefold()[:100]


def address_of(request: HttpRequest) -> str:
    """Whose tries are counted together: the peer's address, of IPv6 the /64 that one household or machine has.

    What a header claims counts only behind our own proxy, and only the hop that this proxy added, the last.
    """
    claimed = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_TLS_PROXY:
        claimed = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or claimed
    try:
        address = ip_address(claimed)
    except ValueError:
        return "nowhere known"
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
