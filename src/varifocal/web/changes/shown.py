"""What the page of changes shows: acts, newest first, found in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.urls import reverse

from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.permission import visible
from varifocal.org.base.record import Record
from varifocal.org.base.undo import can_be_taken_back, may_undo
from varifocal.org.direction.goal import Goal
from varifocal.org.people.person import Person
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task
from varifocal.web import format as say
from varifocal.web.changes.sentences import Known, address, sentence
from varifocal.web.changes.vocabulary import PAGES
from varifocal.web.sheet import Cell

ACTS = 40
WINDOW = 1_500
"""Changes that are looked at for one page."""
MOST_LINES = 7 * WINDOW
"""Of one file: so many are told in about two seconds."""
SHEET = ("When", "Who", "What", "Because", "Line", "Act", "Takes back act")
LINES = 6
"""Lines of one act that are shown; the rest is a count."""
POINTERS: dict[str, type[Record]] = {
    "task_id": Task, "before_id": Task, "after_id": Task, "project_id": Project, "goal_id": Goal, "person_id": Person,
    "manager_id": Person, "owner_id": Person, "lead_id": Person, "taker_id": Person,
    "decider_id": Person, "looked_after_by_id": Person,
}  # fmt: skip
"""Fields whose ids are said as names."""


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; empty means everything."""

    who: int | None = None
    noun: str = ""
    words: str = ""
    day: date | None = None
    before: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """From an address; what makes no sense is left out."""
        who, before = query.get("who", ""), query.get("before", "")
        try:
            day = date.fromisoformat(query.get("day", ""))
        except ValueError:
            day = None
        return cls(
            int(who) if who.isdecimal() and len(who) < 18 else None,
            query.get("noun", "")[:40],
            query.get("q", "").strip()[:100],
            day,
            int(before) if before.isdecimal() and len(before) < 18 else None,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.who or self.noun or self.words or self.day)


@dataclass(frozen=True)
class Line:
    """One change, in words, with the page of what it is about."""

    text: str
    url: str
    why: str


@dataclass(frozen=True)
class Act:
    """What one person did at once."""

    number: int
    who: str
    at: str
    iso: str
    lines: list[Line]
    more: str
    undone_by: str
    undoes: int | None
    undo: dict[str, Any] | None


@dataclass(frozen=True)
class Day:
    """The acts of a day."""

    name: str
    acts: list[Act]


@dataclass(frozen=True)
class Shown:
    """The page."""

    days: list[Day]
    older: int | None
    """The number before which the next page begins."""


def show(by: Account, wanted: Wanted, here: Organization, people: Mapping[int, str]) -> Shown:
    """Acts she may see, forty at a time at most, each with its first lines."""
    zone = ZoneInfo(by.person.zone if by.person_id else here.zone)
    matching = _matching(Change.objects.filter(visible(by, Change)), wanted, zone)
    acts, older = _newest(matching, wanted.before)
    if not acts:
        return Shown([], None)
    lines = _lines(matching, acts)
    known = _known(by, [line for group in lines.values() for line in group], here.today())
    undone = _undone(acts)
    shown: dict[str, list[Act]] = defaultdict(list)
    for number, numbers in acts.items():
        group = lines[number]
        at = group[0].happened_at.astimezone(zone)
        shown[_day_name(at.date(), here.today())].append(
            _act(by, number, group, len(numbers), known, undone.get(number), at, people)
        )
    return Shown([Day(name, group) for name, group in shown.items()], older)


