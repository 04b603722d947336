"""The pipeline in a real Chromium: a card is dragged to where it stands now, by mouse and keys; Undo takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from cast import TODAY, Cast, cast
from varifocal.org.work.opportunity import Opportunity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def here(transactional_db: None) -> Cast:
    return cast()


@pytest.fixture
def fair(here: Cast) -> Opportunity:
    """Heard of, not more."""
    return Opportunity.note_down(
        "Autumn fair", by=here.house, on=TODAY, company=here.acme, wished=TODAY + timedelta(days=60)
    )


def drag(page: Page, card: str, to: str) -> None:
    """With the mouse, as a hand does it: press, go there in small steps, let go."""
    page.locator(f"{card} .name").hover()
    page.mouse.down()
    box = page.locator(to).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 10, steps=6)
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=3)
    page.mouse.up()


@pytest.mark.parametrize("dark", [False, True])
def test_a_card_is_dragged_to_where_it_stands_now_and_undone(
    here: Cast,
    fair: Opportunity,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    dark: bool,
) -> None:
    page = visit(here.account(here.marek), dark=dark)
    page.goto("/clients/pipeline")
    card = f"#card-{fair.pk}"
    expect(page.locator(f"[data-column=heard] {card}")).to_be_visible()
    with page.expect_response(lambda response: response.url.endswith("/move")) as moved:
        drag(page, card, "[data-column=offered]")
    assert moved.value.ok
    expect(page.locator(f"[data-column=offered] {card}")).to_be_visible()
    fair.refresh_from_db()
    assert fair.stage == Opportunity.Stage.OFFERED
    assert axe(page) == []
    page.locator(f"{card} a.name").focus()
    with page.expect_response(lambda response: response.url.endswith("/move")) as moved:
        page.keyboard.press("Control+ArrowLeft")
    assert moved.value.ok
    expect(page.locator(f"[data-column=talking] {card}")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(f"[data-column=offered] {card}")).to_be_visible()
    fair.refresh_from_db()
    assert fair.stage == Opportunity.Stage.OFFERED


def test_a_card_let_go_beside_the_columns_or_by_whom_it_is_not_stays(
    here: Cast, fair: Opportunity, visit: Callable[..., Page]
) -> None:
    page = visit(here.account(here.marek))
    page.goto("/clients/pipeline")
    card = f"#card-{fair.pk}"
    drag(page, card, "h1")
    expect(page.locator(f"[data-column=heard] {card}")).to_be_visible()
    member = visit(here.account(here.tom))
    member.goto("/clients/pipeline")
    expect(member.locator(card)).to_be_visible()
    expect(member.locator(f"{card} .move")).to_have_count(0)
    drag(member, card, "[data-column=offered]")
    expect(member.locator(f"[data-column=heard] {card}")).to_be_visible()
    fair.refresh_from_db()
    assert fair.stage == Opportunity.Stage.HEARD
