"""A log of another tool comes in on a page: columns guessed and kept, problems by row, nothing half taken in, and it is
nobody's but hers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import TODAY
from doors import World, world
from varifocal.flows import brought_logs, mining
from varifocal.flows.mining import answered
from varifocal.org.base.plumbing import ImportProfile, StagedImport
from varifocal.org.evidence.adoption import Adoption
from varifocal.org.evidence.process import Process, Step
from varifocal.org.models import Project, Task, TaskKind
from web.ways.test_how_we_work import page

pytestmark = [pytest.mark.django_db, pytest.mark.either_engine]
ROWS = [
    f"T{case},{step},2026-{1 + case // 28:02}-{1 + case % 28:02} {hour}:00,{who},Acme"
    for case in range(20)
    for step, hour, who in (("Ask", "08", "ann"), ("Draw", "12", "ben"), ("Ask", "15", "ann"))
]
TABLE = "\n".join(
    ["Ticket,What,When,Agent,Client", *ROWS, "T1,Ask,,ann,Acme", ",Draw,2026-01-01 08:00,ben,Acme"]
)
MEANT = {
    "case": "Ticket",
    "activity": "What",
    "end": "When",
    "person": "Agent",
    "order": "ymd",
    "zone": "Europe/Berlin",
}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> World:
    def here(
        request: dict[str, Any],
    ) -> dict[str, Any]:  # as the process of its own does, without starting one
        told: dict[str, Any] = json.loads(json.dumps(answered(dict(request))))
        return told

    monkeypatch.setattr(brought_logs, "ask_miner", here)
    return world()


def bring(house: World, who: str, name: str, content: str) -> Any:
    return house.client(who).post("/ways/logs", {"file": SimpleUploadedFile(name, content.encode())})


def test_a_table_is_guessed_said_kept_and_looked_at(house: World) -> None:
    client = house.client("marek")
    assert bring(house, "marek", "tickets.csv", TABLE).status_code == 302
    laid = StagedImport.objects.get(name="tickets.csv")
    path = f"/ways/logs/{laid.pk}"
    assert '<option value="Ticket" selected>' in page(client, f"{path}/columns")
    assert client.get(path).status_code == 302, "first its columns"
    assert client.post(f"{path}/columns", MEANT | {"activity": ""}).status_code == 422
    assert client.post(f"{path}/columns", MEANT | {"person": "What"}).status_code == 422
    assert client.post(f"{path}/columns", MEANT | {"zone": "Mars"}).status_code == 422
    assert client.post(f"{path}/columns", MEANT | {"name": "tickets"}).status_code == 302
    text = page(client, path).replace("\N{NO-BREAK SPACE}", " ")
    assert "20 cases; half take at most 7 hours" in text
    assert "row 62" in text
    assert "row 63" in text
    assert "5 cases; half" in page(client, f"{path}?since=2026-01-16T00:00&attribute=Client&value=Acme")
    assert "No case is left" in client.get(f"{path}?path=Draw > Draw").text
    assert page(client, f"{path}?as=csv").startswith("\ufeffFrom,To,Times")
    assert "row 62" in page(client, f"{path}?as=csv&what=problems")
    bring(house, "ines", "more.csv", TABLE)
    other = StagedImport.objects.get(name="more.csv")
    assert brought_logs.table_of(other).meant["zone"] == "Europe/Berlin", "as kept for such a head"
    assert ImportProfile.objects.get(name="log: tickets")


def test_a_log_is_hers_alone_and_goes_when_she_says_so(house: World) -> None:
    bring(house, "marek", "tickets.csv", TABLE)
    laid = StagedImport.objects.get(name="tickets.csv")
    for who, status in (("ines", 404), ("tom", 403), ("gus", 404)):
        assert house.client(who).get(f"/ways/logs/{laid.pk}").status_code == status
        assert house.client(who).post(f"/ways/logs/{laid.pk}/remove").status_code == status
    assert f"/ways/logs/{laid.pk}" not in page(house.client("ines"), "/ways/logs")
    assert house.client("marek").post(f"/ways/logs/{laid.pk}/remove").status_code == 302
    assert not StagedImport.objects.filter(pk=laid.pk).exists()
    assert bring(house, "tom", "tickets.csv", TABLE).status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("log.xes", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><log>&a;</log>', "document type"),
        ("log.xes", "<log><trace>", "ends"),
        ("log.pdf", "x", "is no event log we read"),
        ("log.csv", "", "is empty"),
        ("log.csv", "only,two\n1,2", "at least three columns"),
    ],
)
def test_what_is_no_log_gets_a_sentence_and_nothing_is_taken_in(
    house: World, name: str, content: str, says: str
) -> None:
    answer = bring(house, "marek", name, content)
    if answer.status_code == 302:
        answer = house.client("marek").get(answer["Location"])
    assert answer.status_code == 422
    assert says in answer.text


def _laid(house: World) -> str:
    """A log on Marek's desk, its columns said: where it is looked at."""
    bring(house, "marek", "tickets.csv", TABLE)
    path = f"/ways/logs/{StagedImport.objects.get(name='tickets.csv').pk}"
    assert house.client("marek").post(f"{path}/columns", MEANT).status_code == 302
    return path


