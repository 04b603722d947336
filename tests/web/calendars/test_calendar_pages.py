"""One's calendars as a page, and feeds: hers alone, sentences for what is wrong, secrets that stay secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from calendar_files import event, file
from cast import NOW, TODAY
from doors import World, world
from varifocal.flows.replan import replan
from varifocal.org.base.access import disable, house
from varifocal.org.base.acts import Change, newest
from varifocal.org.base.plumbing import Attempt, Fetch
from varifocal.org.people.person import Absence
from varifocal.org.work.calendar import Calendar, DaysMarked, Said
from varifocal.org.work.doing import Attendance, Meeting
from varifocal.org.work.feed import Feed

pytestmark = pytest.mark.django_db
SPECIMENS = Path(__file__).parents[2] / "specimens" / "calendars"


@pytest.fixture
def house_() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield world()


def upload(client: Client, raw: bytes, name: str = "work.ics", **more: str) -> Any:
    return client.post("/calendar/file", {"file": SimpleUploadedFile(name, raw, "text/calendar"), **more})


def specimen(name: str) -> bytes:
    return (SPECIMENS / f"{name}.ics").read_bytes()


def test_without_a_calendar_the_page_teaches_where_its_address_is(house_: World) -> None:
    text = house_.client("tom").get("/calendar").text
    for word in (
        "Google Calendar",
        "Outlook",
        "Apple iCloud",
        "Secret address in iCal format",
        "bring a file",
    ):
        assert word in text


def test_subscribed_it_waits_for_its_first_reading_and_never_shows_its_address(house_: World) -> None:
    tom = house_.client("tom")
    answer = tom.post("/calendar/subscribe", {"name": "Work", "address": "webcal://example.org/canary.ics"})
    assert answer.status_code == 302
    text = tom.get("/calendar").text
    assert "waits for its first reading" in text
    assert "canary" not in text
    assert Fetch.objects.get().due_at == NOW
    for other in ("ines", "lea", "marek", "ana"):
        assert "Work" not in house_.client(other).get("/calendar").text


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "https://a@b/", "http://example.org:25/"])
def test_what_is_no_address_is_told_beside_its_field_and_kept(house_: World, address: str) -> None:
    answer = house_.client("tom").post("/calendar/subscribe", {"name": "Mine, all mine", "address": address})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Mine, all mine" in answer.text
    assert not Calendar.objects.exists()


def test_a_file_is_read_at_once_and_undone_at_once(house_: World) -> None:
    tom = house_.client("tom")
    assert upload(tom, specimen("google")).status_code == 302
    assert Attendance.objects.filter(person=house_.cast.tom).count() > 20
    text = tom.get("/calendar").text
    for word in (
        "Monday round",
        "Lea and Tom",
        "time for people",
        "who leads you",
        "Urlaub in Lissabon",
        "Yes, away",
    ):
        assert word in text
    assert "Dentist" not in text
    before = newest()
    upload(tom, specimen("google"))
    assert newest() == before, "the same file again"
    tom.post(f"/changes/{Change.objects.filter(noun='calendar').latest('number').act}/undo")
    assert not Attendance.objects.filter(calendar__isnull=False).exists()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "Choose the file|empty"), (b"<html>", "web page"), (b"a,b\n1,2", "no calendar file"),
        (specimen("apple")[:900], "cut off"),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_told_and_nothing_is_written(house_: World, raw: bytes, sentence: str) -> None:
    before = newest()
    answer = upload(house_.client("tom"), raw)
    assert answer.status_code == 422
    assert re.search(sentence, answer.text)
    assert newest() == before


@pytest.mark.parametrize(("name", "status"), [("gus", 404), ("kim", 404)])
def test_guests_and_keepers_have_no_calendar_here(house_: World, name: str, status: int) -> None:
    client = house_.client(name)
    assert client.get("/calendar").status_code == status
    assert upload(client, specimen("apple")).status_code == status
    assert not Calendar.objects.exists()


def test_one_click_says_what_a_meeting_is(house_: World) -> None:
    tom = house_.client("tom")
    upload(tom, specimen("google"))
    meeting = Meeting.objects.filter(start__gte=NOW, attendances__private=False).order_by("start")[0]
    assert tom.post(f"/calendar/meetings/{meeting.pk}", {"what": "people"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.people_time, meeting.mended) == (True, True)
    text = tom.get("/calendar").text
    assert "because you said so" in text
    said = Said.objects.get()
    tom.post(f"/calendar/said/{said.pk}/forget")
    assert not Said.objects.exists()
    choices = tom.get(f"/calendar/meetings/{meeting.pk}").text
    assert "Acme spring launch" in choices
    assert "Quiet offer" not in choices
    assert house_.client("ana").get(f"/calendar/meetings/{meeting.pk}").status_code == 404


def test_days_are_confirmed_by_one_click_and_say_what_lies_within(house_: World) -> None:
    tom = house_.client("tom")
    first = TODAY + timedelta(days=1)
    days = event(
        "a", f"VALUE=DATE:{TODAY:%Y%m%d}", f"VALUE=DATE:{first + timedelta(days=4):%Y%m%d}", "SUMMARY:Urlaub"
    )
    upload(tom, file(days))
    text = tom.get("/calendar").text
    assert "you are planned on Storyboard" in text
    row = DaysMarked.objects.get()
    assert house_.client("lea").post(f"/calendar/days/{row.pk}/away").status_code == 404
    tom.post(f"/calendar/days/{row.pk}/away")
    assert Absence.objects.get(person=house_.cast.tom).first == TODAY
    assert "Are you away then?" not in tom.get("/calendar").text


def test_a_calendar_that_fails_says_so_and_that_we_rest(house_: World) -> None:
    tom = house_.client("tom")
    tom.post("/calendar/subscribe", {"name": "Work", "address": "https://example.org/a.ics"})
    Fetch.objects.update(
        failures=5, fault="No calendar could be fetched from there.", due_at=NOW + timedelta(hours=4)
    )
    text = tom.get("/calendar").text
    assert (
        "No calendar could be fetched from there. That was so 5 times in a row, so we rest and look again at 13:40."
        in text
    )
    tom.post(f"/calendar/calendars/{Calendar.objects.get().pk}/fetch")
    assert "We look again in a moment." in tom.get("/calendar").text


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "{{7*7}}", '"onmouseover="alert(1)'])
def test_a_title_is_text(house_: World, title: str) -> None:
    tom = house_.client("tom")
    upload(
        tom,
        file(event("a", f"{TODAY:%Y%m%d}T120000Z", f"{TODAY:%Y%m%d}T130000Z", f"SUMMARY:{title}")),
        titles="on",
    )
    text = tom.get("/calendar").text
    assert title not in text or title == "{{7*7}}"
    assert "49" not in re.findall(r"<b>(.*?)</b>", text)


# -- feeds ------------------------------------------------------------------------------------------------


def opened(client: Client, project: str = "") -> str:
    answer = client.post("/calendar/feeds/open", {"project": project})
    assert answer.status_code == 200
    found = re.search(r'value="http://[^/"]+(/feeds/[\w-]{43}\.ics)"', answer.text)
    assert found
    return found[1]


def entries(answer: Any) -> list[str]:
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar.errors == []
    return [str(one["SUMMARY"]) for one in calendar.walk("VEVENT")]


def test_a_feed_is_a_calendar_of_what_she_has_to_do(house_: World) -> None:
    Absence.announce(
        house_.cast.tom, TODAY + timedelta(days=9), TODAY + timedelta(days=10), by=house_.cast.house
    )
    path = opened(house_.client("tom"))
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer.headers["Cache-Control"]
    assert {"Storyboard", "Due: Storyboard", "Away"} <= set(entries(answer))
    assert "Set-Cookie" not in answer.headers
    again = Client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_read_back_by_us_a_feed_takes_nobodys_time(house_: World) -> None:
    tom = house_.client("tom")
    upload(tom, Client().get(opened(tom)).content)
    assert not Attendance.objects.filter(calendar__isnull=False).exists()
    assert not DaysMarked.objects.exists()


def test_a_projects_feed_shows_it_and_only_while_she_may_see_it(house_: World) -> None:
    here = house_.cast
    marek = house_.client("marek")
    path = opened(marek, str(here.secret.pk))
    assert "Hush-hush draft" in entries(Client().get(path))
    spring = opened(house_.client("tom"), str(here.spring.pk))
    told = entries(Client().get(spring))
    assert {"Storyboard", "Script", "Due: Acme spring launch"} <= set(told)
    here.spring.refresh_from_db()
    here.spring.show_to("named", by=here.house, seen=here.spring.version, people=[here.marek])
    assert entries(Client().get(spring)) == []
    assert "Acme" not in Client().get(spring).text
    assert house_.client("tom").post("/calendar/feeds/open", {"project": here.secret.pk}).status_code == 422


def test_only_a_hash_of_the_secret_is_kept_and_revoking_ends_it_at_once(house_: World) -> None:
    tom = house_.client("tom")
    path = opened(tom)
    secret = path.removeprefix("/feeds/").removesuffix(".ics")
    assert secret not in str([*Feed.objects.values(), *Change.objects.values()])
    anew = opened(tom)
    assert (Client().get(path).status_code, Client().get(anew).status_code) == (404, 200)
    assert house_.client("ines").post(f"/calendar/feeds/{Feed.objects.get().pk}/revoke").status_code == 404
    tom.post(f"/calendar/feeds/{Feed.objects.get().pk}/revoke")
    assert Client().get(anew).status_code == 404


def test_a_projects_feed_is_made_shown_and_revoked_on_its_page_too(house_: World) -> None:
    tom, spring = house_.client("tom"), house_.cast.spring
    page = reverse("project-about", args=[spring.pk])
    assert "Make an address" in tom.get(page).text
    made = tom.post("/calendar/feeds/open", {"project": spring.pk, "from": "project"})
    assert f'href="{page}#feed"' in made.text
    assert "shows this project since" in tom.get(page).text
    for other in ("ines", "marek"):
        assert "shows this project since" not in house_.client(other).get(page).text
    again = tom.post(f"/calendar/feeds/{Feed.objects.get().pk}/revoke", {"from": "project"})
    assert again.headers["Location"] == f"{page}#feed"
    assert not Feed.objects.exists()
    assert "Make an address" in tom.get(page).text


def test_a_feed_dies_with_its_account(house_: World) -> None:
    path = opened(house_.client("tom"))
    disable(house_.cast.account(house_.cast.tom), by=house())
    assert Client().get(path).status_code == 404


def test_guessing_is_stopped_by_address_whatever_a_header_claims(house_: World) -> None:
    """S18."""
    path = opened(house_.client("tom"))
    wrong = [
        Client().get(f"/feeds/{number:043}.ics", headers={"X-Forwarded-For": f"9.9.9.{number}"}).status_code
        for number in range(31)
    ]
    assert wrong == [404] * 30 + [429]
    assert Client().get(path).status_code == 429, "this address has to wait, right or wrong"
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 200
    assert Attempt.objects.count() == 30


@pytest.mark.parametrize("secret", ["", "x", "a" * 5_000, "é" * 43, "%00", "..%2F..%2Fetc", "'%20OR%201=1"])
def test_what_is_no_secret_reads_as_a_wrong_one(house_: World, secret: str) -> None:
    assert Client(raise_request_exception=False).get(f"/feeds/{secret}.ics").status_code in (400, 404)
    assert Client().post("/feeds/x.ics").status_code == 405


def test_a_title_cannot_begin_a_line_of_its_own(house_: World) -> None:
    here = house_.cast
    here.storyboard.describe(
        by=here.house, seen=here.storyboard.version, name="Evil\\n; END:VEVENT, " + "long ünïcode " * 12
    )
    replan(NOW)
    answer = Client().get(opened(house_.client("tom")))
    assert any(one.startswith("Evil\\n; END:VEVENT, long") for one in entries(answer))
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
