"""The way to a command that needs the settings: Django is made ready, then the command's module is loaded."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from varifocal.cli.saying import CannotGoOn
from varifocal.org.base.refusals import Refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varifocal.config.settings")


def run(name: str, module: str, rest: Sequence[str]) -> int:
    """Read the arguments of the command and run it; what it refuses becomes CannotGoOn with the same sentence."""
    try:
        django.setup()
        command = importlib.import_module(module)
        gc.freeze()  # as in config/wsgi.py: many rows, few circles, and nothing of what is loaded goes away
        gc.set_threshold(50_000, 20, 100)
        parser = argparse.ArgumentParser(prog=f"varifocal {name}", description=command.__doc__)
        parser.add_argument("--data", metavar="FOLDER", help="the installation's folder (or VARIFOCAL_DATA)")
        command.arguments(parser)
        return int(command.run(parser.parse_args(rest)))
    except Refusal as refusal:
        raise CannotGoOn(refusal.sentence) from refusal
    except ImproperlyConfigured as mistake:
        raise CannotGoOn(f"The settings are wrong: {mistake}") from mistake
    except DatabaseError as fault:
        raise CannotGoOn(_about_the_database(fault)) from fault
    except BrokenPipeError:
        raise  # whoever read us has gone, which is nobody's fault
    except OSError as fault:
        raise CannotGoOn(f"The machine said no: {fault}.") from fault


def _about_the_database(fault: DatabaseError) -> str:
    words = str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
    low = words.lower()
    if "no such table" in low or "does not exist" in low or "no such column" in low:
        return (
            "The database is not ready for this version: run `varifocal init` (new) or `varifocal upgrade`."
        )
    if "full" in low:
        return "The disk is full. Nothing was lost; free some space and run the same command again."
    if "locked" in low:
        return "The database is busy: another process holds it. Run the same command again in a moment."
    return f"The database said no: {words}."
