"""The data folder, its disk, and who else can read what must stay secret."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import data_folder
from bot.doctor.finding import Finding
from bot.settings import FILE, Settings

LEAST_FREE = 500_000_000  # bytes
_SHARED = stat.S_IRWXG | stat.S_IRWXO
_FAR_AWAY = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "fuse.glusterfs", "ceph"}
_MOUNTS = Path("/proc/mounts")
_REPLACED = re.compile(r"-replaced-(\d{8}T\d{6})Z\.[^.]+$")  # what a restore has kept, and when (`storage/backups.py`)
_KEPT_LONG = timedelta(days=30)


def folder(settings: Settings) -> Iterator[Finding]:
    """Only what is wrong."""
    yield from _settings_file(Path(FILE))
    file = data_folder.sqlite_file(settings)
    if file is None:
        return
    place = file.parent
    if not place.exists():
        yield from _can_be_made(place)
    elif not place.is_dir() or not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        said = (
            f"{place} is no folder where this account may write: name one by PASSERELLE_DATA_DIR, or give it the right."
        )
        yield Finding("data folder", False, said)
    else:
        yield from _inside(place)


def _settings_file(file: Path) -> Iterator[Finding]:
    if file.is_file() and file.stat().st_mode & stat.S_IRWXO:
        yield Finding("settings file", False, f"everybody on this machine may read {file}: `chmod 600 {file}`.")


def _can_be_made(place: Path) -> Iterator[Finding]:
    above = next(one for one in place.absolute().parents if one.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        yield Finding(
            "data folder",
            False,
            f"{place} is not there, and this account may not make it in {above}: name another folder by PASSERELLE_DATA_DIR, "
            "or make it and give it to this account.",
        )


def _inside(place: Path) -> Iterator[Finding]:
    mine = place.stat()
    if mine.st_mode & _SHARED:
        said = f"others on this machine may look into {place}, where names and answers lie: `chmod 700 {place}`."
        yield Finding("data folder", False, said)
    if others := sorted(one.name for one in place.iterdir() if one.stat().st_uid != mine.st_uid):
        yield Finding(
            "data folder",
            False,
            f"{', '.join(others[:3])} in {place} belong to another account than the folder, perhaps because a command was "
            f"given as root: `chown -R --reference={place} {place}`, and give commands as the bot's account.",
        )
    if kind := far_away(place, _MOUNTS.read_text() if _MOUNTS.exists() else ""):
        yield Finding(
            "data folder",
            False,
            f"{place} lies on another machine ({kind}), where SQLite files break: put it on a disk of this one, or take "
            "PostgreSQL (PASSERELLE_DATABASE_URL).",
        )
    yield from _kept_by_restores(place)
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE:
        said = f"only {free // 1_000_000} MB are free where {place} lies: free some space before the bot has to wait for it."
        yield Finding("disk", False, said)


def _kept_by_restores(place: Path) -> Iterator[Finding]:
    """It is there in case the restore was a mistake; after a month it is a copy in which nobody is forgotten."""
    now = datetime.now(UTC)
    for file in sorted(place.iterdir()):
        found = _REPLACED.search(file.name)
        if found and now - datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) > _KEPT_LONG:
            said = (
                f"{file} was kept by a restore more than a month ago, and whoever was forgotten since then is still in it: "
                f"`rm {file}`, if all is well."
            )
            yield Finding("database before a restore", False, said)


def far_away(place: Path, mounts: str) -> str | None:
    """The kind of a file system of the network on which the folder lies; `mounts` is written as in /proc/mounts."""
    found: tuple[int, str] = (0, "")
    for line in mounts.splitlines():
        _device, where, kind, *_ = line.split(" ")
        where = where.replace("\\040", " ")
        if place.absolute().is_relative_to(where):
            found = max(found, (len(where), kind))
    return found[1] if found[1] in _FAR_AWAY else None
