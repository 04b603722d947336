"""What the settings show, each list in one or two queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from varifocal.org.base.account import Account, Role
from varifocal.org.base.permission import NARROWED, RULES, SIGHT
from varifocal.org.base.plumbing import SignInLink
from varifocal.org.people.person import Membership, Team
from varifocal.org.people.skill import Skill
from varifocal.org.work.task import TaskKind
from varifocal.web.changes.vocabulary import NOUNS


@dataclass(frozen=True)
class AccountLine:
    """A sign-in, as the one who asks may see it."""

    login: str
    name: str
    roles: str
    state: str
    is_me: bool
    acts: list[dict[str, Any]]


@dataclass(frozen=True)
class TeamLine:
    """A team and its people."""

    name: str
    lead: str
    members: list[str]
    url: str


def account_lines(by: Account) -> list[AccountLine]:
    """All sign-ins of people; a keeper sees no names, only what a sign-in is called."""
    link = SignInLink.objects.filter(account=OuterRef("pk"), used_at=None, expires_at__gt=timezone.now())
    found = Account.objects.filter(is_house=False).select_related("person").order_by("login")
    return [_account(by, account) for account in found.annotate(has_link=Exists(link))]


def team_lines(by: Account) -> list[TeamLine]:
    """The teams, with their people."""
    members: dict[int, list[str]] = {}
    belong = Membership.objects.visible_to(by).select_related("person").order_by("person__name")
    for membership in belong:
        members.setdefault(membership.team_id, []).append(membership.person.name)
    return [
        TeamLine(
            team.name,
            team.lead.name if team.lead else "",
            members.get(team.pk, []),
            reverse("settings-team", args=[team.pk]),
        )
        for team in Team.objects.visible_to(by).select_related("lead")
    ]


def skill_lines(by: Account) -> list[tuple[str, int]]:
    """Skills and how many people have each."""
    counted = Skill.objects.visible_to(by).annotate(held=Count("holders")).order_by("name", "pk")
    return [(skill.name, skill.held) for skill in counted]


def kind_lines(by: Account) -> list[tuple[str, str]]:
    """Kinds of task and the skill each needs."""
    return [
        (kind.name, kind.skill.name if kind.skill else "")
        for kind in TaskKind.objects.visible_to(by).select_related("skill")
    ]


@dataclass(frozen=True)
class RuleGroup:
    """The rules about one noun: who sees it, then who may do what."""

    noun: str
    seen_by: str
    rules: list[tuple[str, str]]


def rule_groups() -> list[RuleGroup]:
    """Every rule there is, read from where the verbs ask."""
    nouns = sorted({noun for noun, _ in RULES} | SIGHT.keys(), key=lambda noun: NOUNS.get(noun, noun))
    return [
        RuleGroup(
            NOUNS.get(noun, noun).capitalize(),
            "; ".join(
                [
                    SIGHT[noun][0] if noun in SIGHT else "everybody inside",
                    *(who for who, _ in NARROWED.get(noun, ())),
                ]
            ),
            [
                (action.replace("_", " "), rule.sentence)
                for (one, action), rule in sorted(RULES.items())
                if one == noun
            ],
        )
        for noun in nouns
    ]


def role_words(roles: list[str]) -> str:
    """Roles as words."""
    return ", ".join(Role(role).label for role in roles if role in Role.values)


def _account(by: Account, account: Account) -> AccountLine:
    person = getattr(account, "person", None) if by.sees_content else None
    waits = not account.has_usable_password()
    ready = "no password yet" if getattr(account, "has_link", True) else "waits for an owner's link"
    state = "may not sign in" if not account.is_active else ready if waits else ""
    return AccountLine(
        account.login,
        person.name if person else "",
        role_words(account.roles) + (", sees money" if account.money_right else ""),
        state,
        account.pk == by.pk,
        _acts(by, account),
    )


def _acts(by: Account, account: Account) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []

    def at(route: str) -> str:
        return reverse(route, args=[account.pk])

    if by.can("set_roles", account):
        acts.append({"name": "Roles", "url": at("settings-roles"), "plain": True, "dialog": True})
    if by.can("reset", account) and account.is_active:
        acts.append({"name": "New link", "url": at("settings-reset"), "plain": True})
    if by.can("disable", account) and account.pk != by.pk:
        name, route = ("Disable", "settings-disable") if account.is_active else ("Enable", "settings-enable")
        acts.append({"name": name, "post": at(route), "plain": True})
    return acts