def test_a_finding_of_a_log_becomes_a_task_and_is_compared_once_it_is_done(house: World) -> None:
    client, path = house.client("marek"), _laid(house)
    found = re.findall(rf"{path}/findings/[a-z]+-[0-9a-f]+(?=/adopt)", page(client, path))[0]
    text = page(client, found).replace("\N{NO-BREAK SPACE}", " ")
    assert "In 20 of 20 cases there is a wait between Ask and Draw: 4.0 h on average." in text
    assert "T19" in text
    assert page(client, f"{found}?as=csv").count("a wait between Ask and Draw") == 20
    assert house.client("ines").get(f"{found}/adopt").status_code == 404
    nowhere = Project.open("Without a why", by=house.cast.house, on=TODAY)
    spring = house.cast.spring
    assert client.post(f"{found}/adopt", {"name": "Draw at once", "project": nowhere.pk}).status_code == 422
    assert client.post(f"{found}/adopt", {"name": "Draw at once", "project": spring.pk}).status_code == 302
    assert client.post(f"{found}/adopt", {"name": "Again", "project": spring.pk}).status_code == 422
    adopted = Adoption.objects.get()
    assert (adopted.process, adopted.log, adopted.place) == (None, "tickets.csv", ["Ask", "Draw"])
    assert adopted.task.project == spring
    assert "Draw at once" in page(house.client("tom"), "/ways/findings"), "the task's project is for everyone"
    assert "Somebody is at it" in page(client, path)
    Task.objects.filter(pk=adopted.task_id).update(finished_at=datetime(2026, 1, 11, tzinfo=UTC))
    assert "Bring “tickets.csv” anew" in page(client, f"/ways/adopted/{adopted.pk}")
    text = page(client, path).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "4 hours lost there in a case (10 cases), since then 4 hours (10). The difference may be chance."
        in text
    )
    assert "Too early to say" in page(client, f"{path}?until=2026-01-12T00:00")


def test_every_view_of_a_log_is_narrowed_and_leaves_as_a_file(house: World) -> None:
    client, path = house.client("marek"), _laid(house)
    for view in ("", "/taken", "/meant", "/why", "/load"):
        text = page(client, f"{path}{view}?since=2026-01-16T00:00&hours=0-240")
        assert 'name="hours" value="0-240"' in text, view
        assert f"{path}/taken?since=2026-01-16T00%3A00" in text
        assert page(client, f"{path}{view}?as=csv&since=2026-01-16T00:00").count("\n") > 1 or view in (
            "/meant",
            "/why",
        )
        assert client.get(f"{path}{view}?as=xlsx")["Content-Type"].endswith("sheet")
        assert client.get(f"{path}{view}?path=Draw > Draw").status_code == 422
        assert page(client, f"{path}{view}?paths=%C2%B2"), "a digit that is no number"
        assert house.client("ines").get(f"{path}{view}").status_code == 404
    taken = page(client, f"{path}/taken")
    assert "When each case came to which step" in taken
    assert "Draw, day 0 to 0" in taken


def test_rounds_and_causes_of_waiting_lead_to_their_cases(house: World) -> None:
    client, path = house.client("marek"), _laid(house)
    text = page(client, f"{path}/taken")
    assert "Ask &gt; Draw &gt; Ask <small>in 20 cases" in text
    assert "path=Ask+%3E+Draw+%3E+Ask" in text
    assert "20 cases" in page(client, f"{path}?path=Ask > Draw > Ask")
    assert f"{path}/taken?attribute=case&amp;value=T1" in text
    one = page(client, f"{path}/taken?attribute=case&value=T1")
    assert set(re.findall(r"\bT\d+\b", one)) == {"T1"}
    text = page(client, f"{path}/why").replace("\N{NO-BREAK SPACE}", " ")
    assert "Why it waits the log does not say" in text
    assert "What steps may take: an estimate" in text
    assert "nothing here is measured" in text
    assert "Draw,20,4" in page(client, f"{path}/why?as=csv")
    rows = [
        f"C{case},{step},2026-03-{1 + case:02} {begin}:00,2026-03-{1 + case:02} {begin + 2}:00,{who}"
        for case in range(12)
        for step, begin, who in (("Ask", 10, "ann"), ("Draw", 16, "ben"))
    ]
    bring(house, "marek", "begun.csv", "\n".join(["case,activity,start_time,end_time,resource", *rows]))
    laid = StagedImport.objects.get(name="begun.csv")
    meant = {
        "case": "case",
        "activity": "activity",
        "end": "end_time",
        "begin": "start_time",
        "person": "resource",
    }
    client.post(f"/ways/logs/{laid.pk}/columns", meant | {"order": "ymd", "zone": "UTC"})
    text = page(client, f"/ways/logs/{laid.pk}/why").replace("\N{NO-BREAK SPACE}", " ")
    assert "Work lay ready for 2 days; " in text
    assert "in 12 cases" in text
    assert f"/ways/logs/{laid.pk}/taken?attribute=case&amp;value=C0" in text
    assert "Draw,12,48" in page(client, f"/ways/logs/{laid.pk}/why?as=csv")


