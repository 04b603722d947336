"""What every test stands on: settings of its own, a database of the engine at hand, and the rules of the run.

The engine is chosen as the product chooses it: `DATABASE_URL` for PostgreSQL, else SQLite. Nothing here reads
or writes an installation of the person who runs the tests.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import secrets
import shutil
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.management.commands import flush
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.template import Context, Template
from django.test.client import ClientHandler
from django.test.signals import template_rendered

from cast import NOW
from terminal import begin

ROOT = Path(__file__).resolve().parent.parent
REAL_FILES = ROOT.parent / "shared" / "data"
LONG = os.environ.get("VARIFOCAL_LONG") == "1"
OWN_PROCESSES = {"installation", "another_installation", "begun", "founded"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"} | OWN_PROCESSES

hypothesis.settings.register_profile("quick", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("long", deadline=None, database=None, max_examples=5_000)
hypothesis.settings.load_profile("long" if LONG else "quick")


# -- the rules of the run ---------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="only the tests whose answer the engine may change"
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.SECRET_KEY = "a key for the tests alone"
    settings.SEALING_KEY = base64.urlsafe_b64encode(b"thirty-two bytes, for tests only").decode()
    os.environ["TZ"] = "Asia/Kathmandu"  # whoever reads the machine's zone (+05:45 here) is found out
    if hasattr(time, "tzset"):
        time.tzset()
    config.stash[COUNTS] = {"passed": set(), "failed": set(), "real_left_out": set()}


COUNTS = pytest.StashKey[dict[str, set[str]]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read a folder of which this run asks nothing: browsers are driven in one, and the core knows no
    database. tests/test_house.py holds both."""
    if collection_path.parent != ROOT / "tests" or not collection_path.is_dir():
        return None
    asked, name = config.getoption("markexpr"), collection_path.name
    elsewhere = (asked == "browser" and name != "browser") or (asked == "not browser" and name == "browser")
    return elsewhere or (config.getoption("--only-database") and name == "core") or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine or this run has no use for, before it is counted as anything."""
    left_out = (
        set() if REAL_FILES.is_dir() else {item.nodeid for item in items if item.get_closest_marker("real")}
    )
    config.stash[COUNTS]["real_left_out"] |= left_out
    if hasattr(config, "workeroutput"):
        config.workeroutput["real_left_out"] = sorted(left_out)
    items[:] = [
        item
        for item in items
        if item.nodeid not in left_out
        and (LONG or not item.get_closest_marker("long"))
        and (depends_on_the_engine(item) or not config.getoption("--only-database"))
    ]
    items.sort(key=lambda item: not starts_processes(item))
    for item in items:
        _open_every_connection(item)


def pytest_collection_finish() -> None:
    """As config/wsgi.py does: what is loaded is not looked through again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def depends_on_the_engine(item: pytest.Item) -> bool:
    """True when the test's answer could depend on the engine: it uses a database, and is about more than what a page
    says, or whom a door lets in before a database is asked. Every page is opened as an owner and as a member in
    tests/attacks, and every deed done and taken back, so what they ask of PostgreSQL is asked all the same."""
    file = item.path.relative_to(ROOT)
    says = file.parts[:2] == ("tests", "web") and file.name not in ("test_queries.py", "test_files.py")
    return uses_database(item) and not says and not item.get_closest_marker("either_engine")


