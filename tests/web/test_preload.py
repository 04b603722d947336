"""What every page loads at once is what it will need: the list in its head is in step with the modules themselves."""

from __future__ import annotations

import re
from pathlib import Path

from varifocal import web

WEB = Path(web.__file__).parent
SCRIPTS = WEB / "static" / "js"
AT_ONCE = re.compile(r'^import\s(?:[^"]*\sfrom\s)?"\./([\w-]+\.js)";', re.MULTILINE)
PRELOADED = re.compile(r"""<link rel="modulepreload" href="{% static 'js/([\w-]+\.js)' %}">""")


def needed(script: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """What this script imports at once, and what that imports."""
    for one in AT_ONCE.findall((SCRIPTS / script).read_text()):
        if one not in seen:
            seen = needed(one, seen | {one})
    return seen


def test_the_head_loads_at_once_what_the_page_needs_and_nothing_else() -> None:
    listed = PRELOADED.findall((WEB / "templates" / "base.html").read_text())
    assert len(listed) == len(set(listed))
    assert set(listed) == needed("app.js")
    assert {"theme.js", "cookie.js", "fuzzy.js"} <= set(listed)
