"""What may strike a project: noted, lived through, struck; said where it is wrong; hidden with its project."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.driven import seen_by
from varifocal.flows.replan import replan
from varifocal.flows.snapshot import snapshot
from varifocal.org.base.access import set_roles
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.models import Account, ProjectForecast, Rate, Risk, ScheduledTask
from varifocal.web.format import money


@pytest.fixture
def here(db: None) -> Cast:
    return cast()


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_risk_is_noted_in_three_fields_lived_through_and_taken_out_once_it_struck(here: Cast) -> None:
    tom = browser(here.account(here.tom))
    where = f"/projects/{here.spring.pk}"
    before = replan(NOW)
    answer = tom.post(f"{where}/risks/new", {"name": "The set burns", "chance": 50, "days": "60-90-120"})
    assert answer.status_code == 302, answer.content.decode()
    one = Risk.objects.get()
    assert snapshot(NOW).risks[0].chance == 0.5
    then = replan(NOW)
    was, now = (ProjectForecast.objects.get(run=run, project=here.spring) for run in (before, then))
    assert was.p80
    assert now.p80
    assert now.p80 > was.p80 + timedelta(days=30)
    page = tom.get(f"{where}/forecast").content.decode()
    assert "50 in 100" in page
    assert "60 to 120 days, likely 90" in page
    assert "That “The set burns” may strike moves it by about" in page
    assert tom.post(f"{where}/risks/{one.pk}/struck").status_code == 302
    assert snapshot(NOW).risks == ()
    assert seen_by(here.account(here.tom), now.drivers) == tuple(
        each["sentence"] for each in now.drivers if each["kind"] != "risk"
    )


def test_what_cannot_be_is_said_beside_its_field(here: Cast) -> None:
    by = here.account(here.tom)
    for name, chance, cost, field in (
        (" ", 30, {"days": "3"}, "name"),
        ("Rain", 100, {"days": "3"}, "chance"),
        ("Rain", 30, {}, "days"),
        ("Rain", 30, {"days": "9-4-2"}, "days"),
        ("Rain", 30, {"hours": "some"}, "hours"),
        ("Rain", 0, {"days": "3"}, "chance"),
    ):
        with pytest.raises(Impossible) as refused:
            Risk.note_down(here.spring, name, chance, by=by, on=TODAY, **cost)
        assert refused.value.field == field


def test_a_risk_whose_day_is_over_or_whose_task_is_done_strikes_no_more(here: Cast) -> None:
    by = here.house
    Risk.note_down(here.spring, "Frost", 30, by=by, on=TODAY, days="3", until=TODAY - timedelta(days=1))
    held = Risk.note_down(here.spring, "Rights", 30, by=by, on=TODAY, hours="3", task=here.script)
    assert [risk.name for risk in snapshot(NOW).risks] == ["Rights"]
    held.describe(by=by, seen=held.version, chance=40, hours="2-3-8")
    assert snapshot(NOW).risks[0].hours
    here.script.finish(by=by, seen=here.script.version, at=NOW)
    assert snapshot(NOW).risks == ()
    replan(NOW)
    page = browser(here.account(here.tom)).get(f"/projects/{here.spring.pk}/forecast")
    assert "did it strike?" in page.content.decode()


def test_what_is_to_come_costs_is_for_those_who_see_money_and_a_task_says_how_often_it_decides(
    here: Cast,
) -> None:
    for person in (here.tom, here.ana, here.marek, here.ines):
        Rate.say(person, Decimal(60), TODAY, by=here.house)
    replan(NOW)
    ines = here.account(here.ines)
    page = f"/projects/{here.spring.pk}/forecast"
    assert "In all, four in five" not in browser(ines).get(page).content.decode()
    set_roles(ines, ines.roles, by=here.house, seen=ines.version, money_right=True)
    hours = ProjectForecast.objects.get(project=here.spring).hours_p50
    assert hours
    told = browser(here.account(here.ines)).get(page).content.decode()
    three_figures = Decimal(f"{hours * 60:.3g}").quantize(Decimal(1))
    assert f"<dt>To come, even chances</dt><dd>{money(three_figures, 'EUR')}</dd>" in told
    last = ScheduledTask.objects.filter(task__project=here.spring).order_by("-critical")[0]
    assert last.critical
    assert f"in about {5 * round(20 * last.critical)} of 100 futures" in (
        browser(ines).get(f"/tasks/{last.task_id}").content.decode()
    )


def test_a_risk_for_some_eyes_is_lived_through_and_named_to_nobody_else(here: Cast) -> None:
    tom, ines = here.account(here.tom), here.account(here.ines)
    where = f"/projects/{here.spring.pk}"
    said = {"name": "The client goes", "chance": 50, "days": "60-90-120"}
    chosen = {"seen_by": "named", "people": [here.marek.pk]}
    nobody = browser(tom).post(f"{where}/risks/new", said | chosen | {"people": []})
    assert "Choose at least one person." in nobody.content.decode()
    answer = browser(tom).post(f"{where}/risks/new", said | chosen)
    assert answer.status_code == 302, answer.content.decode()
    one = Risk.objects.get()
    run = replan(NOW)
    told = ProjectForecast.objects.get(run=run, project=here.spring)
    assert any(each["kind"] == "risk" for each in told.drivers), "it is lived through"
    for account, sees in ((tom, True), (here.account(here.marek), True), (ines, False)):
        page = browser(account).get(f"{where}/forecast").content.decode()
        assert ("The client goes" in page) == sees, account
        assert any("The client goes" in each for each in seen_by(account, told.drivers)) == sees
        assert Risk.objects.visible_to(account).exists() == sees
        assert Change.objects.filter(visible(account, Change), noun="risk").exists() == sees
    for path in ("", "/struck", "/passed", "/seen-by"):
        send = browser(ines).post if path in ("/struck", "/passed") else browser(ines).get
        assert send(f"{where}/risks/{one.pk}{path}").status_code == 404
    with pytest.raises(NotAllowed):
        one.pass_by(by=ines, on=TODAY)
    assert "seen by named people" in browser(tom).get(f"{where}/forecast").content.decode()
    shown = {"seen": one.version, "seen_by": "everyone"}
    assert browser(tom).post(f"{where}/risks/{one.pk}/seen-by", shown).status_code == 302
    assert "The client goes" in browser(ines).get(f"{where}/forecast").content.decode()


def test_who_watches_a_risk_sees_it_but_not_where_its_project_is_not_hers(here: Cast) -> None:
    one = Risk.note_down(
        here.spring, "Frost", 30, by=here.account(here.tom), on=TODAY, days="3", watched_by=here.ines,
        seen_by="named", people=[here.marek],
    )  # fmt: skip
    ines = here.account(here.ines)
    assert Risk.objects.visible_to(ines).exists()
    here.spring.show_to("named", by=here.house, seen=here.spring.version, people=[here.tom])
    assert not Risk.objects.visible_to(ines).exists()
    assert not ines.can("change", one)
