"""`scope_matrix.txt`: what each role may do, here and elsewhere, use case by use case; and how it is written anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.security.doors import Door
from tests.security.shadows import SHADOWS

FILE = Path(__file__).parent / "scope_matrix.txt"
SIGNS = ".rw"  # nothing; is told something; changes something
CHAT = "== "
UNTRIED = "no transcript"
ONLY = "only"
NEVER = "never"
HEAD = """\
# Who may do what: each use case that people reach, and the most that comes of it when each of these tries it in the middle
# of a transcript, with the very words of whoever did it there, or with arguments made for it (`made.py`). `.`: refused, or nothing to be told; `r`: is told something;
# `w`: changes something. Written anew by `python -m tests.security.renew_scopes`; read every changed line.
# Behind it stands why somebody elsewhere is not refused: `own`: what is the person's own; `role`: in the scope of that role;
# `all`: what is meant for everybody who comes to it; `code`: whoever has the code; `asks`: only says what the person may do;
# `only`: whoever did it there got something, as the test sees, and nobody else anything; `never`: it answers everybody with
# why not, whoever they are. A line of dots without either would prove nothing, and fails the tests.
# `few`: figures of many centres, of which whoever sees some of them one by one is told less than somebody elsewhere.
#
"""


@dataclass(frozen=True)
class Line:
    door: Door
    signs: str
    why: str = ""

    def __str__(self) -> str:
        if not self.signs:
            return str(self.door)
        return f"{self.door!s:<48}{self.signs}{'  ' + self.why if self.why else ''}"

    @property
    def is_empty(self) -> bool:
        """Nobody gets anything, and not even whoever did it is known to: it proves nothing."""
        return self.why not in {ONLY, NEVER} and set(self.signs) == {SIGNS[0]}

    def of(self, name: str) -> int:
        """What came of it for that shadow: 0, 1 or 2."""
        return SIGNS.index(self.signs[[one.name for one in SHADOWS].index(name)])


Matrix = Mapping[str, tuple[Line, ...]]
"""By transcript."""


def read() -> Matrix:
    found: dict[str, list[Line]] = {}
    chat = ""
    for text in FILE.read_text(encoding="utf-8").splitlines():
        if text.startswith(CHAT):
            chat = text.removeprefix(CHAT)
        elif text and not text.startswith("#"):
            name, *signs = text.split()
            found.setdefault(chat, []).append(Line(Door(*name.split(".")), *(signs or [""])))
    return {name: tuple(lines) for name, lines in found.items()}


def written(matrix: Mapping[str, Iterable[Line]]) -> str:
    names = "".join(f"#{' ' * (47 + number)}{one.name}\n" for number, one in enumerate(SHADOWS))
    blocks = (
        f"{CHAT}{chat}\n" + "".join(f"{line}\n" for line in sorted(matrix[chat], key=lambda one: str(one.door)))
        for chat in sorted(matrix, key=lambda name: (name == UNTRIED, name))
    )
    return HEAD + names + "\n" + "\n".join(blocks)
