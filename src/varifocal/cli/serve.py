"""Serve the pages. On SQLite the worker runs inside; on PostgreSQL start `varifocal worker` beside it.

Plain http stays on this machine. For others to reach it, put it behind a proxy that does TLS and name the
address people type: `varifocal serve --address agency.example` (docs/how-to/run-it.md).
"""

from __future__ import annotations

import argparse
import ipaddress
import re
from pathlib import Path

from django.conf import settings
from django.db import connection

from varifocal.cli import installation, server
from varifocal.cli.saying import CannotGoOn, say, say_json

NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `serve` understands."""
    parser.add_argument(
        "--port", type=int, default=installation.FIRST_PORT, help="where to listen (default: %(default)s)"
    )
    parser.add_argument(
        "--listen", default="127.0.0.1", metavar="IP", help="interface (default: %(default)s)"
    )
    parser.add_argument("--address", metavar="NAME", help="the name people type; a proxy there does TLS")
    parser.add_argument("--with-worker", action="store_true", help="run the worker inside on PostgreSQL, too")
    parser.add_argument(
        "--json", action="store_true", help="one line of JSON with the address once it answers"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl+C or SIGTERM."""
    refuse_what_is_unsafe(options.listen, options.address)
    installation.must_be_ready()
    if not server.is_free_soon(options.port, options.listen):
        raise CannotGoOn(f"Something listens on port {options.port} already; stop it or name another --port.")
    plain = f"http://127.0.0.1:{options.port}"
    public = f"https://{options.address}" if options.address else plain
    installation.note_address(public)

    def answering() -> None:
        if options.json:
            say_json({"url": public})
        else:
            say(f"Varifocal answers at {public}" + (f" (the proxy asks {plain})" if public != plain else ""))
            say("Ctrl+C ends it.")

    with_worker = options.with_worker or connection.vendor == "sqlite"
    return server.serve(options.listen, options.port, with_worker=with_worker, answering=answering)


def refuse_what_is_unsafe(listen: str, address: str | None) -> None:
    """Raises CannotGoOn where what people write could be read on the way, or by others on this machine."""
    if "*" in settings.ALLOWED_HOSTS:
        raise CannotGoOn("VARIFOCAL_ADDRESS must name the address people type; * would let anybody pretend.")
    if address is not None and not _is_a_name(address):
        raise CannotGoOn(
            f"--address is the name people type, like agency.example, without https:// or port; it is {address!r}."
        )
    if not server.is_loopback(listen) and not settings.BEHIND_TLS_PROXY:
        raise CannotGoOn(
            f"Plain http on {listen} could be read on the way. Listen on 127.0.0.1 behind a proxy that does TLS, "
            "and say so with --address NAME."
        )
    if settings.BEHIND_TLS_PROXY and (settings.DEMO or (Path(settings.DATA) / "demo").exists()):
        raise CannotGoOn("The sample agency is for this machine alone; begin your own with `varifocal init`.")
    if loose := installation.loose_files():
        names = " ".join(str(path) for path in loose)
        raise CannotGoOn(f"Others on this machine can read {names}: run `chmod 600 {names}`.")


def _is_a_name(address: str) -> bool:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return bool(NAME.fullmatch(address.lower()))
    return False
