"""S1-S3, S6-S8 and R7: every form of the product, sent by every role, with too much in it, twice, and elsewhere."""

from __future__ import annotations

import itertools
import os
import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from deeds import NO_DEED, READS, ROLES, TABLE, Deed, Furnished, deeds, furnished
from doors import NO_SUCH, routes, steady
from varifocal.org.base.access import disable, house, invite
from varifocal.org.base.account import Account
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.plumbing import Receipt
from varifocal.org.base.undo import nouns_of_the_house
from varifocal.org.people.person import Absence
from varifocal.org.work.doing import ChecklistItem, Comment
from varifocal.org.work.task import Task

LONG = os.environ.get("VARIFOCAL_LONG") == "1"
SEALED = re.compile(r"gAAAA[\w=-]+")
"""Cipher text is another one each time."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
"""A moment told within other words; two acts never share it."""
FOREIGN = {
    "role": "owner", "roles": "owner", "organization": "1", "owner": "1", "owner_id": "1", "is_staff": "1",
    "is_superuser": "1", "is_house": "1", "is_active": "1", "money_right": "1", "created_by": "1", "by": "1",
    "by_id": "1", "account": "1", "account_id": "1", "person_id": "1", "version": "999", "pk": "1", "id": "1",
    "seen_by": "named", "manager_id": "1", "finished_at": "2026-01-01", "session_stamp": "9",
    "delete": "1", "save": "1", "remove": "1", "__class__": "1", "__init__": "1", "objects": "1", "_state": "1",
    "project__manager__account__password": "x", "_connector": "OR", "_negated": "1",
}  # fmt: skip
"""S6, S7: what a form must not be able to say."""
NASTY = (
    "²",
    "٣",
    "9" * 5_000,
    "\x00",
    "-1",
    "1e400",
    "NaN",
    "None",
    "' OR 1=1 --",
    "{{7*7}}",
    "0" * 30,
    "\ud800",
)
SECRET = ("Quiet offer", "Hush-hush", "Secretly sell", "whispered")


@pytest.fixture
def here(db: None) -> Furnished:
    return furnished()


@pytest.fixture
def browsers(here: Furnished) -> dict[str, Client]:
    return {letter: here.client(name) for letter, name in ROLES.items()}


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sender(here: Furnished, browsers: dict[str, Client], deed: Deed, letter: str = "") -> Client:
    """The browser of somebody, or of the first who may do it; a new password ends the session it was chosen in."""
    letter = letter or deed.who[0]
    return here.client(ROLES[letter]) if deed.route == "password" else browsers[letter]


def granted(answer: Any) -> bool:
    location = answer.headers.get("Location", "")
    return answer.status_code < 400 and not location.startswith(reverse("sign-in"))


# -- S1, S3: who may -------------------------------------------------------------------------------------


def test_every_address_says_whom_it_is_for() -> None:
    """S3: an address without an expectation fails here, so that none is forgotten."""
    told = Counter([*TABLE, *READS, *NO_DEED])
    assert {route.name for route in routes()} - told.keys() == set(), "say in deeds.py whom it is for"
    assert told.keys() - {route.name for route in routes()} == set(), "these addresses are no more"
    assert [name for name, count in told.items() if count > 1] == []


@pytest.mark.either_engine
def test_every_form_is_granted_to_exactly_those_who_may(here: Furnished, browsers: dict[str, Client]) -> None:
    """S1, S3: owner, manager, lead, members, guest, keeper; for the others nothing is written."""
    wrong = []
    for deed in deeds(here):
        for letter in ROLES:
            client = sender(here, browsers, deed, letter)
            with taken_back():
                before = newest()
                answer = client.post(deed.path, deed.form)
                if granted(answer) != (letter in deed.who):
                    wrong.append(f"{ROLES[letter]} {deed.path}: {answer.status_code}")
                if letter not in deed.who and (
                    newest() != before or answer.status_code not in (403, 404, 302, 422)
                ):
                    wrong.append(f"{ROLES[letter]} {deed.path} wrote: {answer.status_code}")
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.either_engine
def test_a_stranger_and_a_disabled_account_are_granted_nothing(here: Furnished) -> None:
    """S1, S17: the session of somebody disabled is as good as none."""
    account, _ = invite("nora@example.org", ["owner"], by=house())
    nora = Client(raise_request_exception=False)
    nora.force_login(account, settings.AUTHENTICATION_BACKENDS[0])
    disable(account, by=house())
    before, wrong = newest(), []
    for client in (Client(raise_request_exception=False), nora):
        for deed in deeds(here):
            for answer in (client.post(deed.path, deed.form), client.get(deed.path)):
                if not answer.headers.get("Location", "").startswith(reverse("sign-in")):
                    wrong.append(f"{deed.path}: {answer.status_code}")
    assert wrong == [], "\n".join(map(str, wrong))
    assert newest() == before


@pytest.mark.either_engine
def test_no_other_method_writes(here: Furnished, browsers: dict[str, Client]) -> None:
    """S3: PUT, PATCH, DELETE, HEAD, OPTIONS with the same form, by those who may; and POST to what only reads."""
    before = newest()
    for deed in deeds(here):
        client = browsers[deed.who[0]]
        for method in ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
            answer = client.generic(
                method, deed.path, "seen=1&name=x&words=x", "application/x-www-form-urlencoded"
            )
            assert answer.status_code < 500, f"{method} {deed.path}"
    for route in routes():
        if route.name in READS:
            browsers["i"].post(route.path(here.seen(route)), {"name": "x", "words": "x", "seen": "1"})
    assert newest() == before


# -- S2: foreign ids --------------------------------------------------------------------------------------


def test_a_hidden_id_in_a_form_is_no_choice(here: Furnished, browsers: dict[str, Client]) -> None:
    """S2: in bodies and lists; refused, nothing written, nothing told."""
    hidden = {
        "project": [here.cast.secret.pk], "other": [here.cast.hush.pk], "goal": [here.hidden_goal.pk],
        "goal_1": [here.hidden_goal.pk], "serves": [f"goal:{here.hidden_goal.pk}"], "pattern": [here.cast.secret.pk],
    }  # fmt: skip
    more = {"new-project": {"goal": "", "pattern": ""}, "schedule-agree": {"project": ""}}
    tried, wrong = 0, []
    for deed in deeds(here):
        form = deed.form | more.get(deed.route, {})
        for letter in sorted(set(deed.who) & set("lta")):
            for name, value in ((field, one) for field in form for one in hidden.get(field, ())):
                tried += 1
                with taken_back():
                    before = newest()
                    answer = browsers[letter].post(deed.path, {**form, name: value})
                    told = [word for word in SECRET if word in answer.text]
                    if answer.status_code not in (403, 404, 422) or newest() != before or told:
                        wrong.append(f"{letter} {deed.route} {name}: {answer.status_code} {told}")
    assert wrong == [], "\n".join(map(str, wrong))
    assert tried >= 10


def test_a_hidden_id_in_a_query_is_no_id(here: Furnished, browsers: dict[str, Client]) -> None:
    """S2: what an address asks for that she may not see is as what never was."""
    secret, goal = here.cast.secret.pk, here.hidden_goal.pk
    asked = (
        ("/goals/new?goal={}", goal), ("/projects/new?goal={}", goal), ("/projects/new?from={}", secret),
        ("/projects/alike?pattern={}", secret), ("/changes?noun=project&q=Quiet&before={}", 10**6),
        ("/palette?q=Hush-hush&x={}", secret), ("/projects?q=Quiet&x={}", secret), ("/schedule?project={}", secret),
        ("/projects?csv=1&q=Quiet&x={}", secret),
    )  # fmt: skip
    for address, pk in asked:
        said = re.findall(r"\w+={}", address)[0]
        ours, none = (browsers["l"].get(address.format(one)) for one in (pk, NO_SUCH))
        assert ours.status_code == none.status_code, address
        known, unknown = (
            steady(answer.text)
            .replace(said.format(one), said)
            .replace(quote(said.format(one)), said)  # within the address of her views
            .replace(f"goal:{one}", "goal:")
            for answer, one in ((ours, pk), (none, NO_SUCH))
        )
        assert known == unknown, address
        assert [word for word in SECRET if re.search(rf"{word}(?!\"|&|’|”)", known)] == [], address


def test_what_hangs_on_a_hidden_task_is_not_reached_through_one_she_sees(
    here: Furnished, browsers: dict[str, Client]
) -> None:
    """S2: nested ids, each of the right kind, under another parent."""
    item = ChecklistItem.write(here.cast.hush, "Burn it", by=here.cast.house)
    words = Comment.objects.get(task=here.cast.hush)
    for letter in "iml":  # for those who see both as well: a child belongs to its parent
        for path in (
            f"checklist/{item.pk}/tick", f"checklist/{item.pk}/strike", f"comments/{words.pk}/unsay",
            f"needs/{NO_SUCH}/waive", f"hours/{NO_SUCH}/strike",
        ):  # fmt: skip
            answer = browsers[letter].post(f"/tasks/{here.cast.storyboard.pk}/{path}", {"seen": 1})
            assert answer.status_code == 404, path
    assert ChecklistItem.objects.get(pk=item.pk).ticked is False


# -- S6, S7: too much said --------------------------------------------------------------------------------


@pytest.mark.either_engine
def test_what_a_form_must_not_say_is_not_heard(here: Furnished, browsers: dict[str, Client]) -> None:
    """S6, S7: foreign and odd field names change nothing about what is written, in any form."""
    wrong = []
    for deed in deeds(here):
        client = sender(here, browsers, deed)
        known = _known_fields(client, deed)
        plain = _written(sender(here, browsers, deed), deed, deed.form)
        more = {name: value for name, value in FOREIGN.items() if name not in known}
        if (loaded := _written(sender(here, browsers, deed), deed, {**more, **deed.form})) != plain:
            wrong.append((deed.route, plain, loaded))
    assert wrong == [], "\n".join(map(str, wrong))


def test_odd_values_get_a_sentence_never_a_fault(here: Furnished, browsers: dict[str, Client]) -> None:
    """S6, S7: numbers that are none, too long, negative, letters of other scripts, nulls, half characters."""
    odd, wrong = itertools.cycle(NASTY), []
    for deed in deeds(here):
        client = sender(here, browsers, deed)
        for name in deed.form:
            for value in NASTY if LONG else (next(odd),):
                with taken_back():
                    answer = client.post(
                        deed.path, {**deed.form, name: value.encode("utf-8", "surrogatepass")}
                    )
                if answer.status_code >= 500:
                    wrong.append(f"{deed.route} {name}={value[:20]!r}: {answer.status_code}")
    assert wrong == [], "\n".join(map(str, wrong))


def test_odd_queries_get_a_page_or_a_sentence(here: Furnished, browsers: dict[str, Client]) -> None:
    """S5, S7: in every query any page reads."""
    names = [
        "q",
        "sort",
        "group",
        "state",
        "client",
        "manager",
        "who",
        "noun",
        "day",
        "before",
        "skill",
        "team",
        "goal",
        "from",
        "pattern",
        "company",
        "name",
        "kind",
        "person",
        "of",
        "vision",
        "strategy",
        "asked",
        "sheet",
        "next",
        "project",
        "as",
        "by",
        "at",
        "weeks",
        "start",
        "instead",
        "supposed",
    ]
    odd, wrong = itertools.cycle(NASTY), []
    for route in routes():
        if route.name in NO_DEED:
            continue
        for value in NASTY if LONG else (next(odd),):
            answer = browsers["i"].get(
                route.path(here.seen(route)), dict.fromkeys(names, value.encode("utf-8", "surrogatepass"))
            )
            if answer.status_code >= 500:
                wrong.append(f"{route.name} {value[:20]!r}: {answer.status_code}")
    assert wrong == [], "\n".join(map(str, wrong))


# -- S8: from here to there -------------------------------------------------------------------------------


def test_moving_asks_on_both_sides(here: Furnished, browsers: dict[str, Client]) -> None:
    """S8: out of a project she may not see, and into one."""
    hush, seen = here.cast.hush, here.cast.storyboard
    before = newest()
    assert (
        browsers["t"]
        .post(f"/tasks/{hush.pk}/project", {"project": here.cast.spring.pk, "seen": hush.version})
        .status_code
        == 404
    )
    assert (
        browsers["t"]
        .post(f"/tasks/{seen.pk}/project", {"project": here.cast.secret.pk, "seen": seen.version})
        .status_code
        == 422
    )
    tom = here.cast.account(here.cast.tom)
    with pytest.raises(Exception, match="may do this"):
        Task.objects.get(pk=hush.pk).move_to(here.cast.spring, by=tom, seen=hush.version)
    with pytest.raises(Exception, match="may do this"):
        Task.objects.get(pk=seen.pk).move_to(here.cast.secret, by=tom, seen=seen.version)
    assert newest() == before


def test_a_move_is_taken_back_only_by_whoever_still_sees_where_it_came_from(here: Furnished) -> None:
    """S8: undo is a move as well."""
    marek, ines = here.client("marek"), here.client("ines")
    task = here.cast.hush
    answer = ines.post(f"/tasks/{task.pk}/project", {"project": here.cast.spring.pk, "seen": task.version})
    assert answer.status_code == 302
    act = Change.objects.order_by("-number").values_list("act", flat=True)[0]
    secret = here.cast.secret
    secret.refresh_from_db()
    marek.post(
        f"/projects/{secret.pk}/seen-by",
        {"seen_by": "named", "people": [here.cast.marek.pk], "seen": secret.version},
    )
    answer = ines.post(f"/changes/{act}/undo")
    assert answer.status_code == 403
    assert Task.objects.get(pk=task.pk).project_id == here.cast.spring.pk


# -- R7: once -----------------------------------------------------------------------------------------------


@pytest.mark.either_engine
def test_every_form_sent_twice_has_one_effect(here: Furnished, browsers: dict[str, Client]) -> None:
    """R7: a double click, a retry, a replay, by form field and by header; another form under the same key is
    refused."""
    wrong = []
    for deed in deeds(here):
        client = sender(here, browsers, deed)
        with taken_back():
            once = {**deed.form, "once": f"key of {deed.route}"}
            first = client.post(deed.path, once)
            after = newest()
            again = client.post(deed.path, once)
            same = client.post(
                deed.path, deed.form | {"once": once["once"]}, headers={"Idempotency-Key": once["once"]}
            )
            other = client.post(deed.path, {**once, "else": "1"})
            if not granted(first) or again.status_code >= 400 or same.status_code >= 400 or newest() != after:
                wrong.append(f"{deed.route}: {first.status_code}, {again.status_code}, {same.status_code}")
            if other.status_code != 422:
                wrong.append(f"{deed.route}: another form under the same key: {other.status_code}")
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.either_engine
def test_the_same_said_again_is_an_answer_never_a_fault(here: Furnished, browsers: dict[str, Client]) -> None:
    """R7: without a key, a second time and a third: done once more, or a sentence why not."""
    wrong = []
    for deed in deeds(here):
        client = sender(here, browsers, deed)
        with taken_back():
            answers = [client.post(deed.path, deed.form).status_code for _ in range(3)]
        if max(answers) >= 500:
            wrong.append(f"{deed.route}: {answers}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_once_from_many_hands_has_one_effect() -> None:
    """R7: eight threads press at the same instant."""
    here = furnished()
    start, answers = threading.Barrier(8), []
    form = {"line": "Poster 3h", "project": here.cast.spring.pk, "once": "one and the same"}
    clients = [here.client("tom") for _ in range(8)]

    def press(client: Client) -> None:
        start.wait(30)
        answers.append(client.post("/tasks/new", form).status_code)
        connections.close_all()

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Task.objects.filter(name="Poster").count() == 1
    assert Receipt.objects.filter(key="one and the same").count() == 1
    assert set(answers) == {302}


def _known_fields(client: Client, deed: Deed) -> set[str]:
    """What its own form asks for."""
    return set(deed.form) | set(re.findall(r'name="(\w+)"', client.get(deed.path).text))


def _written(client: Client, deed: Deed, form: dict[str, Any]) -> list[Any]:
    """What this form leaves in the log and among the accounts, without numbers and moments of their own."""
    with taken_back():
        before = newest()
        client.post(deed.path, form)
        log = Change.objects.filter(number__gt=before).order_by("number")
        told = [(one.verb, one.noun, one.by_id, _steady(one.before), _steady(one.after)) for one in log]
        power = list(
            Account.objects.order_by("login").values_list(
                "login", "roles", "is_active", "is_house", "money_right"
            )
        )
        sights = list(Absence.objects.order_by("first").values_list("person__name", "kind"))
        return [told, power, sights]


def _steady(values: dict[str, Any] | None) -> dict[str, str] | None:
    numbers = re.compile(r"^(id|.*_id|.*_at|private_note|note|address|title)$")
    return (
        None
        if values is None
        else {
            name: "" if numbers.match(name) else SEALED.sub("sealed", MOMENT.sub("", str(value)))
            for name, value in values.items()
        }
    )


# -- and back again -----------------------------------------------------------------------------------------

NOT_UNDONE = {
    "undo": "an undo is undone under Changes; tests/org/base does",
    "goal-reopen": "the goal was open: nothing changed",
    "help-agree": "nobody gives or withdraws a consent for her; she says the other herself",
    "task-ask-link": "the secret of a link is never in the log; a newer one replaces it",
    "settings-copy-in": "the address is never in the log; a newer one replaces it",
    **dict.fromkeys(
        ("password", "settings-disable", "settings-enable", "settings-reset", "settings-roles", "settings-invite"),
        "a matter of access",
    ),
    "settings-mine": "her own taste, not in the log",
    "views": "her own taste, not in the log; kept again under the same name it is the other view",
    "view-let-go": "her own taste, not in the log; the view's address stays in the browser's history",
    "calendar-fetch": "only looked at sooner, not in the log",
    "feed-open": "a secret is never in the log; a newer one replaces it",
    "feed-revoke": "a matter of access: what was revoked opens nothing again",
}  # fmt: skip


def test_every_form_is_taken_back_to_the_letter(here: Furnished, browsers: dict[str, Client]) -> None:
    """Issue 3: undo for every verb a person can trigger by a slip: reopened, asked, moved, cut, removed and all."""
    every = deeds(here)
    wrong, before, number = [], _facts(), newest()
    for deed in every:
        if deed.route in NOT_UNDONE:
            continue
        client = sender(here, browsers, deed)
        with taken_back():
            client.post(deed.path, deed.form)
            lines = list(Change.objects.filter(number__gt=number).values_list("act", "noun"))
            acts, nouns = {act for act, _ in lines}, {noun for _, noun in lines}
            changed = any(fact != before[noun] for noun, fact in _facts(nouns).items())
            answers = [
                client.post(reverse("undo", args=[act])).status_code for act in sorted(acts, reverse=True)
            ]
            if len(acts) != 1 or not changed or answers != [302] or (after := _facts()) != before:
                differing = (
                    [noun for noun in before if before[noun] != after[noun]] if answers == [302] else []
                )
                wrong.append(f"{deed.route}: {len(acts)} acts, changed {changed}, {answers}, {differing}")
    assert wrong == [], "\n".join(wrong)


def _facts(only: Collection[str] = ()) -> dict[str, list[Any]]:
    """Every fact (or those of these nouns) as the database has it, but for how often it changed; asked in plain
    SQL, as it is asked often."""
    facts = {}
    with connections["default"].cursor() as cursor:
        for noun, kind in nouns_of_the_house().items():
            if only and noun not in only:
                continue
            left_out = {*kind.unlogged, "version"}
            columns = [field.column for field in kind._meta.concrete_fields if field.name not in left_out]
            named = '", "'.join(columns)
            cursor.execute(f'SELECT "{named}" FROM "{kind._meta.db_table}" ORDER BY "{columns[0]}"')
            facts[noun] = cursor.fetchall()
    return facts
