"""What This week shows: each line ends in one act, and while it is held in one of four, by a key."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from varifocal.flows.a_word import Word, word_says
from varifocal.flows.deciding import MINUTES, can_end
from varifocal.flows.review.lines import Line, verdict_number
from varifocal.flows.review.values import Danger, Decided, Held, Owed, Promise, Question, Wait, Way
from varifocal.flows.review.week import Week
from varifocal.flows.review.words import way_says
from varifocal.org.base.account import Account
from varifocal.org.decisions.telling import Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.work.doing import WeekAgreed
from varifocal.web import colour
from varifocal.web import format as say
from varifocal.web.balance.shown import verdict, without_step, without_why
from varifocal.web.proposals import proposal
from varifocal.web.tasks.waiting import next_act

MOST = 7
MOST_WITH_WAYS = 5
SOON = timedelta(days=28)
Row = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """All the template needs."""

    eyebrow: str
    headline: str
    lede: str
    said: list[Row]
    kept: str
    promises: list[Row]
    more_promises: int
    waits: list[Row]
    owed: list[Row]
    dangers: list[Row]
    questions: list[Row]
    without_step: list[Row]
    without_why: list[Row]
    proposals: list[Row]
    words: list[Row]
    verdicts: list[Row]
    silent: str
    decided: list[Row]
    is_calm: bool
    steers: bool
    note: Row | None
    meeting: Row | None = None
    """The clock and what closes it, while one is held."""
    begin: Row | None = None
    closing: Row | None = None
    """The act that agrees the week, where she may."""
    closed: str = ""
    keys: list[str] = field(default_factory=list)


def shown(week: Week, by: Account, now: datetime, at: str = "") -> Page:
    """The page of one week at this moment (UTC); `at` names the line that was dealt with last."""
    may_hold = bool(by.can("hold", WeekHeld))
    running = week.held is not None and week.held.is_running and may_hold
    lines = _Lines(week, running)
    promises = [_promise(one, week.today, lines, place) for place, one in enumerate(week.promises[:MOST])]
    page = Page(
        eyebrow=f"Week of {say.day(_monday(week.today), week.today)}, week {week.today.isocalendar().week} of the year",
        headline=headline_of(week),
        lede=_lede(week),
        said=[_said(one, week.today) for one in week.said],
        kept=_kept(week),
        promises=promises,
        more_promises=max(0, len(week.promises) - MOST),
        waits=[_wait(one, week.today, lines) for one in week.waits[:MOST]],
        owed=[_owed(one, week.today, lines) for one in week.owed[:MOST]],
        dangers=[_danger(one, week.today, lines) for one in week.dangers[:MOST]],
        questions=[_question(one, week.today, lines) for one in week.questions[:MOST]],
        without_step=[
            row | lines.of("step", one.goal)
            for row, one in zip(without_step(week.balanced), week.balanced.without_step, strict=True)
        ][:MOST],
        without_why=[
            row | lines.of("why", one.project)
            for row, one in zip(without_why(week.balanced), week.balanced.without_why, strict=True)
        ][:MOST],
        proposals=[_proposal(row, lines) for row in week.proposals[:3]],
        words=[_word(one, week.today) for one in week.words],
        verdicts=[_verdict(one, lines) for one in week.verdicts[:MOST]],
        silent=week.balanced.judged.silent,
        decided=[_decided(one, week.today) for one in week.decided],
        closing=_closing(week, by, running),
        meeting=_meeting(week.held, now) if running and week.held else None,
        begin=_begin(week) if may_hold and not running else None,
        closed=_closed(week),
        is_calm=not (week.promises or week.waits or week.owed or week.balanced.without_step),
        steers=may_hold,
        note=_note(week, by),
    )
    if running:
        _put_current(page, at)
    return page


class _Lines:
    """What each line carries while the week is held: its acts with their keys, and what was decided about it."""

    def __init__(self, week: Week, running: bool) -> None:
        self.running, self.today = running, week.today
        self.lines = {line.key: line for line in week.lines} if running else {}
        self.decided: dict[str, list[Row]] = {}
        for one in week.decided:
            self.decided.setdefault(one.key, []).append(_decided(one, week.today))

    def of(self, kind: str, pk: int, first: list[Row] | None = None) -> Row:
        """For one line."""
        key = f"{kind}-{pk}"
        told = {"key": key, "decided": self.decided.get(key, [])}
        line = self.lines.get(key)
        if line is None:
            return told | {"acts": []}

        def dialog(name: str, route: str, letter: str) -> Row:
            return {"name": name, "url": reverse(route, args=[kind, pk]), "dialog": True, "key": letter}

        acts = [*(first or ()), dialog("Task", "week-task", "t"), dialog("Decide", "week-decide", "e")]
        if can_be_handed_over(line):
            acts.append(dialog("Hand over", "week-hand-over", "h"))
        if can_end(line):
            acts.append(dialog("Let go", "week-let-go", "x"))
        acts.append({"name": "Next week", "post": reverse("week-park", args=[kind, pk]), "key": "p"})
        return told | {"acts": acts}


def can_be_handed_over(line: Line) -> bool:
    """The task it stands on, or a new one; a question has its decider, and what a proposal moves stays with it."""
    return line.stands_on is not None or line.kind not in ("decision", "proposal")


def _put_current(page: Page, at: str) -> None:
    """The line after the one dealt with last, or the first; those that are decided are passed over."""
    rows = [
        *page.promises, *page.owed, *page.waits, *page.dangers, *page.questions, *page.proposals, *page.without_step,
        *page.without_why, *page.verdicts,
    ]  # fmt: skip
    keys = [row["key"] for row in rows]
    after = rows[keys.index(at) + 1 :] if at in keys else rows
    current = next((row for row in [*after, *rows] if not row["decided"]), None)
    if current is not None:
        current["current"] = True


def _begin(week: Week) -> Row:
    again = week.held is not None
    name = "Go on with it" if again else f"Begin, {MINUTES} minutes"
    return {"name": name, "post": reverse("week-begin"), "main": not again, "key": "b"}


def _meeting(held: Held, now: datetime) -> Row:
    """Seconds gone by the server's clock: nobody's own may be wrong."""
    gone = max(0, int((now - held.began).total_seconds()))
    return {"gone": gone, "minutes": MINUTES, "holder": held.holder}


def _closed(week: Week) -> str:
    held = week.held
    if held is None or held.ended is None:
        return ""
    minutes = max(1, round((held.ended - held.began).total_seconds() / 60))
    who = f" by {held.holder}" if held.holder else ""
    lines = say.so_many(len(week.decided), "line decided", "lines decided")
    return f"Held{who} in {say.so_many(minutes, 'minute', 'minutes')}, {lines}."


def _closing(week: Week, by: Account, running: bool) -> Row | None:
    if week.balanced.run is None or not by.can("agree_week", WeekAgreed):
        return None
    monday = say.day(week.monday, week.today)
    return {
        "name": f"Close: agree the week of {monday}",
        "post": reverse("week-close"),
        "main": True,
        "key": "c",
    }


def _note(week: Week, by: Account) -> Row | None:
    """The Monday note: written already, or to be drafted."""
    told = [one for one in week.tellings if one.kind == Telling.Kind.NOTE and one.monday == week.monday]
    sent = next((one for one in told if one.sent), None)
    first = sent or next(iter(told), None)
    if first is not None:
        says = f"{first.author} told the house" if first.sent else "Your draft waits to be sent"
        return {
            "says": says,
            "url": reverse("note", args=[first.id]),
            "name": "Read it" if first.sent else "Go on",
        }
    if by.can("tell", Telling) and by.person_id is not None:
        return {"says": "Drafted from the facts above; you change and send it yourself."}
    return None


def headline_of(week: Week) -> str:
    """What matters most, in a sentence."""
    danger = [one for one in week.promises if one.chance < 0.5]
    if danger:
        first = danger[0]
        if len(danger) == 1:
            return f"“{first.name}” is in danger; everything else holds or can be held"
        return f"{say.count(len(danger)).capitalize()} promises are in danger, “{first.name}” most of all"
    if week.promises:
        return f"Every promise can be kept; “{week.promises[0].name}” needs the most care"
    if week.balanced.without_step:
        return f"“{week.balanced.without_step[0].name}” has nothing under it yet"
    if week.owed:
        return f"“{week.owed[0].name}” is late; the rest stands as it should"
    run = week.balanced.run
    if run is None or not run.figures.get("tasks"):
        return "Nothing is planned yet"
    return "Everything promised stands as it should"


def _lede(week: Week) -> str:
    moved = len(week.balanced.moved)
    words = (
        f"In seven days tasks were finished in {say.so_many(moved, 'project', 'projects')}."
        if moved
        else "Nothing was finished in seven days."
    )
    if week.balanced.run is None:
        words += " The first plan is being calculated."
    return words


def _kept(week: Week) -> str:
    """What was kept of what everybody meant to do ahead of what is owed."""
    kept = week.kept
    if kept is None:
        return ""
    monday = say.day(kept.monday, week.today)
    took = say.hours(kept.took_place) if kept.took_place else "none"
    return f"Week of {monday}: of {say.hours(kept.agreed)} meant for what is felt later, {took} took place."


def _said(one: Decided, today: date) -> Row:
    return {
        "name": one.words or one.sentence,
        "url": _made_url(one),
        "about": one.sentence if one.words else "",
        "who": one.who or "nobody named",
        "by_when": say.day(one.by_when, today),
        "came_true": one.came_true or "said",
        "state": "done" if one.is_done else "waiting" if one.is_done is False else "",
    }


def _made_url(one: Decided) -> str:
    if one.made is None or one.made[0] not in ("task", "decision") or one.came_true == "cut since":
        return ""
    noun, pk = one.made
    return reverse("question" if noun == "decision" else noun, args=[pk])


def _decided(one: Decided, today: date) -> Row:
    who = f", {one.who}" if one.who else ""
    when = f", by {say.day(one.by_when, today)}" if one.by_when else ""
    act = dict(DecidedLine.Act.choices).get(one.act, one.act)
    words = f": {one.words}" if one.words and one.words != one.sentence else ""
    return {"sentence": one.sentence, "says": f"{act}{words}{who}{when}", "url": _made_url(one)}


def _promise(one: Promise, today: date, lines: _Lines, place: int) -> Row:
    url = reverse(one.noun, args=[one.id])
    ways = one.ways[:1] if place < MOST_WITH_WAYS else ()
    return {
        "name": one.name,
        "url": url,
        "due": say.day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "chance": say.chance(one.chance),
        "who": one.who,
        "company": one.company,
        "act": _act_of(one, today),
        "ways": [_way(way, lines) for way in ways],
        **lines.of(one.noun, one.id),
    }


def _way(one: Way, lines: _Lines) -> Row:
    """What would save it; on paper and for whoever only reads, without the act."""
    act: Row | None = None
    if one.proposal is not None:
        act = {"name": "Take it", "post": reverse("week-take", args=[one.proposal]), "plain": True}
    elif one.task is not None:
        act = {"name": "See why", "url": reverse("task", args=[one.task]), "plain": True}
    return {"sentence": one.sentence, "says": way_says(one) if one.proposal is not None else "", "act": act}


def _act_of(one: Promise, today: date) -> str:
    if one.noun == "goal":
        return "See what moves it"
    if one.chance < 0.5 and one.company and one.due - today <= SOON:
        return f"Tell {one.company} what to expect"
    return "See what holds the date"


def _wait(one: Wait, today: date, lines: _Lines) -> Row:
    asked = (
        "not asked yet"
        if one.days is None
        else "asked today"
        if one.days <= 0
        else say.so_many(one.days, "day", "days")
    )
    act, route = next_act(one.days)
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "act_url": reverse(route, args=[one.task]),
        "party": one.party or "somebody outside",
        "project": one.project,
        "asked": asked,
        "act": act,
        **lines.of("wait", one.task),
    }


def _owed(one: Owed, today: date, lines: _Lines) -> Row:
    return {
        "name": one.name,
        "url": reverse("task", args=[one.task]),
        "project": one.project,
        "who": one.who or "nobody yet",
        "due": say.near_day(one.due, today),
        "act": "Give it a day" if one.who else "Find somebody",
        **lines.of("task", one.task),
    }


def _danger(one: Danger, today: date, lines: _Lines) -> Row:
    """Whoever sees the project may say what became of it."""

    def act(name: str, route: str) -> Row:
        url = reverse(route, args=[one.project_id, one.id])
        return {"name": name, "post": url, "fields": {"from": "week"}, "plain": True}

    when = say.near_day(one.until, today)
    return {
        "name": one.name,
        "url": reverse("project-forecast", args=[one.project_id]),
        "project": one.project,
        "who": one.who,
        "says": f"its time was over {when}: did it strike?" if one.over else f"may strike until {when}",
        "main_acts": [act("It struck", "project-risk-struck"), act("It is over", "project-risk-passed")],
        **lines.of("risk", one.id),
    }


def _question(one: Question, today: date, lines: _Lines) -> Row:
    route, name = ("question-look-back", "Look back") if one.back else ("question-settle", "Settle")
    act = {"name": name, "url": reverse(route, args=[one.id]), "dialog": True}
    late = "" if one.due >= today else ", past its day"
    return {
        "name": one.question,
        "url": reverse("question", args=[one.id]),
        "who": one.who or "nobody yet",
        "says": "looks back" if one.back else f"decides{late}",
        "due": say.near_day(one.due, today),
        "iso": one.due.isoformat(),
        "shade": colour.shade(one.due, today),
        "act": act | {"plain": True},
        **lines.of("decision", one.id, first=[act | {"key": "s"}]),
    }


def _proposal(row: Row, lines: _Lines) -> Row:
    told = proposal(row)
    line = lines.of("proposal", row["id"])
    take, decline = told["acts"]
    if lines.running:
        take = take | {"key": "y"}
        line["acts"] = [act for act in line["acts"] if act["key"] != "t"]
    return line | {"sentence": told["sentence"], "main_acts": [take, decline]}


def _verdict(one: Any, lines: _Lines) -> Row:
    """What looks too short or too long, with the page that shows it."""
    told = verdict(one)
    return {
        "side": told.side,
        "sentence": told.sentence,
        "url": told.url,
        "act": told.act,
        **lines.of("verdict", verdict_number(one)),
    }


def _word(one: Word, today: date) -> Row:
    person = reverse("person", args=[one.person])
    name, url, dialog = {
        "look_in": ("Look in", reverse("task", args=[one.task]) if one.task else person, False),
        "talk": (
            "Set the next talk",
            reverse("talk", args=[one.pair]) if one.pair else person,
            bool(one.pair),
        ),
        "load": ("See these weeks", f"{reverse('schedule')}?person={one.person}", False),
        "back": ("Say hello", person, False),
        "done": ("Thank", reverse("person-praise", args=[one.person]), True),
    }[one.kind]
    return {
        "sentence": word_says(one, today),
        "act": {"name": name, "url": url, "dialog": dialog, "plain": True},
    }


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())
