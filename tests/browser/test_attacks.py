"""S9, S10: every word of the house is an attack, and no page runs it, asks elsewhere or bends the content policy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, Model, TextField
from playwright.sync_api import Page, expect

from cast import NOW
from deeds import Furnished, furnished
from doors import routes
from varifocal.flows.replan import replan
from varifocal.org.base.acts import Change
from varifocal.org.base.record import Plumbing
from varifocal.org.base.sealing import SealedText
from varifocal.org.runs.run import Proposal, Run
from varifocal.web.shield import POLICY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = (
    "<script>{x}</script>",
    "</script><script>{x}</script>",
    "<img src=/n onerror={x}>",
    "<svg onload={x}>",
    '"><script>{x}</script>',
    "'><svg/onload={x}>",
    '" onfocus={x} autofocus x="',
    "' onmouseover='{x}",
    "<body onload={x}>",
    "<iframe srcdoc='<script>{x}</script>'>",
    "<a href=javascript:{x}>a</a>",
    "[a](javascript:{x})",
    "[a](data:text/html,<script>{x}</script>)",
    '![a](/n"onerror="{x})',
    "<math><mi//xlink:href='javascript:{x}'>",
    "<details open ontoggle={x}>",
    "<input autofocus onfocus={x}>",
    "<select autofocus onfocus={x}>",
    "<video src=/n onerror={x}>",
    "<audio src=/n onerror={x}>",
    "<object data=javascript:{x}>",
    "<embed src=javascript:{x}>",
    "<form action=javascript:{x}><button>",
    "<button formaction=javascript:{x}>b",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;javascript:{x}'>",
    "<link rel=stylesheet href=//evil.example/x>",
    "<style>@import'//evil.example/x'</style>",
    "<p style=background:url(//evil.example/x)>",
    "<div hx-get=/changes hx-trigger=load>",
    "<div hx-on:click={x}>",
    "<div data-hx-on--load='{x}'>",
    "<b hx-vals='js:{{a:{x}}}' hx-trigger=load hx-post=/tasks/new>",
    "<template><script>{x}</script></template>",
    "<noscript><p title='</noscript><img src=/n onerror={x}>'>",
    "<!--><script>{x}</script>-->",
    "<![CDATA[<script>{x}</script>]]>",
    "</title><script>{x}</script>",
    "</textarea><script>{x}</script>",
    "</style><script>{x}</script>",
    "</option></select><script>{x}</script>",
    "</text></svg><script>{x}</script>",
    "<svg><script href=data:,{x} />",
    "<svg><a xlink:href=javascript:{x}><text>a",
    "<svg><animate onbegin={x} attributeName=x>",
    "<svg><use href=data:image/svg+xml,x#x>",
    "<marquee onstart={x}>",
    "<x contenteditable onblur={x}>",
    "&lt;script&gt;{x}&lt;/script&gt;",
    "\\u003cscript\\u003e{x}",
    "%3Cscript%3E{x}%3C/script%3E",
    "{{{{constructor.constructor('{x}')()}}}}",
    "${{{x}}}",
    "javascript:{x}",
    "jav\tascript:{x}",
    "java\nscript:{x}",
    "＜script＞{x}",
    "<scr<script>ipt>{x}</script>",
    "<IMG SRC=/n ONERROR={x}>",
    "<img src=`/n`onerror={x}>",
    "\u2028<script>{x}</script>",
    "<p>\u202e{x}<b",
)
ATTACKS = tuple(tag.format(x="pwned()") for tag in TAGS)
REFUSED = "the server responded with a status of 4"
WATCH = "window.pwned = () => console.error('an attack ran')"
FOREIGN_TO_US = """() => [...document.querySelectorAll(
  'iframe, object, embed, base, marquee, [hx-on\\\\:click], [data-hx-on--load], [hx-vals^=js], script:not([src]),' +
  'a[href^="javascript:"], a[href^="data:"], form[action^="javascript:"], link[href*="evil"], [style]')]
  .concat([...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))))
  .map(e => e.outerHTML.slice(0, 120))"""
PARTS = 2
"""Walked one by one, so that two workers share the way."""
KEPT = {
    "login", "password", "zone", "country", "region", "currency", "theme", "digest", "chain", "verb", "noun",
    "noun_name",
    }  # fmt: skip


@pytest.fixture
def here(transactional_db: None) -> Furnished:
    house = furnished()
    poison()
    replan(NOW)
    poison(Proposal, Run)
    return house


@transaction.atomic
def poison(*kinds: type[Model]) -> None:
    """Every text of every row becomes an attack, each another; of the log what was before and after as well."""
    attack = itertools.cycle(ATTACKS)
    for kind in kinds or apps.get_app_config("org").get_models():
        if issubclass(kind, Plumbing):
            continue
        texts = [
            field
            for field in kind._meta.concrete_fields
            if isinstance(field, CharField | TextField)
            and not isinstance(field, SealedText)
            and not field.choices
            and field.name not in KEPT
        ]
        for row in kind._base_manager.all():
            words = {one.name: f"{row.pk}{next(attack)}"[: one.max_length or 500] for one in texts}
            kind._base_manager.filter(pk=row.pk).update(**words)
    for change in Change.objects.all():
        for told in (change.before, change.after):
            for name, value in (told or {}).items():
                if isinstance(value, str) and not re.match(r"\d{4}-", value) and not name.endswith("_id"):
                    told[name] = next(attack)  # type: ignore[index]
        change.save(update_fields=["before", "after"])


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_runs_what_people_wrote(
    here: Furnished, visit: Callable[..., Page], watch: Any, part: int
) -> None:
    """S9, S10: 60 attacks in every text there is, seen on every page, form and refusal by the owner, in a real
    browser; the watch fails on whatever ran, was reported by the policy, or asked another host."""
    assert len(ATTACKS) >= 60
    page = visit(here.cast.account(here.cast.ines))
    page.add_init_script(WATCH)
    policies, foreign, seen = set(), [], 0
    for url in addresses(here, part):
        answer = page.goto(url, wait_until="load")
        assert answer is not None, url
        policies.add(answer.headers.get("content-security-policy"))
        assert answer.headers.get("x-content-type-options") == "nosniff", url
        foreign += [f"{url}: {one}" for one in page.evaluate(FOREIGN_TO_US)]
        seen += "pwned()" in page.content()
    assert foreign == []
    assert policies == {POLICY}
    assert seen > 50 / PARTS
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("pwned")
    expect(page.locator("dialog[open]").get_by_text("pwned()").first).to_be_visible()
    assert page.evaluate(FOREIGN_TO_US) == []
    watch.allow(REFUSED)


def test_what_is_said_in_passing_runs_nothing_either(
    here: Furnished, visit: Callable[..., Page], watch: Any
) -> None:
    """S9: toasts, dialogs, refusals and both versions of a stale edit are built by scripts."""
    page = visit(here.cast.account(here.cast.ines))
    page.add_init_script(WATCH)
    task = here.cast.storyboard
    page.goto(f"/tasks/{task.pk}/edit")
    page.locator("main [name=name]").fill(f"{ATTACKS[2]} mine")
    type(task).objects.filter(pk=task.pk).update(name=ATTACKS[3], version=task.version + 7)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text(f"{ATTACKS[2]} mine").first).to_be_visible()
    assert page.evaluate(FOREIGN_TO_US) == []
    page.goto(f"/projects/{here.cast.spring.pk}")
    page.keyboard.press("n")
    page.get_by_label("In one line").fill(f"{ATTACKS[3]} 2h @zz{ATTACKS[2]}")  # nobody, and no skill either
    with page.expect_response("**/tasks/new"):
        page.keyboard.press("Enter")
    expect(page.locator("#quick-answer [role=alert]")).to_be_visible()
    page.get_by_label("In one line").fill(f"{ATTACKS[3]} 2h")
    page.keyboard.press("Enter")
    expect(page.get_by_label("In one line")).to_have_value("")
    assert page.evaluate(FOREIGN_TO_US) == []
    page.goto("/goals/new")
    page.locator("main [name=name]").fill(ATTACKS[0])
    page.locator("main [name=target]").fill("2027-06-30")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pwned()")
    assert page.evaluate(FOREIGN_TO_US) == []
    watch.allow(REFUSED)


def addresses(here: Furnished, part: int) -> list[str]:
    """Of every page and form of something she sees, and of what refuses her, this part."""
    left_out = {
        "me-data",
        "sign-out",
        "sign-in-link",
        "palette",
        "import-template",
        "import-problems",
        "feed",
    }
    ines = here.client("ines")
    pages = [route.path(here.seen(route)) for route in routes() if route.name not in left_out][part::PARTS]
    pages = [path for path in pages if ines.get(path).status_code != 405]
    plus = [
        "/nowhere",
        "/tasks/987654321",
        "/sign-in/none",
        f"/changes?q={ATTACKS[0]}&day={ATTACKS[1]}",
        "/changes?noun=task",
    ]
    asked = f"/projects?q={ATTACKS[2]}&sort={ATTACKS[4]}&group={ATTACKS[6]}"
    odd = [asked, f"/people?q={ATTACKS[5]}", f"/goals/new?goal={ATTACKS[7]}", f"/sign-in?next={ATTACKS[53]}"]
    return [*pages, *[*plus, *odd][part::PARTS]]
