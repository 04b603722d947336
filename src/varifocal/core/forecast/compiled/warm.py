"""Everything the product compiles, compiled: planner and forecaster, and, run by itself, mining as well. A minute or
two the first time on a machine, a second afterwards.

Run: python -m varifocal.core.forecast.compiled.warm
"""

from __future__ import annotations

import os

from varifocal.core.forecast.compiled.quick import live, look_back
from varifocal.core.forecast.script import NONE, ZEROS, Script, Target
from varifocal.core.plan.improving.warm import warm_up_planner


def warm_up() -> None:
    """Plan a tiny portfolio, and live through the smallest script."""
    warm_up_planner()
    warm_up_forecaster()


def warm_up_forecaster() -> None:
    """Live through the smallest script, and look back: it takes the same compiled code as the largest."""
    script = Script(seed=1, projects=1)
    ended = script.queue(NONE, script.top((), 1), ZEROS, ZEROS, ()) + 1
    script.note(ended, ended, 1)
    script.end(0, ended)
    live(script, 1)
    look_back(script, 1, (Target((0,), 0, 1),))


if __name__ == "__main__":
    from varifocal.core.mine.warm import warm_up_miner  # no process that only plans loads what mines

    if hasattr(os, "nice"):
        os.nice(19)  # whatever else the machine has to do comes first
    warm_up()
    warm_up_miner()
