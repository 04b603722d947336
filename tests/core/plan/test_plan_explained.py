"""Why a task stands where it stands, and what would bring it forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from core.plan.small import COPY, DESIGN, WEDNESDAY, agency, asks, task
from core.portfolios import portfolios
from varifocal.core.plan import HoldKind, explain, plan
from varifocal.core.portfolio import Portfolio, Wait

SUNDAY = date(2026, 3, 1)


def test_the_chain_leads_back_to_now_link_by_link() -> None:
    portfolio = agency(
        task(100, "Brief", people=(1,), rank=0),
        task(101, "Storyboard", people=(1,), rank=1),
        task(102, "Cut", people=(2,), rank=0),
        after=((101, 102),),
    )
    made = plan(portfolio)
    answer = explain(portfolio, made, 102)
    assert [(link.task, link.hold.kind) for link in answer.chain] == [
        (102, HoldKind.PREDECESSOR),
        (101, HoldKind.QUEUE),
        (100, HoldKind.NOW),
    ]
    assert [link.sentence for link in answer.chain] == [
        "“Cut” waits for “Storyboard”, which is done on 3 March.",
        "“Storyboard” starts on 3 March: Ana does “Brief” first, until 2 March.",
        "“Brief” is held by nothing: it is next.",
    ]
    assert answer.chain[0].since == made.starts(101)
    assert answer.chain[0].until == made.starts(102)
    assert answer.sentence.endswith("At the root: “Brief” is held by nothing: it is next.")


def test_what_is_put_aside_for_another_is_not_said_to_start_after_it() -> None:
    portfolio = agency(
        task(100, "Approval", 0, wait=Wait(None, 1, 1, 1)),
        task(101, "Cut", 24, people=(1,), rank=0),
        task(102, "Poster", 16, people=(1,), rank=1),
        after=((100, 101),),
    )
    made = plan(portfolio)
    assert len(made.placed[102].pieces) == 2
    link = explain(portfolio, made, 102).chain[0]
    assert link.sentence == "“Poster” starts on 2 March and is put aside: Ana does “Cut” then, until 5 March."
    assert link.until == made.moment(made.placed[102].pieces[1][0])
    begun = replace(portfolio, tasks=(*portfolio.tasks[:2], replace(portfolio.tasks[2], started=SUNDAY)))
    assert "“Poster” continues on 2 March and is put aside" in explain(begun, plan(begun), 102).sentence


def test_remedies_are_ranked_by_the_days_they_bring() -> None:
    portfolio = agency(
        task(100, "Brief", 16, people=(1,), rank=0, demands=asks(COPY)),
        task(101, "Headline", people=(1,), rank=1, demands=asks(COPY)),
    )
    answer = explain(portfolio, plan(portfolio), 101)
    assert [(each.days, each.person, each.sentence) for each in answer.remedies] == [
        (2.0, 2, "Give “Headline” to Ben instead of Ana: it starts 2 days earlier."),
        (2.0, None, "Let Ana do “Headline” before “Brief”: it starts 2 days earlier."),
        (2.0, 2, "Give “Brief” to Ben instead of Ana: “Headline” starts 2 days earlier."),
    ]


def test_a_release_date_given_up_and_a_sooner_answer_are_remedies() -> None:
    portfolio = agency(
        task(100, "Brief", 4, people=(1,), rank=0, release=WEDNESDAY),
        task(101, "Approval", 0, wait=Wait(None, 1, 3, 9)),
        task(102, "Cut", 4, people=(3,), rank=0),
        after=((101, 102),),
    )
    made = plan(portfolio)
    assert [each.sentence for each in explain(portfolio, made, 100).remedies] == [
        "Give up the release date of “Brief”: it starts 2 days earlier."
    ]
    held = explain(portfolio, made, 102)
    assert held.chain[0].sentence == "“Cut” waits for an answer, “Approval”, expected on 5 March."
    assert (
        held.remedies[0].sentence == "Get the answer, “Approval”, within a day: “Cut” starts 2 days earlier."
    )


def test_time_that_must_pass_after_what_is_done_is_said() -> None:
    portfolio = agency(task(100, "Fold", 4, people=(1,), rank=0, start_lag=10))
    assert explain(portfolio, plan(portfolio), 100).chain[0].sentence == (
        "“Fold” starts on 3 March: until then time must pass after what it waited for, which is done."
    )


def test_work_without_a_place_says_why_and_who_comes_nearest() -> None:
    portfolio = agency(task(100, "Logo", demands=asks(DESIGN, level=5)))
    answer = explain(portfolio, plan(portfolio), 100)
    assert answer.sentence == "Nobody has Design at level 5 or above, which “Logo” asks for."
    assert [each.person for each in answer.remedies] == [2, 3]
    assert answer.remedies[0].sentence == "Ben has Design at level 4; ask for that, or let somebody help."


def test_work_without_a_place_says_what_would_give_it_one() -> None:
    portfolio = agency(
        task(100, "Dance", demands=asks(9)),
        task(101, "Film", 4, pinned_start=date(2100, 1, 4)),
        task(102, "Cut", 4, release=date(2100, 1, 4)),
        task(103, "Letter", 4, demands=asks(COPY, count=3)),
        task(104, "Show", 4),
        after=((100, 104),),
        skills={COPY: "Copy", DESIGN: "Design", 9: "Dancing"},
    )
    made = plan(portfolio)
    assert {
        each: [one.sentence for one in explain(portfolio, made, each).remedies] for each in made.unplanned
    } == {
        100: ["Say who has Dancing, or ask for another skill."],
        101: ["Give up that it is pinned to 4 January 2100."],
        102: ["Let it begin before 4 January 2100."],
        103: ["Ask for 2 with Copy instead of 3."],
        104: ["Find a place for “Dance” first."],
    }


def test_where_levels_are_told_in_three_words_so_does_the_plan() -> None:
    words = {1: "learning", 3: "can", 4: "can teach"}
    portfolio = agency(task(100, "Logo", demands=asks(COPY, level=5)), levels=words)
    answer = explain(portfolio, plan(portfolio), 100)
    assert answer.sentence == "Nobody has Copy at “can teach” or above, which “Logo” asks for."
    assert [each.sentence.split(";")[0] for each in answer.remedies] == [
        "Ana has Copy at “can”",
        "Ben has Copy at “learning”",
    ]


def test_begun_work_and_pinned_people_are_not_given_away() -> None:
    portfolio = agency(
        task(100, "Brief", 16, people=(1,), rank=0, started=SUNDAY),
        task(101, "Headline", people=(1,), rank=1, pinned_people=(1,)),
    )
    assert explain(portfolio, plan(portfolio), 101).remedies == ()


def test_a_task_that_is_not_there_is_no_question() -> None:
    portfolio = agency()
    with pytest.raises(KeyError):
        explain(portfolio, plan(portfolio), 100)


@settings(max_examples=40)
@given(portfolios(most_tasks=10))
def test_every_task_has_a_chain_that_ends_and_remedies_that_help(portfolio: Portfolio) -> None:
    made = plan(portfolio)
    for task_id in portfolio.task:
        answer = explain(portfolio, made, task_id)
        assert answer.sentence
        if task_id in made.placed:
            assert answer.chain[0].task == task_id
            assert len({link.task for link in answer.chain}) == len(answer.chain)
            assert all(link.since <= link.until for link in answer.chain)
            days = [remedy.days for remedy in answer.remedies]
            assert days == sorted(days, reverse=True)
            assert all(each > 0 for each in days)
