"""Balance: reach, kept, left behind, verdicts; for all of us, a team, oneself, by who may see what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from varifocal.org.base.access import invite
from varifocal.org.base.account import Account, Role
from varifocal.org.people.person import Team
from varifocal.org.work.doing import TimeEntry, WeekAgreed
from varifocal.org.work.project import Project
from varifocal.org.work.task import Task
from web.agency import NOW, TODAY, Agency, open_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Iterator[Agency]:
    with time_machine.travel(NOW, tick=False):
        yield open_agency()


def ask(account: Account, query: str = "") -> tuple[int, str]:
    client = Client()
    client.force_login(account)
    answer = client.get(f"/balance{query}")
    return answer.status_code, answer.content.decode()


def test_a_month_for_a_client_reads_owed(agency: Agency) -> None:
    _, page = ask(agency.account(agency.mara))
    assert "Most of our hours are owed to somebody; none reach further than a year" in page


def test_a_strategy_nobody_worked_for_is_too_short(agency: Agency) -> None:
    from varifocal.org.direction.vision import Strategy, Vision

    Strategy.choose(Vision.objects.get(), "A motion studio", by=agency.by)
    agency.run()
    _, page = ask(agency.account(agency.mara))
    assert "“A motion studio” was chosen, and nobody has spent an hour on it in four weeks." in page


def test_a_goal_without_a_step_is_too_long_and_says_what_to_do(agency: Agency) -> None:
    agency.run()
    _, page = ask(agency.account(agency.mara))
    assert "“Our own motion studio” has no step that fits." in page
    assert "Add the first small step of “Our own motion studio”, or close it." in page


def test_work_without_a_why_is_listed_for_those_who_see_it(agency: Agency) -> None:
    project = Project.open("Tidy the archive", by=agency.by, on=TODAY, kind="own")
    Task.plan(project, "Sort the shelves", by=agency.by, on=TODAY, effort="4")
    agency.run()
    _, page = ask(agency.account(agency.mara))
    assert "Tidy the archive" in page
    assert "rival" not in page
    _, owners = ask(agency.account(agency.olga))
    assert "Buying the rival" in owners


def test_hours_of_a_hidden_project_are_absent_from_every_figure(agency: Agency) -> None:
    before = ask(agency.account(agency.mara))[1]
    TimeEntry.record(agency.olga, TODAY - timedelta(days=3), Decimal(8), by=agency.by, project=agency.secret)
    after = ask(agency.account(agency.mara))[1]
    assert _figures(before) == _figures(after)
    assert _figures(before) != _figures(ask(agency.account(agency.olga))[1])


def _figures(page: str) -> str:
    return page[page.index("<h1") : page.index("Without a why")]


def test_a_team_is_seen_by_its_lead_the_owner_and_people_leads_only(agency: Agency) -> None:
    team = Team.form("Design", by=agency.by, lead=agency.mara)
    team.take_in(agency.ines, by=agency.by)
    query = f"?of=team-{team.pk}"
    assert ask(agency.account(agency.mara), query)[0] == 200
    assert ask(agency.account(agency.olga), query)[0] == 200
    assert ask(agency.account(agency.ines), query)[0] == 404


def test_everybody_sees_her_own(agency: Agency) -> None:
    status, page = ask(agency.account(agency.ines), "?of=me")
    assert status == 200
    assert "Most of your hours are owed" in page
    assert "Without a why" not in page


def _agree(agency: Agency, *people: object) -> None:
    own = Project.open(
        "Motion trials",
        by=agency.by,
        on=TODAY - timedelta(days=60),
        kind="own",
        serves={agency.studio: Decimal(1)},
    )
    weeks = [
        WeekAgreed(
            person=person,
            monday=TODAY - timedelta(weeks=back),
            lines=[{"project": own.pk, "hours": 6, "reach": "far"}],
        )
        for person in people
        for back in (1, 2, 3, 4)
    ]
    WeekAgreed.note_many(weeks, by=agency.by)


def test_her_own_kept_weeks_say_what_took_the_others(agency: Agency) -> None:
    _agree(agency, agency.ines)
    agency.run()
    _, page = ask(agency.account(agency.ines), "?of=me")
    assert "Of 24\u00a0h agreed for what comes later, none took place." in page
    assert "Spring launch 6\u00a0h" in page
    assert "In 4 of the last 4 weeks less than half of the agreed next and far hours took place." in page


def test_a_sum_over_fewer_than_three_people_is_not_told(agency: Agency) -> None:
    _agree(agency, agency.ines, agency.mara)
    _, page = ask(agency.account(agency.olga))
    assert "Fewer than three people agreed on their weeks" in page
    assert "Of 48" not in page


def test_three_people_make_a_sum(agency: Agency) -> None:
    _agree(agency, agency.ines, agency.mara, agency.olga)
    _, page = ask(agency.account(agency.olga))
    assert "Of 72\u00a0h agreed for what comes later, none took place." in page


def test_a_changed_goal_date_moves_no_past_hour(agency: Agency) -> None:
    _agree(agency)
    own = Project.objects.get(name="Motion trials")
    TimeEntry.record(agency.ines, TODAY - timedelta(days=5), Decimal(8), by=agency.by, project=own)
    before = ask(agency.account(agency.ines), "?of=me")[1]
    agency.studio.refresh_from_db()
    agency.studio.move_target(TODAY + timedelta(days=90), by=agency.by, seen=agency.studio.version)
    after = ask(agency.account(agency.ines), "?of=me")[1]
    assert (
        before[before.index("<h1") : before.index("</main")]
        == after[after.index("<h1") : after.index("</main")]
    )


def test_without_hours_it_says_so(agency: Agency) -> None:
    TimeEntry.objects.all().delete()
    _, page = ask(agency.account(agency.ines))
    assert "No hours have been recorded yet" in page


def test_a_guest_and_an_unknown_scope_find_nothing(agency: Agency) -> None:
    guest, _ = invite("guest@x.example", [Role.GUEST], by=agency.by)
    assert ask(guest)[0] == 404
    assert ask(agency.account(agency.olga), "?of=team-999")[0] == 404
    assert ask(agency.account(agency.olga), "?of=you")[0] == 404


def test_twice_the_rows_cost_no_more_queries(agency: Agency) -> None:
    _agree(agency, agency.ines, agency.mara, agency.olga)

    def queries(rows: int) -> int:
        for number in range(rows):
            project = Project.open(
                f"Trial {rows} {number}",
                by=agency.by,
                on=TODAY - timedelta(days=20),
                due=TODAY + timedelta(days=9),
            )
            task = Task.plan(project, "Try", by=agency.by, on=TODAY - timedelta(days=9), effort="1")
            TimeEntry.record(agency.ines, TODAY - timedelta(days=2), Decimal(1), by=agency.by, task=task)
        agency.run()
        client = Client()
        client.force_login(agency.account(agency.olga))
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/balance").status_code == 200
        return len(caught)

    few, many = queries(10), queries(20)
    assert few == many
    assert many <= 12


def test_a_week_of_assumed_hours_is_not_drawn(agency: Agency) -> None:
    ines, hushed = agency.account(agency.ines), "Weeks of which too few hours are real stay empty."
    drawn = ask(ines)[1]
    assert hushed not in drawn
    TimeEntry.objects.create(
        person=agency.ines, on=TODAY - timedelta(days=3), hours=Decimal(90), task=agency.storyboard,
        project=agency.museum, source=TimeEntry.Source.ASSUMED,
    )  # fmt: skip
    empty = ask(ines)[1]
    assert hushed in empty
    assert empty.count("<rect") == drawn.count("<rect") - 1
