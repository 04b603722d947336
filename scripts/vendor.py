"""Bring the front-end libraries into the checkout: pinned, checked, cut to what we use, with their licences.

    python scripts/vendor.py            writes the files, their licences and VERSIONS
    python scripts/vendor.py --check    says whether what is committed is what VERSIONS names

Packages come through the ordinary npm client; each is compared with the integrity hash below before
anything of it is unpacked. Fonts are cut with fontTools, which is fetched, hash-pinned, into a folder that
is thrown away. Nothing here runs on a user's machine.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
STATIC = HERE / "src" / "varifocal" / "web" / "static" / "vendor"
TESTS = HERE / "tests" / "browser" / "vendor"

FONT_TOOLS = (
    "fonttools==4.68.0 --hash=sha256:d76f8fdcb6936f5e1045a0c9dd721a4bf11112e60d1e243bfa1d39f06a8b3104"
)


@dataclass(frozen=True)
class Package:
    """One npm package, the hash its archive must have, and what of it we keep."""

    name: str
    version: str
    sha512: str
    licence: str
    into: Path
    keep: dict[str, str]


@dataclass(frozen=True)
class Cut:
    """One font file made from a package's: fixed and limited axes, the letters and features we use."""

    package: str
    source: str
    target: str
    axes: Mapping[str, Any]
    letters: str
    features: tuple[str, ...]


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.11",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "0BSD",
        STATIC,
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx.LICENCE.txt"},
    ),
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==",
        "OFL-1.1",
        STATIC,
        {"LICENSE": "inter.LICENCE.txt"},
    ),
    Package(
        "@fontsource-variable/newsreader",
        "5.3.0",
        "rrzYi43qMpbzwuFtf9OkWH8sxAPVPcQQQEwXpPtwaKYeJ8yVg5aLs5kawmo1f2Q1t1M38TLmEKCkGVDsYwgdFw==",
        "OFL-1.1",
        STATIC,
        {"LICENSE": "newsreader.LICENCE.txt"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "MPL-2.0",
        TESTS,
        {"axe.min.js": "axe.min.js", "LICENSE": "axe.LICENCE.txt"},
    ),
)

LATIN = (
    "0020-007E,00A0-00FF,0131,0152-0153,2013-2014,2018-201A,201C-201E,2020,2022,2026,2039-203A,20AC,"
    "2190-2193,2212"
)
EUROPEAN = "0100-0130,0132-0151,0154-017F,0218-021B,1E9E"
PLAIN = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum")

CUTS = tuple(
    Cut(package, source, target, axes, letters, features)
    for package, stem, target_stem, axes, features in (
        (
            "@fontsource-variable/inter",
            "inter-{}-wght-normal.woff2",
            "inter-{}.woff2",
            {"wght": (400, 700)},
            (*PLAIN, "case", "calt", "cv05", "ss03"),
        ),
        (
            "@fontsource-variable/newsreader",
            "newsreader-{}-opsz-normal.woff2",
            "newsreader-{}.woff2",
            {"wght": (400, 600), "opsz": 36},
            PLAIN,
        ),
    )
    for subset, letters in (("latin", LATIN), ("latin-ext", EUROPEAN))
    for source, target in ((f"files/{stem.format(subset)}", target_stem.format(subset)),)
)


def main() -> int:
    """Fetch, check, cut and list; or only compare with the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare the committed files with VERSIONS")
    if parser.parse_args().check:
        return check()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folders = {package.name: fetch(package, scratch) for package in PACKAGES}
        for package in PACKAGES:
            package.into.mkdir(parents=True, exist_ok=True)
            for source, target in package.keep.items():
                shutil.copyfile(folders[package.name] / source, package.into / target)
        cut_fonts(folders, scratch)
    for folder in (STATIC, TESTS):
        (folder / "VERSIONS").write_text(versions(folder), encoding="utf-8")
    return 0


def check() -> int:
    """Say which committed file is not the one VERSIONS names; 0 when all are."""
    wrong = [
        folder
        for folder in (STATIC, TESTS)
        if (folder / "VERSIONS").read_text(encoding="utf-8") != versions(folder)
    ]
    for folder in wrong:
        print(f"{folder.relative_to(HERE)}: the files are not those VERSIONS names; run scripts/vendor.py")
    return 1 if wrong else 0


def fetch(package: Package, scratch: Path) -> Path:
    """Take one package's archive, refuse it if its hash is another, and unpack it."""
    archive = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=scratch,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[-1]
    content = (scratch / archive).read_bytes()
    found = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != package.sha512:
        raise SystemExit(
            f"{package.name} {package.version}: the archive's hash is {found}, not the pinned one"
        )
    folder = scratch / package.name.replace("/", "+")
    with tarfile.open(scratch / archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def cut_fonts(folders: dict[str, Path], scratch: Path) -> None:
    """Make our four font files in a process of their own, with a fontTools that is thrown away."""
    tools = scratch / "tools"
    wanted = scratch / "tools.txt"
    wanted.write_text(FONT_TOOLS + "\n", encoding="utf-8")
    subprocess.run(
        [*installer(), "--target", str(tools), "--no-deps", "--require-hashes", "-r", str(wanted)], check=True
    )
    environment = os.environ | {"PYTHONPATH": str(tools), "SOURCE_DATE_EPOCH": "0"}
    for cut in CUTS:
        whole, target = scratch / "whole.ttf", STATIC / cut.target
        limits = [f"{axis}={value(limit)}" for axis, limit in cut.axes.items()]
        font_tool = [sys.executable, "-m", "fontTools"]
        subprocess.run(
            [
                *font_tool,
                "varLib.instancer",
                str(folders[cut.package] / cut.source),
                *limits,
                "-q",
                "-o",
                str(whole),
            ],
            check=True,
            env=environment,
        )
        subprocess.run(
            [
                *font_tool,
                "subset",
                str(whole),
                f"--unicodes={cut.letters}",
                f"--layout-features={','.join(cut.features)}",
                "--flavor=woff2",
                "--no-hinting",
                f"--output-file={target}",
            ],
            check=True,
            env=environment,
        )


def installer() -> list[str]:
    """The command that installs a Python package: uv where it stands, else pip."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(HERE / ".boot" / "bin"))
    return [uv, "pip", "install", "--quiet"] if uv else [sys.executable, "-m", "pip", "install", "--quiet"]


def value(limit: float | tuple[float, float]) -> str:
    """An axis limit as the instancer reads it: one value, or a range."""
    return f"{limit[0]}:{limit[1]}" if isinstance(limit, tuple) else str(limit)


def versions(folder: Path) -> str:
    """The list beside the files: packages with licence, files with hash and size."""
    lines = ["Made by scripts/vendor.py; change the pins there, never a file here.", ""]
    lines += [f"{p.name} {p.version} ({p.licence})" for p in PACKAGES if p.into == folder]
    lines.append("")
    for path in sorted(folder.iterdir()):
        if path.name != "VERSIONS":
            content = path.read_bytes()
            lines.append(f"{hashlib.sha256(content).hexdigest()} {len(content):>7} {path.name}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
