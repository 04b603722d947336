"""How fast every page is in a large organization, what it asks of the database and what it weighs.

Run: .venv/bin/python benchmarks/pages.py [--postgres | --database URL] [--requests 30] [--only today] [--worst 40]

3,000 open tasks, 60 people, 25 open projects, 100,000 changes (benchmarks/large.py), written into an empty database
in a temporary folder, planned and forecast. Every page is asked for through the whole WSGI application in a warm
process, signed in as the owner, a project manager and a member. *Wall* is what a clock on the wall says and grows
when others use the machine; *CPU* is this process's own time (on PostgreSQL without the server's). Queries are those
of one request, session included; kB is the answer's body as it goes over the wire, gzip where the server packs it.
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT)]
WARM = 2
TARGET_MS, TARGET_QUERIES, TARGET_KB, FIRST_KB = 80.0, 12, 40.0, 200.0


def main() -> None:
    arguments = _arguments()
    with installation(arguments.data, arguments.database, on_postgres=arguments.postgres):
        _measure(arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server started for this")
    parser.add_argument("--database", metavar="URL", help="on this empty database")
    parser.add_argument("--data", metavar="FOLDER", help="keep the organization here, or find it here")
    parser.add_argument("--requests", type=int, default=30, help="of each page in each role")
    parser.add_argument("--only", default="", help="only pages whose address holds this")
    parser.add_argument("--role", default="", help="only in this role: owner, manager or member")
    parser.add_argument("--worst", type=int, default=0, help="print only so many, the slowest first")
    return parser.parse_args()


@contextmanager
def installation(data: str | None, url: str | None = None, *, on_postgres: bool = False) -> Iterator[None]:
    """One of its own in this folder, else in a temporary one; on SQLite, on the database of this address, or on a
    PostgreSQL server started for it."""
    with ExitStack() as stack:
        folder = Path(data or stack.enter_context(tempfile.TemporaryDirectory(prefix="varifocal-")))
        if on_postgres:
            from scripts import postgres

            url = stack.enter_context(postgres.server(ROOT / ".venv"))
        _settle(folder, url)
        yield


def _settle(folder: Path, url: str | None) -> None:
    """Before anything of Django is read."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(VARIFOCAL_DATA=str(folder), DJANGO_SETTINGS_MODULE="varifocal.config.settings")
    if url:
        os.environ["DATABASE_URL"] = url
    else:
        os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from varifocal.cli import installation

    installation.make_keys()
    installation.bring_up()


def _measure(arguments: argparse.Namespace) -> None:
    from django.db import connection
    from django.utils import timezone

    from varifocal.org.base.acts import newest

    grow()
    print(
        f"{connection.vendor}, {newest():,} changes, {timezone.now():%Y-%m-%d}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {arguments.requests} requests each, load {os.getloadavg()[0]:.1f}\n"
    )
    rows = list(_pages(arguments))
    _print(rows, arguments.worst)
    _first_load()


def grow() -> None:
    """The large organization, unless there is one already."""
    from django.utils import timezone

    import large
    from varifocal.flows.replan import replan
    from varifocal.org.base.access import house
    from varifocal.org.base.organization import Organization

    now = timezone.now()
    if not Organization.objects.exists():
        made = _timed(lambda: large.grow(Organization.here().today(now), by=house()))
        run = _timed(lambda: replan(now))
        print(f"Made in {made:.1f} s; planned, forecast and written in {run:.1f} s.")


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Row:
    """One page in one role; milliseconds."""

    page: str
    role: str
    wall: list[float]
    cpu: list[float]
    queries: int
    kb: float
    status: int

    @property
    def is_within(self) -> bool:
        """Whether it keeps every bound."""
        return p95(self.cpu) <= TARGET_MS and self.queries <= TARGET_QUERIES and self.kb <= TARGET_KB


def _pages(arguments: argparse.Namespace) -> Iterator[Row]:
    browsers = roles(arguments.role)
    for name, path in _addresses():
        if arguments.only not in path:
            continue
        for role, browser in browsers.items():
            row = _ask(browser, name, role, path, arguments.requests)
            if row.status == 200:
                yield row


def _ask(browser: Browser, page: str, role: str, path: str, times: int) -> Row:
    status, body, queries = 0, b"", 0
    for _ in range(WARM):
        with Counted() as counted:
            status, _, body = browser.get(path)
        queries = counted.queries
    if status != 200:
        return Row(page, role, [0.0], [0.0], queries, 0.0, status)
    wall, cpu = [], []
    for _ in range(times):
        began, used = time.perf_counter(), time.process_time()
        browser.get(path)
        wall.append((time.perf_counter() - began) * 1_000)
        cpu.append((time.process_time() - used) * 1_000)
    return Row(page, role, wall, cpu, queries, len(body) / 1_000, status)


