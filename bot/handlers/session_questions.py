"""Questions about a session that are asked when it is proposed and when it is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.web_address import web_address
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import Words
from bot.usecases.sessions import WRONG_LINK

LONGEST_TITLE = 120


@dataclass(frozen=True)
class WebLink:
    """An address of the web; "https://" may be left out."""

    name = "web link"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:  # noqa: ARG002 - there is never a draft
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:  # noqa: ARG002 - the same for all
        link = web_address(given.text)
        return Accepted(link) if link is not None and is_web_link(link) else Unclear(WRONG_LINK)

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:  # noqa: ARG002 - checked when it was given
        return True

    def show(self, value: str) -> Words:
        return value
