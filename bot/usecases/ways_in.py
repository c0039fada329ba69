"""How people find the bot on each platform: what its channel has noted of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.delivery.channel import CONTACT, LINK, SITE
from bot.i18n.phrase import Words, _
from bot.storage.channel_states import ChannelState
from bot.usecases.work import Work


@dataclass(frozen=True)
class WayIn:
    """A link that begins what it is for, or whom to write which words."""

    channel: str
    link: str | None
    contact: str = ""
    words: str = ""


def ways_in(work: Work, talk: str, argument: str) -> Sequence[WayIn]:
    """Those by link first."""
    return _ways(work, f"{talk}-{argument}", f"!{talk} {argument}")


def ways_to_begin(work: Work, code: str) -> Sequence[WayIn]:
    """By an invitation; those by link first."""
    return _ways(work, code, f"!start {code}")


def _ways(work: Work, payload: str, words: str) -> Sequence[WayIn]:
    noted = work.session.exec(
        select(ChannelState)
        .where(col(ChannelState.name).in_((LINK, CONTACT)))
        .order_by(col(ChannelState.name).desc(), col(ChannelState.channel))
    )
    return [
        WayIn(one.channel, f"{one.value}{payload}") if one.name == LINK else WayIn(one.channel, None, one.value, words)
        for one in noted
    ]


def way_in_words(one: WayIn) -> Words:
    name = one.channel.capitalize()
    if one.link is not None:
        return _("{channel}: {link}", channel=name, link=one.link)
    return _("{channel}: write to {contact}: {words}", channel=name, contact=one.contact, words=one.words)


def site(work: Work) -> str | None:
    """Where our web server is reached from outside; None where it is not."""
    return work.session.exec(select(ChannelState.value).where(ChannelState.name == SITE)).first()
