"""An Outgoing as lines of a terminal: numbers for answers, words for actions."""

from bot.core.messages import Outgoing
from bot.i18n.markup import plain


def lines(message: Outgoing) -> list[str]:
    """What is printed, without styles: a screen reader or a pipe gets all of it."""
    told = [*plain(message.text).splitlines()]
    told += [
        f"  ({one.name}: {one.description})" if one.description else f"  ({one.name})" for one in message.attachments
    ]
    told += [f"  {link.label}: {link.url}" for link in message.links]
    number = message.first_number
    for choice in message.choices:
        tick = "[x] " if choice.chosen else ""
        if choice.word is None:
            if not message.listed:
                told.append(f"  {number}. {tick}{plain(choice.label)}")
            number += 1
        else:
            told.append(f"  {choice.word}: {plain(choice.label)}")
    if message.controls:
        told.append("  (" + ", ".join(choice.word or choice.label for choice in message.controls) + ")")
    return told
