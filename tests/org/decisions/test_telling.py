"""Notes: a draft is its author's, what was sent stays, and nobody learns who said what of it."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from typing import Any

import pytest

from cast import NOW, TODAY, Cast, cast
from varifocal.flows import whole
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.permission import visible
from varifocal.org.base.refusals import Impossible, NotAllowed
from varifocal.org.decisions.telling import Reaction, Telling, reader_of, shares
from varifocal.org.people.person import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def sent(here: Cast) -> Telling:
    by = here.account(here.ines)
    note = Telling.draft("note", TODAY, "All is well.", by=by, at=NOW)
    return note.send("All is very well.", by=by, seen=note.version, at=NOW)


def test_a_draft_and_its_log_are_its_authors_alone(here: Cast) -> None:
    by, tom = here.account(here.marek), here.account(here.tom)
    note = Telling.draft("note", TODAY, "A canary sings", by=by, at=NOW)
    assert not Telling.objects.visible_to(tom).exists()
    assert not Change.objects.filter(visible(tom, Change), noun="telling").exists()
    with pytest.raises(NotAllowed):
        note.send("x", by=here.account(here.ines), seen=note.version, at=NOW)
    note.send("It sang", by=by, seen=note.version, at=NOW)
    assert Telling.objects.visible_to(tom).get().words == "It sang\n"
    assert not Telling.objects.visible_to(here.account(here.gus)).exists()
    told = Change.objects.filter(visible(tom, Change), noun="telling")
    assert "canary" not in str(list(told.values("label", "after")))


def test_what_was_sent_stays_as_it_was_said(here: Cast) -> None:
    note, by = sent(here), here.account(here.ines)
    for act in (
        lambda: note.rewrite("Else", by=by, seen=note.version),
        lambda: note.send("Else", by=by, seen=note.version, at=NOW),
        lambda: note.throw_away(by=by),
    ):
        with pytest.raises(Impossible, match="stays as it was said"):
            act()
    assert note.words == "All is very well.\n"


def test_a_member_tells_nothing_and_the_author_does_not_react(here: Cast) -> None:
    with pytest.raises(NotAllowed):
        Telling.draft("note", TODAY, "x", by=here.account(here.tom), at=NOW)
    note = sent(here)
    for who in (here.ines, here.gus):
        with pytest.raises(NotAllowed):
            Reaction.say(note, "clear", by=here.account(who))


def test_one_tap_says_it_another_changes_it_the_same_takes_it_back(here: Cast) -> None:
    note, tom = sent(here), here.account(here.tom)
    for word, expected in (("clear", ["clear"]), ("disagree", ["disagree"]), ("disagree", [])):
        Reaction.say(note, word, by=tom)
        assert list(note.reactions.values_list("word", flat=True)) == expected
    with pytest.raises(Impossible):
        Reaction.say(note, "boring", by=tom)


def test_shares_are_told_from_three_readers_on_to_author_and_owners_only(here: Cast) -> None:
    note, ines = sent(here), here.account(here.ines)
    for who, word in ((here.tom, "clear"), (here.ana, "disagree")):
        Reaction.say(note, word, by=here.account(who))
        assert shares(note, by=ines) is None
    Reaction.say(note, "clear", by=here.account(here.lea))
    told = shares(note, by=ines)
    assert told is not None
    assert told.readers == 3
    assert told.share["disagree"] == pytest.approx(1 / 3)
    for who in (here.tom, here.marek, here.lea):
        with pytest.raises(NotAllowed):
            shares(note, by=here.account(who))


def test_no_table_no_log_and_no_export_names_a_reader(here: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    note, tom = sent(here), here.account(here.tom)
    before = newest()
    Reaction.say(note, "disagree", by=tom)
    assert newest() == before
    row = Reaction.objects.get()
    fields = {field.name for field in Reaction._meta.concrete_fields}
    assert fields == {"id", "telling", "reader", "word"}
    assert row.reader == reader_of(tom, note.pk)
    assert str(tom.pk) != row.reader
    second = sent(here)
    Reaction.say(second, "clear", by=tom)
    assert len(set(Reaction.objects.values_list("reader", flat=True))) == 2
    monkeypatch.setattr(whole, "one_view", lambda: nullcontext("default"))
    out = io.BytesIO()
    whole.export(out)
    assert "reaction" not in json.loads(out.getvalue())["tables"]
    assert row.reader not in out.getvalue().decode()


def test_another_key_makes_another_digest(here: Cast, settings: object) -> None:
    tom = here.account(here.tom)
    first = reader_of(tom, 1)
    settings.SECRET_KEY = "another" * 9  # type: ignore[attr-defined]
    assert reader_of(tom, 1) != first


# -- what a client was told -------------------------------------------------------------------------------


def status_for(here: Cast, **sight: Any) -> Telling:
    """A status Marek sent to Acme."""
    marek = here.account(here.marek)
    one = Telling.draft("status", TODAY, "The canary flies on Friday.", by=marek, at=NOW, company=here.acme)
    return one.send(one.words, by=marek, seen=one.version, at=NOW, **sight)


def readers(here: Cast, one: Telling) -> set[str]:
    """Who of the cast reads it."""
    people = (here.ines, here.marek, here.lea, here.tom, here.ana, here.gus)
    return {
        who.name.split()[0]
        for who in people
        if Telling.objects.visible_to(here.account(who)).filter(pk=one.pk).exists()
    }


def test_a_status_is_read_by_those_it_was_sent_to_be_seen_by(here: Cast) -> None:
    team = Team.objects.get()
    assert readers(here, status_for(here)) == {"Ines", "Marek", "Lea", "Tom", "Ana"}
    assert readers(here, status_for(here, seen_by="team", team=team)) == {"Marek", "Lea", "Tom", "Ana"}
    assert readers(here, status_for(here, seen_by="named", people=[here.tom])) == {"Marek", "Tom"}


def test_the_log_of_a_status_is_read_by_its_readers_alone(here: Cast) -> None:
    one = status_for(here, seen_by="named", people=[here.tom])
    told = Change.objects.filter(noun="telling", record_id=one.pk) | Change.objects.filter(
        noun="namedviewer", label__endswith=f"telling {one.pk}"
    )
    assert told.count() == 3
    for who, reads in ((here.tom, True), (here.ana, False), (here.ines, False), (here.gus, False)):
        seen = told.filter(visible(here.account(who), Change), noun="telling")
        assert seen.exists() == reads
        assert not told.filter(visible(here.account(who), Change), noun="namedviewer").exists()


def test_who_reads_a_status_its_author_alone_changes(here: Cast) -> None:
    one = status_for(here)
    for who in (here.ines, here.tom):
        with pytest.raises(NotAllowed):
            one.show_to("named", by=here.account(who), seen=one.version, people=[here.ines])
    one.show_to("named", by=here.account(here.marek), seen=one.version, people=[here.ines])
    assert readers(here, one) == {"Marek", "Ines"}


def test_a_note_is_for_everybody(here: Cast) -> None:
    by = here.account(here.ines)
    note = Telling.draft("note", TODAY, "All is well.", by=by, at=NOW)
    with pytest.raises(Impossible, match="everybody inside"):
        note.send("All is well.", by=by, seen=note.version, at=NOW, seen_by="named", people=[here.tom])
    note = sent(here)
    with pytest.raises(NotAllowed):
        note.show_to("named", by=by, seen=note.version, people=[here.tom])


def test_a_draft_is_not_read_by_being_for_everyone(here: Cast) -> None:
    marek = here.account(here.marek)
    one = Telling.draft("status", TODAY, "A canary", by=marek, at=NOW, company=here.acme)
    assert readers(here, one) == {"Marek"}
