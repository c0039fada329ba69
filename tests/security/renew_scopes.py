"""
Writes `scope_matrix.txt` anew: `python -m tests.security.renew_scopes [transcript…]`.

Without transcripts all are played that stand in the matrix; use cases that no line has yet are looked for in those that are
named, or else in all others. Those of which nobody got anything move to the first of them in which somebody does.
"""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import Database
from tests.databases import sqlite_template
from tests.security.attempts import Attempts, played_by_all
from tests.security.doors import Door, doors
from tests.security.matrix import FILE, NEVER, ONLY, UNTRIED, Line, read, written

CONVERSATIONS = Path(__file__).parents[1] / "conversations"


def main(named: list[str]) -> None:
    matrix = {chat: [line for line in lines if line.door in doors()] for chat, lines in read().items()}
    matrix.pop(UNTRIED, None)
    missing = doors() - {line.door for lines in matrix.values() for line in lines}
    others = sorted(str(path.relative_to(CONVERSATIONS)) for path in CONVERSATIONS.glob("**/*.chat"))
    with TemporaryDirectory() as folder:
        template = sqlite_template(Path(folder))
        for chat in dict.fromkeys(named or [*matrix, *(others if missing else [])]):
            known = {line.door: line.why for line in matrix.get(chat, ())}
            empty = {line.door for lines in matrix.values() for line in lines if line.is_empty}
            file = Path(folder, "played.sqlite")
            shutil.copy(template, file)
            found = {line.door: line for line in played(chat, file, frozenset(known) | missing | empty)}
            for left in Path(folder).glob("played.sqlite*"):
                left.unlink()
            moved = {door for door in empty if door in found and not found[door].is_empty}
            for other, lines in matrix.items():
                matrix[other] = [line for line in lines if line.door not in moved]
            matrix[chat] = [
                line if line.why else replace(line, why=known.get(door, "").replace(ONLY, "").replace(NEVER, ""))
                for door, line in found.items()
                if door in known or door in missing or door in moved
            ]
            missing -= set(found)
            whole = {**matrix, UNTRIED: [Line(door, "") for door in missing]}
            FILE.write_text(written({name: lines for name, lines in whole.items() if lines}), encoding="utf-8")
            sys.stdout.write(f"{chat}: {len(found)}; not tried yet: {len(missing)}\n")
            sys.stdout.flush()


def played(chat: str, file: Path, tried: frozenset[Door]) -> list[Line]:
    database = Database.open(f"sqlite:///{file}", durable=False)
    try:
        written = (CONVERSATIONS / chat).read_text(encoding="utf-8")
        _went, attempts = played_by_all(database, chat, written, tried, tried)
    finally:
        database.close()
    for (door, shadow), problem in attempts.failed.items():
        sys.stdout.write(f"{door} as {shadow}: {problem!r}\n")
    return [Line(door, attempts.signs(door), _why_nobody(attempts, door)) for door in tried if attempts.tried[door]]


def _why_nobody(attempts: Attempts, door: Door) -> str:
    if attempts.is_only_theirs(door):
        return ONLY
    return NEVER if door.always_refuses else ""


if __name__ == "__main__":
    main(sys.argv[1:])
