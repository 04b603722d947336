"""A mail copied in: its header makes a contact, its text is kept only where it was forwarded, and hostile mails end in
a sentence with nothing written."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cast import NOW, TODAY, Cast, cast
from varifocal.flows.copied_in import MOST_HEADER, NotNoted, receive
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import NotAllowed
from varifocal.org.models import Company, Contact, Touch

pytestmark = pytest.mark.django_db
TEXT = "We would pay four hundred thousand"


@pytest.fixture
def here() -> Cast:
    made = cast()
    made.acme.describe(by=made.house, seen=made.acme.version, domain="acme.example")
    Contact.meet(made.acme, "Carla", by=made.house, email="carla@mail.example")
    Organization.here().renew_copy_in(by=made.account(made.marek))
    return made


def mail(
    sender: str = "Tom <tom@example.org>",
    to: str = "carla@mail.example",
    subject: str = "The offer",
    text: str = TEXT,
    more: str = "",
) -> bytes:
    copy = f"{Organization.here().copy_in}@northlight.example"
    head = f"From: {sender}\nTo: {to}\nCc: House <{copy}>\nSubject: {subject}\nMessage-ID: <1@x>\n"
    return f"{head}Date: Fri, 20 Nov 2026 17:12:00 +0100\n{more}\n{text}\n".encode()


def test_a_mail_to_a_contact_is_a_contact_and_its_text_is_nowhere(here: Cast) -> None:
    (touch,) = receive(mail(), NOW)
    assert (touch.company, touch.person, touch.on) == (here.acme, here.tom, TODAY - timedelta(days=3))
    assert touch.contact is not None
    for kind in (Touch, Change):
        told = str(list(kind.objects.values()))
        assert TEXT not in told
        assert "The offer" not in told


@pytest.mark.parametrize("to", ["jo@acme.example", "Jo <jo@shop.ACME.example>, tom@example.org"])
def test_a_company_is_known_by_what_its_addresses_end_in(here: Cast, to: str) -> None:
    assert [touch.company for touch in receive(mail(to=to), NOW)] == [here.acme]


def test_the_same_mail_counts_once(here: Cast) -> None:
    receive(mail(), NOW)
    assert receive(mail(), NOW) == []
    assert Touch.objects.count() == 1


def test_what_she_forwards_on_purpose_is_kept(here: Cast) -> None:
    quoted = f"-- Forwarded --\nFrom: Carla <carla@mail.example>\nTo: tom@example.org\n\n{TEXT}"
    (touch,) = receive(mail(to="tom@example.org", subject="Fwd: The offer", text=quoted), NOW)
    assert touch.company == here.acme
    assert TEXT in touch.text
    assert touch.words == "The offer"


def test_a_forward_to_a_client_is_a_mail_like_any_other(here: Cast) -> None:
    (touch,) = receive(mail(subject="Fwd: The offer"), NOW)
    assert touch.text == ""


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no mail"),
        (b"\x00\xff" * 500, "no sender"),
        (b"hello\n\nno header", "no sender"),
        (b"From: tom@example.org\nTo: carla@mail.example\n\nx", "not sent to the address"),
        (b"From: " + b"x" * (MOST_HEADER + 1), "header is larger"),
    ],
)
def test_what_is_no_mail_for_us_is_refused(here: Cast, raw: bytes, words: str) -> None:
    with pytest.raises(NotNoted, match=words):
        receive(raw, NOW)
    assert not Touch.objects.exists()


@pytest.mark.parametrize(
    "sender",
    [
        "eve@evil.example",
        "Tom Okafor",
        "tom@example.org, ines@example.org",
        "tom@example.org <eve@evil.example>",
    ],
)
def test_only_one_of_ours_copies_in(here: Cast, sender: str) -> None:
    with pytest.raises(NotNoted, match="anybody here"):
        receive(mail(sender=sender), NOW)


def test_a_guest_and_somebody_disabled_are_nobody(here: Cast) -> None:
    for login in ("gus@example.org", "kim@example.org"):
        with pytest.raises(NotNoted):
            receive(mail(sender=login), NOW)


@pytest.mark.parametrize("found", ["dmarc=fail", "spf=fail smtp.mailfrom=x", "dkim=hardfail"])
def test_what_the_mail_server_found_forged_is_refused(here: Cast, found: str) -> None:
    with pytest.raises(NotNoted, match="not who it says"):
        receive(mail(more=f"Authentication-Results: mx.northlight.example; {found}\n"), NOW)


def test_nobody_we_know_is_refused_with_the_remedy(here: Cast) -> None:
    with pytest.raises(NotNoted, match="Add the contact"):
        receive(mail(to="friend@elsewhere.example"), NOW)
    assert not Touch.objects.exists()


def test_an_old_address_takes_nothing_any_more(here: Cast) -> None:
    before = mail()
    Organization.here().renew_copy_in(by=here.account(here.lea))
    with pytest.raises(NotNoted, match="not sent to the address"):
        receive(before, NOW)
    assert Organization.here().copy_in not in str(list(Change.objects.values()))
    with pytest.raises(NotAllowed):
        Organization.here().renew_copy_in(by=here.account(here.tom))


@pytest.mark.parametrize("when", ["Date: never\n", "Date: Fri, 20 Nov 2099 17:12:00 +0100\n", ""])
def test_a_day_that_is_none_is_today(here: Cast, when: str) -> None:
    raw = mail().replace(b"Date: Fri, 20 Nov 2026 17:12:00 +0100\n", when.encode())
    assert receive(raw, NOW)[0].on == TODAY


@pytest.mark.parametrize(
    "subject", ["=?utf-8?q?Fwd=3A_=C3=84rger?=", "=?no-such?b?////?=", "=?utf-8?b?%%%?="]
)
def test_odd_encodings_are_read_or_refused(here: Cast, subject: str) -> None:
    with suppress(NotNoted):
        receive(mail(to="tom@example.org", subject=subject, text="From: carla@mail.example"), NOW)
    assert Touch.objects.count() <= 1


def test_files_of_a_forwarded_mail_are_not_kept(here: Cast) -> None:
    body = (
        "--b\nContent-Type: text/plain; charset=no-such\n\nFrom: carla@mail.example\nHello\n"
        "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=pay.txt\n\nsecret pay\n--b--\n"
    )
    raw = mail(
        to="tom@example.org",
        subject="WG: files",
        text=body,
        more="Content-Type: multipart/mixed; boundary=b\n",
    )
    (touch,) = receive(raw, NOW)
    assert "Hello" in touch.text
    assert "secret pay" not in touch.text


def test_two_companies_in_one_mail_are_two_contacts_of_one_act(here: Cast) -> None:
    Company.meet("Bakers", by=here.house, domain="bakers.example")
    made = receive(mail(to="carla@mail.example, jo@bakers.example"), NOW)
    assert len(made) == 2
    lines = Change.objects.filter(noun="touch")
    assert len({line.act for line in lines}) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.binary(max_size=400), some.binary(max_size=400))
def test_no_bytes_make_it_fall_over(here: Cast, head: bytes, body: bytes) -> None:
    before = Touch.objects.count()
    for raw in (head + body, head + b"\n" + mail() + body, mail(subject="Fwd: x", to="a@b.example") + body):
        try:
            receive(raw, NOW)
        except NotNoted:
            continue
    assert Touch.objects.count() <= before + 2
