"""Fetching a calendar from an address somebody typed, without ever going where we should not.

The name is resolved once, every address it has must be public, and the connection goes to that very address (with TLS
for that very name), so nobody can point elsewhere in between. No redirects, no other ports, ten seconds and ten
megabytes at most. Whatever stood in the way, she is told the same sentence: what we can reach from in here is nobody's
business.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from varifocal.flows.calendars.laying import MOST_BYTES, TOO_LARGE, Unreadable
from varifocal.org.base.refusals import Impossible, Refusal

SECONDS = 10.0
MOST_ADDRESS = 2_000
PORTS = {"http": 80, "https": 443}
ALONG = 3
"""Addresses of one name that are tried."""
NOT_FETCHED = (
    "No calendar could be fetched from there. Open the address in a private window of your browser: it has to show the "
    "calendar at once, without signing in and without leading on to another address."
)
_SIGNS = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]")
_NAT64 = ipaddress.ip_network("64:ff9b::/32")

Resolve = Callable[[str, int], Sequence[str]]
Check = Callable[[str], bool]


class NotFetched(Refusal):
    """Nothing came of it; why is not told."""

    def __init__(self) -> None:
        super().__init__(NOT_FETCHED)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood there; `raw` None: the same as before."""

    raw: bytes | None
    etag: str = ""


def clean_address(text: str) -> str:
    """An address as it is kept: webcal read as https, no fragment. Raises Impossible with what to mend; nothing is
    looked up for it."""
    text = text.strip()
    if not text:
        raise Impossible("Paste the secret address of your calendar.", field="address")
    if len(text) > MOST_ADDRESS or _SIGNS.search(text):
        raise Impossible("That address holds signs no address has. Copy it again, whole.", field="address")
    text = re.sub(r"^webcals?:(//)?", "https://", text, flags=re.IGNORECASE)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Impossible(
            "That is no address we can read. It begins with https:// or webcal://.", field="address"
        ) from None
    if parts.scheme.lower() not in PORTS or not parts.hostname:
        raise Impossible("The address of a calendar begins with https:// or webcal://.", field="address")
    if parts.username is not None or parts.password is not None:
        raise Impossible(
            "An address with a name and password in it is not taken. Use the secret address your calendar offers.",
            field="address",
        )
    if port not in (None, PORTS[parts.scheme.lower()]):
        raise Impossible("Only the usual ports are asked, 443 and 80. Leave the port out.", field="address")
    return parts._replace(fragment="").geturl()


def fetch(
    address: str,
    etag: str = "",
    *,
    resolve: Resolve | None = None,
    is_public: Check | None = None,
    ports: dict[str, int] | None = None,
    seconds: float = SECONDS,
) -> Fetched:
    """What stands at an address. Raises NotFetched, whatever the cause, and Unreadable where it is too large.

    `resolve`, `is_public` and `ports` are for tests, which have no public host to ask.
    """
    parts = _parts(address)
    until = time.monotonic() + seconds
    port = (ports or PORTS)[parts.scheme]
    try:
        found = _in_time(resolve or addresses_of, parts.hostname or "", port, until)
        if not found or not all((is_public or is_public_address)(one) for one in found):
            raise NotFetched
        return _asked(parts, found[:ALONG], port, etag, until)
    except (OSError, http.client.HTTPException, ValueError):
        raise NotFetched from None


def addresses_of(host: str, port: int) -> list[str]:
    """Every address a name has, as numbers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public_address(text: str) -> bool:
    """Whether an address is one of the open internet, not one of ours, nor one that hides one of ours within it."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        hides = address.ipv4_mapped or address.sixtofour or address.teredo
        if hides is not None or address in _NAT64 or address.is_site_local:
            return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_private
    )


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(clean_address(address))
    except Refusal:
        raise NotFetched from None
    return parts._replace(scheme=parts.scheme.lower())


def _in_time(resolve: Resolve, host: str, port: int, until: float) -> Sequence[str]:
    """Resolve in a thread of its own: the system's resolver knows no time limit."""
    found: list[Sequence[str]] = []

    def look() -> None:
        try:
            found.append(resolve(host, port))
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.0, until - time.monotonic()))
    return found[0] if found else ()


def _asked(parts: SplitResult, found: Sequence[str], port: int, etag: str, until: float) -> Fetched:
    """Ask the first address that lets us in."""
    for number, address in enumerate(found, 1):
        try:
            bare = socket.create_connection((address, port), timeout=_left(until))
        except OSError:
            if number == len(found):
                raise
            continue
        # a host that sends a byte now and then keeps every single wait short: the line is cut from outside
        handle = bare.dup()  # TLS takes the socket over; the line itself is the same
        cut = threading.Timer(_left(until), _cut, (handle,))
        cut.daemon = True
        cut.start()
        try:
            return _told(_spoken(bare, parts), parts, etag, until)
        finally:
            cut.cancel()
            handle.close()
            bare.close()
    raise NotFetched


def _spoken(bare: socket.socket, parts: SplitResult) -> socket.socket:
    if parts.scheme != "https":
        return bare
    return ssl.create_default_context().wrap_socket(bare, server_hostname=parts.hostname)


def _told(line: socket.socket, parts: SplitResult, etag: str, until: float) -> Fetched:
    talk = http.client.HTTPConnection(parts.hostname or "", timeout=_left(until))
    talk.sock = line
    target = parts._replace(scheme="", netloc="").geturl() or "/"
    headers = {
        "Host": parts.netloc.rpartition("@")[2],
        "User-Agent": "Varifocal",
        "Accept": "text/calendar",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if etag:
        headers["If-None-Match"] = etag
    try:
        talk.request("GET", target, headers=headers)
        answer = talk.getresponse()
        if answer.status == http.client.NOT_MODIFIED and etag:
            return Fetched(None, etag)
        if (
            answer.status != http.client.OK
            or answer.headers.get("Content-Encoding", "identity") != "identity"
        ):
            raise NotFetched
        raw = _body(answer, until)
    finally:
        line.close()
    told = answer.headers.get("ETag", "")
    return Fetched(raw, told if len(told) <= 300 and told.isascii() and told.isprintable() else "")


def _body(answer: http.client.HTTPResponse, until: float) -> bytes:
    length = answer.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and len(length) > 8:
        raise Unreadable(TOO_LARGE)
    parts, size = [], 0
    while part := answer.read1(2**16):
        size += len(part)
        if size > MOST_BYTES:
            raise Unreadable(TOO_LARGE)
        parts.append(part)
        _left(until)
    _left(until)
    if length.isascii() and length.isdigit() and size < int(length):
        raise NotFetched
    return b"".join(parts)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
