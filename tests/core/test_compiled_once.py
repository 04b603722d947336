"""What is compiled is compiled once."""

from __future__ import annotations

import importlib.util
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


def test_constants_and_variables_are_answered_by_the_same_code(tmp_path: Path) -> None:
    """Of a file nobody has compiled yet: what is loaded from disk compiles nothing."""
    made = _module(tmp_path)
    assert made.about(5) == -1 + 0 + 4
    assert len(made.onwards.signatures) == 1


def _module(folder: Path) -> Any:
    file = folder / "counting.py"
    file.write_text(WRITTEN)
    spec = importlib.util.spec_from_file_location("counting", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
