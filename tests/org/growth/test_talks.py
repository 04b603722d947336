"""The next talk of two who learn together: it takes both their time, and only they read with whom and what about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.a_word import Word, word_says
from varifocal.flows.replan import replan
from varifocal.flows.review.week import week
from varifocal.flows.weeks import workings
from varifocal.org.base.acts import Change
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.base.sealing import unseal
from varifocal.org.base.undo import undo
from varifocal.org.growth.mentorship import Mentorship
from varifocal.org.people.person import Person
from varifocal.org.work.doing import Attendance, Meeting

pytestmark = pytest.mark.django_db
AT = NOW + timedelta(days=2)
WHISPERED = "whether he wants to lead"


@pytest.fixture
def here() -> Cast:
    return cast()


@pytest.fixture
def pair(here: Cast) -> Mentorship:
    """Marek teaches Tom."""
    return Mentorship.begin(here.marek, here.tom, here.design, TODAY, by=here.house)


def meet(here: Cast, pair: Mentorship, about: str = WHISPERED) -> Meeting:
    pair.refresh_from_db()
    by = here.account(here.marek)
    return pair.meet(AT, 45, by=by, seen=pair.version, at=NOW, about=about)


def client_of(here: Cast, person: Person) -> Client:
    client = Client()
    client.force_login(here.account(person))
    return client


def test_it_takes_the_time_of_both_and_of_nobody_else(here: Cast, pair: Mentorship) -> None:
    before = workings([here.marek, here.tom, here.ana], TODAY, 1)
    talk = meet(here, pair)
    after = workings([here.marek, here.tom, here.ana], TODAY, 1)
    whole = (NOW.timestamp(), (NOW + timedelta(days=5)).timestamp())
    lost = {pk: before[pk].hours(*whole) - after[pk].hours(*whole) for pk in before}
    assert lost == {here.marek.pk: 0.75, here.tom.pk: 0.75, here.ana.pk: 0.0}
    assert (talk.people_time, talk.project_id, pair.next_talk) == (True, None, TODAY + timedelta(days=2))


def test_each_reads_with_whom_and_what_about_and_the_rows_say_neither(here: Cast, pair: Mentorship) -> None:
    talk = meet(here, pair)
    assert talk.name == "A talk"
    titles = {one.person_id: unseal(one.title) for one in talk.attendances.all()}
    assert titles == {
        here.marek.pk: f"Talk with Tom Okafor: {WHISPERED}",
        here.tom.pk: f"Talk with Marek Novak: {WHISPERED}",
    }
    rows = str(
        [list(Change.objects.values("label", "after", "before", "why")), list(Attendance.objects.values())]
    )
    assert WHISPERED not in rows
    assert "Talk with" not in rows


@pytest.mark.parametrize("who", ["ines", "lea", "ana", "gus", "kim"])
def test_no_role_but_the_two_reads_it_at_any_door_nor_sets_it(here: Cast, pair: Mentorship, who: str) -> None:
    talk = meet(here, pair)
    replan(NOW)
    by = here.kim if who == "kim" else here.account(getattr(here, who))
    assert not Meeting.objects.visible_to(by).filter(pk=talk.pk).exists()
    client = Client()
    client.force_login(by)
    pages = [
        reverse("today"), reverse("week"), reverse("changes"), reverse("calendar"), reverse("schedule-bars"),
        reverse("person", args=[here.tom.pk]), reverse("person", args=[here.marek.pk]), reverse("talk", args=[pair.pk]),
    ]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert WHISPERED not in answer.text, page
        assert "Talk with" not in answer.text, page
    told = str(list(Change.objects.filter(visible(by, Change)).values("label", "after")))
    assert WHISPERED not in told
    assert client.get(reverse("talk", args=[pair.pk])).status_code in (302, 403, 404)
    with pytest.raises(NotAllowed):
        pair.meet(AT, 45, by=by, seen=pair.version, at=NOW)


def test_it_is_undone_as_one(here: Cast, pair: Mentorship) -> None:
    meet(here, pair)
    undo(
        Change.objects.filter(verb="mentorship.talk_set").order_by("-number")[0].act,
        by=here.account(here.marek),
    )
    pair.refresh_from_db()
    assert (pair.next_talk, pair.talk) == (None, None)
    assert not Meeting.objects.exists()
    assert not Attendance.objects.exists()


def test_set_anew_it_moves_and_once_it_was_another_is_set(here: Cast, pair: Mentorship) -> None:
    first = meet(here, pair)
    tom = here.account(here.tom)
    moved = pair.meet(AT + timedelta(hours=3), 30, by=tom, seen=pair.version, at=NOW, about="")
    assert (moved.pk, Meeting.objects.count()) == (first.pk, 1)
    assert {unseal(one.title) for one in moved.attendances.all()} == {
        "Talk with Tom Okafor",
        "Talk with Marek Novak",
    }
    later = AT + timedelta(days=1)
    another = pair.meet(later + timedelta(days=7), 30, by=tom, seen=pair.version, at=later)
    assert another.pk != first.pk
    assert Meeting.objects.count() == 2


def test_a_talk_is_set_ahead_and_for_a_while(here: Cast, pair: Mentorship) -> None:
    by = here.account(here.marek)
    for start, minutes, words in ((NOW, 45, "from now on"), (AT, 0, "minutes"), (AT, 9_999, "minutes")):
        with pytest.raises(Impossible, match=words):
            pair.meet(start, minutes, by=by, seen=pair.version, at=NOW)
    pair.end(TODAY, by=by)
    with pytest.raises(Impossible, match="any more"):
        pair.meet(AT, 45, by=by, seen=pair.version, at=NOW)


def test_who_has_no_talk_set_needs_a_word_until_there_is_an_hour(here: Cast, pair: Mentorship) -> None:
    marek = here.account(here.marek)

    def talks() -> list[Word]:
        return [one for one in week(marek, NOW).words if one.kind == "talk"]

    assert word_says(talks()[0], TODAY) == "You and Tom Okafor learn together and have no talk set."
    assert talks()[0].pair == pair.pk
    meet(here, pair)
    assert talks() == []


def test_the_form_is_filled_in_and_its_owner_reads_it_on_today(here: Cast, pair: Mentorship) -> None:
    marek = client_of(here, here.marek)
    path = reverse("talk", args=[pair.pk])
    person = marek.get(reverse("person", args=[here.tom.pk])).text
    assert f'hx-get="{path}"' in person
    assert "Marek Novak" in person.partition('class="you"')[2].partition("</nav>")[0], "the menu is her own"
    assert path not in client_of(here, here.ana).get(reverse("person", args=[here.tom.pk])).text
    form = marek.get(path).context["form"]
    assert form.initial["minutes"] == 45
    on = (TODAY + timedelta(days=1_000)).isoformat()
    refused = marek.post(path, {"on": on, "clock": "10:00", "minutes": 30, "seen": pair.version})
    assert refused.status_code == 422
    assert "within a year" in refused.text
    on = TODAY.isoformat()
    marek.post(path, {"on": on, "clock": "15:00", "minutes": 30, "seen": pair.version, "about": WHISPERED})
    replan(NOW)
    assert f"Talk with Tom Okafor: {WHISPERED}" in marek.get(reverse("today")).text
    assert WHISPERED not in client_of(here, here.ines).get(reverse("today")).text
