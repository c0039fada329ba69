"""What an answer has in common that stands around another kind of answer, with a word more beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.answers import AnswerKind
from bot.core.given import Option

T = TypeVar("T")


@dataclass(frozen=True)
class Around(Generic[T]):
    """Any kind of answer; it looks like the `kind` within."""

    kind: AnswerKind[T]

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def listed(self) -> bool:
        return getattr(self.kind, "listed", False)

    def options(self) -> Sequence[Option]:
        return self.kind.options()
