"""`varifocal export` and `init --from`: out as JSON, back into an empty place, on either database."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from terminal import ask_inside, varifocal

WRITE = """
import json
from varifocal.org.base.access import house
from varifocal.org.people.skill import Value
for name in ("Courage", "Care – \\u2028 “ünïcödé”", "=1+1"):
    Value.hold(name, by=house())
print(json.dumps("written"))
"""


def test_it_goes_out_and_comes_back_elsewhere(begun: dict[str, str], tmp_path: Path) -> None:
    ask_inside(begun, WRITE)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    said = json.loads(varifocal(begun, "export", "--out", str(first), "--json").stdout)
    assert said["rows"] == sum(said["tables"].values())
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    elsewhere = {**begun, "VARIFOCAL_DATA": str(tmp_path / "elsewhere")}
    elsewhere.pop("DATABASE_URL", None)  # from PostgreSQL, where it runs there, to SQLite
    back = json.loads(varifocal(elsewhere, "init", "--from", str(first), "--json").stdout)
    assert back["rows"] == said["rows"]
    assert "/sign-in/" in back["sign_in_url"]
    varifocal(elsewhere, "export", "--out", str(second))
    assert second.read_bytes() == first.read_bytes()
    assert "already" in varifocal(elsewhere, "init", "--from", str(first), ok=False).stderr


def test_a_damaged_file_makes_nothing(installation: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "cut.json"
    file.write_text('{"format": "varifocal organization", "version": 1,')
    assert "cut off" in varifocal(installation, "init", "--from", str(file), ok=False).stderr
    assert not Path(installation["VARIFOCAL_DATA"]).exists()
    assert "cut off" in varifocal(installation, "export", "--check", str(file), ok=False).stderr


def test_it_can_be_piped_and_checked(begun: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "piped.json"
    file.write_text(varifocal(begun, "export").stdout)
    assert "is whole" in varifocal(begun, "export", "--check", str(file)).stderr
