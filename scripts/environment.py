"""The environment everything runs in: `.venv`, built from hash-pinned requirements by uv, or by pip where uv
cannot be had."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
BOOT = ROOT / ".boot"
STAMP = VENV / "installed.json"
RUN, DEVELOP = ("requirements.txt",), ("requirements.txt", "requirements-dev.txt")
ROOM_NEEDED = 1_100 * 10**6  # bytes: packages, their cache and a compiled copy, measured at about 830 MB


class CannotGoOn(Exception):
    """Something outside the project is in the way; the message says what, and what helps."""


def prepare(files: tuple[str, ...]) -> None:
    """Bring .venv to what the pinned files say; nothing to do costs nothing."""
    wanted = [str(ROOT), *(hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files)]
    if PYTHON.exists() and STAMP.exists() and set(wanted) <= set(json.loads(STAMP.read_text())):
        return
    if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
        raise CannotGoOn(
            f"The disk that holds {ROOT} has less than {ROOM_NEEDED // 10**6} MB free; make room."
        )
    print(f"Preparing .venv from {files[-1]} …", flush=True)
    STAMP.unlink(missing_ok=True)
    uv = find_uv()
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        install(
            [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
            if uv
            else [sys.executable, "-m", "venv", str(VENV)]
        )
    pip = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [str(PYTHON), "-m", "pip", "install"]
    install([*pip, "--quiet", "--require-hashes", "-r", str(ROOT / files[-1])])
    link_project()
    STAMP.write_text(json.dumps(wanted))


def find_uv() -> str | None:
    """uv from an earlier run, from the path, or fetched by pip into .boot; None: pip itself must do."""
    at_hand = shutil.which("uv", path=BOOT / "bin") or shutil.which("uv")
    if at_hand:
        return at_hand
    try:
        install(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--target",
                str(BOOT),
                "--upgrade",
                "--require-hashes",
                "-r",
                str(ROOT / "requirements-boot.txt"),
            ]
        )
    except CannotGoOn as reason:
        print(f"uv could not be fetched, going on with pip: {reason}", file=sys.stderr)
    return shutil.which("uv", path=BOOT / "bin")


def install(command: list[str]) -> None:
    """Run an installer; its complaint becomes a sentence with a remedy."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode == 0:
        return
    said = done.stdout.lower()
    if "no space left" in said or "os error 28" in said:
        raise CannotGoOn("The disk is full; make room and run the same command again.")
    if any(
        sign in said for sign in ("dns error", "connect", "timed out", "failed to fetch", "name resolution")
    ):
        raise CannotGoOn(
            "The package registry cannot be reached; check the network (or proxy) and run again."
        )
    raise CannotGoOn(f"This failed: {shlex.join(command)}\n{done.stdout.strip()}")


def link_project() -> None:
    """Make the checkout importable and give .venv its `varifocal`: no build, so nothing to download."""
    packages = next(VENV.glob("lib/python*/site-packages"), VENV / "Lib" / "site-packages")
    (packages / "varifocal.pth").write_text(f"{ROOT / 'src'}\n")
    call = "import sys\nfrom varifocal.cli.main import main\nsys.exit(main())\n"
    if os.name == "nt":
        (BIN / "varifocal-script.py").write_text(call)
        (BIN / "varifocal.cmd").write_text('@"%~dp0python.exe" "%~dp0varifocal-script.py" %*\n')
        return
    script = (
        BIN / "varifocal"
    )  # a shell finds Python, whatever the path holds: spaces, or more than 127 letters
    script.write_text(f"#!/bin/sh\n'''exec' {shlex.quote(str(PYTHON))} \"$0\" \"$@\"\n' '''\n{call}")
    script.chmod(0o755)
