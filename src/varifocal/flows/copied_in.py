"""A mail somebody of ours copied to the house: noted as a contact from its header alone.

The address to copy in is secret, the sender must be one of ours, and whom she wrote to is found by their addresses.
What the mail says is never read, unless she forwarded it on purpose: its subject begins with a word for forwarding and
it went to no company. Then its plain text is kept, and whom it is about is read from the header quoted in it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from varifocal.core.values import FIRST_DAY
from varifocal.org.base.account import Account
from varifocal.org.base.acts import act
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Refusal
from varifocal.org.people.person import Person
from varifocal.org.relations.company import Company, Contact
from varifocal.org.relations.touch import MOST_TEXT, Touch

MOST_BYTES = 10 * 2**20
MOST_HEADER = 256 * 2**10
MOST_ADDRESSES = 200
MOST_COMPANIES = 10
FORWARDED = re.compile(r"\s*(fwd?|wg|tr|rv|vs)\s*:", re.IGNORECASE)
"""How subjects of forwarded mails begin, in the words of the usual programs."""
QUOTED = re.compile(r"^[>\s*]*(from|to|cc|von|an|de|à|para|da|a)\s*\*?:(?P<who>.+)$", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
RECIPIENTS = ("to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to")


class NotNoted(Refusal):
    """The mail is no contact; nothing was written."""


@dataclass(frozen=True, slots=True)
class _Mail:
    """What was read of it."""

    head: Message
    raw: bytes
    whole: bool


def receive(raw: bytes, now: datetime, *, to: str = "") -> list[Touch]:
    """Note one mail as it arrived (`to`: the address it was delivered to, where the mail server says it); the
    contacts it made, none where it had been noted before. `now` is UTC.

    Raises NotNoted, with a sentence for whoever sent it; then nothing was written.
    """
    mail = _read(raw)
    here = Organization.here()
    _must_be_for_us(mail, here, to)
    sender, by = _sender(mail)
    found = _whom(_addresses(mail.head, ("to", "cc")))
    words, text = "", ""
    if not found and FORWARDED.match(subject := _words(mail.head.get("subject"))):
        words, text = FORWARDED.sub("", subject, count=1).strip(), _text(mail)
        found = _whom(_quoted(text))
    if not found:
        raise NotNoted(
            "None of its addresses belongs to a company here. Add the contact, or what the company's addresses end in."
        )
    mark = hashlib.sha256((_words(mail.head.get("message-id")) or "").encode() or raw).hexdigest()
    on = _day(mail, now, here)
    with act():
        return [
            Touch.note(
                company, on, by=by, today=here.today(now), how=Touch.How.MAIL, words=words, contact=contact,
                person=sender, text=text, mail=mark,
            )
            for company, contact in found
            if not Touch.objects.filter(mail=mark, company=company).exists()
        ]  # fmt: skip


def _read(raw: bytes) -> _Mail:
    if not raw.strip():
        raise NotNoted("There is no mail. Pipe one into this command; nothing was noted.")
    end = min((place for mark in (b"\n\n", b"\r\n\r\n") if (place := raw.find(mark)) >= 0), default=len(raw))
    if end > MOST_HEADER:
        raise NotNoted("Its header is larger than any mail's; nothing was noted.")
    head = BytesParser().parsebytes(raw[:end] + b"\n\n", headersonly=True)
    if not head.get("from"):
        raise NotNoted("It has no sender, so it is no mail we can read; nothing was noted.")
    return _Mail(head, raw, len(raw) <= MOST_BYTES)


def _must_be_for_us(mail: _Mail, here: Organization, to: str) -> None:
    if not here.copy_in:
        raise NotNoted("There is no address to copy in yet. Make one in Settings; nothing was noted.")
    said = [*_addresses(mail.head, RECIPIENTS), to.strip().lower()]
    parts = [address.partition("@")[0].partition("+")[0] for address in said]
    if not any(hmac.compare_digest(part.encode(), here.copy_in.encode()) for part in parts):
        raise NotNoted("It was not sent to the address to copy in; nothing was noted.")
    results = " ".join(_words(one) for one in mail.head.get_all("authentication-results", [])).lower()
    if re.search(r"\b(dmarc|spf|dkim)\s*=\s*(hard)?fail\b", results):
        raise NotNoted("The mail server found that its sender is not who it says; nothing was noted.")


def _sender(mail: _Mail) -> tuple[Person, Account]:
    """Who of ours wrote it."""
    addresses = _addresses(mail.head, ("from",))
    if len(addresses) == 1:
        ours = Q(email__iexact=addresses[0]) | Q(account__login__iexact=addresses[0])
        for person in Person.objects.filter(ours, account__is_active=True).select_related("account")[:1]:
            account = person.account
            assert account is not None
            if account.can("note", Touch):
                return person, account
    raise NotNoted("It does not come from the address of anybody here; nothing was noted.")


def _whom(addresses: Iterable[str]) -> list[tuple[Company, Contact | None]]:
    """The companies these addresses belong to, each once, with the contact where there is one of that address."""
    said = list(dict.fromkeys(addresses))[:MOST_ADDRESSES]
    wanted = Q(pk__in=[])
    for address in said:
        wanted |= Q(email__iexact=address)
    found: dict[int, tuple[Company, Contact | None]] = {}
    for contact in Contact.objects.filter(wanted).select_related("company"):
        found.setdefault(contact.company_id, (contact.company, contact))
    domains = {end for address in said for end in _ends(address.partition("@")[2])}
    for company in Company.objects.filter(domain__in=domains).exclude(domain=""):
        found.setdefault(company.pk, (company, None))
    return list(found.values())[:MOST_COMPANIES]


def _ends(domain: str) -> Iterator[str]:
    """mail.acme.example belongs to acme.example as well."""
    parts = domain.split(".")
    for place in range(max(1, len(parts) - 1)):
        yield ".".join(parts[place:])


def _addresses(head: Message, names: Iterable[str]) -> list[str]:
    lines = [_words(line) for name in names for line in head.get_all(name, [])]
    found = (address.strip().lower() for _, address in getaddresses(lines))
    return [address for address in found if ADDRESS.fullmatch(address)][:MOST_ADDRESSES]


def _words(value: object) -> str:
    """A header's words, whatever it is encoded in."""
    if value is None:
        return ""
    try:
        parts = decode_header(str(value))
    except (ValueError, LookupError):
        return _clean(str(value))
    return _clean("".join(_decoded(part, charset) for part, charset in parts))


