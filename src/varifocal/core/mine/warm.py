"""Everything mining compiles, compiled: half a minute the first time on a machine, a second afterwards.

Run: python -m varifocal.core.mine.warm
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from varifocal.core.mine.intended import read_intended
from varifocal.core.mine.reading.read import read
from varifocal.core.mine.shifts import read_shifts
from varifocal.core.mine.told import told
from varifocal.core.mine.tree import read_tree

CASES = (("a", ("Brief", "Draw")), ("b", ("Brief", "Draw", "Draw")))
OPEN = '{"mon": ["09:00-17:00"]}'
MEANT = '{"steps": [{"name": "Brief"}, {"name": "Draw"}]}'


def warm_up_miner() -> None:
    """Read two cases from either form that is scanned, and measure them in every way."""
    events = [
        (case, step, f"2027-01-0{day}T09:00:00Z") for case, way in CASES for day, step in enumerate(way, 4)
    ]
    with TemporaryDirectory(prefix="varifocal-warm-") as folder:
        table, traces = Path(folder) / "log.csv", Path(folder) / "log.xes"
        table.write_text("case,activity,person,end\n" + "".join(f"{c},{a},Ines,{t}\n" for c, a, t in events))
        traces.write_text(f"<log>{''.join(_trace(case, way) for case, way in CASES)}</log>")
        for path in (table, traces):
            log = read(path).log
            assert log is not None
            told(log, shifts=read_shifts(OPEN), process=read_intended(MEANT), noise=0.2)
            told(log, process=read_tree("->('Brief', 'Draw')"))


def _trace(case: str, way: tuple[str, ...]) -> str:
    steps = "".join(
        f'<event><string key="concept:name" value="{step}"/>'
        f'<date key="time:timestamp" value="2027-01-0{day}T09:00:00Z"/></event>'
        for day, step in enumerate(way, 4)
    )
    return f'<trace><string key="concept:name" value="{case}"/>{steps}</trace>'


if __name__ == "__main__":
    warm_up_miner()
