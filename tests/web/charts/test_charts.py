"""Pictures: safe, honest when there is little to draw, in place when dates lie far out, and with their numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from varifocal.web import charts
from varifocal.web.charts import ladders, trees
from varifocal.web.charts import nodes as places_of

TODAY = date(2026, 11, 23)
EVIL = '<script>alert("x")</script>'


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def node(key: str, parent: str | None, kind: str, away: int | None, **more: object) -> charts.TreeNode:
    fields: dict[str, object] = {"name": f"{kind} {key}", "chance": None, "covered": None, **more}
    day = None if away is None else days(away)
    return charts.TreeNode(key=key, parent=parent, kind=kind, day=day, url=f"/{key}", **fields)  # type: ignore[arg-type]


def every_picture(name: str) -> list[charts.Picture]:
    """One of each, with a name of somebody's in it."""
    return [
        charts.curve([(days(5), 0.4), (days(9), 0.9)], title=name, today=TODAY, due=days(7)),
        charts.trend(
            [(days(-9), 4.0), (days(-2), 6.0)],
            title=name,
            today=TODAY,
            baseline=4,
            target=9,
            by=days(90),
            band=(6, 8, 10),
            unit=name,
        ),
        charts.front([(0, 9.0, 0), (2, 4.0, 1)], title=name),
        charts.load(
            [charts.LoadRow(1, name, "/people/1", [50, 0], [40, 0])],
            [TODAY, days(7)],
            title=name,
            today=TODAY,
        ),
        charts.tree([node("g", None, "goal", 90, name=name, chance=0.3)], title=name, today=TODAY),
        charts.reach([(TODAY, [("owed", 20.0), ("far", 4.0)])], title=name, today=TODAY),
    ]


@pytest.mark.parametrize("picture", every_picture(EVIL), ids=lambda _: "picture")
def test_names_are_escaped_and_nothing_needs_an_inline_style(picture: charts.Picture) -> None:
    assert "<script" not in picture.svg
    assert "style=" not in picture.svg
    ElementTree.fromstring(f"<all>{picture.svg}</all>")


@pytest.mark.parametrize("picture", every_picture("Spring launch"), ids=lambda _: "picture")
def test_every_picture_names_itself_tells_what_it_shows_and_has_its_table(picture: charts.Picture) -> None:
    assert re.search(
        r'<svg[^>]+role="(img|group)"[^>]*aria-label="Spring launch"|aria-label="Spring launch"', picture.svg
    )
    assert len(re.findall(r"<desc>[^<]{10,}</desc>", picture.svg)) == 1
    assert picture.rows
    assert all(len(line) == len(picture.head) for line in picture.rows)


def test_nothing_to_draw_is_said_in_a_sentence() -> None:
    empty = [
        charts.curve([], title="t", today=TODAY),
        charts.trend([], title="t", today=TODAY, baseline=1, target=2, by=days(3)),
        charts.load([], [], title="t", today=TODAY),
        charts.tree([], title="t", today=TODAY),
        charts.reach([], title="t", today=TODAY),
        charts.reach([(TODAY, [("owed", 0.0)])], title="t", today=TODAY),
    ]
    for picture in empty:
        assert picture.rows == []
        assert re.fullmatch(r'<p class="soft nothing">[A-Z][^<]+\.</p>', picture.svg)


def test_a_curve_says_when_it_reaches_half_and_four_fifths() -> None:
    points = [(days(10), 0.3), (days(20), 0.55), (days(30), 0.85)]
    told = read(charts.curve(points, title="t", today=TODAY, due=days(25)))
    assert "50 % by 13 Dec" in told
    assert "80 % by 23 Dec" in told
    assert "55 % by the due date" in told


def test_a_curve_says_by_when_it_is_done_with_which_chance() -> None:
    points = [(days(each), each / 20) for each in range(1, 21)]
    told = charts.days_by(points, TODAY)
    assert len(told) == 19
    assert told[17].replace("\N{NO-BREAK SPACE}", " ") == "With 90 %, by 11 Dec"
    assert charts.days_by(points[:9], TODAY) == [], "the curve ends before"


