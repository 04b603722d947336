"""What lands: once, whole, told in the log, taken back by one undo, and the same file again changes nothing."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cast import TODAY, Cast, cast
from varifocal.flows.exchange import landing, staging
from varifocal.flows.exchange.landing import Landed, land, template
from varifocal.flows.exchange.profiles import Mapping, guess, load
from varifocal.flows.exchange.reading import Sheet, read, read_text
from varifocal.flows.exchange.staging import preview, stage
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.base.plumbing import ImportIdentity, StagedRow
from varifocal.org.base.refusals import Stale
from varifocal.org.base.undo import undo
from varifocal.org.people.person import Absence, Person
from varifocal.org.relations.company import Company
from varifocal.org.work.doing import TimeEntry
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task

pytestmark = pytest.mark.django_db

HEAD = "ID,Task,Project,Client,Who,Hours,Due,Waits for\n"
LIST = HEAD + (
    "1,Write the brief,Winter fair,{acme},Ana Brandt,4,2027-01-08,\n"
    "2,Draw the storyboard,Winter fair,{acme},Tom Okafor,2d,2027-01-15,1\n"
    "3,Call the printer,Quiet shop,New client,,S,,2FS+1d\n"
)
FACTS = (Task, Project, Estimate, Assignment, Dependency, Company, Person, TimeEntry, Absence)


@pytest.fixture
def here() -> Cast:
    return cast()


def counts() -> dict[str, int]:
    return {kind.noun(): kind.objects.count() for kind in FACTS}


def bring(here: Cast, text: str, mapping: Mapping | None = None, **options: Any) -> Landed:
    sheet = read_text(text)
    return bring_sheet(here, sheet, mapping, **options)


def bring_sheet(here: Cast, sheet: Sheet, mapping: Mapping | None = None, **options: Any) -> Landed:
    by = here.account(here.ines)
    mapping = mapping or guess(sheet)
    return land(stage(sheet, mapping, by=by, today=TODAY, **options), by=by)


@pytest.fixture
def listed(here: Cast) -> str:
    return (
        LIST.replace("Ana Brandt", here.ana.name)
        .replace("Tom Okafor", here.tom.name)
        .replace("{acme}", here.acme.name)
    )


def test_a_list_becomes_work_with_all_that_it_says(here: Cast, listed: str) -> None:
    landed = bring(here, listed)
    assert (landed.created, landed.changed, landed.same) == (3, 0, 0)
    brief, board, call = (
        Task.objects.get(name=name) for name in ("Write the brief", "Draw the storyboard", "Call the printer")
    )
    assert brief.due == date(2027, 1, 8)
    assert [float(task.estimates.get().likely) for task in (brief, board, call)] == [4, 16, 2]
    assert [row.person for row in Assignment.objects.filter(task=board)] == [here.tom]
    assert brief.project.company == here.acme
    assert call.project.company == Company.objects.get(name="New client")
    tie = Dependency.objects.get(after=call)
    assert (tie.before, tie.kind, tie.lag) == (board, "FS", Decimal(8))
    assert broken_link() is None


def test_the_same_list_again_in_another_order_changes_nothing(here: Cast, listed: str) -> None:
    bring(here, listed)
    before, log = counts(), Change.objects.count()
    head, *lines = listed.strip().split("\n")
    random.Random(1).shuffle(lines)
    again = bring(here, "\n".join([head, *lines]))
    assert (again.created, again.changed, again.same) == (0, 0, 3)
    assert (counts(), Change.objects.count()) == (before, log)


def test_rows_without_a_number_are_known_again_by_what_they_say(here: Cast) -> None:
    text = "Task,Hours\nDraw,6\nDraw,6\nCall,1\n"
    assert bring(here, text).created == 3
    head, *lines = text.strip().split("\n")
    again = bring(here, "\n".join([head, *lines[::-1]]))
    assert (again.created, again.same) == (0, 3)


def test_a_row_that_changed_changes_its_task(here: Cast, listed: str) -> None:
    bring(here, listed)
    again = bring(here, listed.replace("2d,2027-01-15", "3d,2027-01-20"))
    assert (again.created, again.changed, again.same) == (0, 1, 2)
    board = Task.objects.get(name="Draw the storyboard")
    assert board.due == date(2027, 1, 20)
    assert [float(one.likely) for one in board.estimates.order_by("pk")] == [16, 24]


def test_what_a_person_changed_since_the_check_is_not_overwritten(here: Cast, listed: str) -> None:
    bring(here, listed)
    by = here.account(here.ines)
    sheet = read_text(listed.replace("2027-01-15", "2027-01-20"))
    staged = stage(sheet, guess(sheet), by=by, today=TODAY)
    board = Task.objects.get(name="Draw the storyboard")
    board.describe(by=by, seen=board.version, due=date(2027, 2, 1))
    before = counts()
    with pytest.raises(Stale):
        land(staged, by=by)
    assert counts() == before
    assert Task.objects.get(pk=board.pk).due == date(2027, 2, 1)


def test_one_undo_takes_all_of_it_back_and_it_can_come_again(here: Cast, listed: str) -> None:
    before = counts()
    landed = bring(here, listed)
    (number,) = landed.acts
    undo(number, by=here.account(here.ines))
    assert counts() == before
    assert broken_link() is None
    assert bring(here, listed).created == 3


def test_a_fault_in_the_middle_leaves_nothing(
    here: Cast, listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, log = counts(), Change.objects.count()

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(landing.Dependency, "tie_many", broken)
    with pytest.raises(OSError, match="disk full"):
        bring(here, listed)
    assert (counts(), Change.objects.count()) == (before, log)
    assert not ImportIdentity.objects.exists()


def test_an_import_in_parts_goes_on_where_it_stopped(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_A_SECOND", 1)
    sheet = read_text("Task,Project\n" + "".join(f"T{n},P{n % 3}\n" for n in range(12)))
    by = here.account(here.ines)
    staged = stage(sheet, guess(sheet), by=by, today=TODAY)
    parts = preview(staged).parts
    assert parts == 3
    real = landing._land_part
    done: list[int] = []

    def only_once(pk: int, account: Any) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(pk)
        real(pk, account)

    monkeypatch.setattr(landing, "_land_part", only_once)
    with pytest.raises(KeyboardInterrupt):
        land(staged, by=by)
    staged.refresh_from_db()
    assert staged.done_parts == 1
    assert Task.objects.filter(project__name__in=["P0", "P1", "P2"]).count() == 4
    monkeypatch.setattr(landing, "_land_part", real)
    landed = land(staged, by=by)
    assert landed.parts_done == 3
    assert len(landed.acts) == 3
    assert Task.objects.filter(project__name__in=["P0", "P1", "P2"]).count() == 12
    assert not StagedRow.objects.filter(staged=staged).exists()
    assert land(staged, by=by).acts == landed.acts  # a second yes finds it written


def test_absences_come_by_name_or_address_and_only_once(here: Cast) -> None:
    text = f"Person,From,To,Reason\n{here.ana.name},2027-02-01,2027-02-05,Holiday\n{here.tom.name},2027-02-03,,sick\n"
    assert bring(here, text).created == 2
    assert bring(here, text).same == 2
    sick = Absence.objects.get(person=here.tom)
    assert (sick.first, sick.last, sick.kind) == (date(2027, 2, 3), date(2027, 2, 3), "sick")


HISTORY = (
    "key,title,who,est,took,opened,began,done\n"
    "1,Old,Zoe,4,5,2020-01-02,2020-01-03,2020-01-06\n"
    "2,Shared,Zoe,8,3,2020-02-03,2020-02-03,2020-02-05\n"
    "2,Shared,Yan,8,6,2020-02-03,2020-02-03,2020-02-05\n"
    "3,Open then,Yan,6,9,2020-02-20,2020-02-25,2020-03-20\n"
    "4,Not yet,Yan,6,9,2020-03-05,2020-03-06,2020-03-20\n"
    "5,Long,Zoe,40,60,2020-01-06,2020-01-06,2020-01-31\n"
    "6,Odd,Zoe,1,1,2020-01-09,2020-01-10,2020-01-08\n"
)
MEANT = Mapping("past", {
    "key": "key", "title": "title", "who": "person", "est": "estimate", "took": "actual", "opened": "opened",
    "began": "started", "done": "finished",
})  # fmt: skip


def test_a_history_keeps_every_task_and_every_hour(here: Cast) -> None:
    sheet = read_text(HISTORY)
    landed = bring_sheet(here, sheet, MEANT, make_people=True)
    assert landed.created == 6
    hours = TimeEntry.objects.filter(task__name="Shared").values_list("person__name", "hours")
    assert sorted(hours) == [("Yan", Decimal(6)), ("Zoe", Decimal(3))]
    long = TimeEntry.objects.filter(task__name="Long")
    assert sum(one.hours for one in long) == 60
    assert max(one.hours for one in long) <= 24
    assert all(one.on.weekday() < 5 for one in long)
    assert Task.objects.get(name="Odd").finished_at is not None
    assert Change.objects.get(verb="task.brought", label="Old").happened_at.date() == date(2020, 1, 2)
    assert Project.objects.get(name="Open work").ending == "done"


def test_seen_as_of_a_day_what_was_open_then_is_open_and_what_came_later_is_not_there(here: Cast) -> None:
    sheet, day = read_text(HISTORY), date(2020, 3, 2)
    bring_sheet(here, sheet, MEANT, make_people=True, as_of=day)
    assert set(Task.objects.open().filter(project__name="Open work").values_list("name", flat=True)) == {
        "Open then"
    }
    assert not Task.objects.filter(name="Not yet").exists()
    assert not TimeEntry.objects.filter(task__name="Open then").exists()
    assert Assignment.objects.get(task__name="Open then").person.name == "Yan"


def test_all_dates_move_together(here: Cast) -> None:
    sheet = read_text(HISTORY)
    bring_sheet(here, sheet, MEANT, make_people=True, as_of=date(2020, 3, 2), shift=7 * 300)
    old = Task.objects.get(name="Old")
    assert old.added_on == date(2020, 1, 2) + timedelta(weeks=300)
    assert old.finished_at.date() == date(2020, 1, 6) + timedelta(weeks=300)


def test_templates_can_be_brought_in_as_they_are(here: Cast) -> None:
    for kind in ("work", "absence"):
        sheet = read(io.BytesIO(template(kind)), f"{kind}.csv")
        by = here.account(here.ines)
        told = preview(stage(sheet, guess(sheet), by=by, today=TODAY, make_people=kind == "work"))
        assert [one.sentence for one in told.refused if "Nobody here" not in one.sentence] == []


@pytest.mark.real
def test_the_software_house_comes_in_whole(here: Cast, real_files: Any) -> None:
    with (real_files / "history" / "sip_tasks.csv.gz").open("rb") as file:
        sheet = read(file, "sip_tasks.csv.gz")
    assert len(sheet.rows) == 6_772
    landed = bring_sheet(here, sheet, load("sip"), make_people=True)
    place = sheet.columns.index("TaskNumber")
    assert landed.created == len({cells[place] for _, cells in sheet.rows})
    took = sheet.columns.index("DeveloperHoursActual")
    told = sum(float(cells[took] or 0) for _, cells in sheet.rows)
    brought = TimeEntry.objects.filter(note=landing.BROUGHT)
    assert abs(float(sum(brought.values_list("hours", flat=True))) - told) < 0.01 * len(sheet.rows)
    assert bring_sheet(here, sheet, load("sip"), make_people=True).same == landed.created
