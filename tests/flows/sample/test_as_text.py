"""The whole sample agency as text and back."""

from __future__ import annotations

import pytest

from cast import NOW
from varifocal.core.text import read, written
from varifocal.flows.sample import Agency
from varifocal.flows.snapshot import snapshot


@pytest.mark.django_db
@pytest.mark.either_engine
def test_the_sample_agency_comes_back_as_it_was(agency: Agency) -> None:
    portrait = snapshot(NOW)
    assert portrait.record.settled
    found, problems = read(written(portrait), "agency.toml", NOW)
    assert problems == []
    assert found == portrait