def test_a_curve_of_one_point_is_a_step() -> None:
    assert "50 % by 2 Dec" in read(charts.curve([(days(9), 0.93)], title="t", today=TODAY))


@pytest.mark.parametrize(("due", "arrow"), [(4000, "→"), (-4000, "←")])
def test_a_due_date_far_out_is_held_at_the_edge(due: int, arrow: str) -> None:
    told = charts.curve([(days(9), 0.5), (days(19), 0.9)], title="t", today=TODAY, due=days(due)).svg
    assert f"{arrow}</text>" in told
    assert all(0 <= place <= 100 for place in places(told))


def test_a_level_never_reached_is_not_claimed() -> None:
    told = read(charts.curve([(days(9), 0.2), (days(19), 0.4)], title="t", today=TODAY))
    assert "by" not in re.sub(r"<desc>.*?</desc>", "", told)
    assert "At most 40 %" in told


def test_a_trend_without_a_band_foretells_nothing() -> None:
    readings = [(days(-30), 3.0), (days(-2), 5.0)]
    bare = charts.trend(readings, title="t", today=TODAY, baseline=3, target=9, by=days(60))
    assert "ahead" not in bare.svg
    assert len(bare.rows) == 2


def test_a_measure_that_stands_still_is_drawn() -> None:
    flat = charts.trend([(TODAY, 0.0)], title="t", today=TODAY, baseline=0, target=0, by=TODAY)
    assert "nan" not in flat.svg


def test_the_front_begins_where_everything_stays_and_says_what_each_step_brings() -> None:
    told = charts.front([(0, 40.0, 0), (3, 22.5, 1), (9, 20.0, 2)], title="t")
    assert told.svg.count("data-taken") == 3
    assert "dot here" in told.svg
    assert "40 days late<" in told.svg
    assert "20 days late with all taken" in told.svg
    assert told.rows == [["0", "40", "0", "0"], ["1", "22.5", "3", "1"], ["2", "20", "9", "2"]]
    assert all(-1 <= place <= 100 for place in places(told.svg))


def test_nothing_late_is_drawn_too() -> None:
    assert "nan" not in charts.front([(0, 0.0, 0), (1, 0.0, 0)], title="t").svg


def test_a_week_leads_to_who_does_what_then_and_a_skill_says_of_how_much() -> None:
    rows = [charts.LoadRow(4, "Design", "/schedule?skill=4", [20], [50])]
    told = charts.load(rows, [TODAY], title="t", today=TODAY, noun="skill")
    assert f'href="/schedule?skill=4&amp;at={TODAY.isoformat()}"' in told.svg
    assert ">20/50<" in told.svg
    assert told.head[0] == "Skill"


def test_of_a_skill_the_hours_there_are_stand_beside_what_may_come_and_none_is_not_nobody() -> None:
    skills = [charts.LoadRow(1, "Copy", "/s", [12, 0, 9, 54], [40, 0, 30, 108], [2.4, 0, 0, 24])]
    told = charts.load(skills, [TODAY, days(7), days(14), days(21)], title="t", today=TODAY, noun="skill").svg
    assert ">12+2/40<" in told
    assert ">none<" in told
    assert ">9/30<" in told
    assert ">54+24<" in told, "more would run over the next week"


def test_too_much_and_away_are_words_and_marks() -> None:
    people = [charts.LoadRow(1, "Ana", "/people/1", [44, 0, 20], [40, 0, 40])]
    told = charts.load(people, [TODAY, days(7), days(14)], title="t", today=TODAY).svg
    assert "▲\xa044" in told
    assert "away" in told
    assert "cell full-3" in told


def test_reach_keeps_its_order_and_its_whole() -> None:
    told = charts.reach([(TODAY, [("far", 10.0), ("keep", 30.0)])], title="t", today=TODAY)
    assert told.svg.index("bar d-keep") < told.svg.index("bar d-far")
    assert "75 % keeps the house running; 25 % felt later" in read(told)


