"""What stands around every page: the doors, the person's menu, her theme."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from varifocal.org.base.account import Account, Role
from varifocal.web.answers import toast_of

DOORS: tuple[tuple[str, tuple[tuple[str, str, str, bool], ...]], ...] = (
    ("", (("Today", "today", "t", True), ("This week", "week", "w", True))),
    (
        "Where to",
        (
            ("Direction", "direction", "d", True),
            ("Clients & partners", "clients", "c", False),
            ("People", "people", "p", False),
        ),
    ),
    (
        "What with",
        (
            ("Projects", "projects", "j", True),
            ("Schedule", "schedule", "s", False),
            ("How we work", "ways", "h", False),
        ),
    ),
)
"""Group, then doors: name, route, the key after `g`, whether it stands in a phone's bottom bar."""
BEHIND = {"people": ("/me", "/one-to-ones", "/praise", "/responsibilities", "/mentoring")}
"""Pages that stand behind a door under addresses of their own."""
MENU = (
    ("Can we take it?", "take"),
    ("My profile & growth", "me"),
    ("My calendar", "calendar"),
    ("Open questions", "questions"),
    ("How often did it come true?", "came-true"),
    ("Your views", "views"),
    ("Changes", "changes"),
    ("Import", "import"),
    ("Settings", "settings"),
)

THEMES = ("system", "light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the base template; empty before sign-in."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"theme": _theme(request), "doors": []}
    path = request.path
    return {
        "toast": toast_of(request),
        "theme": _theme(request, account),
        "keys_off": _keys_off(request, account),
        "doors": _doors(path) if account.sees_content else [],
        "me": _me(account, path),
    }


def _theme(request: HttpRequest, account: Account | None = None) -> str:
    """What this browser was told wins over what she chose for all of them."""
    here = request.COOKIES.get("theme", "")
    return here if here in THEMES else account.theme if account else ""


def _keys_off(request: HttpRequest, account: Account) -> bool:
    here = request.COOKIES.get("keys", "")
    return here == "off" if here in ("on", "off") else account.keys_off


def _doors(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": group,
            "doors": [
                {
                    "name": name,
                    "url": url,
                    "here": _is_here(path, url) or _is_behind(path, route),
                    "key": key,
                    "bar": bar,
                }
                for name, route, key, bar in doors
                if (url := _url(route))
            ],
        }
        for group, doors in DOORS
    ]


@cache
def _url(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _me(account: Account, path: str) -> dict[str, Any]:
    person = getattr(account, "person", None)
    name = person.name if person else account.login
    menu = MENU if account.sees_content else MENU[-1:]
    return {
        "name": name,
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "role": ", ".join(Role(role).label for role in account.roles),
        "links": [
            {"name": label, "url": url, "here": _is_here(path, url)}
            for label, route in menu
            if (url := _url(route))
            and not (route in ("calendar", "me") and (account.is_guest or person is None))
        ],
        "sign_out_url": reverse("sign-out"),
    }


def _is_behind(path: str, route: str) -> bool:
    return any(f"{path}/".startswith(f"{one}/") for one in BEHIND.get(route, ()))


def _is_here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
