"""Clients and partners as pages: the list, a company, what was agreed, what may come, rounds and receiving."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from time_machine import travel

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.agreed import used_of
from varifocal.flows.pipeline import months, pipeline
from varifocal.flows.rounds import Rounds
from varifocal.flows.side_by_side import chance_of_trouble
from varifocal.org.base.access import link_account, set_roles
from varifocal.org.base.account import Account
from varifocal.org.models import (
    Agreement,
    Ask,
    Company,
    Extra,
    Opportunity,
    Person,
    Project,
    Task,
    TimeEntry,
    Touch,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Any:
    with travel(NOW, tick=False):
        yield cast()


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person), settings.AUTHENTICATION_BACKENDS[0])
    return client


def with_money(here: Cast, person: Person) -> Account:
    account = here.account(person)
    return set_roles(account, account.roles, by=here.house, seen=account.version, money_right=True)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def touched(here: Cast, company: Company, apart: int, last: int) -> None:
    for number in range(6):
        on = TODAY - timedelta(days=last + apart * number)
        Touch.note(company, on, by=here.house, today=TODAY, person=here.ines, words="Rang")


# -- the list and a company ------------------------------------------------------------------------------------


def test_the_list_names_what_cools_and_is_narrowed(here: Cast) -> None:
    touched(here, here.acme, 12, 41)
    warm = Company.meet("Bakers", by=here.house)
    touched(here, warm, 12, 3)
    client = client_of(here, here.tom)
    told = text_of(client, "/clients")
    assert "One relationship is cooling: nothing from Acme for 41 days" in told
    assert "Usually every 12 days; nothing for 41." in told
    assert "Bakers" not in text_of(client, "/clients?warmth=cold")
    assert "Usually every 12 days; nothing for 41." in client.get("/clients?as=csv").content.decode()
    assert client.get("/clients?as=xlsx").status_code == 200


def test_a_company_is_added_by_its_name_alone(here: Cast) -> None:
    answer = client_of(here, here.marek).post("/clients/new", {"name": "Bakers"})
    made = Company.objects.get(name="Bakers")
    assert answer.headers["Location"] == f"/clients/{made.pk}"
    assert made.kind == "prospect"
    twice = client_of(here, here.marek).post("/clients/new", {"name": "bakers"})
    assert twice.status_code == 422
    assert "already here" in twice.content.decode()


def test_the_page_says_where_the_relationship_stands_and_what_comes_next(here: Cast) -> None:
    client = client_of(here, here.marek)
    assert "nobody has noted a contact yet" in text_of(client, f"/clients/{here.acme.pk}")
    touched(here, here.acme, 10, 2)
    sent = {"line": "Ring Carla 1h due fri", "project": here.spring.pk}
    assert client.post(f"/clients/{here.acme.pk}/step", sent).status_code == 302
    step = Task.objects.get(name="Ring Carla")
    assert step.about == here.acme
    told = text_of(client, f"/clients/{here.acme.pk}")
    assert "Acme is warm, and one project runs" in told
    assert "Next: Ring Carla" in told
    assert "Ring Carla" in text_of(client, "/clients")


def test_a_line_that_cannot_be_read_names_its_field(here: Cast) -> None:
    sent = {"line": "Ring @nobody-here", "project": here.spring.pk}
    answer = client_of(here, here.marek).post(f"/clients/{here.acme.pk}/step", sent)
    assert answer.status_code == 422
    assert "nobody-here" in answer.content.decode()
    assert not Task.objects.filter(about=here.acme).exists()


def test_meetings_and_answers_count_as_contacts(here: Cast) -> None:
    wait = Task.plan(here.spring, "Their yes", by=here.house, on=TODAY)
    wait.ask(here.acme, TODAY - timedelta(days=5), by=here.house, seen=wait.version)
    wait.finish(by=here.house, seen=wait.version, at=NOW)
    told = text_of(client_of(here, here.tom), f"/clients/{here.acme.pk}")
    assert "Answered: Their yes" in told


def test_a_hidden_project_is_not_told_of_on_the_company_page(here: Cast) -> None:
    here.secret.describe(by=here.house, seen=here.secret.version, company=here.acme)
    for person, told in ((here.ines, True), (here.tom, False)):
        assert ("Quiet offer" in text_of(client_of(here, person), f"/clients/{here.acme.pk}")) is told


def test_the_palette_finds_a_company(here: Cast) -> None:
    groups = client_of(here, here.tom).get("/palette?q=acm").json()["groups"]
    assert {"Projects", "Companies"} <= {group["name"] for group in groups}


def test_a_guest_sees_no_company(here: Cast) -> None:
    client = client_of(here, here.gus)
    assert f"/clients/{here.acme.pk}" not in client.get("/clients").content.decode()
    assert client.get(f"/clients/{here.acme.pk}").status_code == 404


# -- what was agreed -------------------------------------------------------------------------------------------


def test_prices_stand_there_for_those_who_see_money(here: Cast) -> None:
    Agreement.agree(here.acme, "Film", TODAY, by=here.house, price=Decimal(9000), rounds=2)
    with_money(here, here.ines)
    path = f"/clients/{here.acme.pk}"
    assert "9,000 €" in text_of(client_of(here, here.ines), path)
    told = text_of(client_of(here, here.tom), path)
    assert "9,000" not in told
    assert "includes two rounds" in told


def test_an_agreement_that_ends_mid_month_is_said_in_words(here: Cast) -> None:
    by = with_money(here, here.ines)
    since, until = TODAY.replace(month=10, day=1), TODAY.replace(month=12, day=14)
    Agreement.agree(
        here.acme,
        "All year",
        since,
        by=by,
        kind="retainer",
        price=Decimal(3100),
        hours=Decimal(31),
        until=until,
    )
    told = text_of(client_of(here, here.ines), f"/clients/{here.acme.pk}/promises")
    assert "Ends on 14 Dec: 14 of 31 days of that month, 1,400 € and 14 h." in told
    (used,) = used_of(by, here.acme, TODAY)
    assert used.said == Decimal(3100) + (Decimal(3100) * 23 / 30).quantize(Decimal("0.01"))
    assert "1,400" not in text_of(client_of(here, here.tom), f"/clients/{here.acme.pk}/promises")


def test_what_was_said_stands_beside_what_was_used(here: Cast) -> None:
    by = with_money(here, here.ines)
    Agreement.agree(
        here.acme, "Spring", TODAY, by=by, project=here.spring, price=Decimal(900), hours=Decimal(10)
    )
    extra = Extra.ask(here.acme, "One more cut", by=by, on=TODAY, project=here.spring)
    extra.set_price(Decimal(300), by=by, seen=extra.version)
    extra.settle(True, by=by, seen=extra.version, on=TODAY)
    TimeEntry.record(here.tom, TODAY, Decimal(12), by=here.house, task=here.storyboard)
    told = text_of(client_of(here, here.ines), f"/clients/{here.acme.pk}/promises")
    assert "900 € and 300 € of extras" in told
    assert "▲ used 12 h of 10 h · 100 € an hour; 90 € as agreed" in told
    assert "First said" in told


def test_a_price_is_set_by_those_who_see_money_alone(here: Cast) -> None:
    extra = Extra.ask(here.acme, "One more cut", by=here.house, on=TODAY)
    path, sent = f"/extras/{extra.pk}/price", {"price": "300", "seen": extra.version}
    assert client_of(here, here.marek).get(path).status_code == 403
    assert client_of(here, here.marek).post(path, sent).status_code == 403
    with_money(here, here.ines)
    assert client_of(here, here.ines).post(path, sent).status_code == 302
    assert Extra.objects.get().price == Decimal(300)
    form = {"name": "x", "kind": "fixed", "since": TODAY.isoformat(), "price": "5"}
    client_of(here, here.marek).post(f"/clients/{here.acme.pk}/agreements/new", form)
    assert Agreement.objects.get().price is None


# -- rounds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rounds", "number", "said", "told"),
    [
        (Rounds(2), 2, "round 2 of 2 included", "round 2 of 2 included"),
        (Rounds(2), 3, "round 3, one more than the price includes", "round 3; 2 are included"),
        (Rounds(2, 1), 3, "round 3, agreed as an extra", "round 3"),
        (
            Rounds(2, 1),
            4,
            "round 4, one more than the price and the extras include",
            "round 4; 3 are included",
        ),
        (Rounds(None), 3, "", "round 3"),
    ],
)
def test_a_round_is_said_against_what_is_included(rounds: Rounds, number: int, said: str, told: str) -> None:
    assert (rounds.said(number), rounds.told(number)) == (said, told)


def test_a_round_too_many_is_asked_for_as_an_extra_in_one_act(here: Cast) -> None:
    Agreement.agree(
        here.acme, "Spring", TODAY, by=here.house, project=here.spring, rounds=1, price=Decimal(4711)
    )
    wait = Task.plan(here.spring, "Their yes", by=here.house, on=TODAY)
    wait.ask(here.acme, TODAY, by=here.house, seen=wait.version)
    tom, outside = here.account(here.tom), Client()
    ask, secret = Ask.put_to(wait, "Right?", TODAY, by=tom, seen=wait.version, at=NOW, on=TODAY)
    outside.get(f"/a/{secret}")
    page = text_of(outside, "/a")
    assert "round 1 of 1 included" in page
    assert "4,711" not in page
    ask.change("Bluer", by=link_account(), at=NOW)
    client = client_of(here, here.tom)
    told = text_of(client, f"/tasks/{wait.pk}")
    assert "The next one would be round 2, one more than the price includes." in told
    sent = {"words": "Their yes: round 2", "rounds": "1"}
    assert client.post(f"/tasks/{wait.pk}/extra", sent).status_code == 302
    extra = Extra.objects.get()
    extra.settle(True, by=here.account(here.marek), seen=extra.version, on=TODAY)
    assert "would be round 2, agreed as an extra." in text_of(client, f"/tasks/{wait.pk}")


# -- what may come ---------------------------------------------------------------------------------------------


def test_the_pipeline_weighs_hours_and_money_by_month(here: Cast) -> None:
    by = with_money(here, here.ines)
    day = TODAY + timedelta(days=40)
    for name, win, worth in (("Fair", 50, 8000), ("Film", 25, 4000)):
        Opportunity.note_down(
            name,
            by=by,
            on=TODAY,
            company=here.acme,
            wished=day,
            win=win,
            worth=Decimal(worth),
            hours=Decimal(100),
        )
    Opportunity.note_down("Some day", by=by, on=TODAY)
    told = months(pipeline(by, TODAY))
    assert [(month.count, month.hours_weighed, month.worth_weighed) for month in told] == [
        (2, Decimal(75), Decimal(5000)),
        (1, Decimal(0), Decimal(0)),
    ]
    assert "Three things may come: 75 h and 5,000 €, weighed" in text_of(
        client_of(here, here.ines), "/clients/pipeline"
    )
    assert "5,000" not in text_of(client_of(here, here.tom), "/clients/pipeline")
    assert "8000" not in client_of(here, here.tom).get("/clients/pipeline?as=csv").content.decode()


def test_a_card_moves_and_answers_with_itself(here: Cast) -> None:
    one = Opportunity.note_down("Fair", by=here.house, on=TODAY, company=here.acme)
    client = client_of(here, here.marek)
    sent = {"column": "offered", "before": "", "seen": one.version}
    answer = client.post(f"/opportunities/{one.pk}/move", sent, headers={"HX-Request": "true"})
    assert f'id="card-{one.pk}"' in answer.content.decode()
    stale = client.post(f"/opportunities/{one.pk}/move", sent, headers={"HX-Request": "true"})
    assert stale.status_code == 409


def test_what_comes_is_a_project_with_the_tasks_of_its_pattern(here: Cast) -> None:
    done = Project.open("Winter fair", by=here.house, on=TODAY - timedelta(days=90), company=here.acme)
    Task.plan(done, "Poster", by=here.house, on=TODAY - timedelta(days=80), effort="6")
    done.end("done", TODAY, by=here.house, seen=done.version)
    one = Opportunity.note_down(
        "Spring fair", by=here.house, on=TODAY, company=here.acme, pattern=done, begins=TODAY + timedelta(days=3),
        wished=TODAY + timedelta(days=60), looked_after_by=here.marek,
    )  # fmt: skip
    client = client_of(here, here.marek)
    assert f"kept={one.pk}" in client.get(f"/opportunities/{one.pk}").content.decode()
    client.post(f"/opportunities/{one.pk}/win", {"seen": one.version})
    project = Project.objects.get(name="Spring fair")
    assert [task.name for task in project.tasks.all()] == ["Poster"]
    one.refresh_from_db()
    assert (one.project, one.stage) == (project, "won")
    again = client.post(f"/opportunities/{one.pk}/win", {"seen": one.version})
    assert again.status_code == 422


def test_pairs_follow_one_another_and_end_with_how_likely_trouble_is(here: Cast) -> None:
    done = Project.open("Winter fair", by=here.house, on=TODAY - timedelta(days=90))
    Task.plan(done, "Poster", by=here.house, on=TODAY - timedelta(days=80), effort="6")
    done.end("done", TODAY, by=here.house, seen=done.version)
    for number in range(3):
        Opportunity.note_down(
            f"Fair {number}",
            by=here.house,
            on=TODAY,
            pattern=done,
            wished=TODAY + timedelta(days=60 + number),
            win=50,
        )
    client = client_of(here, here.marek)
    assert "/clients/pairs/1" in client.get("/clients/side-by-side").content.decode()
    first = client.get("/clients/pairs/1").content.decode()
    assert "/clients/pairs/2" in first
    assert "Both come with a chance of 25" in first
    assert "/clients/pairs/4" not in (last := client.get("/clients/pairs/3").content.decode())
    assert "two come that do not fit" in last or "Whichever two come, they fit" in last
    assert client.get("/clients/pairs/4").status_code == 404


def test_trouble_is_reckoned_over_all_that_may_come() -> None:
    some = [Opportunity(pk=number, name=str(number), win=50) for number in (1, 2, 3)]
    pairs = {(1, 2): False, (1, 3): True, (2, 3): True}
    assert chance_of_trouble(some, pairs) == pytest.approx(0.25)
    assert chance_of_trouble(some, dict.fromkeys(pairs, True)) == 0
    assert chance_of_trouble(some, dict.fromkeys(pairs, False)) == pytest.approx(0.5)
