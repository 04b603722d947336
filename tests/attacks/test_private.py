"""Trust, tested like an attack: what is between two, or hers alone, through every door, as everybody."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from cast import NOW, TODAY
from doors import World, routes, world
from varifocal.flows import grow, safekeeping, whole
from varifocal.flows.own_data import own_data
from varifocal.org.base.acts import Change
from varifocal.org.base.looked import Looked
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.growth.check_in import CheckIn, HelpTap, help_told
from varifocal.org.growth.evidence import SkillEvidence
from varifocal.org.growth.growth_plan import GrowthPlan, GrowthStep
from varifocal.org.growth.mentorship import Mentorship, MentorshipGoal
from varifocal.org.growth.one_to_one import AgendaPoint, AgreedAction, OneToOne, TalkNote
from varifocal.org.growth.passion import Passion
from varifocal.org.growth.praise import Praise
from varifocal.org.people.consent import Consent, people_who
from varifocal.org.people.skill import PersonValue, Skill
from varifocal.org.people.told import ProfileWord
from varifocal.web.growth import me, rooms, told

pytestmark = pytest.mark.django_db
TELLING = {
    "how-we-are", "reminders", "person-leave",
    "me", "me-data", "me-start", "person", "person-told", "person-praise", "people", "skills", "room", "room-since",
    "rooms", "my-people", "coverage", "learning", "stretching", "help", "talent", "praise", "needed", "mentoring",
    "plan-edit", "today", "week", "day", "changes", "palette", "calendar", "task",
}  # fmt: skip
"""Pages and fragments that tell of people, or of all that happens; every other is walked in test_walk, which knows
words that are whispered between two as well."""
ROLES = ("ines", "marek", "lea", "tom", "ana")


@dataclass
class Kept:
    """The world, what was said in it by word, and who may read each."""

    here: World
    readers: dict[str, set[str]]
    room: OneToOne
    plan: GrowthPlan


@pytest.fixture
def kept() -> Kept:
    """Tom tells; Lea leads him, Marek teaches him. Each word stands nowhere else."""
    here = world()
    who = here.cast
    tom, lea = who.account(who.tom), who.account(who.lea)
    room = here.open_things["one-to-ones"]
    ProfileWord.say(who.tom, "become", "zebrafinch", by=tom, seen_by="me")
    ProfileWord.say(who.tom, "hard_things", "nightjar", by=tom, seen_by="lead")
    Passion.tell(who.tom, "wagtail", by=tom, seen_by="me", skill=who.design)
    PersonValue.name_own(who.tom, by=tom, words="dunnock", seen_by="lead")
    CheckIn.say(who.tom, TODAY, 1, 5, by=tom, today=TODAY, line="whinchat")
    HelpTap.tap(who.tom, TODAY, who.ana, by=tom, today=TODAY)
    AgendaPoint.put_down(room, "siskin", by=tom, raised_by=who.tom)
    TalkNote.write(room, "twite", by=lea, writer=who.lea, shared=False)
    TalkNote.write(room, "brambling", by=lea, writer=who.lea, shared=True)
    action = AgreedAction.agree(room, who.tom, "redpoll", by=tom)
    action.become_task(who.spring, by=tom, seen=action.version, on=TODAY)
    plan = GrowthPlan.wish_for(who.tom, "ortolan", TODAY, by=tom, seen_by="me", skill=who.design, level=5)
    GrowthStep.plan_it(plan, "linnet", by=tom)
    Praise.give(who.tom, "wheatear", by=lea, giver=who.lea, on=TODAY, quiet=True)
    pair = Mentorship.begin(who.marek, who.tom, who.design, TODAY, by=who.house)
    MentorshipGoal.set(pair, "bluethroat", by=tom)
    deciding = Skill.objects.get(name="Deciding")
    SkillEvidence.show(who.tom, deciding, 3, TODAY, by=tom, words="hoopoe", kind="decision", asked=who.ana)
    Consent.give(who.tom, "talent", by=tom, at=NOW)
    readers = {
        "zebrafinch": {"tom"}, "nightjar": {"tom", "lea"}, "wagtail": {"tom"}, "dunnock": {"tom", "lea"},
        "whinchat": {"tom", "lea"}, "siskin": {"tom", "lea"}, "twite": {"lea"}, "brambling": {"tom", "lea"},
        "redpoll": {"tom", "lea"}, "ortolan": {"tom"}, "linnet": {"tom"}, "wheatear": {"tom", "lea"},
        "bluethroat": {"tom", "marek"}, "hoopoe": {"tom", "marek", "ana"},
    }  # fmt: skip
    return Kept(here, readers, room, plan)


@pytest.mark.either_engine
def test_no_page_fragment_file_or_search_tells_it_to_anybody_else(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    here, told, wrong = kept.here, dict[str, set[str]](), []
    about = {"people": here.cast.tom.pk, "one-to-ones": kept.room.pk, "plans": kept.plan.pk}
    paths = {
        route.path(about.get(route.noun) or here.seen(route)) for route in routes() if route.name in TELLING
    }
    paths |= {f"{path}?csv=1" for path in ("/people", "/people/skills", "/changes", "/projects", "/me")}
    paths |= {
        f"/{page}?q={word}" for word in ("siskin", "zebrafinch") for page in ("palette", "people", "changes")
    }
    for role in ROLES:
        client = here.client(role)
        for path in sorted(paths):
            answer = client.get(path)
            text = "" if answer.streaming else answer.text
            asked = path.partition("q=")[2]
            for word, may in kept.readers.items():
                if word in text and word != asked:
                    told.setdefault(word, set()).add(role)
                    if role not in may:
                        wrong.append(f"{role} read {word}: {path}")
    assert wrong == []
    assert told == kept.readers, "whoever may read it finds it somewhere"
    assert [word for word in kept.readers if word in caplog.text] == []
    (look,) = Looked.objects.filter(about=here.cast.tom.pk, reader=here.cast.account(here.cast.lea))
    assert "Lea Brandt: what you told" in here.client("tom").get(reverse("me")).text, look


def test_nothing_that_lies_on_a_disk_tells_it(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows themselves, the log, a backup opened by hand, a whole export."""
    for module in (safekeeping, whole):
        monkeypatch.setattr(module, "one_view", lambda: nullcontext("default"))
    kinds = apps.get_app_config("org").get_models()
    rows = "".join(str(list(kind._base_manager.values())) for kind in kinds)
    safekeeping.back_up(tmp_path / "backup", sealing_key="k")
    with zipfile.ZipFile(tmp_path / "backup") as opened:
        backup = "".join(opened.read(name).decode(errors="replace") for name in opened.namelist())
    out = io.BytesIO()
    told = whole.export(out)
    document = out.getvalue().decode()
    for text in (rows, backup, document):
        assert [word for word in kept.readers if word != "hoopoe" and word in text] == []
    assert "hoopoe" not in document
    tables = json.loads(document)["tables"]
    for name in (
        "onetoone",
        "talknote",
        "agendapoint",
        "agreedaction",
        "checkin",
        "helptap",
        "mentorshipgoal",
        "consent",
    ):
        assert tables[name] == [], name
        assert told.sealed[name] > 0, name
    closed = [
        one for one in tables["change"] if one["noun"] in ("onetoone", "checkin", "helptap", "growthplan")
    ]
    assert closed
    assert [one for one in closed if one["before"] or one["after"]] == []


