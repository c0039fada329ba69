"""Why a use case did not do what was asked."""

from dataclasses import dataclass

from bot.i18n.phrase import Words


@dataclass(frozen=True)
class Refusal:
    """A kind reason. `key` names the answer that has to be given anew, where one can mend it."""

    why: Words
    key: str | None = None
