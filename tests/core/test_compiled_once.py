"""What is compiled is compiled once, and anew when something it calls has changed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

WRITTEN = """
from varifocal.core.compiled import compiled


@compiled
def onwards(number, back):
    return number - 1 if back else number + 1


@compiled
def about(number):
    return onwards(0, True) + onwards(-1, False) + onwards(number, number > 0)
"""

CALLED = """
from varifocal.core.compiled import compiled


@compiled
def step():
    return {step}
"""

CALLING = """
from counting.kernel.steps import step
from varifocal.core.compiled import compiled


@compiled
def twice():
    return 2 * step()
"""

SAID = "from counting.kernel.walk import twice; print(twice(), len(twice.stats.cache_hits), end='')"
"""What comes out, and whether it was loaded from disk."""


def test_constants_and_variables_are_answered_by_the_same_code(tmp_path: Path) -> None:
    """Of a file nobody has compiled yet: what is loaded from disk compiles nothing."""
    made = _module(tmp_path)
    assert made.about(5) == -1 + 0 + 4
    assert len(made.onwards.signatures) == 1


def test_what_stands_in_another_module_of_a_kernel_is_compiled_anew_when_that_changes(tmp_path: Path) -> None:
    kernel = tmp_path / "counting" / "kernel"
    kernel.mkdir(parents=True)
    (kernel / "walk.py").write_text(CALLING)
    (kernel / "steps.py").write_text(CALLED.format(step=3))
    assert _said(tmp_path) == "6 0"
    assert _said(tmp_path) == "6 1"
    (kernel / "steps.py").write_text(CALLED.format(step=40))
    assert _said(tmp_path) == "80 0"


def test_what_cannot_be_read_any_more_is_compiled_anew(tmp_path: Path) -> None:
    """After an upgrade what was kept may speak of something that has another name; after a power cut it may be half."""
    kernel = tmp_path / "counting" / "kernel"
    kernel.mkdir(parents=True)
    (kernel / "walk.py").write_text(CALLING)
    (kernel / "steps.py").write_text(CALLED.format(step=3))
    _said(tmp_path)
    (kept,) = (kernel / "__pycache__").glob("walk.twice-*.nbi")
    kept.write_bytes(kept.read_bytes()[:-20])
    assert _said(tmp_path) == "6 0"
    assert _said(tmp_path) == "6 1"


def _said(folder: Path) -> str:
    """By a process of its own, as a kernel is loaded once in each."""
    path = [str(folder), *sys.path]
    program = f"import sys; sys.path[:0] = {path!r}; {SAID}"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def _module(folder: Path) -> Any:
    file = folder / "counting.py"
    file.write_text(WRITTEN)
    spec = importlib.util.spec_from_file_location("counting", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
