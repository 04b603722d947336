"""Who may do what, and who sees what: asked here by every verb and every list; the rules stand beside their nouns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q

if TYPE_CHECKING:
    from varifocal.org.base.account import Account

Rule = Callable[["Account", Any], bool]
NOTHING = Q(pk__in=[])
EVERYTHING = Q()


@dataclass(frozen=True, slots=True)
class Decision:
    """May she, and why (not)."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it stands on the generated page of rules."""

    noun: str
    action: str
    sentence: str
    holds: Rule


RULES: dict[tuple[str, str], Written] = {}
SIGHT: dict[str, tuple[str, Callable[[Account], Q]]] = {}
NARROWED: dict[str, list[tuple[str, Callable[[Account], Q]]]] = {}


def allow(noun: type[Model], *actions: str, who: str) -> Callable[[Rule], Rule]:
    """Register who may do these actions to this noun; `who` completes “Only … may do this.”"""

    def register(holds: Rule) -> Rule:
        for action in actions:
            key = (_name(noun), action)
            if key in RULES:
                raise ValueError(f"Two rules for {key}.")
            RULES[key] = Written(*key, who, holds)
        return holds

    return register


def sight(noun: type[Model], *, who: str) -> Callable[[Callable[[Account], Q]], Callable[[Account], Q]]:
    """Register which rows of this noun an account sees."""

    def register(which: Callable[[Account], Q]) -> Callable[[Account], Q]:
        SIGHT[_name(noun)] = (who, which)
        return which

    return register


def narrow(noun: type[Model], *, who: str) -> Callable[[Callable[[Account], Q]], Callable[[Account], Q]]:
    """Register a further condition for rows of this noun to be seen, where they tell of a noun that stands above the
    one whose rule it is; all conditions must hold."""

    def register(which: Callable[[Account], Q]) -> Callable[[Account], Q]:
        NARROWED.setdefault(_name(noun), []).append((who, which))
        return which

    return register


def can(by: Account, action: str, thing: Any) -> Decision:
    """Whether this account may do this to this record (or, for creating, to the class or to its parent)."""
    noun = _name(thing if isinstance(thing, type) else thing.__class__)  # a request's user is lazy
    rule = RULES.get((noun, action))
    if rule is None:
        raise LookupError(f"No rule says who may {action} a {noun}.")
    if not by.is_active:
        return Decision(False, "This account is disabled.")
    if by.acts_for_the_house or rule.holds(by, thing):
        return Decision(True, rule.sentence)
    return Decision(False, f"Only {rule.sentence} may do this.")


def visible(by: Account, noun: type[Model]) -> Q:
    """The rows of this noun the account sees: everything for members where no rule narrows it, nothing for
    the keeper, the disabled and, unless a rule says otherwise, guests."""
    if by.acts_for_the_house:
        return EVERYTHING
    if not by.is_active or not by.sees_content:
        return NOTHING
    rule = SIGHT.get(_name(noun))
    seen = rule[1](by) if rule else NOTHING if by.is_guest else EVERYTHING
    for _, further in NARROWED.get(_name(noun), ()):
        seen &= further(by)
    return seen


def _name(noun: type[Model]) -> str:
    return noun._meta.model_name or ""
