"""The whole weekly review by keyboard, in a real Chromium, wide and narrow: begun, walked, decided, closed, told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.replan import replan
from varifocal.org.decisions.decision import Decision
from varifocal.org.decisions.telling import Reaction, Telling
from varifocal.org.decisions.week import DecidedLine, WeekHeld
from varifocal.org.runs.run import ProjectForecast
from varifocal.org.work.order import Assignment
from varifocal.org.work.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    made = cast()
    made.storyboard.describe(by=made.house, seen=made.storyboard.version, due=TODAY - timedelta(days=2))
    Decision.put_question("Which camera?", TODAY, by=made.account(made.marek), on=TODAY)
    replan(NOW)
    ProjectForecast.objects.update(chance=0.3)
    return made


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_the_week_is_held_by_keyboard(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    page = visit(here.account(here.marek), width=width, dark=dark)
    page.goto("/week")
    expect(page.get_by_role("heading", name="Promises in danger")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("b")
    awake(page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # the promise in danger: a task, one Enter
    page.keyboard.press("t")
    expect(page.get_by_label("What is to be done")).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("A task: Find a way for “Acme spring launch”").first).to_be_visible()
    awake(page)
    assert Assignment.objects.get(task__name__startswith="Find a way").person == here.marek

    # the late task: a question, one Enter
    page.keyboard.press("e")
    expect(page.get_by_label("What is to be decided")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("To be decided: What do we do about “Storyboard”?").first).to_be_visible()
    awake(page)

    # the question that is due: settled with its choice
    page.keyboard.press("s")
    expect(page.get_by_label("What is decided")).to_be_focused()
    page.keyboard.type("The small one")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided: The small one").first).to_be_visible()
    awake(page)

    # a goal without a step: walked to by arrow, let go with a reason
    goal = page.locator("[data-row]", has_text="A motion studio of our own")
    for _ in range(12):
        if goal.get_attribute("data-current") is not None:
            break
        page.keyboard.press("ArrowDown")
    expect(goal).to_have_attribute("data-current", "")
    page.keyboard.press("p")
    expect(page.get_by_text("Until next week").first).to_be_visible()
    awake(page)

    page.keyboard.press("c")
    expect(page.get_by_text("lines decided.")).to_be_visible()
    assert axe(page) == []
    held = WeekHeld.objects.get()
    assert not held.is_running
    acts = list(DecidedLine.objects.filter(week=held).values_list("act", flat=True))
    assert acts == ["task", "decision", "settled", "parked"]


def awake(page: Page) -> None:
    """The page came anew, and its clock goes."""
    expect(page.locator("[data-clock]")).to_have_text("0 of 30 minutes")


def test_keys_that_are_off_do_nothing(here: Cast, visit: Callable[..., Page]) -> None:
    page = visit(here.account(here.marek))
    page.goto("/week")
    page.keyboard.press("b")
    awake(page)
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    for key in ("t", "x", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-row][data-current]")).to_have_count(1)
    assert Task.objects.count() == 4


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (360, False)])
def test_the_note_is_drafted_sent_and_read(
    here: Cast, visit: Callable[..., Page], axe: Callable[[Page], list[str]], width: int, dark: bool
) -> None:
    marek = visit(here.account(here.marek), width=width, dark=dark)
    marek.goto("/week/notes")
    assert axe(marek) == []
    marek.get_by_role("button", name="Draft the Monday note").click()
    words = marek.get_by_label("Change it as you like")
    expect(words).to_be_visible()
    assert axe(marek) == []
    assert marek.evaluate("document.documentElement.scrollWidth <= innerWidth")
    words.fill("Two things matter this week.")
    marek.evaluate("document.addEventListener('click', event => event.preventDefault(), {once: true})")
    marek.get_by_role("link", name="Write as mail").click()
    expect(marek.get_by_role("link", name="Write as mail")).to_have_attribute(
        "href", "mailto:?subject=The%20week%20of%2023%C2%A0Nov&body=Two%20things%20matter%20this%20week."
    )
    marek.get_by_role("button", name="I sent it").click()
    expect(marek.locator(".toast")).to_contain_text("Sent")
    note = Telling.objects.get()
    assert note.words == "Two things matter this week.\n"

    tom = visit(here.account(here.tom), width=width, dark=dark)
    tom.goto(f"/week/notes/{note.pk}")
    expect(tom.get_by_text("Two things matter this week.")).to_be_visible()
    assert axe(tom) == []
    tom.get_by_role("button", name="Not clear").click()
    expect(tom.get_by_role("button", name="Not clear")).to_have_attribute("aria-pressed", "true")
    assert Reaction.objects.get().word == "unclear"
    tom.goto("/week/questions")
    assert axe(tom) == []
    tom.goto(f"/week/questions/{Decision.objects.get().pk}")
    assert axe(tom) == []