def test_the_slider_of_a_log_is_the_map_of_the_miner(house: World) -> None:
    rows = [
        f"C{case},{step},2026-03-{1 + case:02} {8 + hour:02}:00"
        for case in range(20)
        for hour, step in enumerate("abd" if case < 12 else "acd" if case < 19 else "ed")
    ]
    bring(house, "marek", "ways.csv", "\n".join(["case,activity,time", *rows]))
    laid, client = StagedImport.objects.get(name="ways.csv"), house.client("marek")
    client.post(f"/ways/logs/{laid.pk}/columns", {"case": "case", "activity": "activity", "end": "time"})
    road, every = (page(client, f"/ways/logs/{laid.pk}?paths={share}") for share in (0, 100))
    assert "c, 7 times" not in road, "the main road leads past it"
    assert "c, 7 times" in every
    assert "This map shows 100\N{NO-BREAK SPACE}% of all passages" in every
    assert "a to c, 7 times" in every


def test_a_log_tells_how_much_was_in_work(house: World) -> None:
    client, path = house.client("marek"), _laid(house)
    text = page(client, f"{path}/load").replace("\N{NO-BREAK SPACE}", " ")
    assert "At most 0.3 cases in work at once, in the day from" in text
    assert "the log does not say when they begin" in text
    rows = page(client, f"{path}/load?of=person&as=csv").splitlines()
    assert sum(int(row.split(",")[5]) for row in rows if row.startswith("Person,ann,")) == 40
    assert {row.split(",")[3] for row in rows if row.startswith("Person,")} == {""}
    assert "2026-01-03" not in page(client, f"{path}/load?until=2026-01-02T23:59&as=csv")


def test_a_log_is_compared_with_what_is_meant(house: World) -> None:
    client, path = house.client("marek"), _laid(house)
    assert "20 of 20 cases went the way found in this log" in page(client, f"{path}/meant")
    text = page(client, f"{path}/meant?steps=Ask > Draw")
    assert "0 of 20 cases went as they are meant to" in text
    assert "more often than meant" in text
    assert page(client, f"{path}/meant?as=csv&steps=Ask > Draw").count("Ask,") == 1
    assert "Two steps are called" in client.get(f"{path}/meant?steps=Ask > Ask").text
    kind = TaskKind.objects.get(name="Briefing").pk
    steps = (Step("Ask", kinds=(kind,), repeats=2), Step("Draw", outside=True))
    ours = Process.choose("Tickets", steps, by=house.cast.house, on=TODAY)
    assert "20 of 20 cases went as they are meant to" in page(client, f"{path}/meant?against={ours.pk}")


def test_a_cell_of_a_log_is_no_formula(house: World) -> None:
    bring(house, "marek", "evil.csv", TABLE.replace("Ask", "=1+1"))
    path = f"/ways/logs/{StagedImport.objects.get(name='evil.csv').pk}"
    client = house.client("marek")
    client.post(f"{path}/columns", MEANT)
    for view in ("", "/taken", "/meant"):
        assert ",=1" not in page(client, f"{path}{view}?as=csv&steps=Draw > Draw up"), view
        assert "\n=1" not in page(client, f"{path}{view}?as=csv&steps=Draw"), view


def test_a_log_of_very_many_steps_is_shown_as_far_as_a_page_goes(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mining, "MOST_PASSAGES", 50)
    monkeypatch.setattr(mining, "MOST_OF_A_WAY", 40)
    rows = [f"{number // 200},step {number},{1_799_148_600 + number}" for number in range(3000)]
    bring(house, "marek", "many.csv", "\n".join(["case,activity,time", *rows]))
    laid = StagedImport.objects.get(name="many.csv")
    client, meant = house.client("marek"), {"case": "case", "activity": "activity", "end": "time"}
    client.post(f"/ways/logs/{laid.pk}/columns", meant | {"order": "epoch", "zone": "UTC"})
    text = page(client, f"/ways/logs/{laid.pk}")
    assert "The 2,935 rarest passages from step to step are not shown." in text
    assert "15 cases" in text
    assert "and 28 more" in page(client, f"/ways/logs/{laid.pk}/taken"), "of a way of 200 steps 40 are told"
    text = client.get(f"/ways/logs/{laid.pk}/meant").text
    assert "The log has 3,000 activities; a process is found among 300 at most." in text


def test_a_log_takes_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def eats(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(mining, "mine_file", eats)
    assert "more than 2 GB of memory" in answered({"path": "large.csv"})["refused"]
    code = (
        "import resource; from varifocal.flows import mining; mining._hold_to(mining.MOST_MEMORY); "
        "print(resource.getrlimit(resource.RLIMIT_DATA))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"({mining.MOST_MEMORY}, {mining.MOST_MEMORY})"


def test_the_miner_answers_in_a_process_of_its_own() -> None:
    assert "refused" in brought_logs.ask_miner({"path": "nowhere.pdf.json"})
