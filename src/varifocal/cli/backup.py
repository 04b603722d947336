"""Write everything to one file, while people go on working, and read it again before it counts.

The file holds private text only as cipher text and no key: keep `sealing.key` (or its recovery sheet) apart.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import say, say_json
from varifocal.flows.safekeeping import Manifest, back_up


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `backup` understands."""
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="default: backups/<moment>.varifocal in the folder"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Write the backup and say what is in it."""
    installation.must_be_founded()
    began = time.monotonic()
    file, manifest = write(options.to)
    if options.json:
        said = {"file": str(file), "rows": manifest.rows, "content": manifest.content}
        say_json({**said, "newest_change": manifest.newest_change})
        return 0
    size, seconds = file.stat().st_size / 1e6, time.monotonic() - began
    say(f"{file}: {manifest.rows:,} rows, {size:.1f} MB, written and read again in {seconds:.1f} s.")
    say(f"Everything up to change {manifest.newest_change}. The sealing key is not in it; keep that apart.")
    return 0


def write(to: Path | None = None) -> tuple[Path, Manifest]:
    """A backup at this path, or in the installation's folder under the moment's name."""
    name = f"{timezone.now():%Y-%m-%d_%H%M%S}.varifocal"
    file = (to or installation.folder() / "backups" / name).absolute()
    return file, back_up(file, sealing_key=installation.fingerprint(str(settings.SEALING_KEY)))