@pytest.mark.either_engine
def test_an_error_in_mid_page_tells_it_to_nobody(
    kept: Kept, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a fault, and what is logged of it, hold no word, though the page that fell over held many."""
    caplog.set_level("DEBUG")

    def falls(request: object, template: str, context: dict[str, object]) -> None:
        raise RuntimeError(f"{template} fell over holding {len(context)} things")

    for module in (rooms, me, told):
        monkeypatch.setattr(module, "render", falls)
    tom = kept.here.client("tom")
    for path in (
        reverse("room", args=[kept.room.pk]),
        reverse("room-since", args=[kept.room.pk]),
        reverse("me"),
    ):
        answer = tom.get(path)
        assert answer.status_code == 500
        assert [word for word in kept.readers if word in answer.text] == []
    assert "fell over" in caplog.text
    assert [word for word in kept.readers if word in caplog.text] == []


@pytest.mark.either_engine
def test_what_somebody_withdraws_while_it_is_reckoned_is_not_shown(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = kept.here.cast
    for one in (who.tom, who.ana, who.lea, who.marek, who.ines):
        for about in ("network", "network_shown"):
            Consent.give(one, about, by=who.account(one), at=NOW)
    reckoned = grow.network

    def meanwhile(*told: Any) -> Any:
        answer = reckoned(*told)
        Consent.withdraw(who.tom, "network", by=who.account(who.tom), at=NOW)
        return answer

    monkeypatch.setattr(grow, "network", meanwhile)
    seen = grow.help_seen(who.account(who.ana), NOW)
    assert who.tom.pk not in (seen.network.places or {})
    assert seen.network.people == 4


def test_what_changed_is_told_to_those_in_it(kept: Kept) -> None:
    """That they talked is for the two; that she checked in, for her."""
    nouns = {"onetoone", "agendapoint", "talknote", "agreedaction", "checkin", "helptap", "consent"}
    assert not Change.objects.filter(noun__in=nouns, person=None).exists()
    for role in ("ines", "ana"):
        by = kept.here.cast.account(getattr(kept.here.cast, role))
        assert not OneToOne.objects.visible_to(by).filter(pk=kept.room.pk).exists()
        assert not Change.objects.filter(visible(by, Change), noun__in=nouns).exclude(by=by).exists()


def test_consent_withdrawn_is_gone_at_once_from_what_was_as_well(kept: Kept) -> None:
    who = kept.here.cast
    tom, ana = who.account(who.tom), who.account(who.ana)
    for person, by in ((who.tom, tom), (who.ana, ana)):
        Consent.give(person, "network", by=by, at=NOW)
    (one,) = help_told(TODAY, people_who("network"))
    assert (one.helped, one.helper) == (who.tom.pk, who.ana.pk)
    kept.here.client("ana").post(reverse("me-consent", args=["network"]), {})
    assert help_told(TODAY, people_who("network")) == []
    with pytest.raises(NotAllowed):
        Consent.give(who.ana, "network", by=who.account(who.ines), at=NOW)


def test_her_own_data_holds_all_of_hers_and_no_word_she_may_not_read(kept: Kept) -> None:
    who = kept.here.cast
    told = json.dumps(own_data(who.account(who.tom), TODAY), default=str)
    assert [word for word, may in kept.readers.items() if "tom" in may and word not in told] == []
    assert "twite" not in told, "a note Lea keeps for herself"
    assert who.account(who.tom).password not in told


def test_a_lead_who_is_no_lead_any_more_reads_no_more(kept: Kept) -> None:
    who = kept.here.cast
    who.tom.refresh_from_db()
    who.tom.place_under(who.ines, by=who.house)
    lea = who.account(who.lea)
    assert not CheckIn.objects.visible_to(lea).exists()
    assert not ProfileWord.objects.visible_to(lea).filter(person=who.tom).exists()
    assert OneToOne.objects.visible_to(lea).get() == kept.room, "what the two said stays theirs"
