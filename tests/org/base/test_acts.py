"""The log: gapless, in commit order, chained, one number an act; and taking an act back."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections

from cast import NOW, TODAY, Cast, cast
from varifocal.org.base.access import house
from varifocal.org.base.acts import Change, Head, act, broken_link, newest, note
from varifocal.org.base.refusals import CannotUndo, Gone, Impossible, NotAllowed, Stale
from varifocal.org.base.undo import is_undone, undo
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Skill
from varifocal.org.work.order import Assignment, Dependency
from varifocal.org.work.project import Project
from varifocal.org.work.task import Estimate, Task


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


def last_act() -> int:
    return Change.objects.order_by("-number").values_list("act", flat=True)[0]


# -- the log ----------------------------------------------------------------------------------------------


def test_numbers_have_no_gaps_and_the_chain_holds(people: Cast) -> None:
    del people
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert newest() == numbers[-1]
    assert broken_link() is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda change: setattr(change, "after", {"name": "Another"}),
        lambda change: setattr(change, "verb", "skill.forged"),
        lambda change: setattr(change, "digest", "0" * 64),
    ],
)
def test_a_line_that_was_tampered_with_is_found(people: Cast, spoil: Callable[[Change], None]) -> None:
    del people
    change = Change.objects.get(number=7)
    spoil(change)
    change.save()
    assert broken_link() == 7


def test_a_line_that_was_taken_out_is_found(people: Cast) -> None:
    del people
    Change.objects.filter(number=7).delete()
    assert broken_link() == 8


def test_an_act_in_an_act_is_one(people: Cast) -> None:
    before = newest()
    with act():
        Skill.name_it("Sound", by=people.house)
        Skill.name_it("Light", by=people.house)
    assert set(Change.objects.filter(number__gt=before).values_list("act", flat=True)) == {before + 1}


def test_an_act_that_fails_leaves_nothing(people: Cast) -> None:
    before = newest()
    with pytest.raises(Impossible), act():  # noqa: PT012 -- the act is what is tested
        Skill.name_it("Sound", by=people.house)
        Skill.name_it("  ", by=people.house)
    assert newest() == before
    assert not Skill.objects.filter(name="Sound").exists()


def test_a_failure_swallowed_inside_an_act_still_ends_it(people: Cast) -> None:
    with pytest.raises(RuntimeError, match="failed"), act():  # noqa: PT012 -- the act is what is tested
        try:
            Skill.name_it("  ", by=people.house)
        except Impossible:
            Skill.name_it("Sound", by=people.house)
    assert not Skill.objects.filter(name="Sound").exists()


def test_nothing_is_noted_outside_an_act(people: Cast) -> None:
    with pytest.raises(RuntimeError, match="outside an act"):
        note("skill.named", people.design, by=people.house, before=None, after={})


def test_a_change_that_changes_nothing_is_not_noted(people: Cast) -> None:
    before = newest()
    people.spring.describe(by=people.house, seen=people.spring.version, name=people.spring.name)
    assert newest() == before


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_a_log_without_gaps_or_forks() -> None:
    by = house()
    wrong: list[Exception] = []

    def write(writer: int) -> None:
        try:
            for number in range(5):
                with act():
                    Skill.name_it(f"Skill {writer}-{number} a", by=by)
                    Skill.name_it(f"Skill {writer}-{number} b", by=by)
        except Exception as fault:
            wrong.append(fault)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, newest() + 1))
    assert Change.objects.filter(noun="skill").count() == 60
    acts = Change.objects.filter(noun="skill").order_by("number").values_list("act", flat=True)
    assert all(first == second for first, second in zip(acts[::2], acts[1::2], strict=True))
    assert broken_link() is None


@pytest.mark.django_db(transaction=True)
def test_a_change_becomes_visible_only_with_all_before_it() -> None:
    """A bookmark that has read to a number never misses one below it, however slow its writer was."""
    by = house()
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with act():
                Skill.name_it("Slow", by=by)
                inside.set()
                go_on.wait(5)
        finally:
            connections.close_all()

    thread = threading.Thread(target=slow)
    if connection.vendor == "sqlite":  # there the writer itself waits its turn: nothing can overtake
        go_on.set()
    thread.start()
    inside.wait(5)
    Skill.name_it("Quick", by=by)
    go_on.set()
    thread.join()
    order = list(Change.objects.filter(noun="skill").order_by("number").values_list("label", flat=True))
    assert sorted(order) == ["Quick", "Slow"]
    assert Head.objects.get().number == newest()
    assert broken_link() is None


# -- stale edits ------------------------------------------------------------------------------------------


def test_a_stale_edit_is_refused_with_both_versions_and_nothing_is_lost(people: Cast) -> None:
    seen = people.spring.version
    other = Project.objects.get(pk=people.spring.pk)
    other.describe(by=people.house, seen=seen, name="Acme spring and summer")
    before = newest()
    with pytest.raises(Stale) as refused:
        people.spring.describe(by=people.house, seen=seen, name="Acme launch")
    assert refused.value.theirs == {"name": "Acme spring and summer"}
    assert refused.value.yours == {"name": "Acme launch"}
    assert refused.value.version == seen + 1
    assert newest() == before
    assert Project.objects.get(pk=people.spring.pk).name == "Acme spring and summer"


def test_two_estimates_from_the_same_page_do_not_overwrite_each_other(people: Cast) -> None:
    seen = people.shoot.version
    people.shoot.re_estimate("20", by=people.house, seen=seen, on=TODAY)
    with pytest.raises(Stale):
        Task.objects.get(pk=people.shoot.pk).re_estimate("5", by=people.house, seen=seen, on=TODAY)
    assert [float(one.likely) for one in Estimate.objects.filter(task=people.shoot)] == [16.0, 20.0]


def test_an_edit_of_something_removed_says_so(people: Cast) -> None:
    Task.objects.get(pk=people.shoot.pk).remove(by=people.house)
    with pytest.raises(Gone, match="Shoot"):
        people.shoot.describe(by=people.house, seen=1, name="Film")


# -- undo -------------------------------------------------------------------------------------------------


def test_undo_restores_only_the_fields_it_changed(people: Cast) -> None:
    people.spring.describe(by=people.house, seen=people.spring.version, name="Another name")
    number = last_act()
    people.spring.promise_by(TODAY + timedelta(days=30), by=people.house, seen=people.spring.version)
    undo(number, by=people.house)
    spring = Project.objects.get(pk=people.spring.pk)
    assert (spring.name, spring.due) == ("Acme spring launch", TODAY + timedelta(days=30))
    assert is_undone(number)


def test_undo_of_undo_brings_it_back(people: Cast) -> None:
    people.spring.describe(by=people.house, seen=people.spring.version, name="Another name")
    number = last_act()
    undo(number, by=people.house)
    undo(last_act(), by=people.house)
    assert Project.objects.get(pk=people.spring.pk).name == "Another name"
    assert not is_undone(number)


def test_undo_is_refused_where_something_later_touched_the_same(people: Cast) -> None:
    people.spring.describe(by=people.house, seen=people.spring.version, name="Second name")
    number = last_act()
    people.spring.describe(by=people.house, seen=people.spring.version, name="Third name")
    with pytest.raises(CannotUndo) as refused:
        undo(number, by=people.house)
    assert refused.value.theirs == {"name": "Third name"}
    assert refused.value.yours == {"name": "Acme spring launch"}


def test_a_removed_project_comes_back_whole(people: Cast) -> None:
    told = {
        kind: sorted(str(row.plain()) for row in kind.objects.all())
        for kind in (Task, Dependency, Assignment, Estimate)
    }
    Project.objects.get(pk=people.spring.pk).remove(by=people.house)
    assert Task.objects.filter(project=people.spring).count() == 0
    undo(last_act(), by=people.house)
    for kind, rows in told.items():
        back = [{**row.plain(), "version": 1} for row in kind.objects.all()]
        now = sorted(str({**row, "version": 1}) for row in back)
        assert len(now) == len(rows), kind
    assert [task.name for task in Project.objects.get(pk=people.spring.pk).tasks.all()] == [
        "Storyboard",
        "Script",
        "Shoot",
    ]
    assert broken_link() is None


def test_what_was_made_and_built_upon_is_not_unmade(people: Cast) -> None:
    task = Task.plan(people.spring, "Poster", by=people.house, on=TODAY)
    number = last_act()
    task.re_estimate("4", by=people.house, seen=task.version, on=TODAY)
    with pytest.raises(CannotUndo):
        undo(number, by=people.house)
    assert Task.objects.filter(name="Poster").exists()


def test_a_bulk_act_is_undone_as_one(people: Cast) -> None:
    Task.plan_many(people.spring, [{"name": "One"}, {"name": "Two"}], by=people.house, on=TODAY)
    undo(last_act(), by=people.house)
    assert Task.objects.filter(name__in=["One", "Two"]).count() == 0


def test_finishing_is_undone(people: Cast) -> None:
    people.storyboard.finish(by=people.house, seen=people.storyboard.version, at=NOW)
    undo(last_act(), by=people.house)
    story = Task.objects.get(pk=people.storyboard.pk)
    assert (story.status, story.finished_at) == ("todo", None)


def test_only_she_or_an_owner_takes_back_an_act(people: Cast) -> None:
    tom, ana, ines = (people.account(one) for one in (people.tom, people.ana, people.ines))
    people.storyboard.start(by=tom, seen=people.storyboard.version, at=NOW)
    number = last_act()
    with pytest.raises(NotAllowed):
        undo(number, by=ana)
    undo(number, by=ines)
    assert Task.objects.get(pk=people.storyboard.pk).status == "todo"


def test_access_is_not_undone(people: Cast) -> None:
    with pytest.raises(CannotUndo):
        undo(Change.objects.filter(noun="account").values_list("act", flat=True)[0], by=people.house)


def test_a_private_note_stays_out_of_the_log(people: Cast) -> None:
    tom = Person.objects.get(pk=people.tom.pk)
    tom.note_privately("I would like to leave by summer", by=people.account(tom), seen=tom.version)
    assert not any("summer" in f"{row.before}{row.after}{row.label}" for row in Change.objects.all())
    note_row = Person.objects.get(pk=tom.pk)
    assert "summer" not in str(note_row.plain())


def test_a_digest_is_the_hash_of_the_line_as_one_list(people: Cast) -> None:
    """Links made by any earlier version must hold: this is how they were always reckoned."""
    here = people
    here.storyboard.hang("doing", by=here.house, seen=here.storyboard.version, at=NOW)
    for change in Change.objects.all():
        about = [change.verb, change.noun, change.record_id, change.by_id, change.happened_at.isoformat()]
        content = json.dumps(
            [*about, change.before, change.after, change.why], sort_keys=True, ensure_ascii=False
        )
        assert change.digest == hashlib.sha256(content.encode()).hexdigest()
