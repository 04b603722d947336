"""The cast behind every door: who may come in, what she must not see, and every address there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import URLPattern, URLResolver, get_resolver

from cast import NOW, TODAY, Cast, cast
from kept import kept
from varifocal.flows.exchange.profiles import guess
from varifocal.flows.exchange.staging import stage
from varifocal.flows.listed import sheets_of
from varifocal.flows.quick import Names
from varifocal.flows.replan import replan
from varifocal.org.base.account import Account
from varifocal.org.base.plumbing import StagedImport
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Telling
from varifocal.org.direction.goal import Goal, Measure
from varifocal.org.evidence.process import Process, Step
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.one_to_one import AgendaPoint, AgreedAction, OneToOne
from varifocal.org.money.agreement import Agreement, Extra
from varifocal.org.people.skill import Skill
from varifocal.org.relations.company import Contact
from varifocal.org.relations.touch import Touch
from varifocal.org.work.doing import Comment
from varifocal.org.work.opportunity import Opportunity
from varifocal.org.work.task import TaskKind
from varifocal.org.work.whatif import WhatIf

NO_SUCH = 987_654_321
FORM = "application/x-www-form-urlencoded"
CHANGING = re.compile(
    r'(name="(csrfmiddlewaretoken|once)" value|name="csrf-token" content)="[^"]*"|data-once="[^"]*"|X-CSRFToken[^}]*'
)
WORDS = {"str": "word", "slug": "work", "path": "a/b", "uuid": "00000000-0000-0000-0000-000000000000"}


class Browser(Client):
    """Sends a form without files as a browser sends it, not in parts."""

    def post(self, path: str, data: Any = None, content_type: str = "", **more: Any) -> Any:
        if content_type or (data is not None and not isinstance(data, dict)):
            return super().post(path, data, content_type or MULTIPART_CONTENT, **more)
        if any(hasattr(value, "read") for value in (data or {}).values()):
            return super().post(path, data, **more)
        return super().post(path, urlencode(data or {}, doseq=True), FORM, **more)


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the product: its pattern, its view, and the kinds of what varies in it."""

    name: str
    pattern: str
    view: Any
    kinds: tuple[tuple[str, str], ...]

    def path(self, first: int, rest: int = 1) -> str:
        """With this number in the first place, and this one in the others."""
        numbers = iter([first])

        def fill(found: re.Match[str]) -> str:
            return str(next(numbers, rest)) if found[1] == "int" else WORDS[found[1]]

        return "/" + re.sub(r"<(\w+):\w+>", fill, self.pattern)

    @property
    def takes_a_number(self) -> bool:
        """Whether it is about one record."""
        return any(kind == "int" for kind, _ in self.kinds)

    @property
    def noun(self) -> str:
        """What its first number counts: the word before it."""
        return self.pattern.partition("<")[0].rstrip("/").rpartition("/")[2]


def routes() -> list[Route]:
    """Every address, as the product has it."""
    return sorted(_below(get_resolver(), ""), key=lambda route: route.pattern)


