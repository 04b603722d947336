"""A Chromium for the browser tests: the one named, the one on the machine, or one fetched.

Asked in this order: VARIFOCAL_CHROMIUM, a Chromium without a window of its own on the path, any Chromium on the
machine, Debian's packages of both (as root), npm's build for servers, Playwright's own download. Fetched ones stay in
.boot for the next run. The one without a window, tabs and menus takes a fifth of the time to open a page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from scripts.environment import CannotGoOn

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
NPM_ASKS = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath());"
PLAYWRIGHT_ASKS = (
    "from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)"
)


def find(boot: Path, python: Path) -> str:
    """The path of a browser that starts."""
    for way in (
        _named,
        lambda: _on_path(SHELLS),
        _on_machine,
        lambda: _from_debian("chromium-headless-shell"),
        lambda: _from_debian("chromium"),
        lambda: _from_npm(boot),
        lambda: _from_playwright(boot, python),
    ):
        program = way()
        if program and _starts(program):
            return program
    raise CannotGoOn(
        "No Chromium was found or could be fetched; install one and set VARIFOCAL_CHROMIUM to its path."
    )


def _named() -> str | None:
    named = os.environ.get("VARIFOCAL_CHROMIUM")
    if named and not _starts(named):
        raise CannotGoOn(f"VARIFOCAL_CHROMIUM names {named}, which does not start.")
    return named


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((program for name in names if (program := shutil.which(name))), None)


def _on_machine() -> str | None:
    return _on_path(NAMES) or next((place for place in USUAL_PLACES if Path(place).exists()), None)


def _from_debian(package: str) -> str | None:
    if os.name == "nt" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _output(["apt-get", "update", "-qq"], env=quiet)
    _output(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=quiet)
    return shutil.which(package)


def _from_npm(boot: Path) -> str | None:
    if not (shutil.which("npm") and shutil.which("node")):
        return None
    folder = boot / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    _output(
        [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
            "@sparticuz/chromium",
        ]
    )
    return _output(["node", "--input-type=module", "-e", NPM_ASKS], cwd=folder)


def _from_playwright(boot: Path, python: Path) -> str | None:
    kept = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(boot / "browsers")}
    _output([str(python), "-m", "playwright", "install", "chromium"], env=kept)
    return _output([str(python), "-c", PLAYWRIGHT_ASKS], env=kept)


def _starts(program: str) -> bool:
    """On Windows a browser prints no version: that the file is there must do."""
    if os.name == "nt":
        return Path(program).is_file()
    return bool(_output([program, "--version"]))


def _output(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> str | None:
    """The last line a command printed; None when it failed or could not start."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    except OSError:
        return None
    lines = done.stdout.split("\n") if done.returncode == 0 else []
    return next((line for line in reversed(lines) if line.strip()), None)
