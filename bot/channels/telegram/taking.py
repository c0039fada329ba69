"""Updates as Telegram sends them, read: what delivery stores, and what of our own state changes with it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.telegram.cut_texts import CutTexts
from bot.channels.telegram.keyboard import link_to, link_to_a_group
from bot.channels.telegram.receive import read
from bot.core.messages import Incoming
from bot.delivery.channel import GROUP_LINK, LINK

READ_AT_ONCE = 10


@dataclass(frozen=True)
class Taken:
    messages: tuple[Incoming, ...]
    changes: Mapping[str, str] = field(default_factory=dict)  # of the state


async def taken(
    updates: Sequence[Mapping[str, Any]], account: str, bot_name: str | None, state: Mapping[str, str], now: datetime
) -> Taken:
    """`state` is what was stored with what came before; what Telegram sends that is no message is left out."""
    before = cut_texts = CutTexts.kept(state)
    messages = []
    for number, update in enumerate(updates):
        if number % READ_AT_ONCE == 0:
            await asyncio.sleep(0)  # a hundred at once would hold up everything else for 20 ms
        if (message := read(dict(update), account, now, bot_name)) is not None:
            message, cut_texts = cut_texts.read(message)
            messages.append(message)
    links = {} if bot_name is None else {LINK: link_to(bot_name), GROUP_LINK: link_to_a_group(bot_name)}
    news = {name: value for name, value in links.items() if state.get(name) != value}
    return Taken(tuple(messages), news | ({} if cut_texts == before else cut_texts.state))
