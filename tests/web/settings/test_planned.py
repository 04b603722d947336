"""What plans are made with: equipment, what an hour costs, what a day late counts; as pages, verbs and in a plan."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.core.plan import check, explain, plan
from varifocal.flows.breakdown import from_finished
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.access import set_roles
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.undo import undo
from varifocal.org.models import Assignment, Equipment, EquipmentNeed, Outage, Person, Rate, Task


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def browser(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def with_money(here: Cast, person: Person) -> None:
    account = here.account(person)
    set_roles(account, account.roles, by=here.house, seen=account.version, money_right=True)


def last_act() -> int:
    return int(Change.objects.order_by("-number").values_list("act", flat=True)[0])


def test_what_one_task_uses_another_waits_for_in_the_plan(here: Cast) -> None:
    marek = browser(here, here.marek)
    assert marek.post("/settings/equipment/new", {"name": "Studio", "count": 1}).status_code == 302
    studio = Equipment.objects.get()
    first, second = (
        Task.plan(here.spring, name, by=here.house, on=TODAY, effort="8") for name in ("Film", "Portraits")
    )
    for task, person in ((first, here.tom), (second, here.ana)):
        answer = marek.post(f"/tasks/{task.pk}/use", {"equipment": studio.pk, "count": 1})
        assert answer.status_code == 302, answer.content
        Assignment.agree(task, [person], by=here.house)
    portfolio = snapshot(NOW)
    made = plan(portfolio)
    one, other = sorted((made.placed[task.pk] for task in (first, second)), key=lambda each: each.start)
    assert other.start >= one.finish
    assert "Studio" in marek.get(f"/tasks/{first.pk}").content.decode()
    use = EquipmentNeed.objects.get(task=second)
    assert marek.post(f"/tasks/{second.pk}/uses/{use.pk}/waive").status_code == 302
    apart = plan(snapshot(NOW))
    assert apart.placed[second.pk].start < apart.placed[first.pk].finish
    undo(last_act(), by=here.account(here.marek))
    assert EquipmentNeed.objects.filter(task=second).exists()


def test_how_much_there_is_can_change_and_what_is_wrong_is_said(here: Cast) -> None:
    by = here.account(here.marek)
    camera = Equipment.bring("  Camera ", by=by, count=2)
    assert camera.name == "Camera"
    for name, count, says in (
        ("camera", 1, "in the list"),
        (" ", 1, "called"),
        ("Crane", -1, "between none"),
    ):
        with pytest.raises(Impossible, match=says):
            Equipment.bring(name, by=by, count=count)
    with pytest.raises(Impossible, match="There are 2 of Camera"):
        EquipmentNeed.need(here.script, camera, by=by, count=3)
    with pytest.raises(NotAllowed):
        Equipment.bring("Crane", by=here.account(here.tom))
    camera.describe(by=by, seen=camera.version, name="Camera", count=0)
    page = browser(here, here.marek).get("/settings").content.decode()
    assert "gone" in page
    assert "Name equipment" not in browser(here, here.marek).get(f"/tasks/{here.script.pk}").content.decode()


def test_a_project_begun_from_a_finished_one_uses_what_that_used(here: Cast) -> None:
    by = here.account(here.marek)
    camera = Equipment.bring("Camera", by=by)
    EquipmentNeed.need(here.script, camera, by=by)
    made = from_finished(
        here.spring, "Again", by=by, on=TODAY, start=TODAY, due=TODAY + timedelta(days=90), company=here.acme
    )
    again = EquipmentNeed.objects.filter(task__project=made)
    assert [use.task.name for use in again] == [here.script.name]


def test_what_an_hour_costs_is_for_those_who_see_money(here: Cast) -> None:
    marek = browser(here, here.marek)
    assert "What an hour costs" not in marek.get("/settings").content.decode()
    form = {"person": here.tom.pk, "per_hour": "61.50", "since": TODAY.isoformat()}
    assert marek.get("/settings/rates").status_code == 403
    assert marek.post("/settings/rates", form).status_code == 403
    with_money(here, here.ines)
    ines = browser(here, here.ines)
    assert ines.post("/settings/rates", form).status_code == 302
    assert "61.50" in ines.get("/settings").content.decode()
    assert "61.50" in ines.get(f"/settings/rates?person={here.tom.pk}").content.decode()
    assert list(Rate.objects.visible_to(here.account(here.marek))) == []
    told = Change.objects.filter(noun="rate")
    assert [change.money for change in told if "per_hour" in (change.after or {})] == [True]
    assert snapshot(NOW).rates == {here.tom.pk: Decimal("61.50")}
    for page in ("/changes", f"/people/{here.tom.pk}", "/settings"):
        assert "61.50" not in marek.get(page).content.decode(), page


def test_a_cost_holds_from_its_day_until_the_next(here: Cast) -> None:
    with_money(here, here.ines)
    by = here.account(here.ines)
    Rate.say(here.tom, Decimal(50), TODAY - timedelta(days=30), by=by)
    Rate.say(here.tom, Decimal(60), TODAY, by=by)
    Rate.say(here.ana, Decimal(40), TODAY - timedelta(days=30), by=by)
    Rate.say(here.ana, None, TODAY, by=by)
    assert Rate.on(TODAY - timedelta(days=1)) == {here.tom.pk: Decimal(50), here.ana.pk: Decimal(40)}
    assert Rate.on(TODAY) == {here.tom.pk: Decimal(60)}
    Rate.say(here.tom, Decimal(65), TODAY, by=by)
    assert Rate.objects.filter(person=here.tom).count() == 2
    with pytest.raises(Impossible, match="An hour costs"):
        Rate.say(here.tom, Decimal(-1), TODAY, by=by)


def test_what_a_day_late_counts_is_the_owners_to_say(here: Cast) -> None:
    ines, house = browser(here, here.ines), Organization.here()
    form = {"urgent": 9, "normal": 3, "can_wait": 0, "growth_points": 5, "seen": house.version}
    assert browser(here, here.marek).post("/settings/weighing", form).status_code == 403
    assert ines.post("/settings/weighing", form).status_code == 302
    aims = snapshot(NOW).aims
    assert (aims.late, aims.cost) == ((9.0, 3.0, 0.0), False)
    page = ines.get("/settings").content.decode()
    assert "counting 9" in page
    assert "at most 5 points" in page
    upside_down = {**form, "normal": 12, "seen": Organization.here().version}
    assert b"no less for what is more urgent" in ines.post("/settings/weighing", upside_down).content


def test_what_is_out_of_service_is_planned_around_and_back_by_undo(here: Cast) -> None:
    marek, by = browser(here, here.marek), here.account(here.marek)
    studio = Equipment.bring("Studio", by=by)
    film = Task.plan(here.spring, "Film", by=here.house, on=TODAY, effort="8")
    EquipmentNeed.need(film, studio, by=by)
    until = TODAY + timedelta(days=20)
    days = {"first_day": TODAY.isoformat(), "last_day": until.isoformat(), "count": 1, "note": "In repair"}
    assert marek.post(f"/settings/equipment/{studio.pk}/out", days).status_code == 302
    portfolio = snapshot(NOW)
    made = plan(portfolio)
    assert check(portfolio, made) == []
    assert made.starts(film.pk).date() > until
    assert (
        explain(portfolio, made, film.pk)
        .sentence.split(": ", 1)[1]
        .startswith("Studio is out of service until")
    )
    page = marek.get("/settings").content.decode()
    assert "out of service until" in page
    assert "In repair" in page
    drawn = marek.get("/schedule/bars").json()["out"]
    assert [words for _, _, _, words in drawn] == ["Out of service: In repair"]
    undo(last_act(), by=by)
    assert plan(snapshot(NOW)).starts(film.pk).date() < until
    out = Outage.say(studio, TODAY, until, by=by)
    assert marek.post(f"/settings/outages/{out.pk}/back").status_code == 302
    assert not Outage.objects.exists()


def test_days_of_an_outage_that_cannot_be_are_refused(here: Cast) -> None:
    by = here.account(here.marek)
    studio = Equipment.bring("Studio", by=by)
    with pytest.raises(Impossible, match="lies before the first"):
        Outage.say(studio, TODAY, TODAY - timedelta(days=1), by=by)
    with pytest.raises(Impossible, match="There is one of Studio"):
        Outage.say(studio, TODAY, TODAY, by=by, count=2)
    with pytest.raises(NotAllowed):
        Outage.say(studio, TODAY, TODAY, by=here.account(here.tom))
    out = Outage.say(studio, TODAY, TODAY, by=by)
    assert out.move(TODAY, TODAY + timedelta(days=3), by=by, seen=out.version).last > TODAY
