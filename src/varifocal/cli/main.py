"""`varifocal`: finds the command by its name, loads only that, and turns whatever goes wrong into a sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from varifocal import __version__
from varifocal.cli.saying import CannotGoOn, complain


@dataclass(frozen=True, slots=True)
class Command:
    """Which module answers (`arguments(parser)`, `run(options) -> exit code`), and what it is for."""

    module: str
    says: str


COMMANDS = {
    "demo": Command("demo", "look around in the sample agency, in the browser"),
    "init": Command("init", "begin an installation: database, keys, the first owner"),
    "serve": Command("serve", "serve the pages, with the worker inside on SQLite"),
    "worker": Command("worker", "plan and forecast whenever something changed"),
    "user": Command("user", "invite, disable, enable, reset and list sign-ins"),
    "plan": Command(
        "plan",
        "plan and forecast now, and say what does not fit; or plan what stands in a file (plan FILE)",
    ),
    "mine": Command("mine", "say how work really flows, from an event log in a file"),
    "forecast": Command("forecast", "plan and forecast now; say the chance of each promise"),
    "review": Command("review", "print This week: what needs somebody, and what was decided"),
    "import": Command("importing", "take in tasks and absences from CSV or XLSX"),
    "receive": Command("receive", "note a contact from one mail that was copied in"),
    "export": Command("exporting", "write everything to one JSON file"),
    "backup": Command("backup", "write everything to one file, while running"),
    "restore": Command("restore", "read a backup into an empty installation"),
    "upgrade": Command("upgrade", "back up, then bring the database to this version"),
    "doctor": Command("doctor", "name what is wrong with this installation"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that was asked for; the answer is the exit code: 0 done, 1 refused, 2 not understood."""
    sys.excepthook = _unforeseen
    os.umask(0o077)  # database, keys and backups are for this user's eyes alone
    asked = list(sys.argv[1:] if argv is None else argv)
    if not asked or asked[0] not in _offered():
        return _help(asked)
    try:
        return _run(asked[0], asked[1:])
    except CannotGoOn as reason:
        complain(str(reason))
        return 1
    except KeyboardInterrupt:
        complain("Stopped.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whoever read us has gone; nothing is left to say
        return 1


def _offered() -> dict[str, Command]:
    return {name: one for name, one in COMMANDS.items() if find_spec(f"varifocal.cli.{one.module}")}


def _help(asked: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="varifocal",
        description="See far, work near: lead and manage an organization.",
        epilog="`varifocal COMMAND --help` tells more about a command.",
    )
    parser.add_argument("--version", action="version", version=f"varifocal {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, command in _offered().items():
        commands.add_parser(name, help=command.says)
    parser.parse_args(asked)
    parser.print_help()
    return 0 if not asked else 2


def _run(name: str, rest: list[str]) -> int:
    _set_environment(name, rest)
    doorway = importlib.import_module("varifocal.cli.doorway")
    module = COMMANDS[name].module
    if name == "plan" and (file := _file(rest)) is not None:
        module = "plan_text" if file.lower().endswith(".toml") else "solving"
    return int(doorway.run(name, f"varifocal.cli.{module}", rest))


def _file(rest: list[str]) -> str | None:
    """The file `plan` is asked about, a plan as text or a published problem: then compiler and solver are loaded, for
    which nobody else is to wait."""
    words = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    words.add_argument("file", nargs="?")
    for option in ("--data", "--seed", "--seconds", "--schedules", "--workers"):
        words.add_argument(option)
    words.add_argument("--json", action="store_true")
    found: str | None = words.parse_known_args([word for word in rest if word not in {"-h", "--help"}])[
        0
    ].file
    return found


def _set_environment(name: str, rest: list[str]) -> None:
    """What the settings read must stand in the environment before they are loaded."""
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--data")
    early.add_argument("--address")
    options, _ = early.parse_known_args([word for word in rest if word not in {"-h", "--help"}])
    if options.data:
        os.environ["VARIFOCAL_DATA"] = str(Path(options.data).expanduser().absolute())
    if name == "serve" and options.address:
        os.environ["VARIFOCAL_ADDRESS"] = options.address
        os.environ["VARIFOCAL_BEHIND_TLS"] = "yes"
    if name == "demo":
        home = Path.home() / ".local" / "share" / "varifocal" / "demo"
        os.environ.setdefault("VARIFOCAL_DATA", str(home))
        os.environ["VARIFOCAL_DEMO"] = "yes"
        for variable in ("DATABASE_URL", "VARIFOCAL_ADDRESS", "VARIFOCAL_BEHIND_TLS"):
            os.environ.pop(variable, None)  # the sample lives in a file of its own, on this machine alone


def _unforeseen(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """Our own mistake: the details go to a file, the person gets a sentence."""
    with tempfile.NamedTemporaryFile("w", prefix="varifocal-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exception(kind, fault, trace, file=file)
    complain(f"Something went wrong that we did not foresee ({kind.__name__}: {fault}).")
    complain(f"The details are in {file.name}; please send them with a report of what you did.")


if __name__ == "__main__":
    sys.exit(main())
