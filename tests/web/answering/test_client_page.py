"""The page a client is sent to: what opens it, what stamps, and what an attacker gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import Cast, cast
from varifocal.org.base.acts import Change
from varifocal.org.work.ask import MOST_BYTES, Ask
from varifocal.org.work.task import Task
from varifocal.web.answering.views import mark_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Cast:
    return cast()


def asked(here: Cast, task: Task) -> tuple[Ask, str]:
    task = Task.objects.get(pk=task.pk)
    by, now = here.account(here.marek), timezone.now()
    task.ask(here.acme, now.date(), by=by, seen=task.version)
    wished = now.date() + timedelta(days=5)
    words = f"Is {task} right?"
    return Ask.put_to(task, words, wished, by=by, seen=task.version, at=now, on=now.date())


def visitor(secret: str, **options: Any) -> Client:
    client = Client(**options)
    answer = client.get(f"/a/{secret}")
    assert answer.status_code == 302
    assert answer["Location"] == "/a"
    return client


def send(client: Client, ask: Ask, answer: str, **more: Any) -> Any:
    return client.post("/a/answer", {"about": mark_of(ask), "answer": answer, **more})


def test_opening_shows_the_question_and_stamps_nothing(here: Cast) -> None:
    _ask, secret = asked(here, here.storyboard)
    before = Change.objects.count()
    link = Client().get(f"/a/{secret}")
    cookie = link.cookies["ask"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/a"
    assert link["Referrer-Policy"] == "no-referrer"
    assert secret not in link.text
    page = visitor(secret).get("/a")
    assert "Is Storyboard right?" in page.text
    assert "Script" in page.text
    assert "Acme spring launch" in page.text
    for hidden in ("Tom Okafor", "Ten retained clients", "Shoot", "/projects", "/tasks", secret):
        assert hidden not in page.text
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert Change.objects.count() == before
    assert Ask.objects.get().seen_at is None


def test_seen_is_said_by_the_pages_own_post_once(here: Cast) -> None:
    ask, secret = asked(here, here.storyboard)
    client = visitor(secret)
    assert client.get("/a/seen").status_code == 405
    assert client.post("/a/seen", {"about": "other"}).status_code == 204
    assert Ask.objects.get().seen_at is None
    client.post("/a/seen", {"about": mark_of(ask)})
    first = Ask.objects.get().seen_at
    client.post("/a/seen", {"about": mark_of(ask)})
    assert first is not None
    assert Ask.objects.get().seen_at == first


def test_a_form_of_another_site_is_refused(here: Cast) -> None:
    ask, secret = asked(here, here.storyboard)
    client = visitor(secret, enforce_csrf_checks=True)
    assert send(client, ask, "approve").status_code == 403
    assert Ask.objects.get().answered_at is None


def test_approving_and_answering_twice(here: Cast) -> None:
    ask, secret = asked(here, here.storyboard)
    client = visitor(secret)
    assert send(client, ask, "approve", words="Lovely").status_code == 302
    assert "You approved this" in client.get("/a").text
    again = send(client, ask, "change", words="No, bluer")
    assert again.status_code == 409
    assert "the first answer stands" in again.text
    done = Ask.objects.get()
    assert (done.answer, done.reply) == ("approve", "Lovely")
    assert Task.objects.get(pk=here.storyboard.pk).is_closed


def test_a_change_needs_words_and_keeps_them(here: Cast) -> None:
    ask, secret = asked(here, here.storyboard)
    client = visitor(secret)
    assert send(client, ask, "change").status_code == 422
    assert send(client, ask, "maybe", words="Kept words").text.count("Kept words") == 1
    large = SimpleUploadedFile("large.bin", b"x" * (MOST_BYTES + 1))
    refused = send(client, ask, "change", words="Kept words", file=large)
    assert refused.status_code == 422
    assert "larger than 10 MB" in refused.text
    assert "Kept words" in refused.text
    assert Ask.objects.get().answered_at is None


@pytest.mark.parametrize(("name", "kind"), [("a.html", "text/html"), ("a.svg", "image/svg+xml")])
def test_a_hostile_file_is_only_ever_saved(here: Cast, name: str, kind: str) -> None:
    ask, secret = asked(here, here.storyboard)
    raw = b"<svg onload=alert(1)><script>alert(1)</script>"
    file = SimpleUploadedFile(name, raw, content_type=kind)
    assert send(visitor(secret), ask, "change", file=file).status_code == 302
    inside = Client()
    inside.force_login(here.account(here.tom))
    got = inside.get(f"/tasks/{here.storyboard.pk}/asks/{ask.pk}/file")
    assert got.content == raw
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert inside.get(f"/tasks/{here.script.pk}/asks/{ask.pk}/file").status_code == 404
    assert visitor(secret).get(f"/tasks/{here.storyboard.pk}/asks/{ask.pk}/file").status_code == 302


def test_withdrawn_expired_and_never_there_read_alike(here: Cast) -> None:
    pages = [visitor("A" * 43).get("/a")]
    ask, secret = asked(here, here.storyboard)
    client = visitor(secret)
    ask.withdraw(by=here.account(here.marek), at=timezone.now())
    pages += [client.get("/a"), send(client, ask, "approve"), client.post("/a/seen")]
    other, secret = asked(here, here.script)
    Ask.objects.filter(pk=other.pk).update(expires_at=timezone.now())
    pages += [visitor(secret).get("/a"), Client().get("/a")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    assert Ask.objects.exclude(answered_at=None).count() == 0


def test_a_link_reaches_no_other_question_and_no_other_page(here: Cast) -> None:
    one, secret = asked(here, here.storyboard)
    two, _ = asked(here, here.script)
    client = visitor(secret)
    assert send(client, two, "approve").status_code == 409
    assert not Ask.objects.exclude(answered_at=None).exists()
    for path in ("/", "/projects", f"/tasks/{here.storyboard.pk}", "/changes", "/people", "/settings"):
        answer = client.get(path)
        assert answer.headers.get("Location", "").startswith("/sign-in"), path
    assert str(two) not in client.get("/a").text.replace("waits", "").replace("Script</dd>", "")
    assert one.pk != two.pk


def test_guessing_is_stopped(here: Cast) -> None:
    _, secret = asked(here, here.storyboard)
    for number in range(30):
        assert visitor(f"guess{number}").get("/a").status_code == 404
    assert visitor(secret).get("/a").status_code == 429


def test_from_inside_the_link_is_shown_once_and_the_answer_is_told(here: Cast) -> None:
    marek = Client()
    marek.force_login(here.account(here.marek))
    task = Task.objects.get(pk=here.storyboard.pk)
    task.ask(here.acme, timezone.now().date(), by=here.account(here.marek), seen=task.version)
    url = f"/tasks/{task.pk}"
    assert "Could you look at" in marek.get(f"{url}/ask").text
    wished = timezone.now().date() + timedelta(days=5)
    sent = {"seen": task.version, "words": "Right?", "by_when": wished.isoformat()}
    shown = marek.post(f"{url}/ask", sent).text
    secret = shown.split("/a/")[1].split('"')[0]
    ask = Ask.objects.get()
    assert secret not in marek.get(url).text
    assert "not seen yet" in marek.get(url).text
    assert "Remind" in marek.get(f"{url}/remind").text
    assert "mailto:" in marek.get(f"{url}/remind").text
    send(visitor(secret), ask, "change", words="Bluer, please")
    assert "Bluer, please" in marek.get(url).text
    assert "wants a change to “Storyboard”" in marek.get("/").text
    assert marek.post(f"{url}/asks/{ask.pk}/link").status_code == 422
