"""Upgrading: a backup first, then the new tables, whole or not at all; what was there stays as it was."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import PATIENCE, SOURCE, ask_inside, command, environment, varifocal

Later = Callable[..., subprocess.CompletedProcess[str]]

STEP = """
from django.db import migrations, models

def second(apps, schema_editor):
    {body}

class Migration(migrations.Migration):
    dependencies = [("org", "{last}")]
    operations = [
        migrations.AddField("value", "colour", models.CharField(max_length=20, default="blue")),
        migrations.RunPython(second, migrations.RunPython.noop),
    ]
"""
COUNT = """
import json
from varifocal.org.base.acts import Change, broken_link
from varifocal.org.people.skill import Value
assert broken_link() is None
print(json.dumps([Change.objects.count(), sorted(Value.objects.values_list("name", flat=True))]))
"""
WRITE = """
import json
from varifocal.org.base.access import house
from varifocal.org.people.skill import Value
for name in ("Courage", "Care"):
    Value.hold(name, by=house())
print(json.dumps("written"))
"""


@pytest.fixture
def later(begun: dict[str, str], tmp_path: Path) -> Later:
    """The same installation under a version that knows one table change more, done by these lines."""
    steps = tmp_path / "later" / "later_steps"
    shutil.copytree(SOURCE / "varifocal/org/migrations", steps, ignore=shutil.ignore_patterns("__pycache__"))
    last = sorted(path.stem for path in steps.glob("0*.py"))[-1]
    (steps.parent / "later_settings.py").write_text(
        'from varifocal.config.settings import *\nMIGRATION_MODULES = {"org": "later_steps"}\n'
    )

    def run(*words: str, body: str = "pass") -> subprocess.CompletedProcess[str]:
        (steps / "9999_later.py").write_text(STEP.format(last=last, body=body))
        outer = environment(begun)
        return subprocess.run(
            command(*words),
            env=outer
            | {
                "DJANGO_SETTINGS_MODULE": "later_settings",
                "PYTHONPATH": f"{steps.parent}:{outer['PYTHONPATH']}",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    return run


def test_what_is_of_this_version_stays_untouched(begun: dict[str, str]) -> None:
    said = json.loads(varifocal(begun, "upgrade", "--json").stdout)
    assert (said["applied"], said["backup"]) == ([], "")


def test_an_older_database_is_saved_brought_up_and_keeps_every_row(
    begun: dict[str, str], later: Later
) -> None:
    ask_inside(begun, WRITE)
    before = ask_inside(begun, COUNT)
    refused = later("plan")
    assert refused.returncode == 1
    assert "varifocal upgrade" in refused.stderr
    done = later("upgrade", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["applied"] == ["org.9999_later"]
    assert Path(said["backup"]).stat().st_size > 0
    assert ask_inside(begun, COUNT) == before
    assert json.loads(later("upgrade", "--json").stdout)["applied"] == []


def test_a_step_that_fails_leaves_the_tables_as_they_were_and_can_be_done_again(
    begun: dict[str, str], later: Later
) -> None:
    ask_inside(begun, WRITE)
    before = ask_inside(begun, COUNT)
    broken = later("upgrade", body='raise RuntimeError("the power went")')
    assert broken.returncode != 0
    assert "Traceback" not in broken.stdout + broken.stderr
    assert ask_inside(begun, COUNT) == before
    killed = later("upgrade", body="import os; os.kill(os.getpid(), 9)")
    assert killed.returncode == -9
    assert ask_inside(begun, COUNT) == before
    assert json.loads(later("upgrade", "--json").stdout)["applied"] == ["org.9999_later"]
    assert ask_inside(begun, COUNT) == before


def test_the_backup_made_before_comes_back(begun: dict[str, str], later: Later, tmp_path: Path) -> None:
    ask_inside(begun, WRITE)
    file = json.loads(later("upgrade", "--json").stdout)["backup"]
    elsewhere = {**begun, "VARIFOCAL_DATA": str(tmp_path / "elsewhere")}
    elsewhere.pop("DATABASE_URL", None)
    key = Path(begun["VARIFOCAL_DATA"]) / "sealing.key"
    varifocal(elsewhere, "restore", file, "--sealing-key", str(key))
    assert ask_inside(elsewhere, COUNT) == ask_inside(begun, COUNT)
