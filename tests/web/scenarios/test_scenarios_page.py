"""The page of scenarios: kept, grown, compared, taken as a file, made so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import NOW, TODAY
from doors import World, world
from varifocal.org.people.person import Absence
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from varifocal.org.work.whatif import WhatIf

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield world()


def table(client: Client, path: str) -> str:
    """The last of the parts that load one after the other."""
    while True:
        text = client.get(path).content.decode()
        if "hx-get" not in text:
            return text
        path = text.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")


def test_what_was_tried_is_kept_and_compared(here: World) -> None:
    client = here.client("marek")
    first, last = (TODAY + timedelta(days=days) for days in (1, 15))
    supposed = [{"kind": "away", "person": here.cast.tom.pk, "first": str(first), "last": str(last)}]
    form = {"name": "Tom is off", "seen_by": "everyone", "supposed": json.dumps(supposed)}
    assert client.post(reverse("scenario-new"), form).status_code == 302
    one = WhatIf.objects.get(name="Tom is off")
    assert one.supposed == supposed
    page = client.get(reverse("scenarios")).content.decode()
    assert "Tom Okafor is away from 24 November to 8 December" in page
    told = table(client, f"{reverse('scenarios-compared')}?of={one.pk}")
    assert "As it stands" in told
    assert "Acme spring launch" in told
    assert "Full weeks" in told


def test_it_is_made_so_where_that_can_be(here: World) -> None:
    client = here.client("marek")
    urgent = {"kind": "urgent", "task": here.cast.script.pk}
    landing = {"kind": "landing", "opportunity": 1}
    for supposed, made_so, won in (
        ([], False, False),
        ([urgent], True, False),
        ([urgent, landing], False, True),
    ):
        one = WhatIf.keep("What if", supposed, by=here.cast.account(here.cast.marek), on=TODAY)
        page = client.get(reverse("scenarios")).content.decode()
        assert (reverse("scenario-take", args=[one.pk]) in page) is made_so
        assert ("is won on its own page" in page) is won
        one.let_go(by=here.cast.account(here.cast.marek))


def test_what_cannot_be_read_is_said(here: World) -> None:
    form = {"name": "Odd", "seen_by": "everyone", "supposed": '[{"kind": "flown"}]'}
    answer = here.client("marek").post(reverse("scenario-new"), form)
    assert answer.status_code == 422
    assert not WhatIf.objects.filter(name="Odd").exists()


def test_it_leaves_as_a_file(here: World) -> None:
    client = here.client("ines")
    text = client.get(reverse("scenarios") + "?as=csv").content.decode()
    assert text.splitlines()[0].startswith("\ufeffWhat,As it stands: chance,")
    assert "Weighted days late" in text
    assert client.get(reverse("scenarios") + "?as=xlsx").headers["Content-Type"].endswith("sheet")


def test_made_so_it_is_gone_from_the_list(here: World) -> None:
    client = here.client("ines")
    one = WhatIf.keep("Off", [], by=here.cast.account(here.cast.ines), on=TODAY)
    form = {"person": here.cast.tom.pk, "first_day": str(TODAY), "last_day": str(TODAY), "seen": one.version}
    client.post(reverse("scenario-away", args=[one.pk]), form)
    one.refresh_from_db()
    assert client.post(reverse("scenario-take", args=[one.pk]), {"seen": one.version}).status_code == 302
    assert Absence.objects.filter(person=here.cast.tom, first=TODAY).exists()
    assert "<b>Off</b>" not in client.get(reverse("scenarios")).content.decode()
    assert client.get(reverse("scenario-take", args=[one.pk])).status_code == 404


def asked(client: Client, path: str) -> int:
    """How often a page asks, once all is warm."""
    client.get(path)
    with (
        CaptureQueriesContext(connections["default"]) as one,
        CaptureQueriesContext(connections["reading"]) as two,
    ):
        assert client.get(path).status_code == 200
    same = connections["reading"] is connections["default"]
    return len(one) + (0 if same else len(two))


def test_more_scenarios_ask_no_more_often(here: World) -> None:
    by, client = here.cast.account(here.cast.ines), here.client("ines")
    pitch = here.open_things["opportunities"]
    done = Project.open("Winter fair", by=here.cast.house, on=TODAY)
    Task.plan(done, "Draw", by=here.cast.house, on=TODAY, effort="3")
    done.end("done", TODAY, by=here.cast.house, seen=done.version)
    pitch.describe(by=by, seen=pitch.version, pattern=done, wished=TODAY + timedelta(days=60))
    supposed = [{"kind": "landing", "opportunity": pitch.pk}, {"kind": "urgent", "task": here.cast.script.pk}]

    def counts() -> list[int]:
        of = "&".join(f"of={pk}" for pk in WhatIf.objects.order_by("-pk").values_list("pk", flat=True)[:4])
        compared = f"{reverse('scenarios-compared')}?{of}&tried=9"
        return [asked(client, path) for path in (reverse("scenarios"), compared)]

    WhatIf.keep("First", supposed, by=by, on=TODAY)
    few = counts()
    for number in range(4):
        WhatIf.keep(f"Another {number}", supposed[number % 2 :], by=by, on=TODAY)
    many = counts()
    assert many == few
    assert max(many) <= 12
