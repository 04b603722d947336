"""Read a backup into an empty installation, on either database; refuses where anything lives already.

With --test nothing here is touched: the backup is read into a throw-away database, compared, and forgotten;
`varifocal doctor` says when that last went well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone

from varifocal.cli import installation
from varifocal.cli.saying import CannotGoOn, say, say_json
from varifocal.flows.safekeeping import Manifest, check, is_empty, restore

TESTED = "restore-tested"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `restore` understands."""
    parser.add_argument("file", type=Path, help="a file written by `varifocal backup`")
    parser.add_argument("--test", action="store_true", help="only prove that it can be restored")
    parser.add_argument(
        "--sealing-key", type=Path, metavar="FILE", help="the key the private text was sealed with"
    )
    parser.add_argument(
        "--new-sealing-key", action="store_true", help="the old one is lost; private text stays shut"
    )
    parser.add_argument("--json", action="store_true", help="answer in one line of JSON")


def run(options: argparse.Namespace) -> int:
    """Check the file, take the key, read it in, compare."""
    manifest = check(options.file)
    if options.test:
        return _test(options, manifest)
    file = installation.database_file()
    if (file is None or file.exists()) and not is_empty():
        raise CannotGoOn(
            f"Something lives in {settings.DATA} already; nothing was changed. Restore elsewhere."
        )
    _take_key(options, manifest)
    installation.make_keys()
    restore(options.file)
    if file is not None:
        file.chmod(0o600)
    _say(options, manifest, f"Restored {manifest.rows:,} rows of {manifest.made_at}, compared row by row.")
    return 0


def _say(options: argparse.Namespace, manifest: Manifest, sentence: str) -> None:
    if options.json:
        said = {"rows": manifest.rows, "content": manifest.content, "made_at": manifest.made_at}
        say_json({**said, "newest_change": manifest.newest_change})
        return
    say(sentence)
    say("Sessions and open sign-in pages are gone: everybody signs in again.")


def _take_key(options: argparse.Namespace, manifest: Manifest) -> None:
    """The sealing key the backup was made with: given, in the folder already, or given up on purpose."""
    if options.sealing_key:
        key = "".join(options.sealing_key.read_text().split())
        if installation.has_key("SEALING_KEY"):
            raise CannotGoOn(
                f"There is a sealing key in {settings.DATA} already; restore into an empty folder."
            )
        _must_fit(key, manifest)
        installation.keep_key("SEALING_KEY", key)
    elif installation.has_key("SEALING_KEY"):
        if not options.new_sealing_key:
            _must_fit(str(settings.SEALING_KEY), manifest)
    elif not options.new_sealing_key:
        raise CannotGoOn(
            "Private text of this backup opens only with its sealing key. Type it from the recovery sheet into a "
            "file and name that with --sealing-key; if it is lost for good, say --new-sealing-key."
        )


def _must_fit(key: str, manifest: Manifest) -> None:
    try:
        Fernet(key)
    except ValueError:
        raise CannotGoOn("That is no sealing key; it has 44 letters and ends in =.") from None
    if installation.fingerprint(key) != manifest.sealing_key:
        raise CannotGoOn("That sealing key is another one than this backup's; nothing was changed.")


def _test(options: argparse.Namespace, manifest: Manifest) -> int:
    with tempfile.TemporaryDirectory(prefix="varifocal-restore-") as folder:
        command = [
            sys.executable,
            "-m",
            "varifocal.cli.main",
            "restore",
            str(options.file),
            "--new-sealing-key",
        ]
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        variables = {**kept, "VARIFOCAL_DATA": folder}
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CannotGoOn(done.stderr.strip() or "The backup could not be restored.")
    (installation.folder() / TESTED).write_text(f"{timezone.now().isoformat(timespec='seconds')}\n")
    _say(options, manifest, f"{options.file} can be restored: {manifest.rows:,} rows came back the same.")
    return 0
