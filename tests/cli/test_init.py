"""Beginning an installation."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from django.urls import reverse

from terminal import varifocal
from varifocal.cli import installation as place
from varifocal.flows.founding import found
from varifocal.org.base.acts import Change
from varifocal.org.base.organization import Organization
from varifocal.org.base.refusals import Impossible
from varifocal.org.people.person import Person


def test_it_makes_database_and_keys_for_this_user_alone_and_prints_what_is_needed_once(
    installation: dict[str, str],
) -> None:
    said = varifocal(installation, "init", "--name", "Nordlicht", "--owner", "ines@example.org").stdout
    data = Path(installation["VARIFOCAL_DATA"])
    files = [data / "secret.key", data / "sealing.key", *data.glob("*.sqlite3")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert (data / "sealing.key").read_text().strip() in "".join(said.split())
    assert place.SIGN_IN in said


def test_a_second_init_changes_nothing(begun: dict[str, str]) -> None:
    data = Path(begun["VARIFOCAL_DATA"])
    keys = (data / "secret.key").read_text(), (data / "sealing.key").read_text()
    done = varifocal(begun, "init", "--name", "Other", "--owner", "eve@example.org", ok=False)
    assert "already" in done.stderr
    assert keys == ((data / "secret.key").read_text(), (data / "sealing.key").read_text())
    logins = [one["login"] for one in json.loads(varifocal(begun, "user", "list", "--json").stdout)]
    assert logins == ["ines@example.org"]


def test_what_was_not_said_is_asked_for(installation: dict[str, str]) -> None:
    done = varifocal(installation, "init", "--owner", "ines@example.org", ok=False)
    assert "--name" in done.stderr
    assert not Path(installation["VARIFOCAL_DATA"]).exists()


@pytest.mark.django_db
def test_the_first_owner_has_a_person_behind_her_sign_in() -> None:
    _found("Europe/Berlin")
    ines = Person.objects.get()
    assert ines.account is not None
    assert (ines.name, ines.account.login, ines.account.roles) == ("Ines Falk", "ines@example.org", ["owner"])


@pytest.mark.django_db
def test_a_zone_nobody_knows_leaves_nothing_half_done() -> None:
    with pytest.raises(Impossible, match="Mars/Olympus"):
        _found("Mars/Olympus")
    assert not Organization.objects.exists()
    assert not Change.objects.exists()


def test_links_lead_where_the_entrance_is() -> None:
    assert place.link("secret", "http://here") == "http://here" + reverse("sign-in-link", args=["secret"])


def _found(zone: str) -> None:
    found(
        "Nordlicht", owner="ines@example.org", owner_name="Ines Falk", zone=zone, country="DE", currency="EUR"
    )
