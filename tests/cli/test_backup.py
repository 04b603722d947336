"""Backup and restore: what is written comes back, what is doubtful is refused."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cast import Cast
from terminal import ask_inside, varifocal
from varifocal.cli.saying import CannotGoOn
from varifocal.flows import safekeeping
from varifocal.flows.safekeeping import NotWhole, back_up, check, restore
from varifocal.org.base.refusals import Refusal
from varifocal.org.work.task import Task

SEAL_AND_WRITE = """
import json
from varifocal.org.base.access import house
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Value
by = house()
for name in ("Courage", "Care – \\u2028 “ünïcödé”", "Calm"):
    Value.hold(name, by=by)
Value.objects.get(name="Calm").let_go(by=by)
person = Person.objects.get()
person.note_privately("for my eyes", by=by, seen=person.version)
print(json.dumps("written"))
"""
READ = """
import json
from varifocal.org.base.access import house
from varifocal.org.base.acts import broken_link
from varifocal.org.base.sealing import unseal
from varifocal.org.people.person import Person
from varifocal.org.people.skill import Value
assert broken_link() is None
note = Person.objects.get().private_note
new = Value.hold("New", by=house()).pk
print(json.dumps([unseal(note), sorted(Value.objects.values_list("name", flat=True)), new]))
"""


def test_what_was_saved_comes_back_elsewhere_and_ids_go_on(begun: dict[str, str], tmp_path: Path) -> None:
    elsewhere = {**begun, "VARIFOCAL_DATA": str(tmp_path / "elsewhere")}
    elsewhere.pop("DATABASE_URL", None)  # another machine, which keeps its data in SQLite
    file, key = tmp_path / "one", Path(begun["VARIFOCAL_DATA"]) / "sealing.key"
    ask_inside(begun, SEAL_AND_WRITE)
    first = json.loads(varifocal(begun, "backup", "--to", str(file), "--json").stdout)
    with zipfile.ZipFile(file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"for my eyes" not in everything
    assert key.read_text().strip().encode() not in everything
    assert "--sealing-key" in varifocal(elsewhere, "restore", str(file), ok=False).stderr
    varifocal(elsewhere, "restore", str(file), "--sealing-key", str(key))
    again = json.loads(varifocal(elsewhere, "backup", "--to", str(tmp_path / "two"), "--json").stdout)
    assert again["content"] == first["content"]
    note, values, new = ask_inside(elsewhere, READ)
    assert note == "for my eyes"
    assert values == ["Care – \u2028 “ünïcödé”", "Courage", "New"]
    assert new == 4  # 3 was Calm's, of whom the log still speaks


def test_a_backup_is_for_this_user_alone_and_lists_its_tables(
    house_of: Cast, answer: Any, tmp_path: Path
) -> None:
    said = answer("backup")
    manifest = check(Path(said["file"]))
    assert stat.S_IMODE(Path(said["file"]).stat().st_mode) == 0o600
    assert manifest.tables["task"]["rows"] == Task.objects.count() == 4
    assert manifest.content == said["content"]
    assert not list(tmp_path.glob("**/*.part"))


def test_the_same_content_has_the_same_digest(house_of: Cast, tmp_path: Path) -> None:
    first, second = (back_up(tmp_path / name, sealing_key="k") for name in ("one", "two"))
    assert first.content == second.content
    house_of.storyboard.describe(by=house_of.house, seen=house_of.storyboard.version, name="Storyboard 2")
    assert back_up(tmp_path / "three", sealing_key="k").content != first.content


def test_where_something_lives_nothing_is_touched(house_of: Cast, answer: Any, tmp_path: Path) -> None:
    back_up(tmp_path / "one", sealing_key="k")
    with pytest.raises(CannotGoOn, match="already"):
        answer("restore", str(tmp_path / "one"))
    assert Task.objects.count() == 4


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-30],
        lambda whole: (
            whole[: len(whole) // 3] + bytes([whole[len(whole) // 3] ^ 16]) + whole[len(whole) // 3 + 1 :]
        ),
        lambda whole: b"\x89PNG\r\n\x1a\n",
        lambda whole: b"",
    ],
    ids=["cut in half", "without its end", "a flipped byte", "a picture", "empty"],
)
def test_a_damaged_file_is_refused(house_of: Cast, tmp_path: Path, spoil: Any) -> None:
    back_up(tmp_path / "one", sealing_key="k")
    (tmp_path / "spoilt").write_bytes(spoil((tmp_path / "one").read_bytes()))
    with pytest.raises(NotWhole, match="nothing was changed"):
        check(tmp_path / "spoilt")


def test_an_altered_row_is_refused(house_of: Cast, tmp_path: Path) -> None:
    back_up(tmp_path / "one", sealing_key="k")
    _rewrite(tmp_path / "one", tmp_path / "two", "rows/task.jsonl", b"Storyboard", b"Storyroard")
    with pytest.raises(NotWhole, match="Table task does not hold what the backup says"):
        check(tmp_path / "two")


def test_a_newer_versions_backup_is_refused(
    house_of: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(tmp_path / "one", sealing_key="k")
    last = b'"org.0001_initial"'
    _rewrite(tmp_path / "one", tmp_path / "two", "manifest.json", last, last + b', "org.0999_later"')
    monkeypatch.setattr(safekeeping, "is_empty", lambda: True)
    with pytest.raises(Refusal, match="newer than this one"):
        restore(tmp_path / "two")


def test_only_the_key_it_was_sealed_with_fits(
    house_of: Cast, answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(tmp_path / "one", sealing_key="another")
    monkeypatch.setattr("varifocal.cli.restore.is_empty", lambda: True)
    with pytest.raises(CannotGoOn, match="another one than this backup's"):
        answer("restore", str(tmp_path / "one"))


def test_a_restore_can_be_rehearsed_and_the_doctor_knows(house_of: Cast, answer: Any, tmp_path: Path) -> None:
    assert _finding(answer("doctor"), "restore test")["state"] == "look"
    back_up(tmp_path / "one", sealing_key="k")
    answer("restore", str(tmp_path / "one"), "--test")
    assert _finding(answer("doctor"), "restore test")["state"] == "good"


def _finding(findings: list[dict[str, str]], name: str) -> dict[str, str]:
    return next(one for one in findings if one["name"] == name)


def _rewrite(source: Path, target: Path, name: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(source) as one, zipfile.ZipFile(target, "w") as other:
        for entry in one.namelist():
            content = one.read(entry)
            if entry == name:
                assert old in content
                content = content.replace(old, new)
            other.writestr(entry, content)
