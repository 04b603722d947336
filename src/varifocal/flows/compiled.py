"""What is compiled, as this process has it: planner and forecaster, once they are loaded; both in Python until then.

What is compiled gives the same answers. It is compiled in a process of its own, at the lowest priority: a minute or
more the first time on a machine. Loading it takes a second, in a thread nobody waits for.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from varifocal.core import forecast as in_python

PLANNER = "varifocal.core.plan.improving"
FORECASTER = "varifocal.core.forecast.compiled"
SOON = 5.0
"""Seconds a process has to itself before it begins to load what is compiled."""
PATIENCE = 180.0
"""Seconds in which who does not compile waits for somebody who does."""
LOOK_EVERY = 2.0

_loaded: dict[str, Any] = {}


def loaded(name: str, otherwise: Any) -> Any:
    """What is compiled under this name, or else what is not."""
    return _loaded.get(name, otherwise)


def is_loaded() -> bool:
    """Whether this process plans and forecasts with compiled code."""
    return bool(_loaded)


def make_ready(stop: threading.Event, *, compiles: bool) -> threading.Thread:
    """Begin to load what is compiled; who does not compile waits for who does, three minutes at most."""
    thread = threading.Thread(target=_make_ready, args=(stop, compiles), daemon=True, name="compiled")
    thread.start()
    return thread


def load() -> None:
    """Load what is compiled, unless it is there; compiles what was not compiled before."""
    if _loaded:
        return
    quick = importlib.import_module(f"{PLANNER}.quick")
    mending = importlib.import_module(f"{PLANNER}.mending")
    afresh = importlib.import_module(f"{PLANNER}.afresh")
    forecaster = importlib.import_module(f"{FORECASTER}.quick")
    importlib.import_module(f"{FORECASTER}.warm").warm_up()
    _loaded.update(
        plan=quick.plan,
        propose=mending.propose,
        first=afresh.propose_afresh,
        least=quick.least_tardiness,
        forecast=forecaster.forecast,
    )


def load_what_is_compiled() -> None:
    """Load it, where this machine compiled it before: whoever waits for one answer compiles nothing."""
    if _was_compiled():
        load()


def _make_ready(stop: threading.Event, compiles: bool) -> None:
    waited = 0.0 if compiles else PATIENCE
    if stop.wait(SOON):
        return
    while waited > 0 and not _was_compiled():
        if stop.wait(LOOK_EVERY):
            return
        waited -= LOOK_EVERY
    if _compile(stop):
        load()


def _was_compiled() -> bool:
    """Whether somebody compiled it on this machine; a guess by the files that leaves, of which this is the last."""
    home = Path(in_python.__file__).parent / "compiled" / "kernel"
    since = max(file.stat().st_mtime for file in home.glob("*.py"))
    made = (home / "__pycache__").glob("looking_back.look_back-*.nbi")
    return any(file.stat().st_mtime > since for file in made)


def _compile(stop: threading.Event) -> bool:
    """Compile in a process that steps back behind all others; whether that came to its end."""
    command = [sys.executable, "-m", f"{FORECASTER}.warm"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as compiling:  # noqa: S603
        while compiling.poll() is None:
            if stop.wait(0.2):
                compiling.kill()
                return False
        return compiling.returncode == 0