def uses_database(item: pytest.Item) -> bool:
    """True when the test uses a database."""
    return bool(
        item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def starts_processes(item: pytest.Item) -> bool:
    """True when the product is started as people start it, which takes longest: such a test begins early, so that at
    the end of a run no worker waits for another."""
    return bool(OWN_PROCESSES & set(getattr(item, "fixturenames", ())))


def _open_every_connection(item: pytest.Item) -> None:
    """Snapshots read through a second connection, so every test with a database may use both."""
    if uses_database(item):
        given = item.get_closest_marker("django_db")
        options = {**(given.kwargs if given else {}), "databases": "__all__"}
        item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test passes or fails: what is skipped or expected to fail is read by nobody."""
    report = yield
    if report.skipped or hasattr(report, "wasxfail"):
        report.longrepr = f"skipped or expected to fail, which no test here may be: {report.longrepr}"
        report.outcome = "failed"
        report.__dict__.pop("wasxfail", None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself."""
    report = yield
    if report.skipped:
        report.longrepr = f"skipped as a whole, which no module here may be: {report.longrepr}"
        report.outcome = "failed"
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[COUNTS]["real_left_out"] |= set(
        getattr(node, "workeroutput", {}).get("real_left_out", [])
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts to dev.py, which adds up the runs."""
    path = os.environ.get("VARIFOCAL_TALLY")
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not path or hasattr(session.config, "workerinput"):
        return
    counted = {name: len(reporter.stats.get(name, ())) for name in ("passed", "failed", "error")}
    real = sorted(session.config.stash[COUNTS]["real_left_out"])
    tally = {
        "passed": counted["passed"],
        "failed": counted["failed"] + counted["error"],
        "real_left_out": real,
    }
    Path(path).write_text(json.dumps(tally))


@pytest.fixture(scope="session", autouse=True)
def _one_product_behind_every_browser() -> None:
    """A server stands up once and answers everybody; Django's test client would stand one up for each browser, and
    look through every file of the pages each time."""
    standing = ClientHandler()

    def come_to_it(handler: ClientHandler) -> None:
        if standing._middleware_chain is None:
            BaseHandler.load_middleware(standing)
        for part in ("_view_middleware", "_template_response_middleware", "_exception_middleware"):
            setattr(handler, part, getattr(standing, part))
        handler._middleware_chain = standing._middleware_chain

    ClientHandler.load_middleware = come_to_it


@pytest.fixture(scope="session", autouse=True)
def _a_page_is_told_as_a_whole() -> Iterator[None]:
    """What a page was made of is asked of the page. Django's test client would copy it once more for each of the
    thirty parts a page is put together from, which takes a fifth of the time of asking for it."""

    def render(template: Template, context: Context) -> Any:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_tables_stay_empty() -> Iterator[None]:
    """A test that commits leaves empty tables behind; Django would fill its own anew, which nobody here asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield


@pytest.fixture(autouse=True)
def _on_the_casts_monday(request: pytest.FixtureRequest) -> Iterator[None]:
    """The cast lives on one Monday: a test with a database begins there, whatever day it is run on. One that
    starts a process of its own stays in the machine's time, which that process lives in."""
    if starts_processes(request.node) or not uses_database(request.node):
        yield
        return
    with time_machine.travel(NOW, tick=True):
        yield


# -- databases --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """One database for each worker; on SQLite a file, as in the product, so that threads share it."""
    default = settings.DATABASES["default"]
    sqlite = default["ENGINE"] == "varifocal.config.sqlite"
    file = tmp_path_factory.mktemp("database") / "test.sqlite3"
    default.setdefault("TEST", {}).update(
        NAME=str(file) if sqlite else f"test_varifocal_{worker_id}",
        MIGRATE=False,  # made at once, as a new installation's are: tests/flows/test_tables.py
    )
    if sqlite:
        # tests end processes, not machines; what is to outlive those is tried in installations of its own
        options = default["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Django's own, and the migrations written down as applied."""
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        for app, name in MigrationLoader(connection).graph.nodes:
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def _one_view_in_a_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that is rolled back at its end never commits: there, snapshots must read its own connection."""
    marker = request.node.get_closest_marker("django_db")
    committing = {"transactional_db", "live_server"} & set(request.fixturenames)
    if marker is None or marker.kwargs.get("transaction") or committing:
        yield
        return
    request.getfixturevalue("db")
    kept = connections["reading"]
    connections["reading"] = connections["default"]
    yield
    connections["reading"] = kept


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh installation for a process of its own: an empty data folder and, on
    PostgreSQL, an empty database that is dropped afterwards."""
    yield from _installation(tmp_path / "installation")


@pytest.fixture
def another_installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """One more of them."""
    yield from _installation(tmp_path / "another")


def _installation(data: Path) -> Iterator[dict[str, str]]:
    variables = {**os.environ, "VARIFOCAL_DATA": str(data)}
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield variables
        return
    name = f"installation_{secrets.token_hex(6)}"
    _administer(server, f"CREATE DATABASE {name}")
    yield {**variables, "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[tuple[dict[str, str], str]]:
    """One installation with an organization and its owner, to be copied, and its database's name on PostgreSQL."""
    variables = {**os.environ, "VARIFOCAL_DATA": str(tmp_path_factory.mktemp("founded") / "data")}
    server, name = os.environ.get("DATABASE_URL"), f"founded_{worker_id}_{secrets.token_hex(4)}"
    if server:
        _administer(server, f"CREATE DATABASE {name}")
        variables["DATABASE_URL"] = f"{server.rpartition('/')[0]}/{name}"
    begin(variables)
    yield variables, name
    if server:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def begun(tmp_path: Path, founded: tuple[dict[str, str], str]) -> Iterator[dict[str, str]]:
    """A copy of that installation for one test: Nordlicht, owned by ines@example.org, who has yet to sign in."""
    original, name = founded
    copy = {**original, "VARIFOCAL_DATA": str(tmp_path / "begun")}
    shutil.copytree(original["VARIFOCAL_DATA"], copy["VARIFOCAL_DATA"])
    server = os.environ.get("DATABASE_URL")
    if not server:
        yield copy
        return
    own = f"begun_{secrets.token_hex(6)}"
    _administer(server, f"CREATE DATABASE {own} TEMPLATE {name}")
    yield {**copy, "DATABASE_URL": f"{server.rpartition('/')[0]}/{own}"}
    _administer(server, f"DROP DATABASE {own} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def real_files() -> Path:
    """The folder of real files; a test that asks for it is marked `real`."""
    return REAL_FILES