def _below(resolver: URLResolver, start: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        pattern = start + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _below(one, pattern)
        elif isinstance(one, URLPattern):
            kinds = tuple(re.findall(r"<(\w+):(\w+)>", pattern))
            yield Route(one.name or "", pattern, one.callback, kinds)


def steady(text: str) -> str:
    """A page without what differs from one asking to the next."""
    return CHANGING.sub("", text)


@dataclass
class World:
    """The cast, and what of it only Ines and Marek may see."""

    cast: Cast
    hidden_goal: Goal
    hidden_measure: Measure
    staged: StagedImport
    hidden_staged: StagedImport
    hidden_question: Decision
    hidden_draft: Telling
    question: Decision
    note: Telling
    open_things: dict[str, Any]
    hidden_things: dict[str, Any]
    hidden_words: tuple[str, ...] = (
        "Quiet offer", "Hush-hush", "Secretly sell the house", "whispered", "muttered", "471,147", "471147",
    )  # fmt: skip
    """Nobody of the cast sees money, but the house, which no page is shown to."""

    def client(self, login: str, **options: Any) -> Client:
        """Somebody's browser, signed in; `login` is her first name."""
        client = Browser(raise_request_exception=False, **options)
        client.force_login(
            Account.objects.get(login=f"{login}@example.org"), settings.AUTHENTICATION_BACKENDS[0]
        )
        return client

    def hidden(self, route: Route) -> int | None:
        """The number under which this route leads to something hidden, if it does."""
        hidden: dict[str, Any] = {
            "projects": self.cast.secret,
            "tasks": self.cast.hush,
            "today": self.cast.hush,
            "why": self.cast.hush,
            "who": self.cast.hush,
            "try": self.cast.hush,
            "goals": self.hidden_goal,
            "measures": self.hidden_measure,
            "import": self.hidden_staged,
            "questions": self.hidden_question,
            "notes": self.hidden_draft,
            **self.hidden_things,
        }
        thing = hidden.get(route.noun)
        return thing.pk if thing is not None else None

    def seen(self, route: Route) -> int:
        """A number under which Ines finds something."""
        known: dict[str, Any] = {
            "projects": self.cast.spring,
            "tasks": self.cast.storyboard,
            "today": self.cast.storyboard,
            "why": self.cast.storyboard,
            "who": self.cast.storyboard,
            "try": self.cast.storyboard,
            "goals": self.cast.retained,
            "measures": self.cast.retainers,
            "people": self.cast.tom,
            "visions": self.cast.vision,
            "choices": self.cast.strategy,
            "import": self.staged,
            "questions": self.question,
            "notes": self.note,
            "clients": self.cast.acme,
            **self.open_things,
        }
        thing = known.get(route.noun)
        return thing.pk if thing is not None else 1


@kept
def world() -> World:
    """The cast, planned and forecast, with a hidden goal that has a measure and a hidden task that has a comment."""
    members = cast()
    by = members.house
    goal = Goal.set("Secretly sell the house", members.retained.target, by=by, on=TODAY, owner=members.ines)
    goal.show_to("named", by=by, seen=goal.version, people=[members.ines, members.marek])
    measure = Measure.define(goal, "Bids whispered", Decimal(0), Decimal(3), by=by, on=TODAY, unit="bids")
    marek = members.account(members.marek)
    TaskKind.name_it("Briefing", by=by)
    Comment.say(members.hush, "whispered words", by=marek, at=NOW, person=members.marek)
    replan(NOW)
    ines = members.account(members.ines)
    question = Decision.put_question(
        "A muttered question", TODAY, by=marek, on=TODAY, seen_by="named", people=[members.ines]
    )
    draft = Telling.draft("note", TODAY, "A muttered draft", by=marek, at=NOW)
    seen = Decision.put_question("Which camera do we buy?", TODAY, by=ines, on=TODAY)
    status = Telling.draft("status", TODAY, "A muttered status", by=marek, at=NOW, company=members.acme)
    status.send(status.words, by=marek, seen=status.version, at=NOW, seen_by="named", people=[members.ines])
    told = Telling.draft("note", TODAY, "All is well.", by=ines, at=NOW)
    told.send("All is well.", by=ines, seen=told.version, at=NOW)
    return World(
        members, goal, measure, _staged("Draw the harbour 6h", ines), _staged("Hush-hush 2h", marek),
        question, draft, seen, told, _outside(members), _hidden_outside(members),
    )  # fmt: skip


def _outside(members: Cast) -> dict[str, Any]:
    """What everybody inside sees of Acme, by the word in its address."""
    by, acme = members.house, members.acme
    return {
        "contacts": Contact.meet(acme, "Carl", by=by),
        "touches": Touch.note(acme, TODAY, by=by, today=TODAY, words="Spoke of spring"),
        "agreements": Agreement.agree(
            acme, "Spring, in all", TODAY, by=by, rounds=2, price=Decimal("471147.11")
        ),
        "extras": Extra.ask(acme, "A third round", by=by, on=TODAY, project=members.spring, rounds=1),
        "opportunities": Opportunity.note_down(
            "Autumn fair", by=by, on=TODAY, company=acme, worth=Decimal("471147.22")
        ),
        "processes": Process.choose(
            "From the brief to the film",
            [
                Step("Brief", (TaskKind.objects.get(name="Briefing").pk,)),
                Step("Client approval", outside=True),
            ],
            by=by,
            on=TODAY,
            goals=[members.retained],
        ),
        "one-to-ones": OneToOne.begin(members.lea, members.tom, TODAY, by=by),
        "scenarios": WhatIf.keep(
            "Tom takes May off", [{"kind": "urgent", "task": members.hush.pk}], by=by, on=TODAY
        ),
    }


def _hidden_outside(members: Cast) -> dict[str, Any]:
    """What only Ines and Marek see."""
    by, acme = members.house, members.acme
    one = Opportunity.note_down(
        "Buy them, whispered", by=by, on=TODAY, company=acme, looked_after_by=members.marek
    )
    one.show_to("named", by=by, seen=one.version, people=[members.ines, members.marek])
    supposed = WhatIf.keep("What if, whispered", [], by=members.account(members.marek), on=TODAY)
    supposed.show_to("named", by=by, seen=supposed.version, people=[members.ines, members.marek])
    room, wish, shown = _hidden_between(members)
    return {
        "one-to-ones": room,
        "points": AgendaPoint.put_down(room, "My pay, whispered", by=by, raised_by=members.ines),
        "actions": AgreedAction.agree(room, members.marek, "Leave, whispered", by=by),
        "plans": wish,
        "steps": GrowthStep.plan_it(wish, "Go, whispered", by=members.account(members.marek)),
        "evidence": shown,
        "opportunities": one,
        "scenarios": supposed,
        "agreements": Agreement.agree(
            acme, "Whispered terms, whispered", TODAY, by=by, project=members.secret
        ),
        "extras": Extra.ask(acme, "More, whispered", by=by, on=TODAY, project=members.secret),
    }


def _hidden_between(members: Cast) -> tuple[OneToOne, GrowthPlan, SkillEvidence]:
    """What Ines and Marek have between them, what he wishes for, and how he decides."""
    marek = members.account(members.marek)
    return (
        OneToOne.begin(members.ines, members.marek, TODAY, by=marek),
        GrowthPlan.wish_for(members.marek, "To lead, whispered", TODAY, by=marek),
        SkillEvidence.show(
            members.marek, Skill.objects.create(name="Deciding", family="leading"), 3, TODAY, by=marek,
            words="A muttered choice", kind="decision", asked=members.ines,
        ),
    )  # fmt: skip


def _staged(text: str, by: Account) -> StagedImport:
    """A list that waits for its owner's yes, which nobody else sees."""
    (sheet,) = sheets_of(text, Names.seen_by(by, TODAY), TODAY)
    return stage(sheet, guess(sheet), by=by, today=TODAY)