class Browser:
    """Asks the WSGI application as a server does, with one account's session."""

    def __init__(self, account: Any) -> None:
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from varifocal.config.wsgi import application

        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        self.application = application
        self.csrf = secrets.token_hex(16)
        self.cookie = (
            f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        )

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, body: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """The same, of a form sent by htmx."""
        sent = {"HTTP_HX_REQUEST": "true", "HTTP_X_CSRFTOKEN": self.csrf, **headers}
        sent["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, body.encode(), sent)

    def _ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        place, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8400",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8400",
            "HTTP_ACCEPT_ENCODING": "gzip, br",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            **headers,
        }
        said: list[Any] = []
        answer = self.application(environ, lambda status, head, *_: said.extend((status, head)))
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return int(said[0].split()[0]), dict(said[1]), content


class Counted:
    """Counts what is asked of any database inside."""

    def __enter__(self) -> Counted:
        from django.db import connections

        self.queries = 0
        self.stack = ExitStack()
        for connection in connections.all():
            self.stack.enter_context(connection.execute_wrapper(self._count))
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def _count(self, execute: Callable[..., Any], *rest: Any) -> Any:
        self.queries += 1
        return execute(*rest)


def roles(only: str = "") -> dict[str, Browser]:
    """Somebody of each role, signed in."""
    from varifocal.org.base.account import Account, Role

    found = {}
    for name, role in (("owner", Role.OWNER), ("manager", Role.MANAGER), ("member", Role.MEMBER)):
        if only not in name:
            continue
        accounts = Account.objects.filter(is_house=False, person__left=None).order_by("pk")
        found[name] = Browser(next(one for one in accounts if one.roles == [role]))
    return found


def _addresses() -> Iterator[tuple[str, str]]:
    """Every address that answers a GET, about the heaviest record of its noun."""
    from django.db.models import Count, Q

    from doors import routes
    from varifocal.org import models as org

    running = org.Project.objects.open().annotate(rows=Count("tasks"))
    project = running.order_by("-rows").first()
    busiest = (
        org.Person.objects.filter(left=None).annotate(rows=Count("assignments")).order_by("-rows").first()
    )
    serving = Count("pk", filter=Q(pk__in=org.Serving.objects.values("goal")))
    goal = org.Goal.objects.filter(pk__in=org.Serving.objects.values("goal")).annotate(rows=serving).first()
    task = org.Task.objects.open().filter(project=project, predecessors__isnull=False).first()
    task = task or org.Task.objects.open().first()
    assert busiest is not None
    numbers: dict[str, int] = {
        "projects": project.pk if project else 0,
        "people": busiest.pk,
        "goals": goal.pk if goal else 0,
        "tasks": task.pk if task else 0,
    }
    for noun, kind in (
        ("measures", org.Measure), ("visions", org.Vision), ("choices", org.Strategy), ("absences", org.Absence),
        ("passions", org.Passion), ("teams", org.Team), ("why", org.Task), ("clients", org.Company),
        ("contacts", org.Contact), ("touches", org.Touch), ("agreements", org.Agreement), ("extras", org.Extra),
        ("opportunities", org.Opportunity),
    ):  # fmt: skip
        row = kind.objects.order_by("-pk").first()
        numbers[noun] = row.pk if row else 0
    numbers["why"] = numbers["tasks"]
    for route in routes():
        if route.name not in {"sign-out", "sign-in-link", "sign-in"}:
            yield route.name, route.path(numbers.get(route.noun, 1), busiest.pk)


def p95(values: list[float]) -> float:
    """The value 19 of 20 do not exceed."""
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def _print(rows: list[Row], worst: int) -> None:
    shown = sorted(rows, key=lambda row: -p95(row.cpu))[:worst] if worst else rows
    print("| page | role | p50 wall | p95 wall | p95 CPU | queries | kB | |")
    print("|---|---|--:|--:|--:|--:|--:|---|")
    for row in shown:
        print(
            f"| {row.page} | {row.role} | {statistics.median(row.wall):.0f} | {p95(row.wall):.0f} | "
            f"{p95(row.cpu):.0f} | {row.queries} | {row.kb:.1f} | {'' if row.is_within else 'above'} |"
        )
    above = sum(not row.is_within for row in rows)
    print(f"\n{len(rows)} pages in their roles, {above} above a bound; milliseconds.")


def _first_load() -> None:
    """What a browser that was never here fetches for Today: the page and every file it names, fonts included."""
    import re

    browser = roles("owner")["owner"]
    _, _, page = browser.get("/", HTTP_ACCEPT_ENCODING="identity")
    total = len(browser.get("/")[2])
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    seen: set[str] = set()
    while files - seen:
        for path in sorted(files - seen):
            seen.add(path)
            text = browser.get(path, HTTP_ACCEPT_ENCODING="identity")[2]
            total += len(browser.get(path)[2])
            if path.endswith((".js", ".css")):
                folder = path.rpartition("/")[0]
                named = re.findall(r"""(?:from|import)\s*["']\./([^"']+)["']""", text.decode())
                files |= {f"{folder}/{name}" for name in named}
    print(f"First load of Today: {total / 1_000:.0f} kB in {len(seen) + 1} files (at most {FIRST_KB:.0f}).")


if __name__ == "__main__":
    main()
