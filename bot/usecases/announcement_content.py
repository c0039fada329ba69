"""What is to be announced, to whom and how, as it comes from its author."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.audiences import Audience
from bot.usecases.announcement_times import AT_ONCE, When


@dataclass(frozen=True)
class Draft:
    """Texts by language, one of them the original."""

    texts: Mapping[str, str]
    original: str
    audience: Audience
    link: str | None = None
    fallback: str | None = None  # language for those who read none of the texts
    when: When = AT_ONCE
