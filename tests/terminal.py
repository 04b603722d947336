"""The product in processes of its own, as people run it: commands at a terminal, a server, somebody's browser."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

SOURCE = Path(__file__).resolve().parent.parent / "src"
PATIENCE = 60.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def environment(installation: Mapping[str, str]) -> dict[str, str]:
    """The variables of a process of this installation; keys of the one who runs the tests stay out."""
    outer = {"VARIFOCAL_SECRET_KEY", "VARIFOCAL_SEALING_KEY", "VARIFOCAL_ADDRESS", "VARIFOCAL_BEHIND_TLS"}
    kept = {name: value for name, value in installation.items() if name not in outer}
    return {**kept, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "varifocal.config.settings"}


def command(*words: str) -> list[str]:
    """What a shell would start for `varifocal …`."""
    return [sys.executable, "-m", "varifocal.cli.main", *words]


def varifocal(
    installation: Mapping[str, str], *words: str, ok: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; unless told otherwise it must succeed."""
    done = subprocess.run(
        command(*words),
        env=environment(installation),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert (done.returncode == 0) == ok, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def begin(installation: Mapping[str, str]) -> str:
    """An organization with its owner; her first link."""
    done = varifocal(installation, "init", "--name", "Nordlicht", "--owner", "ines@example.org", "--json")
    return str(json.loads(done.stdout)["sign_in_url"])


@dataclass
class Server:
    """A running `varifocal serve`."""

    process: subprocess.Popen[str]
    url: str

    def kill(self) -> None:
        """As the machine would: at once, without a word."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """As a person would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(installation: Mapping[str, str], *words: str, port: int | None = None) -> Iterator[Server]:
    """A server that answers; ended afterwards if it still runs."""
    asked = command("serve", "--json", "--port", str(port or free_port()), *words)
    process = subprocess.Popen(asked, env=environment(installation), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        assert said, "the server said nothing"
        yield Server(process, str(json.loads(said)["url"]))
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
        process.stdout.close()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    """Somebody's browser: keeps cookies, takes the form's token along, follows nothing by itself."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    agent: http.client.HTTPConnection | None = None

    def sign_in(self, link: str) -> Visitor:
        """By a one-time link."""
        path = urlsplit(link).path
        assert self.get(path).status == 200
        assert self.post(path).status == 302
        return self

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path, None, headers)

    def post(self, path: str, **values: str) -> Answer:
        """Send a form, once, with a key of its own unless one is given."""
        token = self.cookies.get("csrf", "")
        sent = {"csrfmiddlewaretoken": token, "once": secrets.token_hex(8), **values}
        return self.ask("POST", path, urlencode(sent), {"Content-Type": "application/x-www-form-urlencoded"})

    def ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        """One request over a connection that is kept."""
        host = urlsplit(self.url)
        assert host.hostname is not None
        agent = self.agent or http.client.HTTPConnection(host.hostname, host.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            agent.request(method, path, body, {**headers, "Cookie": cookies} if cookies else dict(headers))
            response = agent.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            agent.close()
            self.agent = None
            raise
        self.agent = agent
        self._keep(response)
        return Answer(response.status, dict(response.getheaders()), text)

    def _keep(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def ask_inside(installation: Mapping[str, str], program: str) -> Any:
    """Run lines of Python inside the installation (Django ready); what they print is read as JSON."""
    ready = "import django; django.setup()\n"
    done = subprocess.run(
        [sys.executable, "-c", ready + program],
        env=environment(installation),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def alive(process: int) -> bool:
    """Whether this process still runs (a zombie does not)."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