def _decoded(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    try:
        return part.decode(charset or "utf-8", errors="replace")
    except LookupError:
        return part.decode("latin-1")


def _day(mail: _Mail, now: datetime, here: Organization) -> date:
    """The day it was written; today where it does not say, or says a day to come."""
    zone, today = ZoneInfo(here.zone), here.today(now)
    try:
        at = parsedate_to_datetime(_words(mail.head.get("date")))
        on = at.astimezone(zone).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return today
    return on if FIRST_DAY <= on <= today else today


def _text(mail: _Mail) -> str:
    """The first plain text of a mail that was forwarded."""
    if not mail.whole:
        raise NotNoted("It is larger than 10 MB. Forward it without its files; nothing was noted.")
    for part in BytesParser().parsebytes(mail.raw).walk():
        if part.get_content_type() != "text/plain" or part.get_filename():
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            return _clean(_decoded(content, part.get_content_charset()))[:MOST_TEXT]
    raise NotNoted("It has no plain text to keep. Forward it as text; nothing was noted.")


def _quoted(text: str) -> Iterator[str]:
    """The addresses in the header that a forwarded mail quotes."""
    for line in text.splitlines()[:200]:
        if match := QUOTED.match(line[:1_000]):
            yield from (address.lower() for address in ADDRESS.findall(match["who"]))


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode()
