"""How people find the bot on each platform: what its channel has noted of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.delivery.channel import CONTACT, LINK, SITE
from bot.storage.channel_states import ChannelState
from bot.usecases.work import Work


@dataclass(frozen=True)
class WayIn:
    """To one talk: a link that begins it, or whom to write which words."""

    channel: str
    link: str | None
    contact: str = ""
    words: str = ""


def ways_in(work: Work, talk: str, argument: str) -> Sequence[WayIn]:
    """Those by link first."""
    noted = work.session.exec(
        select(ChannelState)
        .where(col(ChannelState.name).in_((LINK, CONTACT)))
        .order_by(col(ChannelState.name).desc(), col(ChannelState.channel))
    )
    return [
        WayIn(one.channel, f"{one.value}{talk}-{argument}")
        if one.name == LINK
        else WayIn(one.channel, None, one.value, f"!{talk} {argument}")
        for one in noted
    ]


def site(work: Work) -> str | None:
    """Where our web server is reached from outside; None where it is not."""
    return work.session.exec(select(ChannelState.value).where(ChannelState.name == SITE)).first()
