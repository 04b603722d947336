"""The docs say what is so: links lead somewhere, commands and their options exist, dependencies have a reason."""

from __future__ import annotations

import argparse
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from varifocal.cli.main import COMMANDS
from varifocal.core.text.records import CONTRIBUTIONS, HEAD, KINDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.html"), *ROOT.glob("*.py")])
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
COMMAND = re.compile(
    r"^\s*(?:\$ )?(?:\.venv/bin/)?varifocal ([a-z][^`\n#|]*)|`(?:\.venv/bin/)?varifocal ([a-z][^`\n]*)`", re.M
)
NAMED = re.compile(r"\bdocs/[\w/-]+\.md\b")


def spoken(page: Path) -> list[list[str]]:
    """The commands of ours that a page shows, as words."""
    return [(first or second).split() for first, second in COMMAND.findall(page.read_text())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_pages_named_in_messages_and_comments_exist() -> None:
    named = {(path, name) for path in SOURCES for name in NAMED.findall(path.read_text())}
    assert named
    assert [f"{path.name} names {name}" for path, name in sorted(named) if not (ROOT / name).exists()] == []


def test_commands_shown_exist_with_their_options() -> None:
    shown = [(page, words) for page in PAGES for words in spoken(page)]
    assert len(shown) > 10
    for page, (name, *words) in shown:
        assert name in COMMANDS, f"{page.name} shows `varifocal {name}`"
        parser = argparse.ArgumentParser()
        import_module(f"varifocal.cli.{COMMANDS[name].module}").arguments(parser)
        known = set(re.findall(r"--[a-z-]+", parser.format_help() + _below(parser)))
        unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
        assert unknown == [], f"{page.name} shows `varifocal {name}` with {unknown}"


def _below(parser: argparse.ArgumentParser) -> str:
    """The help of what follows a command, as in `user invite`."""
    return "".join(
        each.format_help()
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for each in action.choices.values()
    )


def test_every_field_of_a_plan_as_text_is_told() -> None:
    page = (ROOT / "docs/how-to/plan-as-text.md").read_text()
    told = set(re.findall(r"`([a-z_]+)`", page))
    fields = {name for kind in (HEAD, *KINDS, CONTRIBUTIONS) for name in kind.names}
    assert fields - told == set()


def test_every_dependency_has_its_reason() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    reasons = (ROOT / "docs/dependencies.md").read_text().lower()
    names = [re.split(r"[\[<>=~!; ]", line)[0].lower() for line in asked]
    assert [name for name in names if name not in reasons] == []
