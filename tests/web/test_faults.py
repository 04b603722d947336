"""Pages for what went wrong: calm, in words, without a database."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from varifocal.web.answers import PAGES


@pytest.mark.parametrize("status", sorted(PAGES))
def test_every_fault_has_a_page_that_needs_no_database(status: int) -> None:
    page = render_to_string(f"errors/{status}.html", {"sentence": "The <disk> is full.", "status": status})
    assert "The &lt;disk&gt; is full." in page
    assert page.count("<h1>") == 1
    assert "style=" not in page


@pytest.mark.parametrize("status", sorted(PAGES))
def test_a_fault_without_a_sentence_still_says_the_remedy(status: int) -> None:
    page = render_to_string(f"errors/{status}.html")
    remedy = page.split('<p class="lede">')[1].split("</p>")[0]
    assert len(remedy) > 30


def test_both_versions_of_a_stale_edit_are_shown() -> None:
    stale = {
        "title": "Changed",
        "who": "Ben",
        "fields": [{"name": "Name", "theirs": "Mine", "yours": "Yours"}],
    }
    page = render_to_string("errors/stale.html", {"stale": stale})
    assert "Mine" in page
    assert "<mark>Yours</mark>" in page
