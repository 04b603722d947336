"""What stands around every page: the doors, the person's menu, her theme."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from varifocal.org.base.account import Account, Role
from varifocal.web.answers import TOAST

DOORS: tuple[tuple[str, tuple[tuple[str, str, str, bool], ...]], ...] = (
    ("", (("Today", "today", "t", True), ("This week", "week", "w", True))),
    ("Where to", (("Direction", "direction", "d", True), ("People", "people", "p", False))),
    ("What with", (("Projects", "projects", "j", True), ("Schedule", "schedule", "s", False))),
)
"""Group, then doors: name, route, the key after `g`, whether it stands in a phone's bottom bar."""
MENU = (("Changes", "changes"), ("Import", "import"), ("Settings", "settings"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the base template; empty before sign-in."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"theme": "", "doors": []}
    path = request.path
    return {
        "toast": _toast(request),
        "theme": account.theme,
        "keys_off": account.keys_off,
        "doors": _doors(path) if account.sees_content else [],
        "me": _me(account, path),
    }


def _doors(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": group,
            "doors": [
                {"name": name, "url": url, "here": _is_here(path, url), "key": key, "bar": bar}
                for name, route, key, bar in doors
                if (url := _url(route))
            ],
        }
        for group, doors in DOORS
    ]


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
        ],
        "sign_out_url": reverse("sign-out"),
    }


def _toast(request: HttpRequest) -> Any:
    try:
        return json.loads(unquote(request.COOKIES.get(TOAST, "null")))
    except ValueError:
        return None


def _is_here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
