"""S15, R15: where a calendar is fetched from, and that nothing inside is reached or told of."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from varifocal.flows.calendars.fetching import (
    NOT_FETCHED,
    Fetched,
    NotFetched,
    clean_address,
    fetch,
    is_public_address,
)
from varifocal.flows.calendars.laying import MOST_BYTES, Unreadable
from varifocal.org.base.refusals import Impossible

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Host(BaseHTTPRequestHandler):
    """A stranger's web server, good and bad."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        getattr(self, f"_{self.path.partition('?')[0].strip('/') or 'good'}")()

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _good(self) -> None:
        if self.headers.get("If-None-Match") == '"one"':
            return self._answer(304)
        return self._answer(200, BODY, ETag='"one"')

    def _redirect(self) -> None:
        self._answer(302, Location="http://127.0.0.1:22/")

    def _missing(self) -> None:
        self._answer(404, b"not here")

    def _packed(self) -> None:
        self._answer(200, b"\x1f\x8b" + bytes(50), Content_Encoding="gzip")

    def _short(self) -> None:
        self._answer(200, BODY, Content_Length="5000")

    def _large(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(MOST_BYTES // 2**20 + 2):
                self.wfile.write(bytes(2**20))
        except OSError:
            return

    def _boasting(self) -> None:
        self._answer(200, BODY, Content_Length="99999999999")

    def _hanging(self) -> None:
        self.server.let_go.wait(60)  # type: ignore[attr-defined]

    def _dripping(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.let_go.wait(0.02):  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"B")
            except OSError:
                return

    def _headers_without_end(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.let_go.wait(0.02):  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"X")
            except OSError:
                return

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def host() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.asked, server.let_go = [], threading.Event()  # type: ignore[attr-defined]
    server.daemon_threads = True
    thread = threading.Thread(
        target=server.serve_forever, args=(0.01,), daemon=True
    )  # ends as soon as told to
    thread.start()
    yield server
    server.let_go.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def asked(host: Any, path: str, etag: str = "", seconds: float = 5.0, **more: Any) -> Fetched:
    """Fetch from the host as if it stood in the open internet."""
    how = {"resolve": lambda name, port: ["127.0.0.1"], "is_public": lambda address: True} | more
    return fetch(
        f"http://calendar.example{path}", etag, ports={"http": host.server_port}, seconds=seconds, **how
    )


def test_what_stands_there_comes_with_its_mark(host: Any) -> None:
    assert asked(host, "/good?secret=1") == Fetched(BODY, '"one"')
    assert asked(host, "/good", '"one"') == Fetched(None, '"one"')
    path, headers = host.asked[0]
    assert path == "/good?secret=1"
    assert headers["Host"] == "calendar.example"
    assert "Cookie" not in headers
    assert "Referer" not in headers


@pytest.mark.parametrize("path", ["/redirect", "/missing", "/packed", "/short"])
def test_anything_but_the_file_itself_reads_alike(host: Any, path: str) -> None:
    with pytest.raises(NotFetched) as fault:
        asked(host, path)
    assert fault.value.sentence == NOT_FETCHED
    assert len(host.asked) == 1, "a redirect is not followed"


@pytest.mark.parametrize("path", ["/large", "/boasting"])
def test_what_is_too_large_is_not_read_to_its_end(host: Any, path: str) -> None:
    with pytest.raises(Unreadable, match="larger than 10 MB"):
        asked(host, path, seconds=20)


@pytest.mark.parametrize("path", ["/hanging", "/dripping", "/headers_without_end"])
def test_a_host_that_hangs_is_left_in_time(host: Any, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(NotFetched):
        asked(host, path, seconds=0.5)
    assert time.monotonic() - begun < 30, "long before the host lets go"


def test_a_resolver_that_hangs_is_left_in_time(host: Any) -> None:
    gone = threading.Event()

    def resolve(name: str, port: int) -> list[str]:
        gone.wait(60)
        return ["127.0.0.1"]

    with pytest.raises(NotFetched):
        asked(host, "/good", seconds=0.3, resolve=resolve)
    gone.set()


def test_the_name_is_resolved_once_and_the_line_goes_there(host: Any) -> None:
    """DNS rebinding: what the name says later is never asked."""
    names: list[str] = []

    def resolve(name: str, port: int) -> list[str]:
        names.append(name)
        return ["127.0.0.1"]

    checked: list[str] = []
    asked(host, "/good", resolve=resolve, is_public=lambda address: bool(checked.append(address)) or True)
    assert names == ["calendar.example"]
    assert checked == ["127.0.0.1"]


def test_one_address_inside_spoils_a_name(host: Any) -> None:
    with pytest.raises(NotFetched):
        asked(host, "/good", resolve=lambda *_: ["93.184.216.34", "10.0.0.1"], is_public=is_public_address)
    assert host.asked == []


@pytest.mark.parametrize(
    "name",
    [
        "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]",
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_what_is_inside_is_refused_and_never_asked(host: Any, name: str) -> None:
    """By the real resolver and the real check; an open and a closed port read alike, and neither is touched."""
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    for number in (host.server_port, port):
        with pytest.raises(NotFetched) as fault:
            fetch(f"http://{name}/good", ports={"http": number})
        assert fault.value.sentence == NOT_FETCHED
    assert host.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("192.0.2.1", False), ("", False),
        ("fe80::1%eth0", False), ("2001::1", False), ("::", False), ("ff02::1", False), ("2001:db8::1", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public_address(address) is public


@pytest.mark.parametrize(
    "text",
    [
        "", "file:///etc/passwd", "gopher://example.org", "ftp://example.org/a.ics", "javascript:alert(1)",
        "https://", "//example.org/a.ics", "https://example.org:8080/a.ics", "http://example.org:443/a.ics",
        "https://user:secret@example.org/a.ics", "https://example.org/a\r\nHost: evil", "https://exa mple.org/",
        "https://example.org:x/", "https://[::1/", "https://example.org\\@evil.org/", "a" * 3_000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_calendar_is_told_at_once(text: str) -> None:
    with pytest.raises(Impossible) as refusal:
        clean_address(text)
    assert refusal.value.field == "address"


def test_webcal_is_https_and_a_fragment_is_left_out() -> None:
    assert clean_address(" webcal://example.org/a.ics#x ") == "https://example.org/a.ics"
    assert clean_address("https://example.org:443/a.ics?k=1") == "https://example.org:443/a.ics?k=1"


def test_tls_asks_for_that_very_name(host: Any) -> None:
    """A host that speaks no TLS is no calendar, and is told of with the same sentence."""
    with pytest.raises(NotFetched):
        fetch(
            "https://calendar.example/good", ports={"https": host.server_port}, seconds=3,
            resolve=lambda *_: ["127.0.0.1"], is_public=lambda _: True,
        )  # fmt: skip
