"""The tables are made at once where there are none: the very tables the migrations end in."""

from __future__ import annotations

from typing import Any

from terminal import ask_inside, varifocal

TOLD = """
import json
from varifocal.cli.installation import folder
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from varifocal.flows.tables import bring_up, pending

def parts(sql):
    # what stands between the outer brackets of a CREATE TABLE: an added column stands last, wherever its field does
    depth, found, said = 0, [""], sql[sql.index("(") + 1 : sql.rindex(")")]
    for letter in said:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return sorted(part.strip() for part in found)

folder()

def lines(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [list(row) for row in cursor.fetchall()]

def told():
    if connection.vendor == "sqlite":
        rows = lines("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return sorted([kind, name, of, parts(sql) if kind == "table" else sql] for kind, name, of, sql in rows)
    return sorted(
        lines("SELECT table_name, column_name, data_type, character_maximum_length::text, is_nullable, "
              "column_default, is_identity, collation_name FROM information_schema.columns "
              "WHERE table_schema = 'public'")
        + lines("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace")
        + lines("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        + lines("SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE NOT tgisinternal"),
        key=str,
    )

"""
AT_ONCE = f"{TOLD}print(json.dumps([bring_up(), pending(), told()]))"
STEP_BY_STEP = f"""{TOLD}
executor = MigrationExecutor(connection)
steps = executor.loader.graph.leaf_nodes()
executor.migrate([step for step in steps if step[0] != "org"])
assert bring_up(), "the rest, one migration after the other"
print(json.dumps([pending(), told()]))
"""
HALF = f"""{TOLD}
from varifocal.org.base.acts import Head
with connection.schema_editor() as editor:
    editor.create_model(Head)
print("null")
"""
NAMES = f"{TOLD}print(json.dumps(connection.introspection.table_names()))"


def test_made_at_once_they_are_what_the_migrations_end_in(
    installation: dict[str, str], another_installation: dict[str, str]
) -> None:
    applied, left, at_once = ask_inside(installation, AT_ONCE)
    assert "org.0001_initial" in applied
    assert left == []
    left, step_by_step = ask_inside(another_installation, STEP_BY_STEP)
    assert left == []
    assert _differing(at_once, step_by_step) == []
    assert len(at_once) > 100, "there is something to compare"


def test_where_tables_of_ours_stand_nothing_is_made_over_them(installation: dict[str, str]) -> None:
    ask_inside(installation, HALF)
    said = varifocal(installation, "init", "--name", "Nordlicht", "--owner", "ines@example.org", ok=False)
    assert "already exists" in said.stderr
    assert "org_person" not in ask_inside(installation, NAMES)


def _differing(one: list[Any], other: list[Any]) -> list[str]:
    """But for Django's own groups, which nothing here uses: one key of theirs is wider when made at once."""
    lines = {str(line) for line in one} ^ {str(line) for line in other}
    return sorted(line for line in lines if "auth_group_permissions" not in line)
