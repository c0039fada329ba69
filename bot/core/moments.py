"""An instant as an answer: typed freely, echoed in full, and confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.typed_dates import read_moment
from bot.i18n.phrase import Moment, Words, _


@dataclass(frozen=True)
class DateTime:
    """A moment that is still to come, on the person's clock; stored in UTC."""

    name = "moment"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("yes",) if draft and "at" in draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[datetime]:
        if given.control == "yes" and draft and "at" in draft:
            return Accepted(datetime.fromisoformat(draft["at"]))
        at = read_moment(given.text, listener.language, listener.zone, listener.now)
        if at is None:
            return Unclear(_('Please write a day and an hour, for example "{example}".', example="2026-12-01 14:00"))
        if at <= listener.now:
            return Unclear(
                _("That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(at))
            )
        return Halfway(
            {"at": at.isoformat()},
            _("That is *{moment}*. Right? Write *yes*, or another day and hour.", moment=Moment(at)),
        )

    def dump(self, value: datetime) -> Json:
        return value.isoformat()

    def load(self, data: Json) -> datetime:
        return datetime.fromisoformat(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str)

    def show(self, value: datetime) -> Words:
        return Moment(value)
