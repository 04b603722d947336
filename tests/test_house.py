"""The plan of the house, where imports cannot show it: keys point down, doors do not write, few late loaders."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from varifocal.org.base.permission import RULES
from varifocal.org.base.record import Answer, Plumbing, Record

SOURCE = Path(__file__).parent.parent / "src" / "varifocal"
NOUNS = (
    "base",
    "people",
    "direction",
    "relations",
    "work",
    "growth",
    "money",
    "decisions",
    "evidence",
    "runs",
)
"""From the ground up; a key points into its own noun or one to the left."""
WRITING = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "add_many", "put", "drop",
}  # fmt: skip
NOT_ROWS = {"cookies", "headers", "cache", "session", "GET", "POST", "context", "hashlib", "digest"}
LATE_LOADERS = {"cli/main.py"}
"""Who may import by name while running: the terminal's commands."""


def models() -> list[type]:
    return list(apps.get_app_config("org").get_models())


def noun_of(kind: type) -> str:
    return kind.__module__.removeprefix("varifocal.org.").split(".")[0]


def parsed(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for file in sorted((SOURCE / folder).rglob("*.py")):
            yield str(file.relative_to(SOURCE)), ast.parse(file.read_text(encoding="utf-8"))


def test_every_key_points_down() -> None:
    up = [
        f"{kind.__name__}.{field.name} → {field.related_model.__name__}"
        for kind in models()
        for field in kind._meta.get_fields()  # type: ignore[attr-defined]
        if (field.many_to_one or field.one_to_one) and field.concrete
        if NOUNS.index(noun_of(field.related_model)) > NOUNS.index(noun_of(kind))
    ]
    assert up == []


def test_no_fact_points_at_an_answer() -> None:
    wrong = [
        f"{kind.__name__}.{field.name}"
        for kind in models()
        if issubclass(kind, Record)
        for field in kind._meta.get_fields()
        if field.is_relation and field.concrete and issubclass(field.related_model, Answer)
    ]
    assert wrong == []


def test_every_table_is_a_fact_a_change_an_answer_or_plumbing() -> None:
    others = {kind.__name__ for kind in models() if not issubclass(kind, Record | Answer | Plumbing)}
    assert others == {"Change", "Head"}


def test_doors_do_not_write() -> None:
    written = [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for name, tree in parsed("web", "cli")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in WRITING and not _is_no_row(node.func.value)
    ]
    assert written == []


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{name}:{node.lineno}"
        for name, tree in parsed(".")
        if name not in LATE_LOADERS
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


SEARCHES = (
    "core/plan/search/", "core/plan/improving/", "core/forecast/compiled/", "core/mine/", "flows/solving.py",
    "flows/mining.py", "flows/own_log.py", "flows/text/planning.py",
)  # fmt: skip
"""Who may know what is compiled. A page or the worker stands on none of them: `flows/compiled.py` loads the compiled
planner and forecaster by name, in a thread nobody waits for, and until they are there all is done in Python. Of the
miner what is plain may be known to all."""


def test_one_module_loads_the_compiler_one_the_solver_and_only_the_search_knows_them() -> None:
    heavy = re.compile(
        r"^\s*(?:from|import) (numba|ortools"
        r"|varifocal\.core\.(?:compiled|mine(?!\.(?:aligning|causes|drift|intended|log|loops|shifts|workload) )"
        r"|plan\.search|plan\.improving|forecast\.compiled))\b",
        re.M,
    )
    loaded = {
        (name, root)
        for file in SOURCE.rglob("*.py")
        for name in [str(file.relative_to(SOURCE))]
        for root in heavy.findall(file.read_text(encoding="utf-8"))
        if not (name.startswith(SEARCHES) and root.startswith("varifocal"))
    }
    assert loaded == {
        ("core/compiled.py", "numba"), ("core/plan/search/exact.py", "ortools"), ("core/people/matching.py", "ortools"),
    }  # fmt: skip


def test_every_page_is_behind_the_door_or_says_that_it_is_open() -> None:
    open_views = {
        str(pattern.name)
        for pattern in routes(get_resolver().url_patterns)
        if getattr(pattern.callback, "open_door", False)
    }
    assert open_views == {
        "sign-in", "sign-in-link", "sign-out", "healthy", "asked", "asked-link", "asked-seen", "asked-answer",
        "feed",
    }  # fmt: skip


def test_browsers_are_driven_in_one_folder_and_the_core_asks_no_database() -> None:
    """A run that drives no browser, or asks a database only, does not read the folder: tests/conftest.py."""
    tests = Path(__file__).parent
    drives, asks = (
        re.compile(r"pytest\.mark\.browser\b"),
        re.compile(r"\b(django\w*|db|transactional_db|live_server)\b"),
    )
    for file in tests.rglob("test_*.py"):
        text = file.read_text(encoding="utf-8")
        assert bool(drives.search(text)) is (file.parent == tests / "browser"), file
        assert file.relative_to(tests).parts[0] != "core" or not asks.search(text), file


@pytest.mark.parametrize("key", sorted(RULES))
def test_every_rule_says_whom_it_lets(key: tuple[str, str]) -> None:
    assert len(RULES[key].sentence) > 3
    assert RULES[key].noun in {kind._meta.model_name for kind in models()}  # type: ignore[attr-defined]


def _is_no_row(owner: ast.expr) -> bool:
    """Headers, cookies, hashes and plain dicts have verbs of the same names."""
    return any(
        isinstance(part, ast.Name | ast.Attribute)
        and (part.id if isinstance(part, ast.Name) else part.attr) in NOT_ROWS
        for part in ast.walk(owner)
    )


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern
