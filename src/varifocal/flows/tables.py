"""The tables of this version: made at once where there are none, brought up step by step where there are older ones.

Going through every migration of an empty database takes seconds of Django's own bookkeeping and ends in the tables
the models describe (`tests/flows/test_tables.py` compares both, on both engines): there the tables are made from the
models, and the migrations written down as applied. Decision 0011.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def pending() -> list[str]:
    """The migrations this version has and the database has not, in order."""
    return [f"{step.app_label}.{step.name}" for step in _steps(MigrationExecutor(connection))]


def bring_up() -> list[str]:
    """Bring the tables to this version; the names of the migrations that are applied now and were not before.

    Interrupted, no table is half made: it is simply done again.
    """
    executor = MigrationExecutor(connection)
    steps = _steps(executor)
    if steps and _nothing_is_here():
        _make(steps)
    elif steps:
        executor.migrate(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step in steps]


def _steps(executor: MigrationExecutor) -> list[Migration]:
    return [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _nothing_is_here() -> bool:
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    return {kind._meta.db_table for kind in _kinds()}.isdisjoint(there)


def _make(steps: list[Migration]) -> None:
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for kind in _kinds():
            editor.create_model(kind)
        for step in steps:
            recorder.record_applied(step.app_label, step.name)


def _kinds() -> list[type[models.Model]]:
    written_down: type[models.Model] = MigrationRecorder(connection).Migration
    return [written_down, *apps.get_models()]