def test_near_stands_left_of_far_and_a_bare_goal_says_so() -> None:
    nodes = [
        node("v", None, "vision", 3400),
        node("g", "v", "goal", 300, covered=0.0),
        node("p", "v", "project", 20),
    ]
    told = charts.tree(nodes, title="t", today=TODAY).svg
    x = {key: float(re.search(rf'href="/{key}".*?cx="([\d.]+)"', told).group(1)) for key in "vgp"}  # type: ignore[union-attr]
    assert x["p"] < x["g"] < x["v"]
    assert "nothing under it yet" in told


def test_vision_and_strategy_never_carry_a_chance() -> None:
    nodes = [node("v", None, "vision", 3400, chance=0.5), node("s", "v", "strategy", 900, chance=0.5)]
    picture = charts.tree(nodes, title="t", today=TODAY)
    assert "ring" not in picture.svg
    assert "50" not in picture.rows[0][3]


def test_names_in_a_tree_never_cover_one_another_or_a_dot() -> None:
    nodes = [node("v", None, "vision", 3400)]
    nodes += [
        node(f"g{i}", "v", "goal", 300 + i, name="A goal with a rather long name of its own")
        for i in range(9)
    ]
    nodes += [node(f"p{i}", f"g{i % 9}", "project", 3 + i, chance=0.6) for i in range(40)]
    axis = places_of.Axis.over(nodes, TODAY, 0, 1000)
    places_ = list(places_of.walk(places_of.grow(trees._folded(nodes), TODAY, axis)))
    roots = [place for place in places_ if place.node.parent is None]
    bottom = trees._lay(roots)
    labels, quiet = trees._label(places_, bottom)
    boxes = [label.box for label in labels] + [trees._dot_box(place) for place in places_]
    covered = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a.meets(b) and (a in boxes[: len(labels)])
    ]
    assert covered == []
    assert len(labels) + quiet == len(places_)


def test_too_many_projects_fold_into_a_count_and_stay_in_the_table() -> None:
    nodes = [node("g", None, "goal", 300)] + [
        node(f"p{i}", "g", "project", 3 + i, chance=0.2) for i in range(40)
    ]
    picture = charts.tree(nodes, title="t", today=TODAY)
    assert "40 projects, 40 in danger" in picture.svg
    assert len(picture.rows) == 41


def test_goals_in_a_circle_are_still_drawn() -> None:
    nodes = [node("a", "b", "goal", 30), node("b", "a", "goal", 90)]
    assert charts.tree(nodes, title="t", today=TODAY).svg.count("<a ") == 4, "wide and narrow"


def test_a_narrow_screen_gets_a_line_for_each_goal_below_what_it_serves() -> None:
    nodes = [
        node(
            "v",
            None,
            "vision",
            3400,
            name="The agency others learn from, in four countries and two languages",
        ),
        node("g", "v", "goal", 300, chance=0.4),
        node("b", "g", "goal", 90, covered=0.0),
        node("p", "g", "project", 20),
    ]
    told = ladders.ladder(nodes, title="t", today=TODAY)
    x = {key: float(re.search(rf'href="/{key}".*?cx="([\d.]+)"', told).group(1)) for key in "vgb"}  # type: ignore[union-attr]
    y = {key: float(re.search(rf'href="/{key}".*?cy="([\d.]+)"', told).group(1)) for key in "vgb"}  # type: ignore[union-attr]
    assert x["b"] < x["g"] < x["v"]
    assert y["v"] < y["g"] < y["b"]
    assert 'href="/p"' not in told
    assert "40\xa0%" in told
    assert "nothing under it yet" in told


def places(svg: str) -> list[float]:
    return [float(found) for found in re.findall(r'(?:x|cx|x1|x2)="(-?[\d.]+)%"', svg)]


def read(picture: charts.Picture) -> str:
    """What stands in it, with ordinary spaces."""
    return picture.svg.replace("\xa0", " ")