def sheet_of(
    by: Account, wanted: Wanted, here: Organization, people: Mapping[int, str]
) -> Iterator[Sequence[Cell]]:
    """Every line she may see and asked for, newest first, for a spreadsheet; where there are more than a
    spreadsheet reads at ease, its last line says so."""
    zone = ZoneInfo(by.person.zone if by.person_id else here.zone)
    matching = _matching(Change.objects.filter(visible(by, Change)), wanted, zone).order_by("-number")
    last, today = None, here.today()
    for _ in range(MOST_LINES // WINDOW):
        lines = list((matching.filter(number__lt=last) if last else matching)[:WINDOW])
        for one, line in told(by, lines, today):
            at = one.happened_at.astimezone(zone)
            who_did = people.get(one.by_id, "somebody")
            yield f"{at:%Y-%m-%d %H:%M}", who_did, str(line.text), one.why, one.number, one.act, one.undoes
        if len(lines) < WINDOW:
            return
        last = lines[-1].number
    yield (
        "",
        "",
        f"Older lines are left out: a file holds {MOST_LINES:,}. Ask for a day, a person or words.",
        "",
        None,
        None,
        None,
    )


def told(by: Account, changes: Sequence[Change], today: date) -> list[tuple[Change, Line]]:
    """These changes in words, as she may read them, for the page of what they are about; at most five queries."""
    known = _known(by, changes, today)
    return [(one, Line(sentence(one, known), address(one), one.why)) for one in changes]


def people_who_act() -> dict[int, str]:
    """How everybody is called who can do something here, by account."""
    accounts = Account.objects.select_related("person")
    return dict(sorted(((account.pk, who(account)) for account in accounts), key=lambda one: one[1].lower()))


def who(account: Account) -> str:
    """How an account is called."""
    if account.is_link:
        return account.login
    if account.is_house:
        return "Varifocal"
    person = getattr(account, "person", None)
    return person.name if person else account.login


def _matching(seen: QuerySet[Change], wanted: Wanted, zone: ZoneInfo) -> QuerySet[Change]:
    if wanted.who:
        seen = seen.filter(by_id=wanted.who)
    if wanted.noun:
        seen = seen.filter(noun=wanted.noun)
    if wanted.words:
        seen = seen.filter(Q(label__icontains=wanted.words) | Q(why__icontains=wanted.words))
    if wanted.day:
        start = datetime.combine(wanted.day, time.min, zone)
        seen = seen.filter(happened_at__gte=start, happened_at__lt=start + timedelta(days=1))
    return seen


def _newest(changes: QuerySet[Change], before: int | None) -> tuple[dict[int, list[int]], int | None]:
    """The newest acts, with the numbers of their changes, and the act before which the next page begins.

    Only a window of the log is read, so that a page costs the same after an import of any size: an act the window
    cuts waits for the next page, and one that is larger than the window is counted up to it.
    """
    if before:
        changes = changes.filter(number__lt=before)  # an act's lines follow one another
    rows = list(changes.order_by("-number").values_list("number", "act")[:WINDOW])
    acts: dict[int, list[int]] = defaultdict(list)
    for number, act in rows:
        acts[act].append(number)
    order = list(acts)
    if len(rows) == WINDOW and len(order) > 1:
        order.pop()
    more = len(order) > ACTS or len(rows) == WINDOW
    kept = {act: sorted(acts[act]) for act in order[:ACTS]}
    return kept, order[:ACTS][-1] if more and order else None


def _lines(changes: QuerySet[Change], acts: Mapping[int, list[int]]) -> dict[int, list[Change]]:
    """The first lines of each act; where the window cut it, those at its beginning too, which carry its number."""
    wanted = {number for numbers in acts.values() for number in numbers[:LINES]}
    wanted |= {act + place for act in acts for place in range(LINES)}
    lines: dict[int, list[Change]] = defaultdict(list)
    for change in changes.filter(number__in=wanted, act__in=acts).order_by("number"):
        lines[change.act].append(change)
    return lines


def _known(by: Account, changes: Sequence[Change], today: date) -> Known:
    wanted: dict[type[Record], set[int]] = defaultdict(set)
    estimated = {}
    for change in changes:
        facts = {**(change.before or {}), **(change.after or {})}
        for name, noun in POINTERS.items():
            if facts.get(name):
                wanted[noun].add(int(facts[name]))
        if change.verb == "estimate.made":
            estimated[change.record_id] = int(facts.get("task_id", 0))
    names: dict[tuple[str, int], str] = {}
    for noun, ids in wanted.items():
        for pk, name in noun.objects.visible_to(by).filter(pk__in=ids).values_list("pk", "name"):  # type: ignore[misc]
            names[(noun.noun(), pk)] = name
    for change in changes:  # what is gone by now still has the name its own line was noted under
        if change.noun in PAGES:
            names.setdefault((change.noun, change.record_id), change.label)
    return Known(today, names, _earlier(by, estimated))


def _earlier(by: Account, estimated: dict[int, int]) -> dict[int, Decimal]:
    """For each of these estimates the one it replaced."""
    if not estimated:
        return {}
    rows = Estimate.objects.visible_to(by).filter(task_id__in=set(estimated.values())).order_by("pk")
    last: dict[int, Decimal] = {}
    earlier: dict[int, Decimal] = {}
    for pk, task, likely in rows.values_list("pk", "task_id", "likely"):
        if pk in estimated and task in last:
            earlier[pk] = last[task]
        last[task] = likely
    return earlier


def _undone(acts: Iterable[int]) -> dict[int, int]:
    """Which of these acts stand undone, and by which act; an undoing that was undone itself does not count."""
    undoings: dict[int, list[int]] = defaultdict(list)
    later_on = Change.objects.filter(undoes__isnull=False, undoes__gte=min(acts))
    for undoes, number in later_on.values_list("undoes", "act").distinct():
        undoings[undoes or 0].append(number)

    def standing(number: int) -> int | None:
        return next((later for later in undoings.get(number, []) if standing(later) is None), None)

    return {number: later for number in acts if (later := standing(number)) is not None}


def _act(
    by: Account,
    number: int,
    changes: list[Change],
    count: int,
    known: Known,
    undone: int | None,
    at: datetime,
    people: Mapping[int, str],
) -> Act:
    first = changes[0]
    main = sorted(changes, key=lambda one: one.noun not in PAGES)  # what it is about before what hangs on it
    lines = (Line(sentence(one, known), "" if undone else address(one), one.why) for one in main[:LINES])
    told = list(dict.fromkeys(lines))
    whole = can_be_taken_back(changes)
    may = whole and not undone and bool(may_undo(by, changes))
    return Act(
        number=number,
        who=people.get(first.by_id, "somebody"),
        at=say.clock(at, at.tzinfo) if at.tzinfo else "",
        iso=at.isoformat(timespec="seconds"),
        lines=told,
        more=("more than " if count >= WINDOW else "") + f"{count - LINES:,}" if count > LINES else "",
        undone_by="Undone" if undone else "",
        undoes=first.undoes,
        undo={"name": "Undo", "post": reverse("undo", args=[number]), "plain": True} if may else None,
    )


def _day_name(day: date, today: date) -> str:
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}.get(day, say.WEEKDAYS[day.weekday()])
    return f"{near}, {say.day(day, today)}"
