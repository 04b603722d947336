"""S23: what a log says of an address with a secret in it."""

from __future__ import annotations

import logging

import pytest

from varifocal.config.discreet import Discreet

SECRET = "kZ3n0-_Yq9vWm1TtR5xA7bC2dE4fG6hJ8kL0mN2pQ4s"


@pytest.mark.parametrize("path", [f"/feeds/{SECRET}.ics", f"/a/{SECRET}", f"/sign-in/{SECRET}"])
def test_no_secret_of_a_path_is_logged(path: str) -> None:
    line = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "%s: %s", ("Internal Server Error", path), None
    )
    assert Discreet().filter(line)
    assert SECRET not in line.getMessage()
    assert line.getMessage().endswith("/…")


def test_other_lines_pass_as_they_are() -> None:
    line = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "%s: %s", ("Fault", "/projects/12"), None
    )
    Discreet().filter(line)
    assert line.getMessage() == "Fault: /projects/12"
